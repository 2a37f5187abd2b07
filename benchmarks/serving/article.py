"""Whole articles: four targets in one call or in four, and a story that is sent again."""

from __future__ import annotations

import itertools
import time
from collections.abc import Awaitable

from benchmarks.serving import inputs
from benchmarks.serving.options import TARGETS, Options
from benchmarks.serving.senders import send_article
from benchmarks.serving.servers import serving
from benchmarks.serving.sheets import Part, Ratio, Sheet, ratios
from benchmarks.serving.wire import Wire, connected

__all__ = ["measure"]

FOUR, SEPARATE = "four targets in one call", "four calls, one after the other"
FIRST, CHANGED, AGAIN = "sent for the first time", "two sentences changed", "sent again unchanged"
_SECONDS = "s an article"
# Articles a second into four languages.
_PER_SECOND = 2.0


async def measure(options: Options) -> Part:
    """Send articles into four languages with the cache off, and again with it on."""
    together = Sheet(
        "Whole articles into four languages",
        "One article after the other, cache off; with the second searches of the checks.",
    )
    again = Sheet("A story sent again", "Four languages in one call, cache in memory.")
    stories = itertools.cycle(inputs.articles())
    count = max(2, round(options.seconds * _PER_SECOND / 2))
    with serving("--cache-bytes", "0", *options.flags) as server:
        async with connected(server.address) as wire:
            for _ in range(options.rounds):
                await _together(wire, [next(stories) for _ in range(count)], together)
    with serving(*options.flags) as server:
        async with connected(server.address) as wire:
            for number in range(options.rounds):
                texts = [_unseen(next(stories), number) for _ in range(count)]
                await _again(wire, texts, again)
    return Part(
        sheets=(together, again),
        ratios=(
            Ratio(
                "four targets",
                ratios(together.get(FOUR, _SECONDS), together.get(SEPARATE, _SECONDS)),
            ),
            Ratio("sent again", ratios(again.get(AGAIN, _SECONDS), again.get(FIRST, _SECONDS))),
        ),
    )


async def _together(wire: Wire, stories: list[str], sheet: Sheet) -> None:
    totals = {FOUR: 0.0, SEPARATE: 0.0}
    for number, story in enumerate(stories):
        # Each goes first every other time.
        for row in (FOUR, SEPARATE) if number % 2 else (SEPARATE, FOUR):
            sending = send_article(wire, story, to=TARGETS, together=row == FOUR)
            totals[row] += await _timed(sending)
    for row, seconds in totals.items():
        sheet.add(row, {_SECONDS: seconds / len(stories)})


async def _again(wire: Wire, stories: list[str], sheet: Sheet) -> None:
    totals = {FIRST: 0.0, CHANGED: 0.0, AGAIN: 0.0}
    for story in stories:
        changed = inputs.updated(story, sentences=2)
        for row, text in ((FIRST, story), (AGAIN, story), (CHANGED, changed)):
            totals[row] += await _timed(send_article(wire, text, to=TARGETS, together=True))
    for row, seconds in totals.items():
        sheet.add(row, {_SECONDS: seconds / len(stories)})


def _unseen(story: str, number: int) -> str:
    """Say a story anew sentence by sentence, should the stories have come round."""
    return story.replace(". ", f", it emerged {number + 2} days on. ") if number else story


async def _timed(work: Awaitable[object]) -> float:
    begin = time.perf_counter()
    await work
    return time.perf_counter() - begin
