"""The same on weights of the size of public checkpoints."""

from __future__ import annotations

import dataclasses
import statistics
from pathlib import Path

from benchmarks.serving import ceiling, inputs, shapes
from benchmarks.serving.ceiling import Setting
from benchmarks.serving.clients import closed_loop
from benchmarks.serving.observing import milliseconds
from benchmarks.serving.options import Options
from benchmarks.serving.servers import serving
from benchmarks.serving.sheets import Part, Sheet
from benchmarks.serving.speed import Contest, clients_row, compare, hub_folder
from benchmarks.serving.wire import connected
from benchmarks.serving.workers import working

__all__ = ["measure"]

# Sentences and summaries a second that a measurement's length is reckoned with.
_PER_SECOND, _SINGLES_PER_SECOND, _SUMMARIES_PER_SECOND = 16.0, 4.0, 0.5
_BATCH_TOKENS = 1024


async def measure(options: Options) -> Part:
    """Measure a translator as wide as OPUS-MT's, and a summarizer as large as distilbart."""
    store = options.scratch / "store"
    return Part(sheets=(await _translator(store, options), await _summarizer(store, options)))


async def _translator(store: Path, options: Options) -> Sheet:
    shape = shapes.OPUS_MT
    folder = shapes.build(shape, store)
    contest = Contest(
        folder=folder,
        target=shape.target,
        setting=Setting(options.cores, 1, _BATCH_TOKENS),
        texts=inputs.sentences(options.sentences(_PER_SECOND, least=32)),
        singles=inputs.sentences(options.sentences(_SINGLES_PER_SECOND)),
        slow_texts=inputs.sentences(4),
        slow=hub_folder(folder, options),
        ladder=False,
        clients=(1, 32),
    )
    sheet = Sheet(
        "Weights as large as OPUS-MT's",
        f"{shape.width} wide, {shape.layers[0]} + {shape.layers[1]} layers, {shape.vocabulary:,}"
        f" tokens; made on the spot, and every output is {shape.length} tokens long;"
        f" {len(contest.texts)} sentences, beam {contest.setting.num_beams}, one search a segment.",
    )
    await compare(contest, sheet, _shorter(options), "--store", store)
    return sheet


async def _summarizer(store: Path, options: Options) -> Sheet:
    shape = shapes.DISTILBART
    folder = shapes.build(shape, store)
    texts = inputs.articles()[: options.sentences(_SUMMARIES_PER_SECOND, least=2)]
    sheet = Sheet(
        "A summarizer as large as distilbart-cnn-12-6",
        f"{shape.width} wide, {shape.layers[0]} + {shape.layers[1]} layers; made on the spot, and"
        f" every output is {shape.length} tokens long; {len(texts)} articles, beam 4; one search.",
    )
    flags: tuple[str | Path, ...] = (
        "--store",
        store,
        "--summarizer",
        shape.name,
        "--cache-bytes",
        "0",
        *options.flags,
    )
    with working() as worker, serving(*flags) as server:
        for _ in range(_shorter(options).rounds):
            done = worker.run(ceiling.one_by_one, folder, texts, Setting(1, 1))
            row = {
                "summaries/s": done.per_second,
                "p50 ms": 1000 * statistics.median(done.latencies),
            }
            sheet.add("bare CTranslate2, one article a call", {**row, "peak MB": done.peak_mb})
            done = worker.run(ceiling.search_all, folder, texts, Setting(options.cores, 1, 2048))
            row = {"summaries/s": done.per_second, "peak MB": done.peak_mb}
            sheet.add("bare CTranslate2, everything at once", row)
            async with connected(server.address) as wire:

                async def send(text: str) -> None:
                    await wire.summarize(text, max_searches=1)

                for clients in (1, 8):
                    load = await closed_loop(send, texts, clients=clients)
                    row = {"summaries/s": load.per_second, **milliseconds(load)}
                    sheet.add(clients_row(clients), {**row, "peak MB": server.peak_mb})
    return sheet


def _shorter(options: Options) -> Options:
    """Take two rounds at most: these weights are slow, and no target hangs on them."""
    return dataclasses.replace(options, rounds=min(2, options.rounds))
