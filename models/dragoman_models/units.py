"""The words that say what a figure counts, in each language: millions, percent, May."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import TypeAlias

from dragoman_models import casing

__all__ = ["Unit", "signs", "unit_of"]

# A kind of unit, and which of it: ("month", "11").
Unit: TypeAlias = tuple[str, str]


@cache
def _rows() -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Read the table: its header and its rows."""
    listed = resources.files("dragoman_models").joinpath("units.tsv")
    lines = listed.read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return header, rows


def signs(kind: str = "") -> str:
    """Return the signs that stand for a unit of a kind, or of any: %, €."""
    _, rows = _rows()
    words = (
        word for row in rows if kind in ("", row[0]) for cell in row[2:] for word in cell.split()
    )
    return "".join(sorted({word[1:] for word in words if not any(map(str.isalpha, word))}))


@cache
def _words(language: str) -> tuple[Mapping[str, Unit], Mapping[str, Unit]]:
    """Return whole words, and beginnings of words, with their units."""
    header, rows = _rows()
    column = header.index(language)
    listed_words = [(word, (row[0], row[1])) for row in rows for word in row[column].split()]
    whole = {word[1:]: unit for word, unit in listed_words if word.startswith("=")}
    beginnings = {word: unit for word, unit in listed_words if not word.startswith("=")}
    return whole, beginnings


@lru_cache(maxsize=4096)
def unit_of(word: str, language: str) -> Unit | None:
    """Return the unit that a word or a sign of `units.tsv` stands for, inflected or not."""
    whole, beginnings = _words(language)
    small = casing.lower(word, language)
    unit = whole.get(small)
    if unit is None:
        unit = next((beginnings[start] for start in beginnings if small.startswith(start)), None)
    # The verb "may" and a march are no months.
    if unit is not None and unit[0] == "month" and language == "en" and not word[0].isupper():
        return None
    return unit
