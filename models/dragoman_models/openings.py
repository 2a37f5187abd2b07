"""Write the word that opens a sentence small, where a vocabulary knows it better so.

`Transport` and `transport` have unlike pieces. A small vocabulary keeps the one
that text has most, and spells the other: `▁Tran` `s` `port` says little to a
model that learnt `▁transport`, and such a word became "transgender" in Armenian.
A capital that only opens a sentence says nothing of its word, so it goes, unless
the word is one piece with it ("The") or has more pieces without it. Names stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dragoman_models.english_case import is_common

__all__ = ["with_known_opening"]

# Marks that open a sentence may stand before its first word: quotes, dashes, brackets.
_OPENING = re.compile(r"[\s\"'“‘«(\[–—-]*([A-Z][a-z]+)(?![\w&]|['’.-]\w)")


def with_known_opening(text: str, count_pieces: Callable[[str], int]) -> str:
    """Return an English sentence whose first word is small if its pieces are better known so.

    `count_pieces` gives the number of pieces of a word. The number of code points
    stays.
    """
    match = _OPENING.match(text)
    if match is None or not is_common(match[1]):
        return text
    small = match[1].lower()
    whole = count_pieces(match[1])
    if whole == 1 or count_pieces(small) > whole:
        return text
    return f"{text[: match.start(1)]}{small}{text[match.end(1) :]}"
