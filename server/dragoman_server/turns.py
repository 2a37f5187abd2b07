"""Whose turn it is: tokens are shared out between API keys, and within a key between its calls.

Fair queueing on two levels. Whoever has been served the fewest tokens goes first;
who has just come starts level with the others, so that nobody saves turns up by
being idle, and a long article cannot hold up the short one behind it. Keys start
level with the one that is being served (start-time fair queueing; Goyal, Vin and
Cheng 1996). Calls start at what each call that waits would have been served by
now (the virtual time of weighted fair queueing; Demers, Keshav and Shenker 1989):
new ones without end cannot hold up an old one. The first tokens of a call are
free, so that short calls go in the order in which they came, second searches
too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from typing import Final, TypeAlias

from dragoman_server.entries import Entry, Lane, Owner

__all__ = ["FREE_TOKENS", "Turns"]

FREE_TOKENS: Final = 512
"""Source tokens that a call is served before it yields to later ones: some fifteen sentences."""


_Lanes: TypeAlias = dict[Lane, dict[tuple[str, ...], Entry]]


@dataclass(slots=True, eq=False)
class _Key:
    """Hold one key's calls, each with its entries by lane, oldest first.

    `served` counts the key's own tokens; `clock` is where a new call of it starts.
    """

    served: float
    clock: float = 0.0
    calls: dict[Owner, _Lanes] = field(default_factory=dict)

    def first(self) -> Entry:
        lanes = self.calls[min(self.calls, key=_due_at)]
        return min((next(iter(lane.values())) for lane in lanes.values()), key=_age)


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
        owner = entry.owner
        key = self._keys.setdefault(owner.key, _Key(self._clock))
        if not key.calls:
            key.served = max(key.served, self._clock)
        if owner.start is None:
            owner.start = key.clock
        key.calls.setdefault(owner, {}).setdefault(entry.lane, {})[entry.tokens] = entry
        self._count += 1

    def remove(self, entry: Entry) -> None:
        """Take an entry out that was added."""
        calls = self._keys[entry.owner.key].calls
        lanes = calls[entry.owner]
        del lanes[entry.lane][entry.tokens]
        if not lanes[entry.lane]:
            del lanes[entry.lane]
        if not lanes:
            del calls[entry.owner]
        self._count -= 1

    def serve(self, entry: Entry) -> None:
        """Take an entry out, and charge its tokens to its call and key."""
        key, tokens = self._keys[entry.owner.key], len(entry.tokens)
        self._clock = max(self._clock, key.served)
        key.clock += tokens / len(key.calls)
        key.served += tokens
        entry.owner.served += tokens
        self.remove(entry)

    def first(self) -> Entry:
        """Return the entry that is due; there has to be one."""
        return min((key for key in self._keys.values() if key.calls), key=_served).first()

    def due(self, lane: Lane) -> Iterator[Entry]:
        """Go through the entries of one lane in the order of their turns.

        The turns are not to be changed meanwhile.
        """
        keys = enumerate(self._keys.values())
        return _merged(_by_served(key.served, number, _of_calls(key, lane)) for number, key in keys)


_Tagged: TypeAlias = tuple[float, int, Entry]


def _of_calls(key: _Key, lane: Lane) -> Iterator[Entry]:
    return _merged(
        _by_due_time(owner, lanes[lane].values())
        for owner, lanes in key.calls.items()
        if lane in lanes
    )


def _merged(streams: Iterable[Iterator[_Tagged]]) -> Iterator[Entry]:
    # The number keeps streams that are level in their order, and entries from being compared.
    return (entry for _, _, entry in merge(*streams))


def _by_served(served: float, number: int, entries: Iterable[Entry]) -> Iterator[_Tagged]:
    for entry in entries:
        yield served, number, entry
        served += len(entry.tokens)


def _by_due_time(owner: Owner, entries: Iterable[Entry]) -> Iterator[_Tagged]:
    ahead = 0
    for entry in entries:
        time, number = _due_at(owner, ahead)
        yield time, number, entry
        ahead += len(entry.tokens)


def _due_at(owner: Owner, ahead: int = 0) -> tuple[float, int]:
    return (owner.start or 0.0) + max(0, owner.served + ahead - FREE_TOKENS), owner.number


def _served(key: _Key) -> float:
    return key.served


def _age(entry: Entry) -> int:
    return entry.number
