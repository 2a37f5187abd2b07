"""Measure the time that Dragoman spends outside its models' searches.

    python -m benchmarks.overhead.measure [--profile]

Articles go through `Pipeline` in this process, with the bundled checkpoints,
into four languages: as plain text, as HTML with inline tags (which asks for
alignments), and sentence by sentence, where batching helps the model least. A
search is a call of CTranslate2; all else is overhead, tokenising included and
also given apart. Wall-clock time is what a user waits; the processor's time of
all threads tells more where other programs run beside. The table goes to
`overhead.md` and the numbers to `overhead.json` beside this file; `--profile`
prints instead where the overhead is, by module and by function, from samples of
the stack.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from benchmarks.overhead.sampling import MODULES, PACKAGE, by_module, sampled, show

from dragoman_models.article import parse, parse_text
from dragoman_models.loading import load_folder
from dragoman_models.marian import MarianTranslator
from dragoman_models.pipeline import Pipeline, run
from dragoman_models.types import (
    Article,
    CheckpointIdentity,
    DecodingOptions,
    FurniturePolicy,
    Hypothesis,
    MimeType,
)

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "examples" / "page.html"
ARTICLES = ROOT / "training" / "data" / "newswire" / "articles5.train.tsv"
LANGUAGES = ("hy", "az", "fa", "ru")
NUM_ARTICLES = 8
NUM_SENTENCES = 40
REPEATS = 3
COLUMNS = (
    "work",
    "segments",
    "search, CPU ms a segment",
    "overhead, CPU ms a segment",
    "of it tokenising",
    "overhead, share of CPU time",
    "share of wall-clock time",
)


@dataclass
class Clock:
    """Add up what is spent in searches and in tokenising, in seconds of both kinds."""

    search: float = 0.0
    search_cpu: float = 0.0
    tokenise: float = 0.0
    tokenise_cpu: float = 0.0
    segments: int = 0

    @contextmanager
    def adding(self, name: str) -> Iterator[None]:
        """Add the times of a block to one pair of sums."""
        begin, begin_cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            wall, cpu = time.perf_counter() - begin, time.process_time() - begin_cpu
            setattr(self, name, getattr(self, name) + wall)
            setattr(self, f"{name}_cpu", getattr(self, f"{name}_cpu") + cpu)


@dataclass(frozen=True)
class TimedSearch:
    """Be a CTranslate2 translator whose batches are timed."""

    translator: Any
    clock: Clock

    def translate_batch(self, *arguments: Any, **settings: Any) -> Any:
        """Search, and add the time."""
        with self.clock.adding("search"):
            return self.translator.translate_batch(*arguments, **settings)


@dataclass(frozen=True)
class TimedModel:
    """Be a translator whose searches and tokenising are timed."""

    inner: MarianTranslator
    clock: Clock
    timed: MarianTranslator = field(init=False)

    def __post_init__(self) -> None:
        """Put the clock around CTranslate2 alone."""
        decoder = self.inner.decoder
        search = TimedSearch(decoder.translator, self.clock)
        timed = replace(self.inner, decoder=replace(decoder, translator=search))
        object.__setattr__(self, "timed", timed)

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the checkpoint."""
        return self.inner.identity

    @property
    def max_source_tokens(self) -> int:
        """Give the checkpoint's limit."""
        return self.inner.max_source_tokens

    @property
    def num_beams(self) -> int:
        """Give the checkpoint's beams."""
        return self.inner.num_beams

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Tokenise, and add the time."""
        with self.clock.adding("tokenise"):
            return self.timed.encode(text, target_language=target_language)

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode with a timed search."""
        return self.timed.decode(batch, options)


@dataclass(frozen=True)
class Result:
    """Hold the seconds of one workload over all languages."""

    total: float
    total_cpu: float
    search: float
    search_cpu: float
    tokenise_cpu: float
    segments: int

    @property
    def share(self) -> float:
        """Give the share of the wall-clock time that is overhead."""
        return 1 - self.search / self.total

    @property
    def share_cpu(self) -> float:
        """Give the share of the processor's time that is overhead."""
        return 1 - self.search_cpu / self.total_cpu


@dataclass(frozen=True)
class Workload:
    """Hold documents with how each is parsed."""

    label: str
    documents: Sequence[str]
    parse: Callable[[str], Article]


def plain(text: str) -> Article:
    """Parse an article as the server does by default."""
    return parse(text, MimeType.PLAIN, furniture=FurniturePolicy.DROP)


def markup(text: str) -> Article:
    """Parse a page as the server does by default."""
    return parse(text, MimeType.HTML, furniture=FurniturePolicy.DROP)


def sentence(text: str) -> Article:
    """Parse a text that is no article."""
    return parse_text(text, MimeType.PLAIN)


def articles() -> list[str]:
    """Read the first articles of the newswire corpus, summaries left out."""
    with ARTICLES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    groups = (list(group) for _, group in groupby(rows, key=itemgetter("article")))
    return [
        "\n\n".join(row["en"] for row in group if row["role"] != "summary")
        for group in islice(groups, NUM_ARTICLES)
    ]


def workloads() -> list[Workload]:
    """List what is measured."""
    texts = articles()
    lines = [line for text in texts for line in text.split("\n\n")][:NUM_SENTENCES]
    page = PAGE.read_text(encoding="utf-8")
    return [
        Workload(f"{len(texts)} articles of plain text", texts, plain),
        Workload("`examples/page.html`, with its tags", [page], markup),
        Workload(f"{len(lines)} sentences, one at a time", lines, sentence),
    ]


def load_models(clock: Clock) -> dict[str, TimedModel]:
    """Load the bundled checkpoints by language."""
    models: dict[str, TimedModel] = {}
    for language in LANGUAGES:
        folder = PACKAGE / "bundled" / f"dragoman-compact-en-{language}"
        model = load_folder(folder, bundled=True)
        if not isinstance(model, MarianTranslator):
            raise TypeError(f"{folder.name} is no MarianMT checkpoint")
        models[language] = TimedModel(model, clock)
    return models


def measure(work: Workload, models: Mapping[str, TimedModel], clock: Clock) -> Result:
    """Translate a workload's documents into every language once."""
    clock.search = clock.search_cpu = clock.tokenise = clock.tokenise_cpu = 0.0
    clock.segments = 0
    named = {model.identity.name: model for model in models.values()}
    translators = {language: model.identity.name for language, model in models.items()}
    pipeline = Pipeline(named, translators)
    begin, begin_cpu = time.perf_counter(), time.process_time()
    for document in work.documents:
        article = work.parse(document)
        for language in models:
            done = run(pipeline.translate(article, target=language), named)
            clock.segments += sum(len(section.segments) for section in done.sections)
    return Result(
        total=time.perf_counter() - begin,
        total_cpu=time.process_time() - begin_cpu,
        search=clock.search,
        search_cpu=clock.search_cpu,
        tokenise_cpu=clock.tokenise_cpu,
        segments=clock.segments,
    )


def median_of(results: Sequence[Result]) -> Result:
    """Return the run with the median share."""
    ordered = sorted(results, key=lambda result: result.share_cpu)
    return ordered[len(ordered) // 2]


def markdown(figures: Mapping[str, Sequence[Result]], modules: Counter[str]) -> str:
    """Write the tables: shares of time, and where the overhead of the first work is."""
    lines = [
        machine(),
        "",
        f"Median of {REPEATS} runs into {', '.join(LANGUAGES)}; overhead is all time outside",
        "CTranslate2's searches, and is to be at most 5% for articles.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|---|---|---|---|---|---|---|",
    ]
    for label, results in figures.items():
        one = median_of(results)
        each = 1000 / max(1, one.segments)
        lines.append(
            f"| {label} | {one.segments} | {one.search_cpu * each:.2f} "
            f"| {(one.total_cpu - one.search_cpu) * each:.3f} | {one.tokenise_cpu * each:.3f} "
            f"| {one.share_cpu:.1%} | {one.share:.1%} |"
        )
    lines += ["", "| module | share of the overhead of plain articles |", "|---|---|"]
    lines += [
        f"| {name} | {count / modules.total():.1%} |"
        for name, count in modules.most_common(MODULES)
    ]
    return "\n".join(lines)


def machine() -> str:
    """Name the hardware, its load and the versions that a figure depends on."""
    cpu = next(
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    )
    load = os.getloadavg()[0]
    versions = f"Python {platform.python_version()}, ctranslate2 {metadata.version('ctranslate2')}"
    return f"{os.cpu_count()} cores, {cpu}, load {load:.1f}; {versions}."


def main() -> None:
    """Measure, print the table, and write both files."""
    parser = argparse.ArgumentParser(description="Measure the time outside the models' searches.")
    parser.add_argument("--profile", action="store_true", help="say where; writes no file")
    profiling = parser.parse_args().profile
    clock = Clock()
    models = load_models(clock)
    works = workloads()

    def samples_of(work: Workload) -> Counter[tuple[str, str]]:
        return sampled(lambda: measure(work, models, clock))

    for work in works:
        measure(replace(work, documents=work.documents[:1]), models, clock)
    if profiling:
        for work in works:
            show(work.label, samples_of(work))
        return
    figures = {work.label: [measure(work, models, clock) for _ in range(REPEATS)] for work in works}
    modules = by_module(samples_of(works[0]))
    table = markdown(figures, modules)
    print(table)
    (HERE / "overhead.md").write_text(table + "\n", encoding="utf-8")
    record = {
        "machine": machine(),
        "runs": {label: [asdict(one) for one in results] for label, results in figures.items()},
        "samples": dict(modules.most_common()),
    }
    (HERE / "overhead.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
