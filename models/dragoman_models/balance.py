"""Tell whether a translation lost a pair of brackets or quotation marks, or half of one."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

__all__ = ["is_balanced", "is_unbalanced"]

_MARK = re.compile(r"[()\[\]{}\"“”„«»]")
# A quotation and a bracket of two words or more, and what may stand for them in a
# target: single marks, which are no apostrophes.
_QUOTATION = re.compile(r"[\"“«„][^\"“”«»„]*\w\W+\w[^\"“”«»„]*[\"”»“]")
_ANY_QUOTATION = re.compile(r"[\"“”„«»‹›]|(?<!\w)[‘’'‚]\w|\w[.,!?]?['’‘](?!\w)")
_BRACKET = re.compile(r"(?<!\w)[(\[][^()\[\]]*\w\s+\w[^()\[\]]*[)\]]")
_ANY_BRACKET = re.compile(r"[()\[\]{}]")
_PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("«", "»"))
_CURLY = frozenset("“”„")


@lru_cache(maxsize=1024)
def is_balanced(text: str) -> bool:
    """Tell whether each bracket and double quotation mark has its other half.

    `“` opens in English, Azerbaijani, Armenian and Persian and closes in Russian
    (`„…“`), so that curly marks only have to be of an even number. Single ones
    are apostrophes as well and count for nothing.
    """
    marks = _MARK.findall(text)
    if not marks:
        return True
    counts = Counter(marks)
    if any(counts[opening] != counts[closing] for opening, closing in _PAIRS):
        return False
    if counts['"'] % 2 or sum(counts[mark] for mark in _CURLY) % 2:
        return False
    return not any(_closes_first(marks, opening, closing) for opening, closing in _PAIRS)


def _closes_first(marks: list[str], opening: str, closing: str) -> bool:
    depth = 0
    for mark in marks:
        depth += (mark == opening) - (mark == closing)
        if depth < 0:
            return True
    return False


def is_unbalanced(source: str, target: str) -> bool:
    """Tell whether the target lacks half a pair, or all pairs, though the source's are whole.

    A quotation or a bracket of one word may be lost: a title in Latin letters
    needs no quotation marks, and an acronym in brackets none of its own.
    """
    if not _MARK.search(source):
        return not is_balanced(target)
    return is_balanced(source) and (not is_balanced(target) or _has_lost(source, target))


def _has_lost(source: str, target: str) -> bool:
    """Tell whether a source quotes or brackets some words and the target nowhere does."""
    quotes = _QUOTATION.search(source) is not None and not _ANY_QUOTATION.search(target)
    return quotes or (_BRACKET.search(source) is not None and not _ANY_BRACKET.search(target))
