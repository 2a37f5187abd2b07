"""Send the same loads to every system, round by round in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from benchmarks.peers.results import Measured
from benchmarks.peers.systems import WHOLE_LIST, System
from benchmarks.peers.trees import tree_processor_seconds
from benchmarks.serving.clients import OK
from benchmarks.serving.inputs import sentences

__all__ = ["LoadFailedError", "loads", "measure", "rotated"]

# A single client is many times slower, and its spread small, so that it is sent less.
_SHARES: Final[Mapping[int, float]] = {1: 1 / 8, 8: 1 / 2, 32: 1.0, WHOLE_LIST: 1 / 2}


class LoadFailedError(RuntimeError):
    """Say that a system answered no call of a load, and how the calls ended."""


def loads(count: int, *, skip: int = 0) -> dict[int, list[str]]:
    """Give the sentences of each number of clients, `count` of them for the most clients.

    No sentence stands in two loads.

    Raises:
        ValueError: there are not so many sentences.
    """
    sizes = {clients: max(1, round(count * share)) for clients, share in _SHARES.items()}
    texts = iter(sentences(sum(sizes.values()), skip=skip))
    return {clients: [next(texts) for _ in range(size)] for clients, size in sizes.items()}


def rotated(systems: Sequence[System], number: int) -> Iterator[System]:
    """Yield every system, beginning one further with each round."""
    for place in range(len(systems)):
        yield systems[(place + number) % len(systems)]


async def measure(
    system: System, texts: Sequence[str], language: str, *, clients: int, number: int
) -> Measured:
    """Send one load to one system in the round of this number.

    Raises:
        LoadFailedError: not one call was answered.
    """
    busy = tree_processor_seconds(system.pid)
    answered = await system.send(texts, language, clients=clients)
    load = answered.load
    if not load.answered:
        raise LoadFailedError(f"{system.name}, {clients} clients: {load.counts}")
    return Measured(
        system=system.name,
        clients=clients,
        number=number,
        sentences=len(texts),
        failures={name: count for name, count in load.counts.items() if name != OK},
        seconds=load.wall_seconds,
        p50_seconds=load.p50,
        p95_seconds=load.p95,
        processor_seconds=tree_processor_seconds(system.pid) - busy,
    )
