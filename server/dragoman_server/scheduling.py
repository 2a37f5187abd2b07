"""The pipeline at work: its steps through the batchers of the checkpoints."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

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
from dragoman_server.batching import Batcher, Decoders
from dragoman_server.caching import memory_of
from dragoman_server.calls import current_call
from dragoman_server.checkpoints import Roster
from dragoman_server.config import Settings
from dragoman_server.driving import Driven, Meter, drive
from dragoman_server.errors import UnavailableError
from dragoman_server.metrics import Metrics
from dragoman_server.queueing import Priority

__all__ = ["Scheduler"]


class Scheduler:
    """Do the work of calls with the checkpoints that are loaded, once they are.

    Each method works for the call that it is made in (`calls.current_call`).
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self._settings = settings
        self._metrics = metrics
        self._decoders: Decoders | None = None
        self._roster: Roster | None = None
        self._batchers: dict[str, Batcher] = {}
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
        self._decoders = Decoders(self._settings.decoders)
        for name, model in roster.models.items():
            self._batchers[name] = Batcher(
                model,
                decoders=self._decoders,
                max_batch_tokens=self._settings.max_batch_tokens,
                max_queue_tokens=self._settings.max_queue_tokens,
                metrics=self._metrics,
            )
            self._batchers[name].start()
        self._metrics.checkpoints_loaded.set(len(roster.models))
        self._roster = roster

    def adopt(self, house_terms: Mapping[str, Terms]) -> None:
        """Translate with these terms of the house from the next call on.

        Raises:
            UnavailableError: the checkpoints are being loaded.
        """
        self._roster = replace(self.roster, house_terms=house_terms)

    async def close(self) -> None:
        """Stop the batchers; work that waits fails."""
        await asyncio.gather(*(batcher.close() for batcher in self._batchers.values()))
        if self._decoders is not None:
            self._decoders.close()
        if self._memory is not None:
            self._memory.close()

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
        return await self._drive(steps, priority, meter)

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

    async def _drive(self, steps: Steps[T], priority: Priority, meter: Meter | None) -> Driven[T]:
        call = current_call.get()
        return await drive(steps, self._batchers, call=call, priority=priority, meter=meter)
