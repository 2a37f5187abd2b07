"""Keep a server busy for an hour, and see whether its memory stays flat.

`python -m benchmarks.serving.soak --minutes 60 --rate 20`; the lines go to
`soak.json` and `soak.png` beside this file.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from benchmarks.serving import inputs
from benchmarks.serving.clients import Load, open_loop, percentile
from benchmarks.serving.machine import about
from benchmarks.serving.options import TARGETS
from benchmarks.serving.plot import draw_soak
from benchmarks.serving.processes import resident_mb
from benchmarks.serving.servers import Server, serving
from benchmarks.serving.wire import Wire, connected

__all__ = ["Soak", "main", "slope", "verdict"]

HERE = Path(__file__).parent
# Every so many calls one is a whole article into four languages.
_ARTICLE_EVERY = 25
# Caches and pools fill up first, those of words and names for half an hour at ten calls
# a second; the slope is taken of what comes after.
_WARM_UP = 0.5
_MOST_MB_AN_HOUR = 5.0


@dataclass(slots=True)
class Soak:
    """Hold the samples of a soak: seconds since its start, memory, p95 and outcomes of a slice."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)

    def add(self, seconds: float, megabytes: float, load: Load) -> None:
        """Put one slice's figures behind the others."""
        self.seconds.append(seconds)
        self.megabytes.append(megabytes)
        self.p95_ms.append(1000 * load.p95)
        for outcome, count in load.counts.items():
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + count

    @property
    def settled(self) -> tuple[list[float], list[float]]:
        """Give the seconds and megabytes after the warm-up, the first half."""
        first = int(len(self.seconds) * _WARM_UP)
        return self.seconds[first:], self.megabytes[first:]


def slope(seconds: Sequence[float], megabytes: Sequence[float]) -> float:
    """Fit a line by least squares, and return its rise in megabytes an hour."""
    return statistics.linear_regression(seconds, megabytes).slope * 3600


def verdict(soak: Soak) -> str:
    """Say how memory moved in the second half, and whether that is flat."""
    seconds, megabytes = soak.settled
    rise = slope(seconds, megabytes)
    word = "flat" if abs(rise) <= _MOST_MB_AN_HOUR else "not flat"
    return (
        f"{word}: {rise:+.1f} MB an hour after the first {soak.seconds[-1] * _WARM_UP / 60:.0f}"
        f" minutes, from {min(megabytes):.0f} to {max(megabytes):.0f} MB;"
        f" p95 {percentile(soak.p95_ms, 50):.0f} ms in the median slice"
    )


@click.command()
@click.option("--minutes", default=60.0, show_default=True)
@click.option("--rate", default=20.0, show_default=True, help="Calls a second.")
@click.option("--slice", "slice_seconds", default=15.0, show_default=True, help="Seconds a sample.")
@click.option(
    "--cache-bytes",
    default=8 * 2**20,
    show_default=True,
    help="The server's memory of segments: small, so that it fills up in the first minutes.",
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=HERE)
def main(*, minutes: float, rate: float, slice_seconds: float, cache_bytes: int, out: Path) -> None:
    """Send sentences and articles at a fixed rate, and say whether memory stayed flat."""
    with serving("--cache-bytes", str(cache_bytes)) as server:
        soak = asyncio.run(_soak(server, minutes * 60, rate, slice_seconds))
    text = verdict(soak)
    click.echo(f"{text}; outcomes: {soak.outcomes}")
    record: dict[str, Any] = {
        "about": about(),
        "minutes": minutes,
        "rate": rate,
        "cache_bytes": cache_bytes,
        "verdict": text,
        "outcomes": soak.outcomes,
        "seconds": [round(one, 1) for one in soak.seconds],
        "megabytes": [round(one, 1) for one in soak.megabytes],
        "p95_ms": [round(one, 1) for one in soak.p95_ms],
    }
    (out / "soak.json").write_text(json.dumps(record) + "\n", "utf-8")
    lines = {"Resident memory, MB": soak.megabytes, "p95 of TranslateText, ms": soak.p95_ms}
    series = {label: {"seconds": soak.seconds, "values": line} for label, line in lines.items()}
    draw_soak(out / "soak.png", series)


async def _soak(server: Server, seconds: float, rate: float, slice_seconds: float) -> Soak:
    soak, begin = Soak(), time.monotonic()
    calls = itertools.count()
    async with connected(server.address) as wire:
        while (passed := time.monotonic() - begin) < seconds:
            number = len(soak.seconds)
            load = await _slice(wire, calls, number, rate=rate, seconds=slice_seconds)
            soak.add(passed, resident_mb(server.pid), load)
            click.echo(
                f"{passed / 60:5.1f} min  {soak.megabytes[-1]:6.1f} MB  p95"
                f" {soak.p95_ms[-1]:6.0f} ms  {load.counts}",
                err=True,
            )
    return soak


async def _slice(
    wire: Wire, calls: itertools.count[int], number: int, *, rate: float, seconds: float
) -> Load:
    """Send a slice of the load: distinct sentences, and an article now and then beside."""
    draw = random.Random(number)  # noqa: S311 - a load, not a secret
    lines = inputs.sentences(2000)
    stories = inputs.articles()
    texts = [
        f"{draw.choice(lines)[:-1]}, note {next(calls)} says." for _ in range(round(rate * seconds))
    ]

    async def send(text: str) -> None:
        await wire.text(text, to=[draw.choice(TARGETS)])

    async def article() -> None:
        await wire.article(
            inputs.updated(draw.choice(stories), sentences=2, number=number), to=TARGETS
        )

    beside = [
        asyncio.create_task(article()) for _ in range(max(1, len(texts) // _ARTICLE_EVERY // 10))
    ]
    load = await open_loop(send, texts, rate=rate, seed=number)
    await asyncio.gather(*beside)
    return load


if __name__ == "__main__":
    main()
