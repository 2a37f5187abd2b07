"""Set quotation marks as each language's press does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["with_quotes"]

# Outer and inner marks, as the newswire corpus has them.
_MARKS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "hy": (("«", "»"), ("“", "”")),
        "az": (("“", "”"), ("‘", "’")),
        "fa": (("«", "»"), ("“", "”")),
        "ru": (("«", "»"), ("„", "“")),
    }
)
_DOUBLE = re.compile(r"['‘’]{2}|[\"“”„«»‟]|<<|>>")
_OPENING = frozenset("«„")
_CLOSING = frozenset("»")
# What may stand first in a quotation, beside letters and figures.
_BEGINNINGS = frozenset("«“„‘([…—–-#@$€£%¿\"'\ue000⟦")


def _opens(mark: str, before: str, after: str, depth: int) -> bool:
    """Tell whether a mark opens a quotation, by itself or by what stands around it.

    `“` opens in English and closes in Russian, so that only its place tells.
    """
    if mark in _OPENING:
        return True
    if mark in _CLOSING or not (after.isalnum() or after in _BEGINNINGS):
        return False
    if not before or before.isspace() or before in "([—–-«“„":
        return True
    # In mid-word, as before a case ending: what is open is closed.
    return depth == 0 and mark != "”"


def with_quotes(text: str, language: str) -> str:
    """Return `text` with the double quotation marks of `language`, nested ones its inner marks.

    A mark that closes nothing stays as it is (inches, or a quotation begun in
    the sentence before), unless it is of a kind that only closes.
    """
    outer, inner = _MARKS[language]
    pieces: list[str] = []
    position = depth = 0
    for match in _DOUBLE.finditer(text):
        before, after = (
            text[max(0, match.start() - 1) : match.start()],
            text[match.end() : match.end() + 1],
        )
        pieces.append(text[position : match.start()])
        position = match.end()
        if _opens(match[0], before, after, depth):
            depth += 1
            pieces.append((outer if depth == 1 else inner)[0])
        elif depth:
            pieces.append((outer if depth == 1 else inner)[1])
            depth -= 1
        else:
            pieces.append(match[0] if before.isdigit() else outer[1])
    pieces.append(text[position:])
    return "".join(pieces)
