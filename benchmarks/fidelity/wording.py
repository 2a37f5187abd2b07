"""What the judges need to know of text: words, scripts, sentences, what is no prose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

__all__ = ["SCRIPTS", "cut", "prose", "script", "words"]

SCRIPTS = {"hy": "ARMENIAN", "az": "LATIN", "fa": "ARABIC", "ru": "CYRILLIC", "en": "LATIN"}
_NO_PROSE = re.compile(
    r"https?://[^\s«»։،؛؟]+|www\.[^\s«»։،؛؟]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)[@#]\w+"
    r"|%(?:\d+\$)?[-+ 0#]*\d*(?:\.\d+)?[sdfiux]|\$?\{\{?[\w. :]*\}?\}|`[^`]*`"
)
_TAG = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>|&#?\w+;", re.DOTALL | re.IGNORECASE
)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|em|i|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:[’'\u200c-][^\W_]+)*")


def cut(text: str, length: int = 120) -> str:
    """Quote a text for a complaint, the end left out where it is long."""
    return repr(text if len(text) <= length else text[: length - 1] + "…")


@lru_cache(maxsize=4096)
def script(character: str) -> str:
    """Name the script of a letter as Unicode's character names do; "" for anything else."""
    if not character.isalpha():
        return ""
    return unicodedata.name(character, "").partition(" ")[0]


def words(text: str) -> list[str]:
    """Give the words of a text, case kept, punctuation left out."""
    return _WORD.findall(text)


def prose(
    text: str, *, mime_type: str = "text/plain", keep: Iterable[str] = (), blank: str = " "
) -> str:
    """Blank what is not to be translated: tags, URLs, handles, placeholders, terms of `keep`."""
    if mime_type == "text/html":
        text = _TAG.sub(blank, _INLINE_TAG.sub("", text))
    if mime_type == "text/markdown":
        text = re.sub(r"```.*?```|\]\([^)]*\)", blank, text, flags=re.DOTALL)
    text = _NO_PROSE.sub(blank, text)
    for term in sorted(keep, key=len, reverse=True):
        text = text.replace(term, blank)
    return text
