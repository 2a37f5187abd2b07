"""Vary training pairs as newsroom input varies: capitals, openings, stops, figures, joins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dragoman_models.casing import capitalise
from training.cleaning import Pair
from training.figures import vary_figures
from training.tokenizer import PLACEHOLDERS

__all__ = ["Augmentation", "augment", "copied_item"]

_FINAL_STOP = re.compile(r"[.։]$")
_NUMBER = re.compile(r"(?<!\w)\d[\d.,]*\d(?!\w)|(?<!\w)\d(?!\w)")
_HEADLINE_LENGTH, _JOINED_LENGTH = 90, 320
"""In characters of the source."""
_ENDED = re.compile(r"[.!?։:»\"]$")


@dataclass(frozen=True)
class Augmentation:
    """The language of the targets, and the share of drawn pairs that each variation changes."""

    language: str
    capitals: float = 0.03
    opening: float = 0.12
    no_stop: float = 0.06
    joined: float = 0.08
    figures: float = 0.5
    placeholder: float = 0.03
    copied: float = 0.015


def _in_capitals(pair: Pair) -> Pair:
    """Put a short source into capitals and leave its target: the runtime decides the casing."""
    if len(pair.source) > _HEADLINE_LENGTH:
        return pair
    return Pair(pair.group, pair.source.upper(), pair.target)


def _opening(pair: Pair, language: str) -> Pair:
    """Write an item that starts in small letters as a sentence opens.

    A small vocabulary spells `Transport` and `transport` with unlike pieces, and a word that
    opened no sentence of the corpus is then a word never seen.
    """
    if not pair.source[:1].islower():
        return pair
    return Pair(pair.group, capitalise(pair.source, "en"), capitalise(pair.target, language))


def _without_stop(pair: Pair) -> Pair:
    if _FINAL_STOP.search(pair.source) and _FINAL_STOP.search(pair.target):
        return Pair(pair.group, pair.source[:-1], pair.target[:-1])
    return pair


def _with_placeholder(pair: Pair, generator: np.random.Generator) -> Pair:
    """Replace the numbers that both sides share by placeholders."""
    source, target = pair.source, pair.target
    numbers = [
        n for n in dict.fromkeys(_NUMBER.findall(source)) if source.count(n) == 1 == target.count(n)
    ]
    marks = generator.permutation(len(PLACEHOLDERS))
    for number, mark in zip(numbers[:3], marks, strict=False):
        source = source.replace(number, PLACEHOLDERS[mark])
        target = target.replace(number, PLACEHOLDERS[mark])
    return Pair(pair.group, source, target)


def _joined(first: Pair, second: Pair) -> Pair:
    if len(first.source) + len(second.source) > _JOINED_LENGTH or not _ENDED.search(first.source):
        return first
    return Pair(first.group, f"{first.source} {second.source}", f"{first.target} {second.target}")


def copied_item(generator: np.random.Generator) -> Pair:
    """Return an item that is the same in every language: a number, an address, a handle, a mark."""
    letters = "".join(
        generator.choice(list("abcdefghiklmnoprstuvwz"), int(generator.integers(3, 9)))
    )
    number = int(generator.integers(0, 10 ** int(generator.integers(1, 7))))
    forms = (
        f"{number}",
        f"https://www.{letters}.com/{number}",
        f"{letters}@{letters[::-1]}.org",
        f"@{letters}{number}",
        f"#{letters.title()}",
        f"{PLACEHOLDERS[number % 10]}",
        f"{letters[:3].upper()}-{number}",
    )
    text = forms[int(generator.integers(len(forms)))]
    return Pair("copy", text, text)


def augment(pair: Pair, other: Pair, shares: Augmentation, generator: np.random.Generator) -> Pair:
    """Return `pair` as it is, or varied; `other` is what it may be joined with."""
    at_most_one: tuple[tuple[float, Callable[[], Pair]], ...] = (
        (shares.copied, lambda: copied_item(generator)),
        (shares.capitals, lambda: _in_capitals(pair)),
        (shares.opening, lambda: _opening(pair, shares.language)),
        (shares.no_stop, lambda: _without_stop(pair)),
        (shares.joined, lambda: _joined(pair, other)),
    )
    if generator.random() < shares.figures:
        pair = vary_figures(pair, generator)
    draw = generator.random()
    for share, vary in at_most_one:
        draw -= share
        if draw < 0:
            return vary()
    if generator.random() < shares.placeholder:
        return _with_placeholder(pair, generator)
    return pair
