"""The services of the contract: convert, submit, convert back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeAlias

from dragoman.v1 import (
    article_pb2,
    article_pb2_grpc,
    summarization_pb2,
    summarization_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
    types_pb2,
)
from dragoman_models.detection import detect
from dragoman_models.languages import LANGUAGES, TARGET_LANGUAGE_CODES
from dragoman_models.types import ArticleTranslation, Summary
from dragoman_server import convert, parts, validation
from dragoman_server.driving import Driven, stream
from dragoman_server.scheduling import Scheduler

__all__ = ["ArticleServicer", "SummarizationServicer", "TranslationServicer"]

_Context: TypeAlias = Any

# The first code points of a text decide what language it is in.
_DETECTED_CODE_POINTS = 10_000


class TranslationServicer(translation_pb2_grpc.TranslationServiceServicer):
    """Answer `TranslationService`."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    async def TranslateText(  # noqa: N802 - the contract's name
        self, request: translation_pb2.TranslateTextRequest, _: _Context
    ) -> translation_pb2.TranslateTextResponse:
        """Translate every text into every target, all at once."""
        validation.check_texts(request)
        self._scheduler.roster.require(targets=request.target_language_codes)
        done = await parts.texts(self._scheduler, request)
        return translation_pb2.TranslateTextResponse(
            translations=[
                convert.text_translation(one.result, content_index=index) for index, one in done
            ],
            labels=request.labels,
            timing=parts.timing(*(one for _, one in done)),
        )

    async def TranslateArticle(  # noqa: N802 - the contract's name
        self, request: translation_pb2.TranslateArticleRequest, _: _Context
    ) -> AsyncIterator[translation_pb2.TranslateArticleResponse]:
        """Translate an article, and answer as each target is done."""
        validation.check_article(request)
        self._scheduler.roster.require(targets=request.target_language_codes)
        with parts.entered(self._scheduler, request):
            article = await parts.parsed(request)
            done: asyncio.Queue[Driven[ArticleTranslation] | None] = asyncio.Queue()
            work = parts.translations(self._scheduler, article, request, done.put_nowait)
            async for one in stream(work, done):
                yield translation_pb2.TranslateArticleResponse(
                    translation=convert.article_translation(one.result),
                    labels=request.labels,
                    timing=parts.timing(one),
                )

    async def ListLanguages(  # noqa: N802 - the contract's name
        self, request: translation_pb2.ListLanguagesRequest, _: _Context
    ) -> translation_pb2.ListLanguagesResponse:
        """List the target languages, and which checkpoints serve them."""
        validation.check_languages(request)
        roster = self._scheduler.roster
        summarizer = roster.summarizer and roster.models[roster.summarizer].identity
        return translation_pb2.ListLanguagesResponse(
            languages=[
                convert.language(
                    LANGUAGES[code],
                    checkpoint=roster.identity_for(code),
                    install_command=roster.install_command_for(code),
                )
                for code in TARGET_LANGUAGE_CODES
            ],
            summarizer=convert.identity(summarizer) if summarizer else None,
        )

    async def DetectLanguage(  # noqa: N802 - the contract's name
        self, request: translation_pb2.DetectLanguageRequest, _: _Context
    ) -> translation_pb2.DetectLanguageResponse:
        """Say what language a text is in."""
        validation.check_detection(request)
        found = await asyncio.to_thread(detect, request.content[:_DETECTED_CODE_POINTS])
        return translation_pb2.DetectLanguageResponse(
            languages=[
                translation_pb2.DetectedLanguage(language_code=code, confidence=confidence)
                for code, confidence in found
            ]
        )


class SummarizationServicer(summarization_pb2_grpc.SummarizationServiceServicer):
    """Answer `SummarizationService`."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    async def Summarize(  # noqa: N802 - the contract's name
        self, request: summarization_pb2.SummarizeRequest, _: _Context
    ) -> summarization_pb2.SummarizeResponse:
        """Summarize an article, then translate the summary into every target."""
        validation.check_summary(request)
        own = parts.source_language(request)
        targets = list(request.target_language_codes) or [own]
        self._scheduler.roster.require(
            targets=[target for target in targets if target != own], summaries=True
        )
        with parts.entered(self._scheduler, request, summaries=True):
            return await self._summaries(request, targets)

    async def _summaries(
        self, request: summarization_pb2.SummarizeRequest, targets: Sequence[str]
    ) -> summarization_pb2.SummarizeResponse:
        article = await parts.parsed(request, to_summarize=True)
        summaries: dict[str, types_pb2.Summary] = {}
        timed: dict[Driven[Summary], None] = {}

        def put(message: types_pb2.Summary, done: Sequence[Driven[Summary]]) -> None:
            summaries[message.language_code] = message
            timed.update(dict.fromkeys(done))

        await parts.summaries_in(
            self._scheduler, article, request, length=request.length, targets=targets, put=put
        )
        return summarization_pb2.SummarizeResponse(
            summaries=[summaries[target] for target in targets],
            labels=request.labels,
            timing=parts.timing(*timed),
        )


class ArticleServicer(article_pb2_grpc.ArticleServiceServicer):
    """Answer `ArticleService`."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    async def ProcessArticle(  # noqa: N802 - the contract's name
        self, request: article_pb2.ProcessArticleRequest, _: _Context
    ) -> AsyncIterator[article_pb2.ProcessArticleResponse]:
        """Translate and summarize an article, and answer as each part is done."""
        validation.check_article(request)
        self._scheduler.roster.require(targets=request.target_language_codes, summaries=True)
        with parts.entered(self._scheduler, request, summaries=True):
            article = await parts.parsed(request, to_summarize=True)
            done: asyncio.Queue[article_pb2.ProcessArticleResponse | None] = asyncio.Queue()
            work = parts.processed(self._scheduler, article, request, done.put_nowait)
            async for part in stream(work, done):
                yield part
