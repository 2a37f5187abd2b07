"""The sentences that the mechanisms are measured on, in five languages, with their items."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

__all__ = ["FIGURES", "Sentence", "sentences"]

HERE = Path(__file__).parent
NEWSWIRE = HERE.parents[1] / "training" / "data" / "newswire" / "newswire5.dev.tsv"
LANGUAGES = ("hy", "az", "fa", "ru")
FIGURES = frozenset(
    ("score", "long", "percent", "number", "date", "year", "money", "unit", "time", "newswire")
)
"""Kinds that each language writes its own way, so that their value is compared."""

_FILLINGS = 4
_NUMBER = re.compile(
    r"(?<![\w.,:-])\d{1,3}(?:,\d{3})+(?![\w,])|(?<![\w.,:-])\d+(?:\.\d+)?(?![\w:-]|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class Planted:
    """Hold an item: its kind, and how it stands in each language."""

    kind: str
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold a sentence in five languages and its items in the order of the source."""

    texts: Mapping[str, str]
    items: tuple[Planted, ...]


def sentences() -> list[Sentence]:
    """Fill each frame four times, and take the development lines of the newswire with figures.

    Those come twice: as they stand, and with one figure, which all languages
    write alike, replaced by an item of another kind.
    """
    stock = _stock()
    return [*_filled(stock), *_newswire(), *_replanted(stock)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _stock() -> dict[str, list[Planted]]:
    stock: dict[str, list[Planted]] = {}
    for row in _rows(HERE / "items.tsv"):
        forms = {code: row[code] or row["en"] for code in ("en", *LANGUAGES)}
        stock.setdefault(row["kind"], []).append(Planted(row["kind"], forms))
    return stock


def _filled(stock: Mapping[str, Sequence[Planted]]) -> Iterator[Sentence]:
    for number, row in enumerate(_rows(HERE / "frames.tsv")):
        for filling in range(_FILLINGS):
            # Each slot takes another item of its kind, and each frame begins elsewhere.
            steps = count(filling + number)
            items = tuple(
                stock[kind][next(steps) % len(stock[kind])] for kind in row["kinds"].split()
            )
            texts = {code: _planted(row[code], items, code) for code in ("en", *LANGUAGES)}
            yield Sentence(texts, items)


def _planted(frame: str, items: tuple[Planted, ...], language: str) -> str:
    for slot, item in enumerate(items, start=1):
        frame = frame.replace(f"[{slot}]", item.forms[language])
    return frame


def _newswire() -> Iterator[Sentence]:
    for row in _rows(NEWSWIRE):
        figures = _NUMBER.findall(row["en"])
        if figures:
            texts = {code: row[code] for code in ("en", *LANGUAGES)}
            forms = [dict.fromkeys(texts, figure) for figure in figures]
            yield Sentence(texts, tuple(Planted("newswire", form) for form in forms))


def _replanted(stock: Mapping[str, Sequence[Planted]]) -> Iterator[Sentence]:
    kinds = cycle(kind for kind in stock if kind not in FIGURES)
    numbers = count()
    for line in _newswire():
        figure = line.items[0].forms["en"]
        spot = re.compile(rf"(?<![\d.,]){re.escape(figure)}(?![\d.,]\d|\d)")
        apart = f" {figure} " in line.texts["en"]
        if not apart or any(len(spot.findall(text)) != 1 for text in line.texts.values()):
            continue
        choices = stock[next(kinds)]
        item = choices[next(numbers) % len(choices)]
        texts = {
            code: spot.sub(item.forms[code].replace("\\", r"\\"), text)
            for code, text in line.texts.items()
        }
        yield Sentence(texts, (item, *line.items[1:]))
