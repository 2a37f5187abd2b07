"""What no single answer shows: the rows of complaints about the service itself.

Each probe measures a running server and says how much is allowed: memory growth, cold
start, offline operation, throughput.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fidelity.cases import Case
from benchmarks.fidelity.systems import System

__all__ = [
    "Probe",
    "batching",
    "first_answer",
    "foreign_connections",
    "memory_growth",
    "processor_seconds",
    "resident",
]

_LOOPBACK = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}
_NOBODY = {"00000000", "0" * 32}
_FIRST_SECONDS = 2.0
_GROWTH = 300.0
_BATCH = 32
_BATCH_SHARE = 0.9
_TICK = 0.01


@dataclass(frozen=True, slots=True)
class Probe:
    """Hold one measurement of the service and the most that it may be."""

    title: str
    measured: float
    at_most: float
    unit: str

    @property
    def passed(self) -> bool:
        """Tell whether the measurement is within its bound."""
        return self.measured <= self.at_most


def first_answer(system: System) -> Probe:
    """Time the first sentence after the server said SERVING, in seconds."""
    case = Case("service", "first", "The talks ended on Friday.", {})
    begin = time.perf_counter()
    system.answers([(case, "ru")])
    seconds = time.perf_counter() - begin
    return Probe("first sentence after SERVING", seconds, _FIRST_SECONDS, "s")


def batching(system: System, pid: int) -> Probe:
    """Compare a call of many sentences with as many calls of one, by processor time."""
    texts = [f"The minister visited school number {n} on Monday." for n in range(2 * _BATCH)]
    one_by_one = [Case("service", text, text, {}) for text in texts[:_BATCH]]
    together = Case("service", "together", "\n\n".join(texts[_BATCH:]), {})
    begin = processor_seconds(pid)
    for case in one_by_one:
        system.answers([(case, "ru")])
    middle = processor_seconds(pid)
    system.answers([(together, "ru")])
    share = (processor_seconds(pid) - middle) / max(middle - begin, _TICK)
    title = f"{_BATCH} sentences in one call, processor time as a share of that of {_BATCH} calls"
    return Probe(title, share, _BATCH_SHARE, "times")


def memory_growth(before_mb: float, after_mb: float) -> Probe:
    """Say how much memory the whole suite left behind, in megabytes."""
    return Probe("memory grown over the whole suite", after_mb - before_mb, _GROWTH, "MB")


def foreign_connections(pid: int) -> Probe:
    """Count the server's connections to other machines; it is to have none, ever."""
    count = sum(1 for _ in _foreign(pid))
    return Probe("connections to other machines", count, 0, "")


def processor_seconds(pid: int) -> float:
    """Read the processor time of a process, all threads together, in seconds."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Read a process's resident memory in megabytes of 1,000,000 bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _foreign(pid: int) -> Iterator[str]:
    """Yield the far end of each TCP socket of a process that is neither local nor listening."""
    own = _socket_inodes(pid)
    for table in ("tcp", "tcp6"):
        lines = Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]
        for fields in map(str.split, lines):
            address = fields[2].partition(":")[0]
            if fields[9] in own and address not in _LOOPBACK | _NOBODY:
                yield address


def _socket_inodes(pid: int) -> set[str]:
    inodes: set[str] = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            link = str(entry.readlink())
        except OSError:
            continue  # closed meanwhile
        if link.startswith("socket:["):
            inodes.add(link.removeprefix("socket:[").removesuffix("]"))
    return inodes
