"""Tell whether a translation lost one half of a pair of brackets or quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

__all__ = ["is_balanced", "is_unbalanced"]

_MARK = re.compile(r"[()\[\]{}\"“”„«»]")
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
    """Tell whether the target lacks half a pair though the source has all its pairs whole."""
    return not is_balanced(target) and is_balanced(source)
