"""Name the words that an English word may be a regular form of.

Spelling alone decides: `hoping` may come of `hop`, of `hope` or of neither, and whoever asks knows
which of them are words. Irregular forms are in no rule, nor is a doubled consonant (`stopped`): too
many names end so (`Manning`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

__all__ = ["derived_from", "inflected_from", "singulars"]

_VERBAL = ("ed", "d", "ing")
_DERIVED = ("ly", "er", "ers")
# Before these a final e is dropped: moving, mover.
_VOCALIC = frozenset(("ed", "ing", "er", "ers"))
# Letters of the shortest word that an ending is taken off: `bus` is no plural.
_SHORTEST = 3


def singulars(word: str) -> Iterator[str]:
    """Yield the words in small letters that this one may be the plural of."""
    if not word.endswith("s") or len(word) <= _SHORTEST or word.endswith("ss"):
        return
    yield word[:-1]
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    elif word.endswith("es"):
        yield word[:-2]


def inflected_from(word: str) -> Iterator[str]:
    """Yield the words in small letters that this one may be the plural or a verb's form of."""
    past = (f"{word[:-3]}y",) if word.endswith("ied") else ()
    found = chain(singulars(word), past, _without(word, _VERBAL))
    return (stem for stem in found if len(stem) >= _SHORTEST)


def derived_from(word: str) -> Iterator[str]:
    """Yield the words in small letters that this one may be the adverb or the doer of."""
    return _without(word, _DERIVED)


def _without(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    for ending in endings:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _SHORTEST:
            continue
        yield stem
        if ending in _VOCALIC:
            yield f"{stem}e"
