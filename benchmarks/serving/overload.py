"""Ten times more than the server can do, for as long as the measurement lasts."""

from __future__ import annotations

import statistics

from benchmarks.serving import inputs
from benchmarks.serving.clients import OK, Load, closed_loop, open_loop, percentile
from benchmarks.serving.observing import milliseconds
from benchmarks.serving.options import Options
from benchmarks.serving.processes import MemorySeries, resident_mb, sampled_memory
from benchmarks.serving.senders import TextSender
from benchmarks.serving.servers import Server, serving
from benchmarks.serving.sheets import Part, Ratio, Series, Sheet, ratios
from benchmarks.serving.wire import Wire, connected

__all__ = ["measure"]

AT_CAPACITY, OVER = "at capacity", "at 10 times capacity"
TIMES = 10
_CLIENTS = 32
# What is to come of calls under overload; anything else that does gets a column of its own.
_EXPECTED = (OK, "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED")
_PER_SECOND = 120.0
_LONGER = 2


async def measure(options: Options) -> Part:
    """Find the capacity with 32 clients, then send at that rate, and at ten times it."""
    sheet = Sheet(
        "Overload",
        "Sentences at random times (Poisson), no two alike, cache off. The capacity is what 32"
        " clients got before. The clients run on the same cores, and ten times as many calls"
        " take ten times as much of them.",
    )
    with serving("--cache-bytes", "0", *options.flags) as server:
        async with connected(server.address) as wire:
            send = TextSender(wire, options.target)
            texts = inputs.endless(options.sentences(_PER_SECOND))
            capacity = (await closed_loop(send, texts, clients=_CLIENTS)).per_second
            series: list[MemorySeries] = []
            for _ in range(options.rounds):
                series += [await _round(server, wire, options, capacity, sheet)]
    slower = ratios(sheet.get(OVER, "p99 ms"), sheet.get(AT_CAPACITY, "p99 ms"))
    grown = tuple(_growth(one) for one in series)
    return Part(
        sheets=(sheet,),
        ratios=(Ratio("overload", slower), Ratio("overload memory", grown)),
        series=tuple(
            Series(f"overload, round {number}", one.seconds, one.megabytes)
            for number, one in enumerate(series, 1)
        ),
    )


async def _round(
    server: Server, wire: Wire, options: Options, capacity: float, sheet: Sheet
) -> MemorySeries:
    seconds = options.seconds * _LONGER
    for row, rate in ((AT_CAPACITY, capacity), (OVER, TIMES * capacity)):
        texts = inputs.endless(max(1, round(rate * seconds)))
        with sampled_memory(server.pid) as series:
            load = await open_loop(TextSender(wire, options.target), texts, rate=rate)
        sheet.add(row, _figures(load, rate, resident_mb(server.pid)))
    return series


def _growth(series: MemorySeries) -> float:
    """Hold the end of an overload against its middle, when all that may wait has long been full."""
    middle = len(series.megabytes) // 2
    return statistics.median(series.megabytes[-3:]) / series.megabytes[middle]


def _figures(load: Load, rate: float, megabytes: float) -> dict[str, float]:
    shares = {name: 100 * count / len(load.outcomes) for name, count in load.counts.items()}
    return {
        "sent a second": rate,
        "answered a second": load.per_second,
        **{f"{name}, %": shares.get(name, 0.0) for name in (*_EXPECTED, *shares)},
        **milliseconds(load),
        "of it before it was sent, p99 ms": 1000 * percentile(load.delays, 99),
        "memory after, MB": megabytes,
    }
