"""What figures depend on: the hardware, the versions, and what else ran."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

__all__ = ["Others", "about", "counting_others"]

_PACKAGES = ("dragoman", "ctranslate2", "grpcio", "torch", "transformers")
# The columns of /proc/stat that are not idle: user, nice, system, irq, softirq, steal.
_BUSY = (0, 1, 2, 5, 6, 7)
_ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Others:
    """Hold the share of all cores' time that other programs took, once it is known."""

    share: float = 0.0


def about() -> dict[str, str]:
    """Name the hardware and the versions of what takes part."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    return {
        "hardware": f"{cores} cores of {model}, {memory:.0f} GB",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "versions": ", ".join(_versions()),
        "commit": _commit(),
        "measured": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }


@contextmanager
def counting_others() -> Iterator[Others]:
    """Reckon what programs that are not ours take of the cores while the block runs.

    Ours are this process and its children; those have to have ended with the block.
    """
    others, begin = Others(), time.monotonic()
    busy, own = _busy_seconds(), _own_seconds()
    yield others
    taken = (_busy_seconds() - busy) - (_own_seconds() - own)
    cores = os.cpu_count() or 1
    others.share = max(0.0, taken / (cores * (time.monotonic() - begin)))


def _versions() -> Iterator[str]:
    for name in _PACKAGES:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"{name} not installed"


def _commit() -> str:
    command = ["git", "-C", str(_ROOT), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _busy_seconds() -> float:
    columns = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
    return sum(int(columns[place]) for place in _BUSY) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
