"""What a server takes while it works on a load."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from benchmarks.serving.clients import Load
from benchmarks.serving.servers import Server

__all__ = ["Observed", "milliseconds", "observed"]

_MODEL_SECONDS = "dragoman_inference_seconds_sum"
_BATCHES = "dragoman_inference_seconds_count"
_ENTRIES = "dragoman_batch_entries_sum"


@dataclass(frozen=True, slots=True)
class Observed:
    """Hold a load with what the server and its clients took for it.

    `model_seconds` adds up the wall-clock time of all batches, `batches` and
    `entries` count them and the segments in them.
    """

    load: Load
    server_seconds: float
    client_seconds: float
    model_seconds: float
    batches: float
    entries: float
    peak_mb: float

    def figures(self, *, workers: int, targets: int) -> dict[str, float]:
        """Give a table's columns; `targets` counts target tokens, `workers` searches at once."""
        load, count = self.load, max(1, len(self.load.answered))
        return {
            "sentences/s": load.per_second,
            "target tokens/s": targets / load.wall_seconds,
            **milliseconds(load),
            "server CPU ms a sentence": 1000 * self.server_seconds / count,
            "client CPU ms a sentence": 1000 * self.client_seconds / count,
            "peak MB": self.peak_mb,
            "sentences a batch": self.entries / max(1.0, self.batches),
            "time outside the model, %": 100 * self.outside(workers=workers),
        }

    def outside(self, *, workers: int) -> float:
        """Give the share of `workers` searchers' time in which they searched nothing."""
        return max(0.0, 1 - self.model_seconds / (self.load.wall_seconds * workers))


def milliseconds(load: Load) -> dict[str, float]:
    """Give the latencies of a load, as columns in milliseconds."""
    return {"p50 ms": 1000 * load.p50, "p95 ms": 1000 * load.p95, "p99 ms": 1000 * load.p99}


async def observed(server: Server, load: Awaitable[Load]) -> Observed:
    """Wait for a load, and read before and after what the server has taken."""
    before = _readings(server)
    done = await load
    after = _readings(server)
    busy, own, model, batches, entries = (
        late - early for early, late in zip(before, after, strict=True)
    )
    return Observed(done, busy, own, model, batches, entries, server.peak_mb)


def _readings(server: Server) -> Sequence[float]:
    return (
        server.processor_seconds,
        time.process_time(),
        server.metric(_MODEL_SECONDS),
        server.metric(_BATCHES),
        server.metric(_ENTRIES),
    )
