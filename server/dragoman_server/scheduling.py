"""The pipeline at work: its steps through the decoders."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import Final

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

__all__ = ["SHORT_CODE_POINTS", "Scheduler"]

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
            tokens_per_second=self._tokens_per_second,
        )
        self._memory = memory_of(settings, metrics)

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

    def adopt(self, house_terms: Mapping[str, Terms]) -> None:
        """Translate with these terms of the house from the next call on.

        Raises:
            UnavailableError: the checkpoints are being loaded.
        """
        self._roster = replace(self.roster, house_terms=house_terms)

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
        steps = self._pipeline.translate(article, target=target, options=options)
        short = len(article.source) <= SHORT_CODE_POINTS
        return await self._drive(steps, priority, meter, short=short)

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
