"""Clients that send a load and note what came of each call.

A closed loop has so many clients, each with one call on its way: it finds what
a server can do. An open loop sends at a rate that does not wait for answers, as
the world does: it finds what happens when that is too much.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["OK", "Load", "Send", "closed_loop", "open_loop", "outcome_of", "percentile"]

Send: TypeAlias = Callable[[str], Awaitable[object]]

OK = "OK"
"""The outcome of a call that was answered; others have the name of a status or an error."""
_SEED = 20261122


@dataclass(frozen=True, slots=True)
class Load:
    """Hold what came of the calls of one run.

    They are in the order in which they ended; those of an open loop in that of
    its texts. `latencies` are seconds from when a call was due until it ended, and
    `outcomes` belong to them one by one; `wall_seconds` runs from the first call
    to the end of the last. `delays` are seconds from when a call was due until it
    was sent, where that was not the same: the clients' own part of a latency.
    """

    latencies: tuple[float, ...]
    outcomes: tuple[str, ...]
    wall_seconds: float
    delays: tuple[float, ...] = ()

    @property
    def answered(self) -> tuple[float, ...]:
        """Give the latencies of the calls that were answered."""
        pairs = zip(self.latencies, self.outcomes, strict=True)
        return tuple(seconds for seconds, outcome in pairs if outcome == OK)

    @property
    def counts(self) -> dict[str, int]:
        """Count the calls by outcome, the most frequent first."""
        return dict(Counter(self.outcomes).most_common())

    @property
    def per_second(self) -> float:
        """Give the answered calls per second."""
        return len(self.answered) / self.wall_seconds if self.wall_seconds else 0.0

    @property
    def p50(self) -> float:
        """Give the median latency of the answered calls, in seconds."""
        return percentile(self.answered, 50)

    @property
    def p95(self) -> float:
        """Give the 95th percentile of the answered calls' latencies, in seconds."""
        return percentile(self.answered, 95)

    @property
    def p99(self) -> float:
        """Give the 99th percentile of the answered calls' latencies, in seconds."""
        return percentile(self.answered, 99)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the least value that `percent` of the values do not exceed; NaN of none.

    It is the nearest-rank percentile, so it is always a value that occurred.
    """
    if not values:
        return float("nan")
    rank = max(1, -int(-len(values) * percent // 100))
    return sorted(values)[rank - 1]


async def closed_loop(send: Send, texts: Sequence[str], *, clients: int) -> Load:
    """Send every text once, by so many clients that each wait for their answer."""
    waiting = iter(texts)
    ended: list[tuple[float, str]] = []

    async def client() -> None:
        for text in waiting:
            outcome = await _timed(send, text, due=time.perf_counter())
            ended.append(outcome)

    begin = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return _load(ended, time.perf_counter() - begin)


async def open_loop(send: Send, texts: Sequence[str], *, rate: float, seed: int = _SEED) -> Load:
    """Send every text once at random times, `rate` a second on average (Poisson).

    A latency counts from when the call was due, so that a sender that falls
    behind hides nothing.
    """
    pauses = random.Random(seed)  # noqa: S311 - arrivals, not keys
    begin = due = time.perf_counter()
    calls: list[asyncio.Task[tuple[float, str]]] = []
    delays: list[float] = []

    async def call(text: str, due: float) -> tuple[float, str]:
        delays.append(max(0.0, time.perf_counter() - due))
        return await _timed(send, text, due=due)

    for text in texts:
        due += pauses.expovariate(rate)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        calls.append(asyncio.create_task(call(text, due)))
    ended = await asyncio.gather(*calls)
    return _load(ended, time.perf_counter() - begin, delays)


async def _timed(send: Send, text: str, *, due: float) -> tuple[float, str]:
    try:
        await send(text)
    except Exception as error:  # noqa: BLE001 - each kind of failure is a figure here
        return time.perf_counter() - due, outcome_of(error)
    return time.perf_counter() - due, OK


def _load(
    ended: Iterable[tuple[float, str]], wall_seconds: float, delays: Iterable[float] = ()
) -> Load:
    pairs = tuple(ended)
    latencies, outcomes = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    return Load(latencies, outcomes, wall_seconds, tuple(delays))


def outcome_of(error: Exception) -> str:
    """Name how a call failed: by its gRPC status where it has one, else by the error's type."""
    code = getattr(error, "code", None)
    status = code() if callable(code) else code
    return str(getattr(status, "name", None) or status or type(error).__name__)
