"""A pipeline's steps through the decoders, and several of them at once."""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterable,
    Sequence,
)
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dragoman_models.types import DecodeRequest, Hypothesis, Steps
from dragoman_server.calls import Call
from dragoman_server.decoders import Decoders
from dragoman_server.entries import BatchRecord, Decoded, Priority

__all__ = ["Driven", "Meter", "drive", "stream", "together"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Driven(Generic[_T]):
    """Hold a result with its longest wait and the model time of its batches, in seconds."""

    result: _T
    queue_seconds: float = 0.0
    inference_seconds: float = 0.0


class Meter:
    """Count the segments of a call's translations, done and in all.

    `report` is called on each change, once every one of `parts` translations
    has said how many segments it has.
    """

    def __init__(self, parts: int, report: Callable[[int, int], None]) -> None:
        self._silent = parts
        self._report = report
        self.done = 0
        self.total = 0

    def expect(self, segments: int) -> None:
        """Add the segments of one translation."""
        self._silent -= 1
        self.total += segments
        self._say()

    def advance(self, _: object = None) -> None:
        """Count one segment as done."""
        self.done += 1
        self._say()

    def _say(self) -> None:
        if self._silent <= 0:
            self._report(self.done, self.total)


async def drive(
    steps: Steps[_T],
    decoders: Decoders,
    *,
    call: Call,
    priority: Priority,
    meter: Meter | None = None,
    short: bool = False,
) -> Driven[_T]:
    """Drive steps to their end, each request through the decoders.

    The steps' own work runs in a thread, so that a long article does not hold
    the event loop up; that of a `short` text takes less time than the way to a
    thread and back. `meter` counts the requests of the first step, which are a
    translation's segments; later steps are second tries.
    """
    decoded: list[Decoded] = []
    answers: Sequence[tuple[Hypothesis, ...]] | None = None
    while True:
        if short:
            advanced = _advance(steps, answers)
        else:
            advanced = await asyncio.to_thread(_advance, steps, answers)
        if isinstance(advanced, _End):
            _expect(meter, 0)
            return _driven(advanced.result, decoded)
        latest = await _decode(advanced, decoders, call=call, priority=priority, meter=meter)
        meter = None
        decoded += latest
        answers = [one.hypotheses for one in latest]


@dataclass(frozen=True, slots=True)
class _End(Generic[_T]):
    result: _T


def _advance(
    steps: Steps[_T], answers: Sequence[tuple[Hypothesis, ...]] | None
) -> Sequence[DecodeRequest] | _End[_T]:
    # A StopIteration cannot leave a thread through a future.
    try:
        return next(steps) if answers is None else steps.send(answers)
    except StopIteration as end:
        return _End(end.value)


def _expect(meter: Meter | None, segments: int) -> None:
    if meter is not None:
        meter.expect(segments)


async def _decode(
    requests: Sequence[DecodeRequest],
    decoders: Decoders,
    *,
    call: Call,
    priority: Priority,
    meter: Meter | None,
) -> list[Decoded]:
    futures = [
        decoders.submit(
            request.checkpoint,
            request.tokens,
            request.options,
            priority=priority,
            owner=call.owner,
            deadline=call.deadline,
        )
        for request in requests
    ]
    _expect(meter, len(futures))
    if meter is not None:
        for future in futures:
            future.add_done_callback(meter.advance)
    try:
        decoded = await asyncio.gather(*futures)
    finally:
        for future in futures:
            future.cancel()
    call.segments += len(decoded)
    call.source_tokens += sum(len(request.tokens) for request in requests)
    return decoded


def _driven(result: _T, decoded: Sequence[Decoded]) -> Driven[_T]:
    batches: dict[BatchRecord, None] = dict.fromkeys(one.batch for one in decoded)
    return Driven(
        result,
        queue_seconds=max((one.queue_seconds for one in decoded), default=0.0),
        inference_seconds=sum(batch.seconds for batch in batches),
    )


async def together(work: Iterable[Coroutine[Any, Any, _T]]) -> list[_T]:
    """Do everything at once and return the results in order; the first error ends the rest."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return [task.result() for task in tasks]


async def stream(work: Awaitable[Any], parts: asyncio.Queue[_T | None]) -> AsyncIterator[_T]:
    """Yield parts as `work` puts them, until it has ended; a part of None is not yielded.

    Work that is not done when the stream is closed is cancelled.
    """
    task = asyncio.ensure_future(work)
    task.add_done_callback(lambda _: parts.put_nowait(None))
    try:
        while not (task.done() and parts.empty()):
            part = await parts.get()
            if part is not None:
                yield part
        await task
    finally:
        task.cancel()
        await asyncio.wait([task])
