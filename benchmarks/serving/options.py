"""How long and how often a part measures, and on which server."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import dragoman_models

__all__ = ["TARGETS", "Options", "bundled"]

TARGETS = ("hy", "az", "fa", "ru")


@dataclass(frozen=True, slots=True)
class Options:
    """Hold the length of a run.

    `seconds` is about how long one measurement takes, `rounds` how often each is
    repeated, in turn with what it is compared with; `flags` are further flags of
    the server. `scratch` is a folder for what is made once: weights, and their
    other forms.
    """

    rounds: int = 3
    seconds: float = 4.0
    flags: tuple[str, ...] = ()
    target: str = "ru"
    scratch: Path = Path(".cache") / "benchmarks"

    @property
    def cores(self) -> int:
        """Count the cores that this run may use."""
        return len(os.sched_getaffinity(0))

    def sentences(self, per_second: float, *, least: int = 8) -> int:
        """Give the number of sentences that take a measurement's time at this speed."""
        return max(least, round(per_second * self.seconds))


def bundled(target: str) -> Path:
    """Name the folder of the bundled checkpoint for a target language."""
    folder = Path(dragoman_models.__file__).parent / "bundled"
    return folder / f"dragoman-compact-en-{target}"
