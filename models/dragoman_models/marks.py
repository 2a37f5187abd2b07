"""The marks that stand for protected stretches while a model works, and where it put them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dragoman_models.types import Hypothesis

__all__ = ["MARKS", "Slot", "Work", "holds_marks", "knows_placeholders", "slots_of"]

MARKS = tuple(f"⟦{index}⟧" for index in range(10))
"""Pieces that the bundled checkpoints hold and were trained to copy."""

_MARK = re.compile(r"⟦\s*(?P<whole>\d)\s*⟧|⟦\s*(?P<open>\d)\b|\b(?P<closed>\d)\s*⟧|[⟦⟧]")


@dataclass(frozen=True, slots=True)
class Work:
    """Hold how a model came to a target: the source tokens, and the search's result."""

    tokens: tuple[str, ...]
    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class Slot:
    """Hold a place of the target where the model wrote a mark, whole or in part.

    `mark` is the one that it stands for, or empty where it stands for none.
    """

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class _Written:
    start: int
    end: int
    mark: str


def knows_placeholders(encode: Callable[[str], Sequence[str]]) -> bool:
    """Say whether a checkpoint's tokenizer holds the marks as pieces of their own."""
    return any(MARKS[0] in token for token in encode(MARKS[0]))


def holds_marks(text: str) -> bool:
    """Tell whether a text has a bracket of the marks' kind."""
    return "⟦" in text or "⟧" in text


def _written(target: str) -> Iterator[_Written]:
    for match in _MARK.finditer(target):
        digit = match["whole"] or match["open"] or match["closed"]
        # A model may write a digit of its own language's.
        yield _Written(match.start(), match.end(), f"⟦{int(digit)}⟧" if digit else "")


def slots_of(target: str, given: Sequence[str], *, work: Work | None = None) -> list[Slot]:
    """Say which of the given marks each mark of a target stands for, each of them once.

    Small models mix the numbers up. So a mark stands for the stretch that the
    decoder looked at when it wrote it, as far as `work` tells; of equal ones for
    that of its number. Without `work` the numbers hold, and a mark with a number
    that was not given, or that comes a second time, stands for the next stretch
    that has none.
    """
    written = list(_written(target))
    distances = _distances(written, work) if work else {}
    places = [place for place, one in enumerate(written) if one.mark]
    pairs = sorted(
        (
            distances.get((place, mark), sys.maxsize),
            written[place].mark != mark,
            # Of pairs that nothing tells apart, the first, and those in order.
            abs(place_rank - mark_rank),
            place,
            mark,
        )
        for place_rank, place in enumerate(places)
        for mark_rank, mark in enumerate(given)
    )
    meant: dict[int, str] = {}
    for *_, place, mark in pairs:
        if place not in meant and mark not in meant.values():
            meant[place] = mark
    return [Slot(one.start, one.end, meant.get(i, "")) for i, one in enumerate(written)]


def _distances(written: Sequence[_Written], work: Work) -> dict[tuple[int, str], int]:
    """Return how many source pieces lie between where the decoder looked and each mark."""
    pieces = [i for i, piece in enumerate(work.hypothesis.tokens) if _MARK.search(piece)]
    if len(pieces) != len(written):
        # Some mark is spelled in pieces: nothing says which is which.
        return {}
    looked = dict(work.hypothesis.alignment)
    places = {match[0]: i for i, token in enumerate(work.tokens) if (match := _MARK.search(token))}
    return {
        (place, mark): abs(looked[piece] - origin)
        for place, piece in enumerate(pieces)
        if piece in looked
        for mark, origin in places.items()
    }
