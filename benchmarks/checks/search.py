"""Choose how the bundled checkpoints search, on the dev sets: run this after each training.

python -m benchmarks.checks.search            # prints and writes search.md and search.json
python -m benchmarks.checks.search --record 1.1 0.05   # also puts them into each checkpoint.json

For each language, repetition penalty and coverage penalty of the first search:
the bare first hypothesis, and what the ladder makes of it. The low score is the score under
which the worst tenth of the dev sentences lie.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

from benchmarks.checks.dev_sets import ROOT, Pair, add_options, pairs_of
from sacrebleu.metrics import CHRF

from dragoman_models import protection
from dragoman_models.candidate import Candidate
from dragoman_models.checks import is_repetitive
from dragoman_models.ladder import SegmentTranslator
from dragoman_models.loading import load_folder
from dragoman_models.names import count_names
from dragoman_models.numbers import numbers
from dragoman_models.pipeline import run
from dragoman_models.types import (
    CheckpointIdentity,
    DecodingOptions,
    Hypothesis,
    Segment,
    SequenceModel,
)

HERE = Path(__file__).parent
BUNDLED = ROOT / "models/dragoman_models/bundled"
PENALTIES = (1.0, 1.1)
COVERAGES = (0.0, 0.05)
# Segments in one batch; they are sorted by length first.
_BATCH = 32
# The share of dev sentences whose score is low.
_LOW = 0.1


class Searching:
    """A model whose first search has other penalties; it counts the searches.

    It keeps the hypotheses of its first searches by their source tokens.
    """

    def __init__(self, model: SequenceModel, penalty: float, coverage: float) -> None:
        self._model = model
        self._penalty = penalty
        self._coverage = coverage
        self.searches = 0
        self.first: dict[tuple[str, ...], Hypothesis] = {}

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the checkpoint."""
        return self._model.identity

    @property
    def max_source_tokens(self) -> int:
        """Give the longest source in tokens."""
        return self._model.max_source_tokens

    @property
    def num_beams(self) -> int:
        """Give the number of beams that the checkpoint was measured with."""
        return self._model.num_beams

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Tokenise a source text."""
        return self._model.encode(text, target_language=target_language)

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Decode in batches of sources of much the same length."""
        options = replace(options, coverage_penalty=self._coverage)
        if not options.no_repeat_ngram_size:
            options = replace(options, repetition_penalty=self._penalty)
        self.searches += len(batch)
        order = sorted(range(len(batch)), key=lambda index: len(batch[index]))
        answers: list[tuple[Hypothesis, ...]] = [()] * len(batch)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            found = self._model.decode([batch[index] for index in chosen], options)
            for index, hypotheses in zip(chosen, found, strict=True):
                answers[index] = hypotheses
                self.first.setdefault(tuple(batch[index]), hypotheses[0])
        return answers


@dataclass(frozen=True, slots=True)
class Setting:
    """Name what was measured: a language, both penalties, and `bare` or `ladder`."""

    language: str
    penalty: float
    coverage: float
    way: str


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the figures of one setting; shares are from 0 to 1.

    `searches` is the number of searches a segment; `failing` the share of
    segments with a flag that sends a segment up the ladder, `low` the score
    under which a tenth of the segments lie. Bare hypotheses are not checked.
    """

    language: str
    penalty: float
    coverage: float
    way: str
    segments: int
    chrf: float
    repetitive: float
    numbers_kept: float
    names_kept: float
    failing: float | None
    searches: float
    low: float


def measure(
    language: str,
    pairs: Sequence[Pair],
    penalty: float,
    coverage: float,
    model: SequenceModel,
) -> list[Row]:
    """Translate all sources once, and score the bare hypotheses and the ladder's."""
    searching = Searching(model, penalty, coverage)
    placeholders = protection.knows_placeholders(model.encode)
    translator = SegmentTranslator(searching, language, placeholders=placeholders)
    segments = [
        Segment(0, len(pair.source), pair.source)
        for pair in pairs
        if translator.count_tokens(pair.source) <= model.max_source_tokens
    ]
    candidates = run(translator.translate(segments), {searching.identity.name: searching})
    references = {pair.source: pair.reference for pair in pairs}
    bare = [_bare(one, searching.first) for one in candidates]
    figures = {"bare": (bare, 1.0), "ladder": (candidates, searching.searches / len(segments))}
    return [
        _row(
            Setting(language, penalty, coverage, way),
            segments,
            references,
            found,
            searches=searches,
        )
        for way, (found, searches) in figures.items()
    ]


def _bare(candidate: Candidate, first: Mapping[tuple[str, ...], Hypothesis]) -> Candidate:
    """Return what the first search put first; a copied segment has no other."""
    hypothesis = first.get(candidate.tokens or ())
    if hypothesis is None:
        return candidate
    return replace(candidate, target=hypothesis.text, score=hypothesis.score)


def _row(
    setting: Setting,
    segments: Sequence[Segment],
    references: Mapping[str, str],
    candidates: Sequence[Candidate],
    *,
    searches: float,
) -> Row:
    sources = [segment.text for segment in segments]
    targets = [candidate.target for candidate in candidates]
    both = list(zip(sources, targets, strict=True))
    scores = [candidate.score for candidate in candidates if candidate.score]
    names = [count_names(*pair, language=setting.language) for pair in both]
    figures = [_kept_numbers(*pair) for pair in both]
    return Row(
        **asdict(setting),
        segments=len(both),
        chrf=CHRF().corpus_score(targets, [[references[source] for source in sources]]).score,
        repetitive=_share([is_repetitive(*pair) for pair in both]),
        numbers_kept=_rate(figures),
        names_kept=_rate(names),
        failing=_share([one.failures > 0 for one in candidates])
        if setting.way == "ladder"
        else None,
        searches=searches,
        low=statistics.quantiles(scores, n=round(1 / _LOW))[0],
    )


def _kept_numbers(source: str, target: str) -> tuple[int, int]:
    wanted, found = numbers(source), numbers(target)
    return (wanted & found).total(), wanted.total()


def _rate(counts: Sequence[tuple[int, int]]) -> float:
    kept, wanted = map(sum, zip(*counts, strict=True))
    return kept / max(1, wanted)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)


def markdown(rows: Sequence[Row]) -> str:
    """Write the table."""
    head = [
        (
            "| en to | repetition penalty | coverage penalty | way | segments | chrF | repetitive "
            "| numbers kept | names kept | failing | searches a segment | lowest tenth of scores |"
        ),
        "|---|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines = [
        f"| {row.language} | {row.penalty} | {row.coverage} | {row.way} | {row.segments} "
        f"| {row.chrf:.2f} | {row.repetitive:.1%} | {row.numbers_kept:.1%} | {row.names_kept:.1%} "
        f"| {_percent(row.failing)} | {row.searches:.2f} | {row.low:.2f} |"
        for row in rows
    ]
    return "\n".join((*head, *lines))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _row_of(rows: Sequence[Row], language: str, penalty: float, coverage: float) -> Row:
    """Find what left the ladder with these penalties."""
    wanted = (language, penalty, coverage)
    found = [row for row in rows if (row.language, row.penalty, row.coverage) == wanted]
    if not found:
        raise SystemExit(f"{language} was not measured with {penalty} and {coverage}")
    return found[-1]


def record(folder: Path, row: Row) -> None:
    """Write what was measured into a checkpoint's description."""
    path = folder / "checkpoint.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    description["tuning"] = {
        **description.get("tuning", {}),
        "low_scores": {row.language: round(row.low, 2)},
        "repetition_penalties": {row.language: row.penalty},
        "coverage_penalties": {row.language: row.coverage},
    }
    path.write_text(json.dumps(description, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print the table, and write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    parser.add_argument("--penalties", nargs="*", type=float, default=PENALTIES)
    parser.add_argument("--coverages", nargs="*", type=float, default=COVERAGES)
    parser.add_argument("--limit", type=int, default=400, help="sentences of each set, at most")
    parser.add_argument(
        "--record",
        nargs=2,
        type=float,
        metavar=("REPETITION", "COVERAGE"),
        help="write the tuning of these penalties",
    )
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    rows: list[Row] = []
    for language in options.languages:
        folder = BUNDLED / f"dragoman-compact-en-{language}"
        model = load_folder(folder, bundled=True, intra_threads=options.threads)
        sets = pairs_of(language, options).values()
        pairs = [pair for one in sets for pair in one[: options.limit]]
        for penalty, coverage in product(options.penalties, options.coverages):
            rows += measure(language, pairs, penalty, coverage, model)
            print(markdown(rows[-2:]), flush=True)
        if options.record:
            record(folder, _row_of(rows, language, *options.record))
    (HERE / "search.md").write_text(markdown(rows) + "\n", encoding="utf-8")
    text = json.dumps([asdict(row) for row in rows], indent=2)
    (HERE / "search.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
