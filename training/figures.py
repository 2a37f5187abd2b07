"""Give the figures of a training pair other digits, the same on both sides.

A small model learns the figures of its corpus by heart and breaks those it never met; figures that
are new each time can only be copied.
"""

from __future__ import annotations

import re

import numpy as np

from training.cleaning import Pair

__all__ = ["vary_figures"]

# 1,234.5 is 1 234,5 in Russian. Times, scores, ordinals and codes are none.
_FIGURE = re.compile(
    r"(?<![\w:/.,])(?:\d{1,3}(?:[., \u00a0\u202f]\d{3}(?!\d))+|\d+)(?:[.,]\d+)?(?![\w:/])"
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CENTURY = 2
"""Digits of a year."""
_LARGEST_DAY = 31
"""Up to here a figure may be a day or an hour, and stays."""

Span = tuple[int, int]


def _spans(text: str) -> dict[str, list[Span]]:
    """Find the figures of a text, by their digits."""
    found: dict[str, list[Span]] = {}
    for match in _FIGURE.finditer(text):
        found.setdefault(re.sub(r"\D", "", match[0]), []).append(match.span())
    return found


def _choices(digits: str, place: int) -> str:
    """List what a figure may have in a place: a ten stays one, or is none, and no nought leads."""
    if place == len(digits) - 2 and digits[place] == "1":
        return "1"
    excluded = {"1"} if place == len(digits) - 2 else set()
    excluded |= set() if digits[:place].strip("0") else {"0"}
    return "".join(digit for digit in "0123456789" if digit not in excluded)


def _others(digits: str, generator: np.random.Generator) -> str:
    """Draw other digits for a figure; its end stays, which is what other words agree with.

    That is its last digit that is no nought, what follows that, and a ten: Russian has `21 день`,
    `25 дней` and `15 дней`, Azerbaijani `25-də` and `40-da`. A year stays in its century.
    """
    if int(digits) <= _LARGEST_DAY:
        return digits
    begin = _CENTURY if _YEAR.fullmatch(digits) else len(digits) - len(digits.lstrip("0"))
    end = len(digits.rstrip("0")) - 1
    drawn = list(digits)
    for place in range(begin, end):
        choices = _choices(digits, place)
        drawn[place] = choices[int(generator.integers(len(choices)))]
    return "".join(drawn)


def _put(text: str, span: Span, digits: str) -> str:
    """Write digits over those of a figure; the marks between them stay."""
    left = iter(digits)
    start, end = span
    figure = "".join(next(left) if sign.isdigit() else sign for sign in text[start:end])
    return text[:start] + figure + text[end:]


def vary_figures(pair: Pair, generator: np.random.Generator) -> Pair:
    """Return `pair` with other digits in each figure that both sides have once."""
    source, target = pair.source, pair.target
    ours, theirs = _spans(source), _spans(target)
    for digits, spans in ours.items():
        if len(spans) == 1 == len(theirs.get(digits, ())):
            drawn = _others(digits, generator)
            source = _put(source, spans[0], drawn)
            target = _put(target, theirs[digits][0], drawn)
    return Pair(pair.group, source, target)
