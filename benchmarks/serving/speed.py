"""Single sentences: Dragoman by number of clients, beside the bare model and transformers."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.serving import ceiling, inputs, transformers_way
from benchmarks.serving.ceiling import Search, Setting
from benchmarks.serving.clients import closed_loop
from benchmarks.serving.observing import observed
from benchmarks.serving.options import Options, bundled
from benchmarks.serving.senders import ONE_SEARCH, TextSender
from benchmarks.serving.servers import Server, serving
from benchmarks.serving.sheets import Part, Ratio, Sheet, ratios
from benchmarks.serving.sweep import best_setting
from benchmarks.serving.wire import connected
from benchmarks.serving.workers import Worker, working
from training.hub_form.restoring import restore

__all__ = ["Contest", "clients_row", "compare", "figures_of", "hub_folder", "measure"]

CLIENTS = (1, 8, 32, 128)
BARE = "bare CTranslate2, everything at once"
BARE_SHORT = "bare CTranslate2, everything at once, with `vmap.txt`"
BARE_SINGLE = "bare CTranslate2, one sentence a call"
SLOW_SINGLE = "transformers, one sentence at a time"
SLOW_BATCHED = "transformers, 16 at a time"
LADDER = "Dragoman, 32 clients, second searches on"
# Sentences a second that a measurement's length is reckoned with.
_PER_SECOND = 120.0
_SINGLES_PER_SECOND = 25.0
_SLOW_PER_SECOND = 4.0
_SLOW_BATCH = 16


def clients_row(clients: int) -> str:
    """Name the row of so many clients."""
    return f"Dragoman, {clients} client{'s' if clients > 1 else ''}"


@dataclass(frozen=True, slots=True)
class Contest:
    """Hold what one set of weights is measured with, in one language and one beam.

    `slow` is the folder of the weights in Hugging Face's form, None where
    transformers cannot run; `ladder` says whether second searches are measured, too.
    """

    folder: Path
    target: str
    setting: Setting
    texts: Sequence[str]
    singles: Sequence[str]
    slow_texts: Sequence[str]
    slow: Path | None
    ladder: bool = True
    clients: tuple[int, ...] = CLIENTS


async def measure(options: Options) -> Part:
    """Let every system translate the same sentences, in turn, round after round."""
    with working() as worker:
        contest = Contest(
            folder=bundled(options.target),
            target=options.target,
            setting=best_setting(worker, options),
            texts=inputs.sentences(options.sentences(_PER_SECOND)),
            singles=inputs.sentences(options.sentences(_SINGLES_PER_SECOND)),
            slow_texts=inputs.sentences(options.sentences(_SLOW_PER_SECOND, least=_SLOW_BATCH)),
            slow=hub_folder(bundled(options.target), options),
        )
    sheet = Sheet("Single sentences", _note(contest))
    await compare(contest, sheet, options)
    return Part(sheets=(sheet,), ratios=_ratios(sheet, contest))


async def compare(contest: Contest, sheet: Sheet, options: Options, *flags: str | Path) -> None:
    """Fill a sheet with every system's figures."""
    with ExitStack() as stack:
        # Each library's threads stay in a process of their own.
        bare, slow = stack.enter_context(working()), stack.enter_context(working())
        server = stack.enter_context(serving("--cache-bytes", "0", *flags, *options.flags))
        for _ in range(options.rounds):
            _bare(bare, contest, sheet)
            await _dragoman(server, contest, sheet, options)
            _transformers(slow, contest, sheet, options)


def _bare(worker: Worker, contest: Contest, sheet: Sheet) -> None:
    done = worker.run(ceiling.search_all, contest.folder, contest.texts, contest.setting)
    sheet.add(BARE, figures_of(done))
    if (contest.folder / "vmap.txt").exists():
        short = replace(contest.setting, shortlist=True)
        done = worker.run(ceiling.search_all, contest.folder, contest.texts, short)
        sheet.add(BARE_SHORT, figures_of(done))
    alone = Setting(1, 1, num_beams=contest.setting.num_beams)
    done = worker.run(ceiling.one_by_one, contest.folder, contest.singles, alone)
    sheet.add(BARE_SINGLE, figures_of(done))


async def _dragoman(server: Server, contest: Contest, sheet: Sheet, options: Options) -> None:
    async with connected(server.address) as wire:
        for clients in contest.clients:
            texts = contest.singles if clients == 1 else contest.texts
            sender = TextSender(wire, contest.target, **ONE_SEARCH)
            done = await observed(server, closed_loop(sender, texts, clients=clients))
            targets = ceiling.count_targets(contest.folder, sender.targets)
            workers = min(clients, options.cores)
            sheet.add(clients_row(clients), done.figures(workers=workers, targets=targets))
        if contest.ladder:
            sender = TextSender(wire, contest.target)
            done = await observed(server, closed_loop(sender, contest.texts, clients=32))
            targets = ceiling.count_targets(contest.folder, sender.targets)
            sheet.add(LADDER, done.figures(workers=options.cores, targets=targets))


def _transformers(worker: Worker, contest: Contest, sheet: Sheet, options: Options) -> None:
    if contest.slow is None:
        return
    beams = contest.setting.num_beams
    threads = worker.run(
        transformers_way.best_threads,
        contest.slow,
        contest.slow_texts[0],
        num_beams=beams,
        most=options.cores,
    )
    for label, batch in ((SLOW_SINGLE, 1), (SLOW_BATCHED, _SLOW_BATCH)):
        done = worker.run(
            transformers_way.generate,
            contest.slow,
            contest.slow_texts,
            batch=batch,
            num_beams=beams,
            threads=threads,
        )
        sheet.add(label, figures_of(done))


def figures_of(done: Search) -> dict[str, float]:
    """Give the columns of a search outside of any server."""
    latencies = sorted(done.latencies)
    return {
        "sentences/s": done.per_second,
        "target tokens/s": done.target_tokens / done.seconds,
        **({"p50 ms": 1000 * statistics.median(latencies)} if latencies else {}),
        "server CPU ms a sentence": 1000 * done.processor_seconds / done.sentences,
        "peak MB": done.peak_mb,
    }


def hub_folder(folder: Path, options: Options) -> Path | None:
    """Write a checkpoint in Hugging Face's form, once; None where there is no torch."""
    if not transformers_way.available():
        return None
    target = options.scratch / "hub" / f"{folder.name}-{(folder / 'model.bin').stat().st_mtime_ns}"
    if not (target / "vocab.json").exists():
        restore(folder, target)
    return target


def _note(contest: Contest) -> str:
    without = "" if contest.slow else " transformers was left out: torch is not installed."
    return (
        f"English to {contest.target}, {len(contest.texts)} sentences, no two alike, one a call"
        f" ({len(contest.singles)} for one client, {len(contest.slow_texts)} for transformers);"
        f" cache off; one search a segment unless said otherwise; bare: {contest.setting}."
        " Bare figures count `translate_batch` alone, tokenised before and put together after;"
        f" those of transformers include its tokenizer, on one thread or on all cores, as is"
        f" faster.{without}"
    )


def _short_ratio(sheet: Sheet) -> list[Ratio]:
    if BARE_SHORT not in sheet.rows:
        return []
    fast, faster = (sheet.get(row, "sentences/s") for row in (clients_row(32), BARE_SHORT))
    return [Ratio("ceiling with a shortlist", ratios(fast, faster))]


def _ratios(sheet: Sheet, contest: Contest) -> tuple[Ratio, ...]:
    def speed(row: str) -> list[float]:
        return sheet.get(row, "sentences/s")

    busy = clients_row(32)
    found = [
        Ratio("ceiling", ratios(speed(busy), speed(BARE))),
        *_short_ratio(sheet),
        Ratio("ceiling with second searches", ratios(speed(LADDER), speed(BARE))),
        Ratio(
            "one sentence",
            ratios(sheet.get(clients_row(1), "p50 ms"), sheet.get(BARE_SINGLE, "p50 ms")),
        ),
    ]
    if contest.slow is not None:
        found.append(Ratio("transformers", ratios(speed(busy), speed(SLOW_SINGLE))))
    return tuple(found)
