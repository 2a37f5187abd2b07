"""Find the figures of an English text, and those that a translation has damaged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dragoman_models.numbers import numbers

__all__ = ["COMPARED", "Figure", "chunks", "figures", "is_kept"]

Figure = tuple[int, int, bool]
"""Where a figure stands, in code points, and whether models are apt to break it up."""

_GAP = "[ \u00a0]?"
_GROUPED = r"\d{1,3}(?:,\d{3})+"
_AMOUNT = rf"(?:{_GROUPED}|\d+)(?:\.\d+)?"
_END = r"(?!\w|[.,:/–-]\d)"
COMPARED = rf"(?<![^\s(])(?:[<>]=?|[≤≥≈~±]){_GAP}(?={_AMOUNT}{_END})"
"""What stands before a figure to say that it is less or more, or about so much: `< 2`, `≥6`."""
# < 2; ~300; 3.5 ± 0.2. Apart from its figure no model knows what to do with the sign.
_SIGNED = rf"{COMPARED}{_AMOUNT}|{_AMOUNT}{_GAP}±{_GAP}{_AMOUNT}"
# 1,234,567; 48500; 2-1, 6:4, 10:30, 2:03.41, 2019/20; 05.11.2024; the change of a rate: -1.40.
_LONG = (
    rf"(?:{_GROUPED}|\d{{5,}})(?:\.\d+)?"
    r"|\d+(?:[-–:/]\d+)+(?:\.\d+)?(?!\s?[ap]\.?m\b)|\d+(?:\.\d+){2,}|(?<=[\s(])[-+−]\d+\.\d+"
)
_FIGURE = re.compile(
    rf"(?=[-+−<>≤≥≈~±\d])(?<![\w.,:/–-])(?:(?P<long>{_SIGNED}|{_LONG})|\d+(?:\.\d+)?){_END}"
)
# Any run of figures in a target, with whatever marks the language puts between.
_CHUNK = re.compile(r"\d+(?:[.,٬٫ \u00a0\u202f]\d+)*")
# Up to here a language may spell a number out.
_SPELLED_OUT = 12
_SCALES = (1e2, 1e3, 1e6, 1e9)


def figures(text: str) -> Iterator[Figure]:
    """Yield the figures of a text, and whether they are apt to break.

    Apt to are grouped and long ones, scores, times, dates, and those with a sign
    before them. The digits of names and codes (S-300, G20) are none, nor is an hour before
    "a.m.", which other languages count otherwise.
    """
    for match in _FIGURE.finditer(text):
        yield match.start(), match.end(), match["long"] is not None


def chunks(target: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each run of digits of a target, of any script."""
    for match in _CHUNK.finditer(target):
        yield match.span()


def is_kept(figure: str, values: Iterable[float]) -> bool:
    """Tell whether the numbers of a target hold a figure, or may stand for it.

    A number up to twelve may be spelled out, and a larger one stand with a word
    for a thousand or a million; not beside noughts of its own, into which it broke.
    """
    there = set(values)
    scales = () if 0 in there else _SCALES
    return all(
        value in there
        or (value <= _SPELLED_OUT and value.is_integer())
        or any(value * scale in there or value / scale in there for scale in scales)
        for value in numbers(figure)
    )
