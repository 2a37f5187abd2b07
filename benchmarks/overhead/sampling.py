"""Sample the stack of a running action, and count where in the package it is."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TypeAlias

import dragoman_models

__all__ = ["MODULES", "PACKAGE", "Samples", "by_module", "sampled", "show"]

PACKAGE = Path(dragoman_models.__file__).parent
"""The folder of the package whose functions are counted."""
MODULES = 14
"""How many modules are listed."""
_SAMPLE_SECONDS = 0.0005

Samples: TypeAlias = Counter[tuple[str, str]]
"""How often each function was found, by its module's name and its own."""


def sampled(action: Callable[[], object]) -> Samples:
    """Run an action and count in which function of the package each sample finds it."""
    found: Samples = Counter()

    def sample(_: int, frame: FrameType | None) -> None:
        while frame is not None and Path(frame.f_code.co_filename).parent != PACKAGE:
            frame = frame.f_back
        if frame is not None:
            found[Path(frame.f_code.co_filename).stem, frame.f_code.co_qualname] += 1

    before = signal.signal(signal.SIGALRM, sample)
    signal.setitimer(signal.ITIMER_REAL, _SAMPLE_SECONDS, _SAMPLE_SECONDS)
    try:
        action()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return found


def by_module(samples: Samples) -> Counter[str]:
    """Add the samples of each module's functions."""
    modules: Counter[str] = Counter()
    for (module, _), count in samples.items():
        modules[module] += count
    return modules


def show(label: str, samples: Samples) -> None:
    """Print the modules and functions that the overhead of a workload is in."""
    total = samples.total()
    print(f"\n{label}: {total} samples outside the searches")
    for module, count in by_module(samples).most_common(MODULES):
        print(f"  {count / total:6.1%}  {module}")
    for (module, name), count in samples.most_common(2 * MODULES):
        print(f"      {count / total:6.1%}  {module}.{name}")
