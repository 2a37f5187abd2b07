"""The parts that answers are made of, each one result of the scheduler's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

from dragoman.v1 import (
    article_pb2,
    summarization_pb2,
    translation_pb2,
    types_pb2,
)
from dragoman_models import article as articles
from dragoman_models.languages import SOURCE_LANGUAGE_CODES
from dragoman_models.types import Article, ArticleTranslation, MimeType, Section, Summary
from dragoman_server import convert
from dragoman_server.calls import current_call
from dragoman_server.driving import Driven, Meter, together
from dragoman_server.entries import Priority
from dragoman_server.errors import InvalidRequestError, Violation
from dragoman_server.scheduling import SHORT_CODE_POINTS, Scheduler

__all__ = [
    "entered",
    "parsed",
    "processed",
    "source_language",
    "summaries_in",
    "texts",
    "timing",
    "translations",
]

_ArticleRequest: TypeAlias = (
    translation_pb2.TranslateArticleRequest
    | summarization_pb2.SummarizeRequest
    | article_pb2.ProcessArticleRequest
)
_Part: TypeAlias = article_pb2.ProcessArticleResponse

# Texts that a person may wait for go before bulk work; more than this, counted in
# code points over all targets, is bulk itself.
_INTERACTIVE_CODE_POINTS = 20_000
# No reader sees more than a few changes a second.
_PROGRESS_SECONDS = 0.25


def source_language(request: _ArticleRequest) -> str:
    """Give the language that a request's article is in."""
    return request.source_language_code or SOURCE_LANGUAGE_CODES[0]


def timing(*done: Driven[Any]) -> types_pb2.Timing:
    """Write the timing of results together: the longest wait, and all of the model's time."""
    return current_call.get().timing(
        queue_seconds=max((one.queue_seconds for one in done), default=0.0),
        inference_seconds=sum(one.inference_seconds for one in done),
    )


def entered(
    scheduler: Scheduler, request: _ArticleRequest, *, summaries: bool = False
) -> AbstractContextManager[None]:
    """Let a call in with an article; a summary in the article's own language is work, too.

    Raises:
        OverloadedError: too much is in hand already.
    """
    times = len(request.target_language_codes) + summaries
    return scheduler.entered(code_points=len(request.content) * times, priority=Priority.BULK)


async def parsed(request: _ArticleRequest, *, to_summarize: bool = False) -> Article:
    """Parse a request's article, off the event loop.

    Raises:
        InvalidRequestError: nothing of it is text, or nothing of it can be
            summarized: figures and marks alone say nothing shorter.
    """
    article: Article = await asyncio.to_thread(
        articles.parse,
        request.content,
        convert.mime_type(request.mime_type),
        furniture=convert.furniture_policy(request.furniture_policy),
    )
    if not article.sections:
        why = "all of it looks like page furniture" if article.dropped else "it holds no text"
        raise InvalidRequestError([Violation("content", f"there is nothing to work on: {why}")])
    if to_summarize and not any(map(_has_words, article.sections)):
        why = "there is nothing to summarize: it holds no letters; use TranslateArticle"
        raise InvalidRequestError([Violation("content", why)])
    return article


def _has_words(section: Section) -> bool:
    return any(character.isalpha() for character in section.text)


async def texts(
    scheduler: Scheduler, request: translation_pb2.TranslateTextRequest
) -> list[tuple[int, Driven[ArticleTranslation]]]:
    """Translate every text into every target; in order, each with its text's index.

    Raises:
        OverloadedError: too much is in hand already.
    """
    size = sum(map(len, request.contents)) * len(request.target_language_codes)
    priority = Priority.INTERACTIVE if size <= _INTERACTIVE_CODE_POINTS else Priority.BULK
    with scheduler.entered(code_points=size, priority=priority):
        return await _texts(scheduler, request, priority)


async def _texts(
    scheduler: Scheduler, request: translation_pb2.TranslateTextRequest, priority: Priority
) -> list[tuple[int, Driven[ArticleTranslation]]]:
    kind = convert.mime_type(request.mime_type)
    codes = request.target_language_codes
    options = {code: convert.translation_options(request, target=code) for code in codes}
    contents = [await _parsed_text(text, kind) for text in request.contents]
    plan = [(index, code) for index in range(len(contents)) for code in codes]
    done = await together(
        scheduler.translate(contents[index], target=code, options=options[code], priority=priority)
        for index, code in plan
    )
    return [(index, one) for (index, _), one in zip(plan, done, strict=True)]


async def _parsed_text(text: str, kind: MimeType) -> Article:
    if len(text) <= SHORT_CODE_POINTS:
        return articles.parse_text(text, kind)
    return await asyncio.to_thread(articles.parse_text, text, kind)


async def translations(
    scheduler: Scheduler,
    article: Article,
    request: translation_pb2.TranslateArticleRequest | article_pb2.ProcessArticleRequest,
    put: Callable[[Driven[ArticleTranslation]], None],
    *,
    meter: Meter | None = None,
) -> None:
    """Translate an article into every target, and put each translation as it is done."""

    async def translate(target: str) -> None:
        options = convert.translation_options(request, target=target)
        put(
            await scheduler.translate(
                article, target=target, options=options, priority=Priority.BULK, meter=meter
            )
        )

    await together(translate(target) for target in request.target_language_codes)


async def summaries_in(
    scheduler: Scheduler,
    article: Article,
    request: summarization_pb2.SummarizeRequest | article_pb2.ProcessArticleRequest,
    *,
    length: types_pb2.SummaryLength.ValueType,
    targets: Iterable[str],
    put: Callable[[types_pb2.Summary, Sequence[Driven[Summary]]], None],
) -> None:
    """Summarize an article, then put the summary in each language as it is done."""
    own = source_language(request)
    written = await scheduler.summarize(
        article,
        length=convert.summary_length(length),
        options=convert.translation_options(request, target=own),
    )

    async def translate(target: str) -> None:
        if target == own:
            put(convert.summary(written.result, language_code=own), [written])
            return
        options = convert.translation_options(request, target=target)
        done = await scheduler.translate_summary(written.result, target=target, options=options)
        translator = scheduler.roster.identity_for(target)
        message = convert.summary(done.result, language_code=target, translator=translator)
        put(message, [written, done])

    await together(translate(target) for target in targets)


async def processed(
    scheduler: Scheduler,
    article: Article,
    request: article_pb2.ProcessArticleRequest,
    put: Callable[[_Part], None],
) -> None:
    """Translate and summarize an article, and put each part as it is done, and the progress."""

    def put_translation(done: Driven[ArticleTranslation]) -> None:
        message = convert.article_translation(done.result)
        put(_Part(translation=message, labels=request.labels, timing=timing(done)))

    def put_summary(message: types_pb2.Summary, done: Sequence[Driven[Summary]]) -> None:
        put(_Part(summary=message, labels=request.labels, timing=timing(*done)))

    meter = Meter(len(request.target_language_codes), _throttled(request, put))
    await together(
        [
            translations(scheduler, article, request, put_translation, meter=meter),
            *(
                summaries_in(
                    scheduler,
                    article,
                    request,
                    length=length,
                    targets=[source_language(request), *request.target_language_codes],
                    put=put_summary,
                )
                for length in request.summary_lengths or [types_pb2.SUMMARY_LENGTH_BRIEF]
            ),
        ]
    )


def _throttled(
    request: article_pb2.ProcessArticleRequest, put: Callable[[_Part], None]
) -> Callable[[int, int], None]:
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done in (0, total) or now - last >= _PROGRESS_SECONDS:
            last = now
            progress = article_pb2.Progress(segments_done=done, segments_total=total)
            put(_Part(progress=progress, labels=request.labels))

    return report
