"""Batches for one checkpoint, formed across all calls and decoded off the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from dragoman_models.types import DecodingOptions, Hypothesis, SequenceModel
from dragoman_server.errors import OverloadedError, UnavailableError
from dragoman_server.log import logger
from dragoman_server.metrics import Metrics
from dragoman_server.queueing import BatchRecord, Decoded, Entry, Priority, Queue, Waiter

__all__ = ["Batcher", "Decoders"]

# Weight of the newest batch in the measured throughput.
_NEWEST = 0.2
# Source tokens a second that a batcher believes in before it has measured any.
_FIRST_GUESS = 1_000.0
_MIN_RETRY_SECONDS, _MAX_RETRY_SECONDS = 0.5, 60.0


class Decoders:
    """Hold the threads that decode, shared by all batchers.

    One batch more than there are threads may be on its way, so that a thread
    that comes free finds its next batch formed.
    """

    def __init__(self, count: int) -> None:
        self.threads = ThreadPoolExecutor(count, thread_name_prefix="decoder")
        self.slots = asyncio.Semaphore(count + 1)

    def close(self) -> None:
        """Let the threads end after the batches that they are at."""
        self.threads.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Run:
    """Hold one batch's outcome, with the monotonic time when the model began."""

    entries: Sequence[Entry]
    hypotheses: Sequence[tuple[Hypothesis, ...]]
    began: float
    record: BatchRecord


class Batcher:
    """Queue sources for one model and decode them in batches.

    Equal sources with equal options that wait or run are decoded once. All
    methods but the decoding belong to the event loop.
    """

    def __init__(
        self,
        model: SequenceModel,
        *,
        decoders: Decoders,
        max_batch_tokens: int,
        max_queue_tokens: int,
        metrics: Metrics | None = None,
    ) -> None:
        self._model = model
        self._decoders = decoders
        self._max_batch_tokens = max_batch_tokens
        self._max_queue_tokens = max_queue_tokens
        self._metrics = metrics or Metrics()
        self._name = model.identity.name
        self._queue = Queue(on_expired=lambda count: self._count_dropped("deadline", count))
        self._running: dict[tuple[tuple[str, ...], DecodingOptions], Entry] = {}
        self._batches: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._tokens_per_second = _FIRST_GUESS
        self._loop_task: asyncio.Task[None] | None = None

    @property
    def queue_tokens(self) -> int:
        """Count the source tokens that wait."""
        return self._queue.tokens

    def start(self) -> None:
        """Start forming batches, in the running event loop."""
        self._loop_task = asyncio.create_task(self._form(), name=f"batcher {self._name}")

    async def close(self) -> None:
        """Stop, failing whoever waits, and let the batches that run come to their end."""
        if self._loop_task is not None:
            self._loop_task.cancel()
            await asyncio.wait([self._loop_task])
        for entry in self._queue:
            self._queue.remove(entry)
            self._fail(entry, UnavailableError("the server is stopping"))
        if self._batches:
            await asyncio.wait(self._batches)

    def admit(self, tokens: int) -> None:
        """Let work of so many source tokens in, or refuse it at once.

        An empty queue takes work of any size.

        Raises:
            OverloadedError: too much waits already.
        """
        waiting = self._queue.tokens
        if waiting and waiting + tokens > self._max_queue_tokens:
            seconds = waiting / self._tokens_per_second
            raise OverloadedError(
                f"the queue of checkpoint {self._name} is full ({waiting:,} source tokens wait)",
                retry_seconds=min(max(seconds, _MIN_RETRY_SECONDS), _MAX_RETRY_SECONDS),
            )

    def submit(
        self,
        tokens: tuple[str, ...],
        options: DecodingOptions,
        *,
        priority: Priority,
        deadline: float,
    ) -> asyncio.Future[Decoded]:
        """Queue one source; cancel the future to give it up.

        `deadline` is in seconds of the monotonic clock.
        """
        future: asyncio.Future[Decoded] = asyncio.get_running_loop().create_future()
        entry = self._entry(tokens, options, priority)
        entry.waiters.append(Waiter(future, time.monotonic(), deadline))
        future.add_done_callback(lambda done: self._give_up(done, entry))
        self._note_queue()
        self._wake.set()
        return future

    def _entry(
        self, tokens: tuple[str, ...], options: DecodingOptions, priority: Priority
    ) -> Entry:
        running = self._running.get((tokens, options))
        if running is not None:
            return running
        waiting = self._queue.find(tokens, options)
        if waiting is not None:
            self._queue.promote(waiting, priority)
            return waiting
        entry = Entry(tokens, options, priority)
        self._queue.add(entry)
        return entry

    def _give_up(self, future: asyncio.Future[Decoded], entry: Entry) -> None:
        if future.cancelled() and not entry.wanted and self._queue.remove(entry):
            self._count_dropped("cancelled", 1)
            self._note_queue()

    async def _form(self) -> None:
        while True:
            await self._wake.wait()
            await self._decoders.slots.acquire()
            # Tasks that are ready to submit do so first, and share the batch.
            await asyncio.sleep(0)
            batch = self._queue.take(max_tokens=self._max_batch_tokens, now=time.monotonic())
            self._note_queue()
            if not batch:
                self._wake.clear()
                self._decoders.slots.release()
                continue
            self._running.update((entry.key, entry) for entry in batch)
            task = asyncio.create_task(self._decode(batch))
            self._batches.add(task)
            task.add_done_callback(self._batches.discard)

    async def _decode(self, batch: Sequence[Entry]) -> None:
        try:
            self._deliver(await self._run(batch))
        except Exception as error:  # noqa: BLE001 - whatever a model raises belongs to its callers
            await self._isolate(batch, error)
        finally:
            self._decoders.slots.release()
        # Nobody wanted these when the batch began, and someone has joined since.
        for entry in batch:
            if self._running.pop(entry.key, None) is entry and entry.wanted:
                self._queue.add(entry)
                self._wake.set()

    async def _isolate(self, batch: Sequence[Entry], error: Exception) -> None:
        """Decode the entries of a failed batch one by one, so that only the culprit fails."""
        if len(batch) == 1:
            self._fail(batch[0], error)
            return
        for entry in batch:
            try:
                self._deliver(await self._run([entry]))
            except Exception as own:  # noqa: BLE001 - as above, and now it is this entry's own
                self._fail(entry, own)

    async def _run(self, batch: Sequence[Entry]) -> _Run:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._decoders.threads, self._decode_wanted, batch)

    def _decode_wanted(self, batch: Sequence[Entry]) -> _Run:
        """Decode, in a thread, what someone still waits for."""
        began = time.monotonic()
        entries = [entry for entry in batch if entry.wanted]
        sources = [entry.tokens for entry in entries]
        hypotheses = self._model.decode(sources, entries[0].options) if entries else []
        if len(hypotheses) != len(entries):
            raise RuntimeError(
                f"checkpoint {self._name} gave {len(hypotheses)} results for {len(entries)} sources"
            )
        tokens = max(map(len, sources), default=0) * len(sources)
        record = BatchRecord(len(entries), tokens, time.monotonic() - began)
        return _Run(entries, hypotheses, began, record)

    def _deliver(self, run: _Run) -> None:
        for entry, hypotheses in zip(run.entries, run.hypotheses, strict=True):
            self._running.pop(entry.key, None)
            for waiter in entry.waiters:
                if not waiter.future.done():
                    # Who joined while the batch ran has not waited at all.
                    waited = max(0.0, run.began - waiter.submitted)
                    waiter.future.set_result(Decoded(hypotheses, waited, run.record))
        if run.entries:
            self._measure(run)

    def _measure(self, run: _Run) -> None:
        record = run.record
        tokens = sum(len(entry.tokens) for entry in run.entries)
        speed = tokens / max(record.seconds, 1e-6)
        self._tokens_per_second += _NEWEST * (speed - self._tokens_per_second)
        self._metrics.batch_entries.labels(self._name).observe(record.entries)
        self._metrics.batch_tokens.labels(self._name).observe(record.tokens)
        self._metrics.inference_seconds.labels(self._name).observe(record.seconds)

    def _fail(self, entry: Entry, error: Exception) -> None:
        self._running.pop(entry.key, None)
        if not isinstance(error, UnavailableError):
            logger().error("decoding_failed", checkpoint=self._name, exc_info=error)
        for waiter in entry.waiters:
            if not waiter.future.done():
                waiter.future.set_exception(error)

    def _note_queue(self) -> None:
        self._metrics.queue_entries.labels(self._name).set(len(self._queue))
        self._metrics.queue_tokens.labels(self._name).set(self._queue.tokens)

    def _count_dropped(self, reason: str, count: int) -> None:
        self._metrics.dropped.labels(self._name, reason).inc(count)
