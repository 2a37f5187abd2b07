"""Find what is the same in every language: addresses, handles, placeholders, emoji."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["VERBATIM", "trimmed_end", "verbatim_matches"]

_DOMAINS = (
    "com|org|net|info|biz|edu|gov|mil|int|eu|io|tv|news|media|press|am|az|ir|ru|ge|tr|ua|uk|us|fr"
    "|de|co"
)
_URL = (
    r"(?:https?|ftp)://[^\s<>\"“”«»]+"
    r"|www\.[^\s<>\"“”«»]+"
    rf"|(?<![\w@.-])(?:[a-zA-Z0-9-]{{2,}}\.)+(?:{_DOMAINS})(?:/[^\s<>\"“”«»]*|\b(?![\w.]*\w@))(?!\w)"
)
_EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_HANDLE = r"(?<![\w@/.])@\w{2,}"
_HASHTAG = r"(?<![\w&#])#(?=\w*[^\W\d_])\w+"
_PLACEHOLDER = (
    r"%\(\w+\)[sdif]"
    r"|(?<![\d%])%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?[sdifuxX@](?!\w)"
    r"|\$?\{\{?[\w.:|-]*\}\}?"
    r"|</?[a-zA-Z][^<>\s]*(?:\s[^<>]{0,200})?>"
)
_LANGUAGE_MARK = r">>[^\s<>]{1,40}<<"
_MARK = r"⟦[^⟦⟧]{0,8}⟧|[⟦⟧]"
_PICTURE = "[\u231a-\u231b\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
_MODIFIERS = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_EMOJI = rf"{_PICTURE}{_MODIFIERS}(?:\u200d{_PICTURE}{_MODIFIERS})*"

VERBATIM = "|".join(
    (_URL, _EMAIL, _HANDLE, _HASHTAG, _PLACEHOLDER, _LANGUAGE_MARK, _MARK, f"(?:{_EMOJI})+")
)
"""A regular expression, without groups, for all of them."""

_COMPILED = re.compile(VERBATIM)
# A sentence's own marks that an address drags along; a bracket may be its own.
_TRAILING = re.compile(r"[.,;:!?…'’،؛؟։]+\Z")


def trimmed_end(text: str, start: int, end: int) -> int:
    """Return where an address that begins at `start` ends without the sentence's marks."""
    while True:
        found = text[start:end]
        trailing = _TRAILING.search(found)
        shorter = trailing.start() if trailing else len(found)
        for opening, closing in ("()", "[]"):
            stray = found[:shorter].endswith(closing)
            if stray and found.count(closing) > found.count(opening):
                shorter -= 1
        if shorter in {0, len(found)}:
            return end
        end = start + shorter


def verbatim_matches(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of each stretch that no translation may change."""
    for match in _COMPILED.finditer(text):
        yield match.start(), trimmed_end(text, match.start(), match.end())
