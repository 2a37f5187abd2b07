"""Put right the letters of one script that stand in a word of another and look the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["with_one_script"]

_CYRILLIC = "\u0400-\u052f"
_ARMENIAN = "\u0531-\u0588"
_LATIN = "A-Za-z\u00c0-\u024f\u0259"
# Pairs of letters that readers cannot tell apart: the Latin one, then the other.
_CYRILLIC_TWINS = "aа cс eе oо pр xх yу iі jј kк sѕ AА BВ CС EЕ HН KК MМ OО PР TТ XХ YУ IІ JЈ SЅ"
_ARMENIAN_TWINS = "oօ uս nո hհ gց jյ OՕ UՍ SՏ LԼ"


def _tables(twins: str) -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Return the table from Latin and the one back."""
    pairs = twins.split()
    there = {ord(pair[0]): pair[1] for pair in pairs}
    return MappingProxyType(there), MappingProxyType({ord(pair[1]): pair[0] for pair in pairs})


# Into the target's own script first, then into the other one.
_TABLES = MappingProxyType(
    {
        "ru": _tables(_CYRILLIC_TWINS),
        "az": _tables(_CYRILLIC_TWINS)[::-1],
        "hy": _tables(_ARMENIAN_TWINS),
    }
)
_MIXED = MappingProxyType(
    {
        "ru": re.compile(rf"(?=\w*[{_LATIN}])(?=\w*[{_CYRILLIC}])[^\W_]+"),
        "az": re.compile(rf"(?=\w*[{_LATIN}])(?=\w*[{_CYRILLIC}])[^\W_]+"),
        "hy": re.compile(rf"(?=\w*[{_LATIN}])(?=\w*[{_ARMENIAN}])[^\W_]+"),
    }
)
_FOREIGN = MappingProxyType(
    {
        "ru": re.compile(f"[{_LATIN}]"),
        "az": re.compile(f"[{_CYRILLIC}]"),
        "hy": re.compile(f"[{_LATIN}]"),
    }
)
# In Russian: an ending behind figures, and a word of one Latin letter between others.
_ENDING = re.compile(r"[xeoya](?<=\d-.)(?![\w-])")
_LONE = re.compile(r"[aocy](?<=[а-яё,] .)(?= [а-яё«\d])")


def with_one_script(text: str, language: str) -> str:
    """Return `text` with each word in one script, where look-alikes explain the mixture.

    A word of letters of both that are no look-alikes stays as it is; one that
    could be either becomes a word of `language`.
    """
    pattern = _MIXED.get(language)
    if pattern is None or not _FOREIGN[language].search(text):
        return text
    own, foreign = _TABLES[language]

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        for table in (own, foreign):
            changed = word.translate(table)
            if not pattern.fullmatch(changed):
                return changed
        return word

    text = pattern.sub(put_right, text)
    if language == "ru":
        text = _ENDING.sub(lambda match: match[0].translate(own), text)
        text = _LONE.sub(lambda match: match[0].translate(own), text)
    return text
