"""What waits for a model: one source, the call that it is charged to, and who wants it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import IntEnum, unique
from itertools import count
from typing import NamedTuple

from dragoman_models.types import DecodingOptions, Hypothesis

__all__ = ["BatchRecord", "Decoded", "Entry", "Lane", "Owner", "Priority", "Waiter"]

_numbers = count()


@unique
class Priority(IntEnum):
    """Say who goes first: a person who waits, or a batch of work."""

    INTERACTIVE = 0
    BULK = 1


@dataclass(slots=True, eq=False)
class Owner:
    """Hold whom work is charged to: a call, and its API key, empty where none is asked for.

    `start` and `served` are for `turns` to keep: the time on its clock when the
    call first waited, and the tokens served to it since. `number` tells which of
    two calls is older.
    """

    key: str = ""
    start: float | None = None
    served: int = 0
    number: int = field(default_factory=lambda: next(_numbers))


class Lane(NamedTuple):
    """Name what the entries of one batch have alike."""

    checkpoint: str
    options: DecodingOptions


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
    """Hold one source that waits, with everyone who waits for it.

    It is charged to the call that asked first. `number` tells which of two is older.
    """

    lane: Lane
    tokens: tuple[str, ...]
    priority: Priority
    owner: Owner
    waiters: list[Waiter] = field(default_factory=list)
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def key(self) -> tuple[Lane, tuple[str, ...]]:
        """Identify equal work."""
        return self.lane, self.tokens

    @property
    def wanted(self) -> bool:
        """Say whether anyone still waits."""
        return any(not waiter.future.done() for waiter in self.waiters)

    def take_late(self, by: float) -> list[Waiter]:
        """Take out the waiters whose deadline is at or before a time of the monotonic clock."""
        late = [waiter for waiter in self.waiters if waiter.deadline <= by]
        if late:
            self.waiters = [waiter for waiter in self.waiters if waiter.deadline > by]
        return [waiter for waiter in late if not waiter.future.done()]
