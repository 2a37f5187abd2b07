"""What a process takes, as Linux counts it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = [
    "MemorySeries",
    "peak_mb",
    "processor_seconds",
    "resident_mb",
    "sampled_memory",
    "thread_seconds",
]

_KIB_IN_MB = 1.024e-3
# Fields of /proc/PID/stat behind the name, which may hold spaces.
_USER, _SYSTEM = 11, 12


@dataclass(frozen=True, slots=True)
class MemorySeries:
    """Hold samples of a process's resident memory: seconds since the first, and megabytes."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """Give the megabytes that the last sample is above the first; 0 of none."""
        return self.megabytes[-1] - self.megabytes[0] if self.megabytes else 0.0


def processor_seconds(pid: int | None = None) -> float:
    """Read the processor's time of a process and its threads, this one's by default."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    ticks = int(fields[_USER]) + int(fields[_SYSTEM])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int | None = None) -> float:
    """Read a process's resident memory in megabytes of 1,000,000 bytes."""
    return _status(pid, "VmRSS") * _KIB_IN_MB


def peak_mb(pid: int | None = None) -> float:
    """Read the most that a process's resident memory has been, in megabytes."""
    return _status(pid, "VmHWM") * _KIB_IN_MB


def thread_seconds(pid: int) -> dict[int, float]:
    """Read the processor's time of each of a process's threads, by the thread's number."""
    times: dict[int, float] = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end while it is looked at.
        with suppress(OSError):
            nanoseconds = int((thread / "schedstat").read_text(encoding="ascii").split()[0])
            times[int(thread.name)] = nanoseconds / 1e9
    return times


@contextmanager
def sampled_memory(pid: int, *, every: float = 0.5) -> Iterator[MemorySeries]:
    """Sample a process's resident memory while the block runs, `every` so many seconds."""
    series, stop, begin = MemorySeries(), threading.Event(), time.monotonic()

    def sample() -> None:
        while True:
            series.megabytes.append(resident_mb(pid))
            series.seconds.append(time.monotonic() - begin)
            if stop.wait(every):
                return

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield series
    finally:
        stop.set()
        thread.join()


def _status(pid: int | None, name: str) -> int:
    for line in _read(pid, "status").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise ValueError(f"/proc says nothing of {name}; has the process ended?")


def _read(pid: int | None, name: str) -> str:
    return Path(f"/proc/{'self' if pid is None else pid}/{name}").read_text(encoding="utf-8")
