"""The queue of one checkpoint: sources that wait, and the next batch of them.

The batch is the one that holds the oldest source, so none waits for ever, and
is filled with the sources nearest to it in length, so that little of it is
padding. Its cost is the padded one, longest x count, as in Hugging Face's
text-embeddings-inference.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, unique
from itertools import islice

from dragoman_models.types import DecodingOptions, Hypothesis
from dragoman_server.errors import DeadlineExceededError

__all__ = ["BatchRecord", "Decoded", "Entry", "Priority", "Queue", "Waiter"]

# Sources looked at for one batch: enough to find company of the same length, few
# enough to sort in well under a millisecond.
_WINDOW = 512
# Interactive batches in a row, while bulk work waits, after which bulk gets one.
_INTERACTIVE_RUN = 4


@unique
class Priority(IntEnum):
    """Say who goes first: a person who waits, or a batch of work."""

    INTERACTIVE = 0
    BULK = 1


@dataclass(frozen=True, slots=True, eq=False)
class BatchRecord:
    """Hold what one batch cost: `tokens` counts padding, `seconds` is time in the model."""

    entries: int
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """Hold the hypotheses of one source, how long it waited, and its batch."""

    hypotheses: tuple[Hypothesis, ...]
    queue_seconds: float
    batch: BatchRecord


@dataclass(frozen=True, slots=True, eq=False)
class Waiter:
    """Hold one call's claim on an entry; `submitted` and `deadline` are monotonic seconds."""

    future: asyncio.Future[Decoded]
    submitted: float
    deadline: float


@dataclass(slots=True, eq=False)
class Entry:
    """Hold one source that waits, with everyone who waits for it."""

    tokens: tuple[str, ...]
    options: DecodingOptions
    priority: Priority
    waiters: list[Waiter] = field(default_factory=list)

    @property
    def key(self) -> tuple[tuple[str, ...], DecodingOptions]:
        """Identify equal work."""
        return self.tokens, self.options

    @property
    def wanted(self) -> bool:
        """Say whether anyone still waits."""
        return any(not waiter.future.done() for waiter in self.waiters)

    def expire(self, now: float) -> int:
        """Fail the waiters whose deadline has passed, and count them."""
        late = [one for one in self.waiters if one.deadline <= now and not one.future.done()]
        for waiter in late:
            waiter.future.set_exception(
                DeadlineExceededError("the deadline passed before the model was free")
            )
        return len(late)


@dataclass(slots=True, eq=False)
class Queue:
    """Hold the entries that wait, by priority and options, each group oldest first.

    `on_expired` is called with the number of waiters whose deadline passed here.
    """

    on_expired: Callable[[int], None] = field(default=lambda _: None)
    tokens: int = 0
    _groups: dict[tuple[Priority, DecodingOptions], dict[tuple[str, ...], Entry]] = field(
        default_factory=dict
    )
    _interactive_run: int = 0

    def __len__(self) -> int:
        """Count the entries."""
        return sum(len(group) for group in self._groups.values())

    def __iter__(self) -> Iterator[Entry]:
        """Go through the entries, group by group."""
        return (entry for group in list(self._groups.values()) for entry in list(group.values()))

    def find(self, tokens: tuple[str, ...], options: DecodingOptions) -> Entry | None:
        """Return the entry that waits for the same work, if one does."""
        for priority in Priority:
            entry = self._groups.get((priority, options), {}).get(tokens)
            if entry is not None:
                return entry
        return None

    def add(self, entry: Entry) -> None:
        """Put an entry behind those of its priority."""
        self._groups.setdefault((entry.priority, entry.options), {})[entry.tokens] = entry
        self.tokens += len(entry.tokens)

    def remove(self, entry: Entry) -> bool:
        """Take an entry out; False when it does not wait any more."""
        place = (entry.priority, entry.options)
        group = self._groups.get(place, {})
        if group.get(entry.tokens) is not entry:
            return False
        del group[entry.tokens]
        if not group:
            del self._groups[place]
        self.tokens -= len(entry.tokens)
        return True

    def promote(self, entry: Entry, priority: Priority) -> None:
        """Let an entry go with a higher priority, once someone of that priority wants it."""
        if priority < entry.priority and self.remove(entry):
            entry.priority = priority
            self.add(entry)

    def take(self, *, max_tokens: int, now: float) -> tuple[Entry, ...]:
        """Take the next batch out: entries of equal options, of at most `max_tokens` padded.

        An entry longer than `max_tokens` goes alone; the batch is empty when
        nothing waits. Entries whose deadline has passed are failed on the way.
        """
        while (group := self._next_group()) is not None:
            window = self._live(list(islice(group.values(), _WINDOW)), now)
            if window:
                batch = _batch(window, max_tokens=max_tokens)
                self._count_run(batch[0].priority)
                for entry in batch:
                    self.remove(entry)
                return batch
        return ()

    def _next_group(self) -> dict[tuple[str, ...], Entry] | None:
        if not self._groups:
            return None
        bulk_first = self._interactive_run >= _INTERACTIVE_RUN
        order = sorted(Priority, reverse=bulk_first)
        waiting = {priority for priority, _ in self._groups}
        chosen = next(priority for priority in order if priority in waiting)
        groups = [group for (priority, _), group in self._groups.items() if priority is chosen]
        return min(groups, key=lambda group: next(iter(group.values())).waiters[0].submitted)

    def _live(self, window: list[Entry], now: float) -> list[Entry]:
        for entry in window:
            expired = entry.expire(now)
            if expired:
                self.on_expired(expired)
            if not entry.wanted:
                self.remove(entry)
        return [entry for entry in window if entry.wanted]

    def _count_run(self, priority: Priority) -> None:
        bulk_waits = any(waiting is Priority.BULK for waiting, _ in self._groups)
        if priority is Priority.INTERACTIVE and bulk_waits:
            self._interactive_run += 1
        else:
            self._interactive_run = 0


def _batch(window: Sequence[Entry], *, max_tokens: int) -> tuple[Entry, ...]:
    """Cut a window, longest first, into batches, and return the one with the oldest entry."""
    oldest = window[0]
    batch: list[Entry] = []
    for entry in sorted(window, key=lambda entry: len(entry.tokens), reverse=True):
        if batch and len(batch[0].tokens) * (len(batch) + 1) > max_tokens:
            if oldest in batch:
                break
            batch = []
        batch.append(entry)
    return tuple(batch)
