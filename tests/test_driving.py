"""Steps are driven through the batchers, to their result or to the first error."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from server_doubles import GatedModel

from dragoman_models.types import DecodeRequest, DecodingOptions, Steps
from dragoman_server.batching import Batcher
from dragoman_server.calls import Call
from dragoman_server.decoders import Decoders
from dragoman_server.driving import Meter, drive, stream, together
from dragoman_server.entries import Priority
from dragoman_server.errors import OverloadedError
from dragoman_server.metrics import Metrics

OPTIONS = DecodingOptions(num_beams=2)
# For steps that ask for nothing.
IDLE = Decoders({}, threads=1, max_batch_tokens=64)


def a_call() -> Call:
    """Make a call with a minute left."""
    return Call("/test", "id", deadline=time.monotonic() + 60)


@asynccontextmanager
async def decoders_of(*models: GatedModel) -> AsyncIterator[Decoders]:
    """Run decoders for models."""
    metrics = Metrics()
    decoders = Decoders(
        {model.name: Batcher(model, metrics=metrics) for model in models},
        threads=2,
        max_batch_tokens=64,
        metrics=metrics,
    )
    decoders.start()
    try:
        yield decoders
    finally:
        for model in models:
            model.gate.set()
        await decoders.close()


def asking(*rounds: Sequence[tuple[GatedModel, str]]) -> Steps[list[list[str]]]:
    """Ask for one round of sources after the other, and return the texts that came."""
    heard: list[list[str]] = []
    for sources in rounds:
        answers = yield [
            DecodeRequest(model.name, model.encode(text), OPTIONS) for model, text in sources
        ]
        heard.append([hypotheses[0].text for hypotheses in answers])
    return heard


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test's coroutine, and fail rather than hang."""

    async def limited() -> None:
        async with asyncio.timeout(20):
            await test()

    asyncio.run(limited())


def test_answers_come_back_in_the_order_of_the_requests() -> None:
    """Whatever checkpoint and batch they went through."""
    ru, fa = GatedModel("ru", "ru"), GatedModel("fa", "fa")
    sources = [(ru, "one"), (fa, "two three four"), (ru, "five six"), (fa, "seven")]

    async def test() -> None:
        async with decoders_of(ru, fa) as decoders:
            driven = await drive(
                asking(sources, sources[:2]), decoders, call=a_call(), priority=Priority.BULK
            )
        expected = [
            model.decode([model.encode(text)], OPTIONS)[0][0].text for model, text in sources
        ]
        assert driven.result == [expected, expected[:2]]

    run(test)


def test_steps_that_ask_for_nothing_end_at_once() -> None:
    """A text with nothing to translate costs no decoding and no time in the model."""

    async def test() -> None:
        driven = await drive(
            asking(),
            IDLE,
            call=a_call(),
            priority=Priority.BULK,
        )
        assert driven.result == []
        assert driven.queue_seconds == driven.inference_seconds == 0

    run(test)


def test_the_time_of_a_shared_batch_counts_once() -> None:
    """Inference time is that of the batches, not of each segment in them."""
    model = GatedModel(seconds=0.1)

    async def test() -> None:
        async with decoders_of(model) as decoders:
            call = a_call()
            steps = asking([(model, f"word{index}") for index in range(9)])
            driven = await drive(steps, decoders, call=call, priority=Priority.BULK)
            assert 0.1 <= driven.inference_seconds < 0.9
            assert call.segments == 9

    run(test)


def test_an_error_of_one_request_ends_the_steps_and_gives_up_the_rest() -> None:
    """What the failed call still had in the queue is not decoded."""
    model = GatedModel(poison="poison", seconds=0.05)
    texts = ["poison", *(f"w{index} " * 20 for index in range(200))]

    async def test() -> None:
        async with decoders_of(model) as decoders:
            steps = asking([(model, text) for text in texts])
            with pytest.raises(RuntimeError, match="no such row"):
                await drive(steps, decoders, call=a_call(), priority=Priority.BULK)
            await asyncio.sleep(0)
            assert decoders.waiting == 0
        assert len(model.decoded) < 100

    run(test)


def test_a_cancelled_call_leaves_the_queue() -> None:
    """A client that goes away costs at most the batches that were on their way."""
    model = GatedModel()
    model.gate.clear()

    async def test() -> None:
        async with decoders_of(model) as decoders:
            steps = asking([(model, f"w{index} " * 20) for index in range(20)])
            driving = asyncio.create_task(
                drive(steps, decoders, call=a_call(), priority=Priority.BULK)
            )
            await asyncio.to_thread(model.began.wait, 10)
            driving.cancel()
            with pytest.raises(asyncio.CancelledError):
                await driving
            await asyncio.sleep(0)
            assert decoders.waiting == 0
        assert len(model.decoded) <= 6

    run(test)


def test_the_event_loop_is_free_while_a_step_works() -> None:
    """Cutting up a long article happens in a thread, which here waits for the loop."""
    began, looped = threading.Event(), threading.Event()

    def slow() -> Steps[str]:
        began.set()
        result = "done" if looped.wait(20) else "the loop stood still"
        yield from ()
        return result

    async def test() -> None:
        driving = asyncio.create_task(
            drive(
                slow(),
                IDLE,
                call=a_call(),
                priority=Priority.BULK,
            )
        )
        assert await asyncio.to_thread(began.wait, 10)
        looped.set()
        assert (await driving).result == "done"

    run(test)


def test_progress_counts_the_first_step_of_every_part() -> None:
    """Second tries are no further segments, and nothing is said before every part has spoken."""
    model = GatedModel()
    said: list[tuple[int, int]] = []

    async def test() -> None:
        meter = Meter(2, lambda done, total: said.append((done, total)))
        async with decoders_of(model) as decoders:
            first = asking([(model, "one"), (model, "two")], [(model, "two again")])
            second = asking([(model, "three")])
            await asyncio.gather(
                *(
                    drive(steps, decoders, call=a_call(), priority=Priority.BULK, meter=meter)
                    for steps in (first, second)
                )
            )

    run(test)
    assert {total for _, total in said} == {3}
    assert said[-1] == (3, 3)
    assert [done for done, _ in said] == sorted(done for done, _ in said)


def test_a_part_without_segments_does_not_silence_progress() -> None:
    """A translation that asks for nothing has said so."""
    model = GatedModel()
    said: list[tuple[int, int]] = []

    async def test() -> None:
        meter = Meter(2, lambda done, total: said.append((done, total)))
        async with decoders_of(model) as decoders:
            for steps in (asking(), asking([(model, "one")])):
                await drive(steps, decoders, call=a_call(), priority=Priority.BULK, meter=meter)

    run(test)
    assert said == [(0, 1), (1, 1)]


def test_together_gives_results_in_order_and_the_first_error_bare() -> None:
    """No group of exceptions comes out, and the work beside the error is cancelled."""
    ended: list[str] = []

    async def after(seconds: float, name: str) -> str:
        try:
            await asyncio.sleep(seconds)
        finally:
            ended.append(name)
        if name == "bad":
            raise OverloadedError("full", retry_seconds=1)
        return name

    async def test() -> None:
        assert await together([after(0.02, "slow"), after(0, "fast")]) == ["slow", "fast"]
        with pytest.raises(OverloadedError):
            await together([after(5, "long"), after(0, "bad")])
        assert ended == ["fast", "slow", "bad", "long"]

    run(test)


def test_a_stream_yields_what_the_work_puts_and_then_its_error() -> None:
    """Parts that were done before the error still go out."""

    async def test() -> None:
        parts: asyncio.Queue[str | None] = asyncio.Queue()

        async def work() -> None:
            parts.put_nowait("one")
            await asyncio.sleep(0)
            parts.put_nowait("two")
            raise OverloadedError("full", retry_seconds=1)

        reading = stream(work(), parts)
        assert await anext(reading) == "one"
        assert await anext(reading) == "two"
        with pytest.raises(OverloadedError):
            await anext(reading)

    run(test)


def test_a_stream_that_is_closed_cancels_its_work() -> None:
    """A client that reads one part and leaves ends the rest."""
    ended = asyncio.Event()

    async def test() -> None:
        parts: asyncio.Queue[str | None] = asyncio.Queue()

        async def work() -> None:
            parts.put_nowait("one")
            try:
                await asyncio.sleep(10)
            finally:
                ended.set()

        reading = stream(work(), parts)
        assert await anext(reading) == "one"
        await reading.aclose()
        assert ended.is_set()

    run(test)
