"""Prepare one language's training set: load, clean, hold out, deduplicate, write.

python -m training.prepare --language hy --corpus ../shared/corpus --eval ../shared/eval
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.cleaning import Pair, clean_pair, dedup_key
from training.sources import (
    COVERAGE,
    LANGUAGES,
    coverage_pairs,
    evaluation_sources,
    news_pairs,
    parallel_files,
    parallel_pairs,
    short_rows,
)

__all__ = ["collect", "held_out_keys", "read_pairs", "unique_pairs", "write_pairs"]


def held_out_keys(folder: Path) -> frozenset[str]:
    """Return the keys of all English evaluation sentences."""
    return frozenset(map(dedup_key, evaluation_sources(folder)))


def _raw(
    corpus: Path, coverage: Path, language: str, row_limit: int
) -> Iterator[tuple[str, str, str]]:
    for source, target in news_pairs(corpus, language):
        yield "news", source, target
    yield from coverage_pairs(coverage, language)
    for group, path in parallel_files(corpus, language):
        rows = list(parallel_pairs(path))
        random.Random(path.name).shuffle(rows)  # noqa: S311 (no secret)
        for source, target in rows[:row_limit]:
            yield group, source, target


def unique_pairs(pairs: Iterable[Pair], held_out: frozenset[str]) -> list[Pair]:
    """Drop pairs whose source is held out, and repeated pairs; the first one stays."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for pair in pairs:
        key = (dedup_key(pair.source), dedup_key(pair.target))
        if key in seen or key[0] in held_out:
            continue
        seen.add(key)
        kept.append(pair)
    return kept


def collect(
    corpus: Path,
    evaluation: Path,
    language: str,
    *,
    coverage: Path = COVERAGE,
    row_limit: int = 40_000,
) -> list[Pair]:
    """Return the clean pairs of `language`, at most `row_limit` rows of each public corpus."""
    rows = _raw(corpus, coverage, language, row_limit)
    cleaned = (clean_pair(*row, language) for row in rows)
    held_out = held_out_keys(evaluation) | {
        dedup_key(source) for source, _ in short_rows(coverage, language)
    }
    return unique_pairs((pair for pair in cleaned if pair), held_out)


def write_pairs(path: Path, pairs: Iterable[Pair]) -> None:
    """Write pairs as `group, source, target` columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{pair.group}\t{pair.source}\t{pair.target}\n" for pair in pairs)


def read_pairs(path: Path, *, without: frozenset[str] = frozenset()) -> list[Pair]:
    """Read what `write_pairs` wrote, leaving out the groups `without`."""
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    pairs = [Pair(*line.split("\t")) for line in lines]
    return [pair for pair in pairs if pair.group not in without]


def main(arguments: list[str] | None = None) -> None:
    """Prepare the training set of one language from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--coverage", type=Path, default=COVERAGE, help="a folder")
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--output", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--row-limit", type=int, default=40_000, help="rows of each public corpus")
    options = parser.parse_args(arguments)
    pairs = collect(
        options.corpus,
        options.eval,
        options.language,
        coverage=options.coverage,
        row_limit=options.row_limit,
    )
    write_pairs(options.output / f"{options.language}.tsv", pairs)
    print(options.language, dict(Counter(pair.group for pair in pairs)))


if __name__ == "__main__":
    main()
