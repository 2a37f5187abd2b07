"""A wire feed replayed at a fixed rate: stories, updates, corrections and repeats."""

from __future__ import annotations

import math

from benchmarks.serving import inputs
from benchmarks.serving.clients import Load, open_loop
from benchmarks.serving.observing import milliseconds, observed
from benchmarks.serving.options import TARGETS, Options
from benchmarks.serving.servers import serving
from benchmarks.serving.sheets import Part, Sheet
from benchmarks.serving.wire import connected

__all__ = ["measure"]

# Items a second: about half of what two cores can do with the bundled checkpoints.
RATE = 1.5
_LONGER = 5


async def measure(options: Options) -> Part:
    """Send a feed into four languages at random times, and see how long each kind takes."""
    items = inputs.feed(math.ceil(RATE * options.seconds * _LONGER))
    sheet = Sheet(
        "A wire feed",
        f"{len(items)} items, {RATE:g} a second on average, at random times (Poisson); an item is"
        " an article into four languages; cache in memory.",
    )
    for _ in range(min(2, options.rounds)):
        with serving(*options.flags) as server:
            async with connected(server.address) as wire:

                async def send(text: str) -> None:
                    await wire.article(text, to=TARGETS)

                texts = [item.text for item in items]
                done = await observed(server, open_loop(send, texts, rate=RATE))
        kinds = [item.kind for item in items]
        for kind in dict.fromkeys(kinds):
            load = _of_kind(done.load, [one is kind for one in kinds])
            sheet.add(kind, {"items": len(load.latencies), **milliseconds(load)})
        busy = 1000 * done.server_seconds / len(items)
        every = {"items": len(items), **milliseconds(done.load), "server CPU ms an item": busy}
        sheet.add("all", {**every, "not answered": len(items) - len(done.load.answered)})
    return Part(sheets=(sheet,))


def _of_kind(load: Load, chosen: list[bool]) -> Load:
    pairs = zip(load.latencies, load.outcomes, chosen, strict=True)
    own = [(seconds, outcome) for seconds, outcome, wanted in pairs if wanted]
    latencies, outcomes = tuple(one[0] for one in own), tuple(one[1] for one in own)
    return Load(latencies, outcomes, load.wall_seconds)
