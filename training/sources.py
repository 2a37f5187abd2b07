"""Read the corpora: the project's own, public parallel text, evaluation sets."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterator
from pathlib import Path

__all__ = [
    "COVERAGE",
    "COVERAGE_FILES",
    "GROUPS",
    "LANGUAGES",
    "articles",
    "coverage_pairs",
    "dev_pairs",
    "evaluation_sources",
    "flores_pairs",
    "headlines_and_documents",
    "manifest_rows",
    "news_pairs",
    "newswire_rows",
    "parallel_files",
    "parallel_pairs",
    "short_rows",
]

LANGUAGES = ("hy", "az", "fa", "ru")
COVERAGE = Path(__file__).parent / "data" / "coverage"
"""The folder of what was written around words that the other corpora lack."""
COVERAGE_FILES = {
    "coverage.train.tsv": "coverage",
    "themes.train.tsv": "coverage",
    "short.train.tsv": "short",
    "collocations.train.tsv": "collocations",
    "words.train.tsv": "words",
}
"""The mixing group of each of its files: sentences, short ones, phrases, single words."""
GROUPS: dict[str, str] = {
    "bilinguator_books": "prose",
    "tatoeba": "prose",
    "tatoeba_manythings": "prose",
    "tico19": "prose",
    "tor_project": "prose",
    "wmt13-22_firefox_base": "wmt",
    "wmt21_refs": "wmt",
    "wmt22_refs": "wmt",
    "wmt23_refs": "wmt",
    "wmt24_refs": "wmt",
    "aosp": "interface",
    "cldr_names": "lexicon",
    "tico19_terms": "lexicon",
    "wiktionary_dict": "lexicon",
}
"""The mixing group of each public corpus; one that is not named here is documentation."""


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def news_pairs(corpus: Path, language: str) -> Iterator[tuple[str, str]]:
    """Yield (English, target) of the project's newswire and of its whole articles."""
    for name in ("newswire5.train.tsv", "articles5.train.tsv"):
        for row in _rows(corpus / "news5" / name):
            yield row["en"], row[language]


def coverage_pairs(folder: Path, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield (group, English, target) of the coverage corpus where `language` has a translation."""
    for name, group in COVERAGE_FILES.items():
        for row in _rows(folder / name) if (folder / name).exists() else ():
            if row.get(language):
                yield group, row["en"], row[language]


def manifest_rows(corpus: Path, language: str) -> list[dict[str, str]]:
    """Return the manifest rows of `language` whose licence allows training, each with its group."""
    rows = _rows(corpus / "parallel" / "MANIFEST.tsv")
    return [
        {**row, "group": GROUPS.get(row["file"].split(".en-")[0], "documentation")}
        for row in rows
        if row["language"] == language and row["licence"] != "not stated"
    ]


def parallel_files(corpus: Path, language: str) -> list[tuple[str, Path]]:
    """Return (group, path) of every public corpus of `language` that may be trained on."""
    rows = manifest_rows(corpus, language)
    return [(row["group"], corpus / "parallel" / row["file"]) for row in rows]


def parallel_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (English, target) of one xz-compressed two-column file."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            source, tab, target = line.rstrip("\n").partition("\t")
            if tab:
                yield source, target


def short_rows(coverage: Path, language: str) -> list[tuple[str, str]]:
    """Return (English, reference) of the short sentences that are held out."""
    path = coverage / "short.dev.tsv"
    return [(row["en"], row[language]) for row in _rows(path)] if path.exists() else []


def evaluation_sources(folder: Path) -> Iterator[str]:
    """Yield the English sentences of the evaluation sets, none of which may be trained on."""
    for path in sorted(folder.glob("*.tsv")):
        if path.name.startswith("flores200"):
            yield from (
                line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines()
            )
        else:
            yield from (row["en"] for row in _rows(path))


def articles(corpus: Path, limit: int) -> Iterator[dict[str, str]]:
    """Yield up to `limit` English news articles, which have a `document` and may have a `title`."""
    path = corpus / "summarization" / "guardian_standfirst.train.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for _, row in zip(range(limit), rows, strict=False):
            yield json.loads(row)


def headlines_and_documents(corpus: Path, limit: int) -> list[str]:
    """Return English news paragraphs and titles for learning pieces, up to `limit` articles."""
    return [
        line
        for article in articles(corpus, limit)
        for line in (article["document"], article.get("title") or "")
    ]


def newswire_rows(
    path: Path, language: str, *, domain_column: str = "domain"
) -> list[tuple[str, str, str]]:
    """Return (domain, English, reference) of a held-out newswire file."""
    return [(row[domain_column], row["en"], row[language]) for row in _rows(path)]


def flores_pairs(path: Path) -> list[tuple[str, str]]:
    """Return (English, reference) of a FLORES-200 file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(source, target) for source, _, target in (line.partition("\t") for line in lines)]


def dev_pairs(folder: Path, language: str) -> dict[str, list[tuple[str, str]]]:
    """Return what choices are made on: `news`, and every third FLORES sentence as `general`."""
    news = newswire_rows(folder / "newswire5.dev.tsv", language)
    flores = flores_pairs(folder / f"flores200.dev.en-{language}.tsv")
    return {"news": [(source, target) for _, source, target in news], "general": flores[::3]}
