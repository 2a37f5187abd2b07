"""What a process and all that it started take, as Linux counts it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.serving.processes import peak_mb, processor_seconds

__all__ = ["tree_peak_mb", "tree_processor_seconds"]


def tree_processor_seconds(pid: int) -> float:
    """Add up the processor's time of a process and its living descendants, in seconds."""
    return sum(processor_seconds(one) for one in _tree(pid))


def tree_peak_mb(pid: int) -> float:
    """Add up the most resident memory that each process of a tree has had, in megabytes.

    Pages that processes share count once for each.
    """
    return sum(peak_mb(one) for one in _tree(pid))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from _tree(int(child))
