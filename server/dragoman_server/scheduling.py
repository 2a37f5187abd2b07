"""The pipeline at work: its steps through the decoders."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Final

from dragoman_models.memory import memory_key
from dragoman_models.pipeline import Pipeline
from dragoman_models.terms import Terms
from dragoman_models.types import (
    Article,
    ArticleTranslation,
    Steps,
    Summary,
    SummaryLength,
    T,
    TranslationOptions,
)
from dragoman_server.admission import Admission
from dragoman_server.batching import Batcher
from dragoman_server.caching import memory_of
from dragoman_server.calls import current_call
from dragoman_server.checkpoints import Roster
from dragoman_server.config import Settings
from dragoman_server.decoders import Decoders
from dragoman_server.driving import Driven, Meter, drive
from dragoman_server.entries import Priority
from dragoman_server.errors import UnavailableError
from dragoman_server.metrics import Metrics
from dragoman_server.results import RESULTS_SHARE, ResultCache, recalled_segments

__all__ = ["SHORT_CODE_POINTS", "Scheduler"]

# Batches for every thread that may always wait: one runs, and the next is full as well.
_FULL_BATCHES = 2
SHORT_CODE_POINTS: Final = 500
"""Code points of a text whose own work, a millisecond or two, may hold the event loop up."""


class Scheduler:
    """Do the work of calls with the checkpoints that are loaded, once they are.

    Each method works for the call that it is made in (`calls.current_call`).
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._decoders: Decoders | None = None
        self._roster: Roster | None = None
        self._admission = Admission(
            max_tokens=settings.max_queue_tokens,
            max_wait=settings.max_wait,
            free_tokens=_FULL_BATCHES * settings.decoders * settings.max_batch_tokens,
            tokens_per_second=self._tokens_per_second,
        )
        self._memory = memory_of(settings, metrics)
        self._results = ResultCache(settings.cache_bytes // RESULTS_SHARE)
        # Results of other checkpoints or terms are other results.
        self._generation = 0

    @property
    def roster(self) -> Roster:
        """Give the checkpoints.

        Raises:
            UnavailableError: they are being loaded.
        """
        if self._roster is None:
            raise UnavailableError(
                "the server is loading its checkpoints; try again when its health is SERVING"
            )
        return self._roster

    def start(self, roster: Roster) -> None:
        """Take up work with these checkpoints, in the running event loop."""
        self._decoders = Decoders(
            {
                name: Batcher(model, metrics=self._metrics, in_memory=partial(roster.using, name))
                for name, model in roster.models.items()
            },
            threads=self._settings.decoders,
            max_batch_tokens=self._settings.max_batch_tokens,
            metrics=self._metrics,
        )
        self._decoders.start()
        self._metrics.checkpoints_loaded.set(len(roster.models))
        self._roster = roster
        self._generation += 1

    def adopt(self, house_terms: Mapping[str, Terms]) -> None:
        """Translate with these terms of the house from the next call on.

        Raises:
            UnavailableError: the checkpoints are being loaded.
        """
        self._roster = replace(self.roster, house_terms=house_terms)
        self._generation += 1

    async def close(self) -> None:
        """Stop decoding; work that waits fails."""
        if self._decoders is not None:
            await self._decoders.close()
        if self._memory is not None:
            self._memory.close()

    def entered(self, *, code_points: int, priority: Priority) -> AbstractContextManager[None]:
        """Let the call in with a text of so many code points, all its targets counted.

        Raises:
            OverloadedError: too much is in hand already.
        """
        call = current_call.get()
        return self._admission.entered(call, code_points=code_points, priority=priority)

    def _tokens_per_second(self) -> float | None:
        return None if self._decoders is None else self._decoders.tokens_per_second

    @property
    def _pipeline(self) -> Pipeline:
        return replace(self.roster.pipeline, memory=self._memory)

    async def translate(
        self,
        article: Article,
        *,
        target: str,
        options: TranslationOptions,
        priority: Priority,
        meter: Meter | None = None,
    ) -> Driven[ArticleTranslation]:
        """Translate an article into one language."""
        key = self._key(article, target, options)
        known = self._results.get(key)
        if known is not None:
            self._recall(known, meter)
            return Driven(known)
        steps = self._pipeline.translate(article, target=target, options=options)
        short = len(article.source) <= SHORT_CODE_POINTS
        done = await self._drive(steps, priority, meter, short=short)
        self._results.put(key, done.result)
        return done

    def _key(self, article: Article, target: str, options: TranslationOptions) -> bytes:
        # What is furniture depends on the request, and the sections on it.
        spans = [(section.start, section.end) for section in article.sections]
        source = (article.source, article.mime_type, article.flags, article.dropped, spans)
        return memory_key(self._generation, source, target, options)

    def _recall(self, known: ArticleTranslation, meter: Meter | None) -> None:
        if self._memory is not None:
            self._memory.count_hits(recalled_segments(known))
        if meter is not None:
            meter.expect(0)

    async def summarize(
        self, article: Article, *, length: SummaryLength, options: TranslationOptions
    ) -> Driven[Summary]:
        """Summarize an article in its own language."""
        steps = self._pipeline.summarize(article, length=length, options=options)
        return await self._drive(steps, Priority.BULK, None)

    async def translate_summary(
        self, summary: Summary, *, target: str, options: TranslationOptions
    ) -> Driven[Summary]:
        """Translate a summary into one language."""
        steps = self._pipeline.translate_summary(summary, target=target, options=options)
        return await self._drive(steps, Priority.BULK, None)

    async def _drive(
        self, steps: Steps[T], priority: Priority, meter: Meter | None, *, short: bool = False
    ) -> Driven[T]:
        if self._decoders is None:
            raise UnavailableError("the server is loading its checkpoints")
        return await drive(
            steps,
            self._decoders,
            call=current_call.get(),
            priority=priority,
            meter=meter,
            short=short,
        )
