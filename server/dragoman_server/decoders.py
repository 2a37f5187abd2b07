"""The threads that decode: each takes the next batch when it is free, and not before.

So a batch is formed at the last moment, with all the company that has come
meanwhile, and a person's text that has just arrived goes into the very next one.
How long an entry waits for company is the time that the batches before it run:
nothing on an idle server, more the busier it is. A timer on top of it, tried at 4
to 20 ms, made smaller batches and took 5 to 25% of the sentences a second from 4
and 8 clients.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from dragoman_models.errors import CheckpointError
from dragoman_models.types import DecodingOptions
from dragoman_server.batching import Batcher, Run
from dragoman_server.entries import Decoded, Entry, Lane, Owner, Priority, Waiter
from dragoman_server.errors import DeadlineExceededError, UnavailableError
from dragoman_server.log import logger
from dragoman_server.metrics import Metrics
from dragoman_server.queueing import Late, Queue

__all__ = ["Decoders"]

# Batches are not made smaller than this part of the largest, to let an idle thread help:
# a quarter of it still goes at nine tenths of the speed.
_LEAST_PART = 4


class Decoders:
    """Queue sources for all checkpoints, and decode them in `threads` threads.

    Equal sources with equal options that wait or run are decoded once. The
    methods belong to the event loop that `start` was called in.
    """

    def __init__(
        self,
        batchers: Mapping[str, Batcher],
        *,
        threads: int,
        max_batch_tokens: int,
        metrics: Metrics | None = None,
    ) -> None:
        self._batchers = batchers
        self._max_batch_tokens = max_batch_tokens
        self._metrics = metrics or Metrics()
        self._queue = Queue(self._least_seconds)
        self._running: dict[tuple[Lane, tuple[str, ...]], Entry] = {}
        # Guards the queue and what runs; told of when something waits, or at the end.
        self._changed = threading.Condition()
        self._closed = False
        self._telling = False
        self._idle = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._threads = [
            threading.Thread(target=self._work, name=f"decoder {number}", daemon=True)
            for number in range(threads)
        ]

    @property
    def tokens_per_second(self) -> float | None:
        """Give the source tokens that all threads decode in a second, once that is known."""
        speeds = [each.tokens_per_second for each in self._batchers.values()]
        known = [speed for speed in speeds if speed is not None]
        return len(self._threads) * sum(known) / len(known) if known else None

    @property
    def waiting(self) -> int:
        """Count the sources that wait."""
        return len(self._queue)

    def start(self) -> None:
        """Start the threads."""
        self._loop = asyncio.get_running_loop()
        for thread in self._threads:
            thread.start()

    async def close(self) -> None:
        """Stop, failing whoever waits, and let the batches that run come to their end."""
        with self._changed:
            self._closed = True
            waiting = list(self._queue)
            for entry in waiting:
                self._queue.remove(entry)
            self._changed.notify_all()
        for entry in waiting:
            self._fail(entry, UnavailableError("the server is stopping"))
        for thread in self._threads:
            if thread.ident is not None:
                await asyncio.to_thread(thread.join)
        # What the threads have told the loop is done before anyone goes on.
        await asyncio.sleep(0)

    def submit(
        self,
        checkpoint: str,
        tokens: tuple[str, ...],
        options: DecodingOptions,
        *,
        priority: Priority,
        owner: Owner,
        deadline: float,
    ) -> asyncio.Future[Decoded]:
        """Queue one source; cancel the future to give it up.

        `deadline` is in seconds of the monotonic clock.
        """
        future: asyncio.Future[Decoded] = asyncio.get_running_loop().create_future()
        if self._closed:
            future.set_exception(UnavailableError("the server is stopping"))
            return future
        waiter = Waiter(future, time.monotonic(), deadline)
        with self._changed:
            entry = self._entry(Lane(checkpoint, options), tokens, priority, owner)
            entry.waiters.append(waiter)
        future.add_done_callback(lambda done: self._give_up(done, entry))
        self._tell_threads()
        return future

    def _entry(
        self, lane: Lane, tokens: tuple[str, ...], priority: Priority, owner: Owner
    ) -> Entry:
        running = self._running.get((lane, tokens))
        if running is not None:
            return running
        waiting = self._queue.find(lane, tokens)
        if waiting is not None:
            self._queue.promote(waiting, priority)
            return waiting
        entry = Entry(lane, tokens, priority, owner)
        self._queue.add(entry)
        return entry

    def _tell_threads(self) -> None:
        """Wake the threads once whoever is ready to submit in this turn of the loop has."""
        if not self._telling:
            self._telling = True
            asyncio.get_running_loop().call_soon(self._notify)

    def _notify(self) -> None:
        self._telling = False
        with self._changed:
            self._changed.notify()
        self._note_queue()

    def _give_up(self, future: asyncio.Future[Decoded], entry: Entry) -> None:
        if not future.cancelled() or entry.wanted:
            return
        with self._changed:
            removed = self._queue.remove(entry)
        if removed:
            self._metrics.dropped.labels(entry.lane.checkpoint, "cancelled").inc()
            self._note_queue()

    def _work(self) -> None:
        while (batch := self._next_batch()) is not None:
            runs = self._batchers[batch[0].lane.checkpoint].decode(batch)
            self._tell_loop(self._deliver, runs)

    def _next_batch(self) -> Sequence[Entry] | None:
        """Wait for a batch and take it; None when it is time to stop."""
        with self._changed:
            while not self._closed:
                batch, late = self._queue.take(max_tokens=self._share(), now=time.monotonic())
                if late:
                    self._tell_loop(self._expire, late)
                if batch:
                    self._running.update((entry.key, entry) for entry in batch)
                    if self._queue:
                        self._changed.notify()
                    return batch
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
        return None

    def _share(self) -> int:
        """Leave idle threads their part of little work; a busy server fills its batches."""
        fair = self._queue.tokens.total() // (self._idle + 1)
        return max(self._max_batch_tokens // _LEAST_PART, min(fair, self._max_batch_tokens))

    def _tell_loop(self, tell: Callable[..., None], *arguments: Any) -> None:
        # A loop that was closed at once has nobody left who waits.
        with suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(tell, *arguments)

    def _deliver(self, runs: Sequence[Run]) -> None:
        with self._changed:
            for run in runs:
                for entry in run.entries:
                    self._running.pop(entry.key, None)
        for run in runs:
            if run.error is None:
                _answer(run)
            else:
                for entry in run.entries:
                    self._fail(entry, run.error)
        self._note_queue()

    def _expire(self, late: Sequence[Late]) -> None:
        for waiter, checkpoint in late:
            if not waiter.future.done():
                self._metrics.dropped.labels(checkpoint, "deadline").inc()
                waiter.future.set_exception(
                    DeadlineExceededError("too little time was left for the model to answer in")
                )
        self._note_queue()

    def _fail(self, entry: Entry, error: Exception) -> None:
        # Of a checkpoint that cannot be used the log has been told, once for all its calls.
        if not isinstance(error, (UnavailableError, CheckpointError)):
            logger().error("decoding_failed", checkpoint=entry.lane.checkpoint, exc_info=error)
        for waiter in entry.waiters:
            if not waiter.future.done():
                waiter.future.set_exception(error)

    def _least_seconds(self, entry: Entry) -> float:
        speed = self._batchers[entry.lane.checkpoint].tokens_per_second
        return 0.0 if speed is None else len(entry.tokens) / speed

    def _note_queue(self) -> None:
        for name in self._batchers:
            self._metrics.queue_entries.labels(name).set(self._queue.counts[name])
            self._metrics.queue_tokens.labels(name).set(self._queue.tokens[name])


def _answer(run: Run) -> None:
    for entry, hypotheses in zip(run.entries, run.hypotheses, strict=True):
        for waiter in entry.waiters:
            if not waiter.future.done():
                # Who joined while the batch ran has not waited at all.
                waited = max(0.0, run.began - waiter.submitted)
                waiter.future.set_result(Decoded(hypotheses, waited, run.record))
