"""Batches for one checkpoint: decoded as a whole, or entry by entry where one of them fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from dragoman_models.types import Hypothesis, SequenceModel
from dragoman_server.entries import BatchRecord, Entry
from dragoman_server.metrics import Metrics

__all__ = ["Batcher", "Run"]

# Weight of the newest batch in the measured speed.
_NEWEST = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """Hold one batch's outcome, with the monotonic time when the model began.

    With an `error` there are no hypotheses.
    """

    entries: Sequence[Entry]
    began: float
    record: BatchRecord
    hypotheses: Sequence[tuple[Hypothesis, ...]] = ()
    error: Exception | None = None


class Batcher:
    """Decode batches with one model, and measure it; several threads may do so at once.

    `in_memory` keeps the model's weights in memory for a block. What it takes to
    bring them there is no time of the model's.
    """

    def __init__(
        self,
        model: SequenceModel,
        *,
        metrics: Metrics,
        in_memory: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._model = model
        self._in_memory = in_memory
        self.name = model.identity.name
        self._entries = metrics.batch_entries.labels(self.name)
        self._tokens = metrics.batch_tokens.labels(self.name)
        self._seconds = metrics.inference_seconds.labels(self.name)
        self.tokens_per_second: float | None = None
        """Source tokens that one thread decodes in a second; None before the first batch."""

    def decode(self, batch: Sequence[Entry]) -> list[Run]:
        """Decode a batch, in the calling thread.

        Of a batch that fails each entry is decoded by itself, so that only the
        culprit's callers hear of it.
        """
        run = self._run(batch)
        if run.error is None or len(batch) == 1:
            return [run]
        return [self._run([entry]) for entry in batch]

    def _run(self, batch: Sequence[Entry]) -> Run:
        sources = [entry.tokens for entry in batch]
        padded = max(map(len, sources)) * len(sources)
        began = time.monotonic()
        try:
            with self._in_memory():
                # Else a model whose weights had to be loaded would pass for a slow one,
                # and calls would be refused for it.
                began = time.monotonic()
                hypotheses = self._hypotheses(batch, sources)
        except Exception as error:  # noqa: BLE001 - whatever a model raises belongs to its callers
            seconds = time.monotonic() - began
            return Run(batch, began, BatchRecord(len(batch), padded, seconds), error=error)
        record = BatchRecord(len(batch), padded, time.monotonic() - began)
        self._measure(record, tokens=sum(map(len, sources)))
        return Run(batch, began, record, hypotheses)

    def _hypotheses(
        self, batch: Sequence[Entry], sources: Sequence[Sequence[str]]
    ) -> Sequence[tuple[Hypothesis, ...]]:
        found = self._model.decode(sources, batch[0].lane.options)
        if len(found) != len(batch):
            raise RuntimeError(
                f"checkpoint {self.name} gave {len(found)} results for {len(batch)} sources"
            )
        return found

    def _measure(self, record: BatchRecord, *, tokens: int) -> None:
        speed = tokens / max(record.seconds, 1e-6)
        known = self.tokens_per_second
        self.tokens_per_second = speed if known is None else known + _NEWEST * (speed - known)
        self._entries.observe(record.entries)
        self._tokens.observe(record.tokens)
        self._seconds.observe(record.seconds)
