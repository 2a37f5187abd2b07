"""Tell footnote marks and powers in HTML, which stay as they are and are not read as words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman_models.html_tokens import Kind, Token
from dragoman_models.normalisation import is_translatable

__all__ = ["POWER", "is_exponent", "is_note", "is_power"]

_ENDS = frozenset('.!?…”"’»)')
# Tokens of `<sup><a>[1]</a></sup>`, and a few more.
_LONGEST_NOTE = 8
# The only link that is a note: one around a raised figure.
_RAISED = [(Kind.START, "sup"), (Kind.TEXT, ""), (Kind.END, "sup")]
POWER = r"[+−–-]?\d{1,3}[+−–-]?"
"""A regular expression, without groups, for the figure of `km<sup>2</sup>` or `10<sup>-6</sup>`."""
_POWER = re.compile(POWER)


def is_note(source: str, element: Sequence[Token]) -> bool:
    """Tell whether an element, given by its tokens, is the mark of a footnote, not to be read.

    It is raised, has no letter, and is linked, in brackets, or behind a sentence's end.
    """
    if element[0].name not in {"sup", "a"} or len(element) > _LONGEST_NOTE + 1:
        return False
    inner = element[1:-1]
    text = (source[one.start : one.end] for one in inner if one.kind is Kind.TEXT)
    shown = "".join(text).strip()
    if is_translatable(shown):
        return False
    if element[0].name == "a":
        return [(one.kind, one.name) for one in inner] == _RAISED
    linked = any(one.name == "a" for one in inner)
    bracketed = shown[:1] == "[" and shown[-1:] == "]"
    return linked or bracketed or _before(source, element) in _ENDS


def is_power(source: str, element: Sequence[Token]) -> bool:
    """Tell whether an element is the figure of `km<sup>2</sup>`, right behind its word.

    A capital before it makes a formula, which is one word for a translator. Like
    a note it is not shown to a model: of a mark within a word models make a number
    of its own (`40 <sup>2</sup> 40 km`).
    """
    before = _before(source, element)
    if element[0].name not in {"sup", "sub"} or not before.isalnum() or before.isupper():
        return False
    return _POWER.fullmatch(source[element[0].end : element[-1].start]) is not None


def is_exponent(source: str, element: Sequence[Token]) -> bool:
    """Tell whether an element is the figure of `10<sup>6</sup>`, without which 10 is wrong."""
    return _before(source, element).isdigit() and is_power(source, element)


def _before(source: str, element: Sequence[Token]) -> str:
    start = element[0].start
    return source[max(0, start - 1) : start]
