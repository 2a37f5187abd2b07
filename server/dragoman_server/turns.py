"""Whose turn it is: tokens are shared out between API keys, and within a key between its calls.

Start-time fair queueing (Goyal, Vin and Cheng 1996) on two levels. Whoever has
been served the fewest tokens goes first; who has just come starts level with
those that are being served, so that nobody saves turns up by being idle, and a
long article cannot hold up the short one behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge

from dragoman_server.entries import Entry, Lane

__all__ = ["Turns"]


@dataclass(slots=True, eq=False)
class _Call:
    """Hold one call's entries by their lane, oldest first, and the tokens served to it."""

    served: float
    lanes: dict[Lane, dict[tuple[str, ...], Entry]] = field(default_factory=dict)

    def oldest(self) -> Entry:
        return min((next(iter(lane.values())) for lane in self.lanes.values()), key=_age)


@dataclass(slots=True, eq=False)
class _Key:
    """Hold one key's calls that wait; `clock` is where a new one of them starts."""

    served: float
    clock: float = 0.0
    calls: dict[int, _Call] = field(default_factory=dict)


class Turns:
    """Put entries in the order in which they are due; not for several threads at once."""

    def __init__(self) -> None:
        self._keys: dict[str, _Key] = {}
        self._clock = 0.0
        self._count = 0

    def __len__(self) -> int:
        """Count the entries."""
        return self._count

    def add(self, entry: Entry) -> None:
        """Put an entry behind its call's others."""
        name, number = entry.owner
        key = self._keys.setdefault(name, _Key(self._clock))
        if not key.calls:
            key.served = max(key.served, self._clock)
        call = key.calls.setdefault(number, _Call(key.clock))
        call.lanes.setdefault(entry.lane, {})[entry.tokens] = entry
        self._count += 1

    def remove(self, entry: Entry) -> None:
        """Take an entry out that was added."""
        name, number = entry.owner
        calls = self._keys[name].calls
        lanes = calls[number].lanes
        del lanes[entry.lane][entry.tokens]
        if not lanes[entry.lane]:
            del lanes[entry.lane]
        if not lanes:
            del calls[number]
        self._count -= 1

    def serve(self, entry: Entry) -> None:
        """Take an entry out, and charge its tokens to its call and key."""
        name, number = entry.owner
        key = self._keys[name]
        call = key.calls[number]
        self._clock = max(self._clock, key.served)
        key.clock = max(key.clock, call.served)
        key.served += len(entry.tokens)
        call.served += len(entry.tokens)
        self.remove(entry)

    def first(self) -> Entry:
        """Return the entry that is due; there has to be one."""
        key = min((key for key in self._keys.values() if key.calls), key=_served)
        return min(key.calls.values(), key=_served).oldest()

    def due(self, lane: Lane) -> Iterator[Entry]:
        """Go through the entries of one lane in the order of their turns.

        The turns are not to be changed meanwhile.
        """
        return _merged((key.served, _of_calls(key, lane)) for key in self._keys.values())


def _of_calls(key: _Key, lane: Lane) -> Iterator[Entry]:
    return _merged(
        (call.served, iter(call.lanes[lane].values()))
        for call in key.calls.values()
        if lane in call.lanes
    )


def _merged(streams: Iterable[tuple[float, Iterator[Entry]]]) -> Iterator[Entry]:
    # The number keeps streams that are level in their order, and entries from being compared.
    tagged = (_tagged(*stream, number) for number, stream in enumerate(streams))
    return (entry for _, _, entry in merge(*tagged))


def _tagged(
    served: float, entries: Iterator[Entry], number: int
) -> Iterator[tuple[float, int, Entry]]:
    for entry in entries:
        yield served, number, entry
        served += len(entry.tokens)


def _served(line: _Call | _Key) -> float:
    return line.served


def _age(entry: Entry) -> int:
    return entry.number
