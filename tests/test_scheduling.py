"""The scheduler works once checkpoints are loaded, and stops without leaving anyone waiting."""

from __future__ import annotations

import asyncio
import time

import pytest
from model_doubles import word_in
from running_servers import roster_of
from server_doubles import SENTENCE, GatedModel, word_models

from dragoman_models.article import parse_text
from dragoman_models.terms import Terms
from dragoman_models.types import MimeType, TranslationOptions
from dragoman_server.calls import Call, current_call
from dragoman_server.config import Settings
from dragoman_server.entries import Priority
from dragoman_server.errors import UnavailableError
from dragoman_server.metrics import Metrics
from dragoman_server.scheduling import Scheduler


async def translate(scheduler: Scheduler, target: str = "ru") -> str:
    """Translate a sentence in a call of its own."""
    current_call.set(Call("/test", "id", deadline=time.monotonic() + 60))
    done = await scheduler.translate(
        parse_text(SENTENCE, MimeType.PLAIN),
        target=target,
        options=TranslationOptions(),
        priority=Priority.INTERACTIVE,
    )
    return done.result.text


def test_before_checkpoints_are_loaded_it_is_unavailable() -> None:
    """Whoever asks is told to come back."""
    with pytest.raises(UnavailableError, match="loading its checkpoints"):
        _ = Scheduler(Settings(), Metrics()).roster


def test_it_translates_with_the_model_of_the_target() -> None:
    """Each language goes through its own checkpoint."""
    models = word_models()

    async def main() -> None:
        scheduler = Scheduler(Settings(), Metrics())
        scheduler.start(roster_of(models))
        for code in ("ru", "hy"):
            text = await translate(scheduler, code)
            assert text.split()[1] == word_in(code, "talks")
        await scheduler.close()

    asyncio.run(main())
    assert [len(models[code].decoded) for code in ("ru", "hy", "fa")] == [1, 1, 0]


def test_loaded_checkpoints_are_counted() -> None:
    """The metric says how many serve."""
    metrics = Metrics()

    async def main() -> None:
        scheduler = Scheduler(Settings(), metrics)
        scheduler.start(roster_of(word_models()))
        await scheduler.close()

    asyncio.run(main())
    assert metrics.registry.get_sample_value("dragoman_checkpoints_loaded") == 4


def test_closing_fails_what_waits_and_finishes_what_runs() -> None:
    """Nobody hangs."""
    model = GatedModel(language="ru")
    model.gate.clear()

    async def main() -> None:
        scheduler = Scheduler(Settings(workers=1, max_batch_tokens=16), Metrics())
        scheduler.start(roster_of({"ru": model}))
        running = asyncio.create_task(translate(scheduler))
        await asyncio.to_thread(model.began.wait, 10)
        closing = asyncio.create_task(scheduler.close())
        await asyncio.sleep(0.05)
        model.gate.set()
        await closing
        assert (await running).split()[1] == word_in("ru", "talks")

    asyncio.run(main())


def test_closing_before_it_started_is_no_error() -> None:
    """A server that fails to start is closed as well."""
    asyncio.run(Scheduler(Settings(), Metrics()).close())


def test_a_text_that_comes_again_is_not_worked_on_again() -> None:
    """Its translation is kept whole, and its segments count as remembered."""
    models, metrics = word_models(), Metrics()

    async def main() -> None:
        scheduler = Scheduler(Settings(), metrics)
        scheduler.start(roster_of(models))
        first = await translate(scheduler)
        assert current_call.get().cached_segments == 0
        assert await translate(scheduler) == first
        assert current_call.get().cached_segments == 1
        await translate(scheduler, "hy")
        await scheduler.close()

    asyncio.run(main())
    assert [len(models[code].decoded) for code in ("ru", "hy")] == [1, 1]
    hits = metrics.registry.get_sample_value("dragoman_cache_lookups_total", {"result": "hit"})
    assert hits == 1


def test_new_terms_of_the_house_make_another_result() -> None:
    """What was translated under the old glossary is not taken for the new one's."""
    models = word_models()

    async def main() -> None:
        scheduler = Scheduler(Settings(), Metrics())
        scheduler.start(roster_of(models))
        await translate(scheduler)
        scheduler.adopt({"ru": Terms.of((), {"talks": "переговоры"})})
        assert "переговоры" in await translate(scheduler)
        await scheduler.close()

    asyncio.run(main())


def test_without_a_cache_nothing_is_kept() -> None:
    """With `cache_bytes` of 0 every text is translated anew."""
    models = word_models()

    async def main() -> None:
        scheduler = Scheduler(Settings(cache_bytes=0), Metrics())
        scheduler.start(roster_of(models))
        await translate(scheduler)
        await translate(scheduler)
        await scheduler.close()

    asyncio.run(main())
    assert len(models["ru"].decoded) == 2
