"""The batcher decodes what calls ask for, together, and drops what nobody wants any more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from server_doubles import GatedModel

from dragoman_models.types import DecodingOptions, Hypothesis
from dragoman_server.batching import Batcher, Decoders
from dragoman_server.errors import DeadlineExceededError, OverloadedError, UnavailableError
from dragoman_server.metrics import Metrics
from dragoman_server.queueing import Decoded, Priority

OPTIONS = DecodingOptions(num_beams=2)


@dataclass
class MeetingModel(GatedModel):
    """A word model of which no batch is decoded before another has begun."""

    meeting: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Wait for the other batch, then decode as the parent does."""
        self.meeting.wait(10)
        return super().decode(batch, options)


@asynccontextmanager
async def batcher_of(
    model: GatedModel,
    *,
    max_batch_tokens: int = 64,
    max_queue_tokens: int = 1_000,
    decoders: int = 1,
    metrics: Metrics | None = None,
) -> AsyncIterator[Batcher]:
    """Run a batcher for a model."""
    threads = Decoders(decoders)
    batcher = Batcher(
        model,
        decoders=threads,
        max_batch_tokens=max_batch_tokens,
        max_queue_tokens=max_queue_tokens,
        metrics=metrics,
    )
    batcher.start()
    try:
        yield batcher
    finally:
        model.gate.set()
        await batcher.close()
        threads.close()


def submit(
    batcher: Batcher,
    model: GatedModel,
    text: str,
    *,
    priority: Priority = Priority.BULK,
    seconds: float = 60,
    options: DecodingOptions = OPTIONS,
) -> asyncio.Future[Decoded]:
    """Submit one sentence."""
    deadline = time.monotonic() + seconds
    return batcher.submit(model.encode(text), options, priority=priority, deadline=deadline)


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's coroutine, and fail rather than hang."""

    async def limited() -> None:
        async with asyncio.timeout(20):
            await test()

    asyncio.run(limited())


async def held(batcher: Batcher, model: GatedModel) -> list[asyncio.Future[Decoded]]:
    """Keep the decoder and its reserve busy until the gate opens."""
    model.gate.clear()
    model.began.clear()
    first = submit(batcher, model, "first holds the decoder")
    await asyncio.to_thread(model.began.wait, 10)
    second = submit(batcher, model, "second waits in reserve with no company at all")
    await asyncio.sleep(0.05)
    return [first, second]


def test_a_source_is_decoded() -> None:
    """The hypotheses are the model's, best first."""
    model = GatedModel(language="ru")

    async def test() -> None:
        async with batcher_of(model) as batcher:
            decoded = await submit(batcher, model, "one two")
            assert [each.score for each in decoded.hypotheses] == [-0.1]
            assert decoded.batch.entries == 1

    run(test)


def test_what_waits_together_is_decoded_together() -> None:
    """Sources of many calls that wait for the decoder become one batch."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            busy = await held(batcher, model)
            futures = [submit(batcher, model, f"word{index}") for index in range(8)]
            model.gate.set()
            await asyncio.gather(*busy, *futures)
        assert [len(batch) for batch, _ in model.batches] == [1, 1, 8]

    run(test)


def test_each_source_gets_its_own_hypotheses() -> None:
    """Sorting by length for a batch does not mix the answers up."""
    model = GatedModel(language="ru")
    texts = ["a b c d", "b", "c d e", "d e", "e f g h i"]

    async def test() -> None:
        async with batcher_of(model) as batcher:
            busy = await held(batcher, model)
            futures = [submit(batcher, model, text) for text in texts]
            model.gate.set()
            await asyncio.gather(*busy)
            answers = [(await future).hypotheses[0].text for future in futures]
        expected = [model.decode([model.encode(text)], OPTIONS)[0][0].text for text in texts]
        assert answers == expected

    run(test)


def test_batches_keep_to_their_budget() -> None:
    """No batch is larger than its padded tokens allow."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model, max_batch_tokens=30) as batcher:
            futures = [
                submit(batcher, model, f"w{index} " * (index % 7 + 1)) for index in range(60)
            ]
            await asyncio.gather(*futures)
        for batch, _ in model.batches:
            assert len(batch) == 1 or max(map(len, batch)) * len(batch) <= 30

    run(test)


def test_equal_sources_are_decoded_once() -> None:
    """Calls that ask for the same share one decoding, while it waits and while it runs."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            busy = await held(batcher, model)
            joined = submit(batcher, model, "first holds the decoder")
            twins = [submit(batcher, model, "the same") for _ in range(3)]
            model.gate.set()
            first, *_ = await asyncio.gather(*busy)
            assert (await joined).hypotheses == first.hypotheses
            assert (await joined).queue_seconds == 0
            await asyncio.gather(*twins)
        assert model.decoded.count("the same") == 1
        assert model.decoded.count("first holds the decoder") == 1

    run(test)


def test_equal_sources_with_other_options_are_decoded_apart() -> None:
    """More beams are other work."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            await asyncio.gather(
                submit(batcher, model, "the same"),
                submit(batcher, model, "the same", options=DecodingOptions(num_beams=5)),
            )
        assert sorted(options.num_beams for _, options in model.batches) == [2, 5]

    run(test)


def test_a_cancelled_source_is_never_decoded() -> None:
    """A call that gives up costs no decoding, and leaves the queue at once."""
    model = GatedModel()
    metrics = Metrics()

    async def test() -> None:
        async with batcher_of(model, metrics=metrics) as batcher:
            busy = await held(batcher, model)
            gone = submit(batcher, model, "gone")
            kept = submit(batcher, model, "kept")
            gone.cancel()
            await asyncio.sleep(0)
            assert batcher.queue_tokens == len(model.encode("kept"))
            model.gate.set()
            await asyncio.gather(*busy, kept)
        assert "gone" not in model.decoded
        labels = {"checkpoint": "words", "reason": "cancelled"}
        value = metrics.registry.get_sample_value("dragoman_dropped_entries_total", labels)
        assert value == 1

    run(test)


def test_a_source_cancelled_in_reserve_is_never_decoded() -> None:
    """Even a batch that is formed drops what nobody wants by the time it starts."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            first, reserve = await held(batcher, model)
            reserve.cancel()
            model.gate.set()
            await first
            await submit(batcher, model, "next")
        assert model.decoded == ["first holds the decoder", "next"]

    run(test)


def test_a_source_wanted_again_after_its_batch_dropped_it_is_decoded() -> None:
    """Who joins a source that the batch has just left out is not forgotten."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            first, reserve = await held(batcher, model)
            reserve.cancel()
            blocker = submit(batcher, model, "blocker")
            model.gate.set()
            await first
            text = "second waits in reserve with no company at all"
            again = [submit(batcher, model, text) for _ in range(2)]
            await asyncio.gather(blocker, *again)
        assert model.decoded.count(text) == 1

    run(test)


def test_one_of_two_waiters_may_leave() -> None:
    """The source is still decoded for the other."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            busy = await held(batcher, model)
            gone, kept = (submit(batcher, model, "shared") for _ in range(2))
            gone.cancel()
            model.gate.set()
            await asyncio.gather(*busy, kept)
        assert gone.cancelled()
        assert model.decoded.count("shared") == 1

    run(test)


def test_a_source_past_its_deadline_is_never_decoded() -> None:
    """The waiter gets the error, and the model is spared."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            busy = await held(batcher, model)
            late = submit(batcher, model, "late", seconds=0.05)
            await asyncio.sleep(0.1)
            model.gate.set()
            with pytest.raises(DeadlineExceededError):
                await late
            await asyncio.gather(*busy)
        assert "late" not in model.decoded

    run(test)


def test_a_full_queue_refuses_and_says_when_to_come_back() -> None:
    """Admission is decided at once, with an estimate from the measured speed."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model, max_queue_tokens=10) as batcher:
            busy = await held(batcher, model)
            batcher.admit(1_000_000)  # an empty queue takes work of any size
            waiting = submit(batcher, model, "a b c d e f g h")
            batcher.admit(1)
            with pytest.raises(OverloadedError, match="9 source tokens wait") as caught:
                batcher.admit(2)
            assert 0.5 <= caught.value.retry_seconds <= 60
            model.gate.set()
            await asyncio.gather(*busy, waiting)
            batcher.admit(2)

    run(test)


def test_a_failure_reaches_exactly_the_source_that_caused_it() -> None:
    """The others of its batch are decoded all the same, and the batcher goes on."""
    model = GatedModel(poison="poison")

    async def test() -> None:
        async with batcher_of(model) as batcher:
            busy = await held(batcher, model)
            futures = [submit(batcher, model, text) for text in ("good", "poison", "better")]
            model.gate.set()
            await asyncio.gather(*busy)
            good, bad, better = await asyncio.gather(*futures, return_exceptions=True)
            assert isinstance(good, Decoded)
            assert isinstance(bad, RuntimeError)
            assert isinstance(better, Decoded)
            assert isinstance(await submit(batcher, model, "after"), Decoded)

    run(test)


def test_a_model_that_loses_a_result_fails_its_batch() -> None:
    """Fewer results than sources is an error, never a wrong match."""

    class Forgetful(GatedModel):
        def decode(self, batch: Any, options: DecodingOptions) -> Any:
            return super().decode(batch, options)[:-1]

    model = Forgetful()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            with pytest.raises(RuntimeError, match="gave 0 results for 1 sources"):
                await submit(batcher, model, "one")

    run(test)


def test_interactive_work_overtakes_bulk() -> None:
    """A person's sentence goes before the bulk work that was there first."""
    model = GatedModel()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            busy = await held(batcher, model)
            bulk = [submit(batcher, model, f"bulk {index} " * 9) for index in range(6)]
            person = submit(batcher, model, "person", priority=Priority.INTERACTIVE)
            model.gate.set()
            await asyncio.gather(*busy, *bulk, person)
        assert model.decoded[2] == "person"

    run(test)


def test_two_decoders_run_at_the_same_time() -> None:
    """With two threads, each of two batches may wait for the other to begin."""
    model = MeetingModel()

    async def test() -> None:
        async with batcher_of(model, max_batch_tokens=3, decoders=2) as batcher:
            await asyncio.gather(submit(batcher, model, "one a"), submit(batcher, model, "two b"))
        assert sorted(model.decoded) == ["one a", "two b"]

    run(test)


def test_the_event_loop_is_free_while_the_model_runs() -> None:
    """Decoding happens in a thread, which here waits for the loop."""
    model = GatedModel()
    model.gate.clear()

    async def test() -> None:
        async with batcher_of(model) as batcher:
            future = submit(batcher, model, "one")
            assert await asyncio.to_thread(model.began.wait, 10)
            assert not future.done()
            model.gate.set()
            await future

    run(test)


def test_times_are_told_apart() -> None:
    """Waiting for the decoder is queue time, the model's own is inference time."""
    model = GatedModel(seconds=0.1)

    async def test() -> None:
        async with batcher_of(model, max_batch_tokens=3) as batcher:
            first, second, third = await asyncio.gather(
                *(submit(batcher, model, text) for text in ("a b", "c d", "e f"))
            )
        assert first.queue_seconds < second.queue_seconds < third.queue_seconds
        assert second.queue_seconds >= 0.08
        assert third.queue_seconds >= second.queue_seconds + 0.08
        assert all(one.batch.seconds >= 0.1 for one in (first, second, third))

    run(test)


def test_closing_fails_what_waits() -> None:
    """Nobody hangs on a server that stops."""
    model = GatedModel()

    async def test() -> None:
        threads = Decoders(1)
        batcher = Batcher(model, decoders=threads, max_batch_tokens=64, max_queue_tokens=99)
        batcher.start()
        busy = await held(batcher, model)
        waiting = submit(batcher, model, "waits")
        closing = asyncio.create_task(batcher.close())
        with pytest.raises(UnavailableError):
            await waiting
        model.gate.set()
        await closing
        await asyncio.gather(*busy)
        threads.close()

    run(test)
