"""The decoders decode what calls ask for, together, and drop what nobody wants any more."""

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
from dragoman_server.batching import Batcher
from dragoman_server.decoders import Decoders
from dragoman_server.entries import Decoded, Owner, Priority
from dragoman_server.errors import DeadlineExceededError, UnavailableError
from dragoman_server.metrics import Metrics

OPTIONS = DecodingOptions(num_beams=2)
ANYBODY = Owner()


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
async def decoders_of(
    *models: GatedModel,
    max_batch_tokens: int = 64,
    threads: int = 1,
    metrics: Metrics | None = None,
) -> AsyncIterator[Decoders]:
    """Run decoders for models."""
    measured = metrics or Metrics()
    decoders = Decoders(
        {model.name: Batcher(model, metrics=measured) for model in models},
        threads=threads,
        max_batch_tokens=max_batch_tokens,
        metrics=measured,
    )
    decoders.start()
    try:
        yield decoders
    finally:
        for model in models:
            model.gate.set()
        await decoders.close()


def submit(
    decoders: Decoders,
    model: GatedModel,
    text: str,
    *,
    priority: Priority = Priority.BULK,
    seconds: float = 60,
    options: DecodingOptions = OPTIONS,
    owner: Owner = ANYBODY,
) -> asyncio.Future[Decoded]:
    """Submit one sentence."""
    return decoders.submit(
        model.name,
        model.encode(text),
        options,
        priority=priority,
        owner=owner,
        deadline=time.monotonic() + seconds,
    )


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's coroutine, and fail rather than hang."""

    async def limited() -> None:
        async with asyncio.timeout(20):
            await test()

    asyncio.run(limited())


def waiting_tokens(metrics: Metrics, model: GatedModel) -> float | None:
    """Read the gauge of the source tokens that wait for a model."""
    labels = {"checkpoint": model.name}
    return metrics.registry.get_sample_value("dragoman_queue_tokens", labels)


async def held(decoders: Decoders, model: GatedModel) -> asyncio.Future[Decoded]:
    """Keep the one thread busy until the gate opens."""
    model.gate.clear()
    model.began.clear()
    first = submit(decoders, model, "first holds the decoder")
    await asyncio.to_thread(model.began.wait, 10)
    return first


def test_a_source_is_decoded() -> None:
    """The hypotheses are the model's, best first."""
    model = GatedModel(language="ru")

    async def test() -> None:
        async with decoders_of(model) as decoders:
            decoded = await submit(decoders, model, "one two")
            assert [each.score for each in decoded.hypotheses] == [-0.1]
            assert decoded.batch.entries == 1

    run(test)


def test_what_waits_together_is_decoded_together() -> None:
    """Sources of many calls that wait for the decoder become one batch."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            futures = [submit(decoders, model, f"word{index}") for index in range(8)]
            model.gate.set()
            await asyncio.gather(busy, *futures)
        assert [len(batch) for batch, _ in model.batches] == [1, 8]

    run(test)


def test_each_source_gets_its_own_hypotheses() -> None:
    """Sorting by length for a batch does not mix the answers up."""
    model = GatedModel(language="ru")
    texts = ["a b c d", "b", "c d e", "d e", "e f g h i"]

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            futures = [submit(decoders, model, text) for text in texts]
            model.gate.set()
            await busy
            answers = [(await future).hypotheses[0].text for future in futures]
        expected = [model.decode([model.encode(text)], OPTIONS)[0][0].text for text in texts]
        assert answers == expected

    run(test)


def test_batches_keep_to_their_budget() -> None:
    """No batch is larger than its padded tokens allow."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model, max_batch_tokens=30) as decoders:
            futures = [
                submit(decoders, model, f"w{index} " * (index % 7 + 1)) for index in range(60)
            ]
            await asyncio.gather(*futures)
        for batch, _ in model.batches:
            assert len(batch) == 1 or max(map(len, batch)) * len(batch) <= 30

    run(test)


def test_equal_sources_are_decoded_once() -> None:
    """Calls that ask for the same share one decoding, while it waits and while it runs."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            joined = submit(decoders, model, "first holds the decoder")
            twins = [submit(decoders, model, "the same") for _ in range(3)]
            model.gate.set()
            first = await busy
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
        async with decoders_of(model) as decoders:
            await asyncio.gather(
                submit(decoders, model, "the same"),
                submit(decoders, model, "the same", options=DecodingOptions(num_beams=5)),
            )
        assert sorted(options.num_beams for _, options in model.batches) == [2, 5]

    run(test)


def test_a_cancelled_source_is_never_decoded() -> None:
    """A call that gives up costs no decoding, and leaves the queue at once."""
    model = GatedModel()
    metrics = Metrics()

    async def test() -> None:
        async with decoders_of(model, metrics=metrics) as decoders:
            busy = await held(decoders, model)
            gone = submit(decoders, model, "gone")
            kept = submit(decoders, model, "kept")
            gone.cancel()
            await asyncio.sleep(0)
            assert waiting_tokens(metrics, model) == len(model.encode("kept"))
            model.gate.set()
            await asyncio.gather(busy, kept)
        assert "gone" not in model.decoded
        labels = {"checkpoint": "words", "reason": "cancelled"}
        value = metrics.registry.get_sample_value("dragoman_dropped_entries_total", labels)
        assert value == 1

    run(test)


def test_one_of_two_waiters_may_leave() -> None:
    """The source is still decoded for the other."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            gone, kept = (submit(decoders, model, "shared") for _ in range(2))
            gone.cancel()
            model.gate.set()
            await asyncio.gather(busy, kept)
        assert gone.cancelled()
        assert model.decoded.count("shared") == 1

    run(test)


def test_a_source_past_its_deadline_is_never_decoded() -> None:
    """The waiter gets the error, and the model is spared."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            late = submit(decoders, model, "late", seconds=0.05)
            await asyncio.sleep(0.1)
            model.gate.set()
            with pytest.raises(DeadlineExceededError):
                await late
            await busy
        assert "late" not in model.decoded

    run(test)


def test_a_failure_reaches_exactly_the_source_that_caused_it() -> None:
    """The others of its batch are decoded all the same, and the batcher goes on."""
    model = GatedModel(poison="poison")

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            futures = [submit(decoders, model, text) for text in ("good", "poison", "better")]
            model.gate.set()
            await busy
            good, bad, better = await asyncio.gather(*futures, return_exceptions=True)
            assert isinstance(good, Decoded)
            assert isinstance(bad, RuntimeError)
            assert isinstance(better, Decoded)
            assert isinstance(await submit(decoders, model, "after"), Decoded)

    run(test)


def test_interactive_work_overtakes_bulk() -> None:
    """A person's sentence goes before the bulk work that was there first."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            bulk = [submit(decoders, model, f"bulk {index} " * 9) for index in range(6)]
            person = submit(decoders, model, "person", priority=Priority.INTERACTIVE)
            model.gate.set()
            await asyncio.gather(busy, *bulk, person)
        assert model.decoded[1] == "person"

    run(test)


def test_two_decoders_run_at_the_same_time() -> None:
    """With two threads, each of two batches may wait for the other to begin."""
    model = MeetingModel()

    async def test() -> None:
        async with decoders_of(model, max_batch_tokens=3, threads=2) as decoders:
            await asyncio.gather(submit(decoders, model, "one a"), submit(decoders, model, "two b"))
        assert sorted(model.decoded) == ["one a", "two b"]

    run(test)


def test_the_event_loop_is_free_while_the_model_runs() -> None:
    """Decoding happens in a thread, which here waits for the loop."""
    model = GatedModel()
    model.gate.clear()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            future = submit(decoders, model, "one")
            assert await asyncio.to_thread(model.began.wait, 10)
            assert not future.done()
            model.gate.set()
            await future

    run(test)


def test_times_are_told_apart() -> None:
    """Waiting for the decoder is queue time, the model's own is inference time."""
    model = GatedModel(seconds=0.1)

    async def test() -> None:
        async with decoders_of(model, max_batch_tokens=3) as decoders:
            first, second, third = await asyncio.gather(
                *(submit(decoders, model, text) for text in ("a b", "c d", "e f"))
            )
        assert first.queue_seconds < second.queue_seconds < third.queue_seconds
        assert second.queue_seconds >= 0.08
        assert third.queue_seconds >= second.queue_seconds + 0.08
        assert all(one.batch.seconds >= 0.1 for one in (first, second, third))

    run(test)


def test_closing_fails_what_waits() -> None:
    """Nobody hangs on a server that stops, and what runs is finished."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            busy = await held(decoders, model)
            waiting = submit(decoders, model, "waits")
            closing = asyncio.create_task(decoders.close())
            with pytest.raises(UnavailableError):
                await waiting
            with pytest.raises(UnavailableError):
                await submit(decoders, model, "too late")
            model.gate.set()
            await closing
            assert (await busy).batch.entries == 1

    run(test)


def test_a_source_that_cannot_be_done_in_time_is_not_begun() -> None:
    """Once it is known how fast the model is, a deadline that is too near spares it."""
    model = GatedModel(seconds=0.2)
    metrics = Metrics()

    async def test() -> None:
        async with decoders_of(model, metrics=metrics) as decoders:
            await submit(decoders, model, "one two three")
            with pytest.raises(DeadlineExceededError, match="too little time"):
                await submit(decoders, model, "four five six", seconds=0.1)
        assert model.decoded == ["one two three"]
        labels = {"checkpoint": "words", "reason": "deadline"}
        value = metrics.registry.get_sample_value("dragoman_dropped_entries_total", labels)
        assert value == 1

    run(test)


def test_idle_threads_share_little_work() -> None:
    """Sources that one batch could hold are decoded in two, where two threads are idle."""
    model = MeetingModel()

    async def test() -> None:
        async with decoders_of(model, max_batch_tokens=64, threads=2) as decoders:
            await asyncio.sleep(0.05)
            await asyncio.gather(*(submit(decoders, model, f"w{index} " * 7) for index in range(8)))
        assert [len(batch) for batch, _ in model.batches] == [4, 4]

    run(test)


def test_keys_take_turns_whatever_they_have_sent() -> None:
    """One key's sentence goes into the next batch, before the rest of another's hundred."""
    model = GatedModel()

    async def test() -> None:
        async with decoders_of(model, max_batch_tokens=16) as decoders:
            busy = await held(decoders, model)
            wire, desk = Owner("wire"), Owner("desk")
            many = [
                submit(decoders, model, f"word number {index}", owner=wire) for index in range(100)
            ]
            one = submit(decoders, model, "a single sentence", owner=desk)
            model.gate.set()
            await asyncio.gather(busy, one, *many)
        assert "a single sentence" in model.decoded[:5]

    run(test)


def test_checkpoints_share_the_threads() -> None:
    """Work for several checkpoints goes through one queue, each batch with its own model."""
    first, second = GatedModel("first"), GatedModel("second")

    async def test() -> None:
        async with decoders_of(first, second) as decoders:
            await asyncio.gather(
                *(submit(decoders, model, "one two") for model in (first, second, first))
            )
        assert (first.decoded, second.decoded) == (["one two"], ["one two"])

    run(test)
