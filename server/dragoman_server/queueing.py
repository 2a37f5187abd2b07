"""The queue of all checkpoints: sources that wait, and the next batch of them.

Who is due, see `turns`, decides what the batch is made of; it is filled with
entries that are due soon and of much the same length, so that little of it is
padding. Its cost is the padded one, longest x count, as in Hugging Face's
text-embeddings-inference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from dragoman_server.entries import Entry, Lane, Priority, Waiter
from dragoman_server.turns import Turns

__all__ = ["Late", "Queue", "Taken"]

# Batches' worth of tokens that are looked at for one batch: enough to find company
# of the same length, little enough to sort in well under a millisecond. Who is passed
# over for being of another length waits longer, which a person notices: at capacity,
# a window of two for them has a third less p95 than one of four, and no fewer sentences.
_WINDOW_BATCHES = {Priority.INTERACTIVE: 2, Priority.BULK: 4}
# Interactive batches in a row, while bulk work waits, after which bulk gets one.
_INTERACTIVE_RUN = 4
# How long after a person's text another one is likely.
_PEOPLE_SECONDS = 10.0


class Late(NamedTuple):
    """Hold a waiter whose time does not suffice, and the checkpoint that it waited for."""

    waiter: Waiter
    checkpoint: str


class Taken(NamedTuple):
    """Hold a batch, and who was found on the way to be too late for one."""

    batch: tuple[Entry, ...]
    late: tuple[Late, ...]


class Queue:
    """Hold the entries that wait; not for several threads at once.

    `seconds_of` estimates the least time that the model takes for an entry: one
    that cannot be done by its deadline is not begun.
    """

    def __init__(self, seconds_of: Callable[[Entry], float] = lambda _: 0.0) -> None:
        self._seconds_of = seconds_of
        self._turns = {priority: Turns() for priority in Priority}
        self._entries: dict[tuple[Lane, tuple[str, ...]], Entry] = {}
        self._interactive_run = 0
        self._people_until = -inf
        self.counts: Counter[str] = Counter()
        self.tokens: Counter[str] = Counter()

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        """Go through the entries, oldest first."""
        return iter(list(self._entries.values()))

    def find(self, lane: Lane, tokens: tuple[str, ...]) -> Entry | None:
        """Return the entry that waits for the same work, if one does."""
        return self._entries.get((lane, tokens))

    def add(self, entry: Entry) -> None:
        """Put an entry behind those of its call."""
        self._turns[entry.priority].add(entry)
        self._entries[entry.key] = entry
        self.counts[entry.lane.checkpoint] += 1
        self.tokens[entry.lane.checkpoint] += len(entry.tokens)

    def remove(self, entry: Entry) -> bool:
        """Take an entry out; False when it does not wait any more."""
        if self._entries.get(entry.key) is not entry:
            return False
        self._turns[entry.priority].remove(entry)
        self._forget(entry)
        return True

    def promote(self, entry: Entry, priority: Priority) -> None:
        """Let an entry go with a higher priority, once someone of that priority wants it."""
        if priority < entry.priority and self.remove(entry):
            entry.priority = priority
            self.add(entry)

    def take(self, *, max_tokens: int, now: float) -> Taken:
        """Take the next batch out: entries of one lane, of at most `max_tokens` padded.

        An entry longer than `max_tokens` goes alone; the batch is empty when
        nothing waits. Bulk batches are half as large while people are about, so
        that the next of them waits half as long.
        """
        late: list[Late] = []
        while (priority := self._next_priority()) is not None:
            turns = self._turns[priority]
            polite = priority is Priority.BULK and now < self._people_until
            limit = max_tokens // 2 if polite else max_tokens
            window = self._window(turns, tokens=_WINDOW_BATCHES[priority] * limit)
            live = self._live(window, now, late)
            if live:
                batch = _batch(live, max_tokens=limit)
                self._count_run(priority, now)
                for entry in batch:
                    turns.serve(entry)
                    self._forget(entry)
                return Taken(batch, tuple(late))
        return Taken((), tuple(late))

    def _forget(self, entry: Entry) -> None:
        del self._entries[entry.key]
        self.counts[entry.lane.checkpoint] -= 1
        self.tokens[entry.lane.checkpoint] -= len(entry.tokens)

    def _next_priority(self) -> Priority | None:
        bulk_first = self._interactive_run >= _INTERACTIVE_RUN
        order = sorted(Priority, reverse=bulk_first)
        return next((each for each in order if self._turns[each]), None)

    @staticmethod
    def _window(turns: Turns, *, tokens: int) -> list[Entry]:
        window: list[Entry] = []
        for entry in turns.due(turns.first().lane):
            window.append(entry)
            tokens -= len(entry.tokens)
            if tokens <= 0:
                break
        return window

    def _live(self, window: list[Entry], now: float, late: list[Late]) -> list[Entry]:
        for entry in window:
            waiters = entry.take_late(now + self._seconds_of(entry))
            late += (Late(waiter, entry.lane.checkpoint) for waiter in waiters)
            if not entry.wanted:
                self.remove(entry)
        return [entry for entry in window if entry.wanted]

    def _count_run(self, priority: Priority, now: float) -> None:
        if priority is Priority.INTERACTIVE:
            self._people_until = now + _PEOPLE_SECONDS
        if priority is Priority.INTERACTIVE and self._turns[Priority.BULK]:
            self._interactive_run += 1
        else:
            self._interactive_run = 0


def _batch(window: Sequence[Entry], *, max_tokens: int) -> tuple[Entry, ...]:
    """Cut a window, longest first, into batches, and return the one with the entry that is due."""
    due = window[0]
    batch: list[Entry] = []
    for entry in sorted(window, key=lambda entry: len(entry.tokens), reverse=True):
        if batch and len(batch[0].tokens) * (len(batch) + 1) > max_tokens:
            if due in batch:
                break
            batch = []
        batch.append(entry)
    return tuple(batch)
