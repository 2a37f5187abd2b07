"""Answers are made of parts: who goes first, what is refused, how often progress is said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from running_servers import roster_of
from server_doubles import ARTICLE, SENTENCE, word_models

from dragoman.v1 import article_pb2, translation_pb2, types_pb2
from dragoman_models.types import Article, ArticleTranslation, Flag, TranslationOptions
from dragoman_server import parts
from dragoman_server.calls import Call, current_call
from dragoman_server.config import Settings
from dragoman_server.driving import Driven, Meter
from dragoman_server.entries import Priority
from dragoman_server.errors import InvalidRequestError
from dragoman_server.metrics import Metrics
from dragoman_server.scheduling import Scheduler


class RecordingScheduler(Scheduler):
    """A scheduler that remembers with what priority it was asked for which target."""

    def __init__(self) -> None:
        """Start with an empty record."""
        super().__init__(Settings(), Metrics())
        self.asked: list[tuple[str, Priority]] = []

    async def translate(
        self,
        article: Article,
        *,
        target: str,
        options: TranslationOptions,
        priority: Priority,
        meter: Meter | None = None,
    ) -> Driven[ArticleTranslation]:
        """Remember, then translate."""
        self.asked.append((target, priority))
        return await super().translate(
            article, target=target, options=options, priority=priority, meter=meter
        )


@contextmanager
def a_call() -> Iterator[Call]:
    """Be in a call that has a minute left."""
    call = Call("/test", "id", deadline=time.monotonic() + 60)
    token = current_call.set(call)
    try:
        yield call
    finally:
        current_call.reset(token)


def run(work: Any) -> RecordingScheduler:
    """Run work with a scheduler of word models, and return the scheduler."""
    scheduler = RecordingScheduler()

    async def main() -> None:
        scheduler.start(roster_of(word_models()))
        try:
            await work(scheduler)
        finally:
            await scheduler.close()

    with a_call():
        asyncio.run(main())
    return scheduler


def texts(*contents: str, targets: tuple[str, ...] = ("ru",)) -> Any:
    """Make a TranslateText request."""
    return translation_pb2.TranslateTextRequest(contents=contents, target_language_codes=targets)


def article(content: str = ARTICLE, **fields: Any) -> Any:
    """Make a ProcessArticle request."""
    return article_pb2.ProcessArticleRequest(
        **{"content": content, "target_language_codes": ["ru", "hy"], **fields}
    )


def test_a_short_text_is_interactive() -> None:
    """A person waits for it."""
    scheduler = run(lambda one: parts.texts(one, texts(SENTENCE, targets=("ru", "fa"))))
    assert scheduler.asked == [("ru", Priority.INTERACTIVE), ("fa", Priority.INTERACTIVE)]


def test_a_mass_of_texts_is_bulk_work() -> None:
    """Counted over all texts and targets together."""
    many = tuple(f"{SENTENCE} {index}" for index in range(320))
    scheduler = run(lambda one: parts.texts(one, texts(*many, targets=("ru", "fa"))))
    assert {priority for _, priority in scheduler.asked} == {Priority.BULK}


def test_an_article_is_bulk_work() -> None:
    """However short."""

    async def work(scheduler: Scheduler) -> None:
        request = article("One line.")
        parsed = await parts.parsed(request)
        await parts.translations(scheduler, parsed, request, lambda _: None)

    assert run(work).asked == [("ru", Priority.BULK), ("hy", Priority.BULK)]


def test_furniture_alone_is_nothing_to_work_on() -> None:
    """The message says that it is not the text that is missing."""
    page = "We use cookies to improve your experience. Accept all cookies.\n"

    async def work(_: Scheduler) -> None:
        await parts.parsed(article("\x00\x01"))

    with pytest.raises(InvalidRequestError, match="it holds no text"):
        run(work)

    async def keeping(_: Scheduler) -> None:
        request = article(page, furniture_policy=types_pb2.FURNITURE_POLICY_KEEP)
        assert (await parts.parsed(request)).sections

    run(keeping)


def test_what_the_parser_says_of_the_whole_reaches_the_translation() -> None:
    """Flags of the article stand in each of its translations."""
    done: list[Driven[ArticleTranslation]] = []

    async def work(scheduler: Scheduler) -> None:
        request = article("The court\x00 met on Monday.")
        await parts.translations(scheduler, await parts.parsed(request), request, done.append)

    run(work)
    assert [one.result.flags for one in done] == [(Flag.CONTROL_CHARACTERS_REMOVED,)] * 2


def test_progress_is_not_said_more_often_than_anyone_reads() -> None:
    """A thousand segments in a moment are a message at the start and one at the end."""
    said: list[Any] = []
    report = parts._throttled(article(labels={"id": "7"}), said.append)
    for done in range(1_001):
        report(done, 1_000)
    assert [one.progress.segments_done for one in said] == [0, 1_000]
    assert dict(said[0].labels) == {"id": "7"}


def test_the_timing_of_several_results_is_the_longest_wait_and_all_of_the_model() -> None:
    """They waited side by side, and each cost its own."""
    with a_call():
        timing = parts.timing(Driven(None, 0.5, 1.0), Driven(None, 0.25, 2.0))
    assert timing.queue_time.ToMilliseconds() == 500
    assert timing.inference_time.ToMilliseconds() == 3_000
