"""What a person waits while bulk work takes all that the server has."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from benchmarks.serving import inputs
from benchmarks.serving.clients import open_loop
from benchmarks.serving.observing import milliseconds
from benchmarks.serving.options import TARGETS, Options
from benchmarks.serving.senders import TextSender
from benchmarks.serving.servers import serving
from benchmarks.serving.sheets import Part, Ratio, Sheet, ratios
from benchmarks.serving.wire import Wire, connected

__all__ = ["measure"]

IDLE, BUSY = "TranslateText, idle server", "TranslateText beside ProcessArticle from 8 clients"
# Sentences a second from the people who wait.
RATE = 4.0
_BULK_CLIENTS = 8
_LONGER = 2.5
_SETTLING_SECONDS = 1.0


async def measure(options: Options) -> Part:
    """Send sentences at random times, on an idle server and on one that bulk work saturates."""
    count = round(RATE * options.seconds * _LONGER)
    sheet = Sheet(
        "Interactive work beside bulk work",
        f"{count} sentences, {RATE:g} a second on average, at random times (Poisson); each bulk"
        " client sends one article after the other to ProcessArticle, four languages; cache off.",
    )
    stories = itertools.cycle(inputs.articles())
    with serving("--cache-bytes", "0", *options.flags) as server:
        async with connected(server.address) as wire:
            for number in range(options.rounds):
                texts = inputs.sentences(count, skip=number * count)
                send = TextSender(wire, options.target)
                idle = await open_loop(send, texts, rate=RATE)
                async with _saturated(wire, stories) as done:
                    busy = await open_loop(send, texts, rate=RATE)
                sheet.add(IDLE, {"answered": len(idle.answered), **milliseconds(idle)})
                row = {"answered": len(busy.answered), **milliseconds(busy)}
                sheet.add(BUSY, {**row, "articles/s beside": len(done) / busy.wall_seconds})
    slower = ratios(sheet.get(BUSY, "p95 ms"), sheet.get(IDLE, "p95 ms"))
    return Part(sheets=(sheet,), ratios=(Ratio("interactive", slower),))


@asynccontextmanager
async def _saturated(wire: Wire, stories: Iterator[str]) -> AsyncIterator[list[str]]:
    """Keep bulk work on its way while the block runs; yields the articles that are done."""
    done: list[str] = []

    async def client() -> None:
        for story in stories:
            await wire.process(story, to=TARGETS)
            done.append(story)

    clients = [asyncio.create_task(client()) for _ in range(_BULK_CLIENTS)]
    await asyncio.sleep(_SETTLING_SECONDS)
    done.clear()
    try:
        yield done
    finally:
        for one in clients:
            one.cancel()
        await asyncio.gather(*clients, return_exceptions=True)
