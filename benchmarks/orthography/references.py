"""Read the dev lines that the rules are held against: English with a reference a language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

NEWSWIRE = Path(__file__).parents[2] / "training" / "data" / "newswire"
LANGUAGES = ("hy", "az", "fa", "ru")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the lines of a table with a header."""
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    names = header.split("\t")
    for line in lines:
        yield dict(zip(names, line.split("\t"), strict=True))


def references(language: str, flores: Path | None) -> Iterator[tuple[str, str]]:
    """Yield source and reference: newswire5.dev, and FLORES-200 dev from the folder `flores`."""
    for row in rows(NEWSWIRE / "newswire5.dev.tsv"):
        yield row["en"], row[language]
    if flores is None:
        return
    path = flores / f"flores200.dev.en-{language}.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        source, target, *_ = line.split("\t")
        yield source, target
