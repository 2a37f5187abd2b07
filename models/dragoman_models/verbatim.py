"""Find what is the same in every language: addresses, handles, placeholders, codes, emoji."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman_models.kept_text import KEPT
from dragoman_models.source_figures import COMPARED

__all__ = ["trimmed_end", "verbatim_matches"]

_DOMAINS = (
    "com|org|net|info|biz|edu|gov|mil|int|eu|io|tv|news|media|press|am|az|ir|ru|ge|tr|ua|uk|us|fr"
    "|de|co"
)
_URL = (
    r"(?:https?|ftp)://[^\s<>\"“”«»]+"
    r"|www\.[^\s<>\"“”«»]+"
    rf"|(?<![\w@.-])(?:[a-zA-Z0-9-]{{2,}}\.)+(?:{_DOMAINS})(?:/[^\s<>\"“”«»]*|\b(?![\w.]*\w@))(?!\w)"
    # An invitation such as t.me/newsroom: any domain with a path.
    r"|(?<![\w@./-])(?:[a-zA-Z0-9-]{1,63}\.){1,5}[a-z]{2,10}/[^\s<>\"“”«»]+"
)
_EMAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_HANDLE = r"(?<![\w@/.])@\w{2,}"
_HASHTAG = r"(?<![\w&#])#(?=\w*[^\W\d_])\w+"
_PLACEHOLDER = (
    r"%(?:\(\w+\)[sdif]|\{\w+\})"
    r"|(?<![\d%])%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?[sdifuxX@](?!\w)"
    r"|\{\{\s*[\w.:|-]*\s*\}\}"
    r"|\$?\{[\w.:|-]*\}"
    r"|(?<![\w$])\$[a-zA-Z_]\w*"
    r"|</?\d+ ?/?>"
    r"|</?[a-zA-Z][^<>\s]*(?:\s[^<>]{0,200})?>"
)
_FILE = (
    r"(?<![\w./-])\w[\w-]{0,99}(?:\.[\w-]{1,99}){0,9}\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|txt|csv|tsv|json|xml|html?"
    r"|zip|rar|7z|jpe?g|png|gif|svg|webp|heic|mp[34]|mov|avi|wav|exe|apk|dmg)(?!\w)"
)
# Two characters of an airline, then a number: SU 1866, B2-8113. After a space, no
# year and none of the words that stand before one in a text.
_FLIGHT = (
    r"(?<![\w-])(?:[A-Z]{2}|[A-Z]\d|\d[A-Z])-?\d{3,4}(?![\w-]|[.,:]\d)"
    r"|(?<![\w-])(?!US |UN |EU |UK |AD |BC |TV |II |IV |VI |IX |XI |PM |AM )"
    r"(?:[A-Z]{2}|[A-Z]\d|\d[A-Z]) (?!(?:19|20)\d\d\b)\d{3,4}(?![\w-]|[.,:]\d)"
)
# S-300, F-16, MiG-29, COVID-19; G20, H5N1; iPhone 15. Quarters and halves are words.
_CODE = (
    r"(?<![\w-])(?:[A-Z]{1,5}|[A-Z][a-z][A-Z]?|Yak|Covid)-\d{1,4}[A-Za-z\d]{0,3}(?![\w-]|[.,]\d)"
    r"|(?<![\w-])(?![QH][1-4]\b|WW[12I])[A-Z]{1,3}\d{1,4}(?:[A-Z]\d{0,2})?(?![\w-]|[.,]\d)"
    r"|(?<![\w-])i[A-Z][a-z]+(?: \d{1,2}(?![\w%]|[.,:]\d))?"
)
_PHONE = (
    r"(?<![\w+])\+\d{1,3}(?:[ -]?\(\d{1,5}\))?(?:[ -]?\d{2,})+(?![\w-])"
    r"|(?<!\w)\(\d{2,5}\)(?: ?\d{2,4})(?:[ -]\d{2,4})+(?![\w-])"
    r"|(?<![\w.,+-])\d{1,4}(?:-\d{2,4}){3,}(?![\w-])"
)
# Names of variables, and text set as code: no word of a language has an underscore.
_IDENTIFIER = r"(?<!\w)[A-Za-z][A-Za-z\d]*(?:_[A-Za-z\d]+)+(?!\w)"
_QUOTED_CODE = r"`[^`\n]{1,200}`"
_SHORT_CODE = (
    r"\[/?[a-z][\w-]{0,30}(?:\s[\w-]{1,30}=(?:\"[^\"\]]{0,200}\"|'[^'\]]{0,200}'|[^\s\]\"']{1,200}))"
    r"{1,9}\s?/?\]|\[/[a-z][\w-]{0,30}\]"
)
_PATH = r"(?<![\w./<~])~?(?:/[\w.-]+){2,}/?|(?<!\w)[A-Z]:\\[^\s<>\"“”«»]+"
_FOOTNOTE = r"\[\d{1,3}\]"
# AT&T, Q&A; entities that a plain text shows; a character that a backslash escapes.
_AMPERSAND = r"(?<!\w)[A-Z]{1,4}&[A-Z]{1,4}(?!\w)|&#?\w{2,12};"
_ESCAPED = r"\\(?:[^\w\s]|_)"
# A star of its own, and those of a sum: 5 * 4 * 3.
_STAR = r"(?<![\w.,*])\d[\d.,]*(?:\s?\*\s?\d[\d.,]*)+(?![\w*])|(?<=\s)\*(?=\s)"
# Beside a figure it is part of that.
_COMPARISON = rf"(?<=\s)(?!{COMPARED})[<>]=?(?=\s)"
# 10⁶ and 2⁻³, which SentencePiece reads as 106 and 2-3; CO₂, H₂O.
_RAISED = (
    r"(?<![\w.,])\d[\d.,]*[⁺⁻]?[⁰¹²³⁴-⁹]+[⁺⁻]?(?!\w)"
    r"|(?<!\w)[A-Z][A-Za-z\d]{0,8}[₀-₉]{1,3}[A-Za-z\d₀-₉]{0,8}(?!\w)"
)
# Words in another script than the source's: a model for English only knows none.
_LATIN = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u02ff\u1d00-\u1dff\u1e00-\u1eff\u2c60-\u2c7f"
    "\ua720-\ua7ff\uff21-\uff5a"
)
_FOREIGN_LETTER = rf"(?![{_LATIN}])[^\W\d_]"
_JOINED = "[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u200c\u200d]"
_FOREIGN_WORD = rf"{_FOREIGN_LETTER}(?:{_FOREIGN_LETTER}|{_JOINED})*"
_FOREIGN = rf"(?<![{_LATIN}])(?:{_FOREIGN_WORD})(?:[ \u00a0'’-](?:{_FOREIGN_WORD}))*(?![{_LATIN}])"
# Arrows, mathematics, boxes and shapes, rights, private use.
_SIGN = (
    rf"(?:(?!{COMPARED})[\u2190-\u22ff\u2500-\u25ff\u00a9\u00ae\u2122\u2020\u2021\ue000-\uf8ff])+"
)
_LANGUAGE_MARK = r"(?:>>[^\s<>]{1,40}<<)+"
_MARK = r"⟦[^⟦⟧]{0,8}⟧|[⟦⟧]"
_PICTURE = "[\u231a-\u231b\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]"
_MODIFIERS = "[\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
_EMOJI = rf"{_PICTURE}{_MODIFIERS}(?:\u200d{_PICTURE}{_MODIFIERS})*|[\d#*]\ufe0f?\u20e3"

_CODES = f"{_PHONE}|{_FLIGHT}|{_CODE}"
_SYMBOLS = "|".join(
    (
        *(KEPT, _QUOTED_CODE, _URL, _EMAIL, _HANDLE, _FILE, _PATH, _PLACEHOLDER, _SHORT_CODE),
        *(_LANGUAGE_MARK, _MARK, _FOOTNOTE, _AMPERSAND, _ESCAPED, _COMPARISON, _STAR),
        _IDENTIFIER,
        _RAISED,
        _SIGN,
    )
)
# The look-ahead lets a search skip to the places where a code can begin.
_ALL_CODES = re.compile(rf"(?=[A-Z\d+(i])(?:{_CODES})")
_CODE_HINT = re.compile(r"[A-Z\d+(]")
_ANYWHERE = f"{_SYMBOLS}|{_CODES}|(?:{_EMOJI})+|{_HASHTAG}"
_EVERYTHING = re.compile(_ANYWHERE)
_EVERYTHING_OF_SOURCE = re.compile(f"{_ANYWHERE}|{_FOREIGN}")
# What is no code holds one of these; most sentences of news hold none. Five quick
# searches take a tenth of the time of one that looks for everything.
_HINTS = (
    re.compile(
        "[]@#*{<>⟦⟧\ufff9/_`\\\\&©®™†‡⁰¹²³⁴-⁹₀-₉\u20e3\u2190-\u25ff\u2600-\u27bf\u2b50\u2b55"
        "\ue000-\uf8ff\U0001f000-\U0001faff]"
    ),
    re.compile(r"%(?:[^\s.,;:)]|\.\d)"),
    re.compile(r"\$[a-zA-Z_]"),
    re.compile(r"(?<=\w)\.[a-z7]\w"),
    re.compile(r"www\."),
)
# A target is all of such letters, and none of them is to be kept there.
_FOREIGN_HINT = re.compile("[\u0370-\u1cff\u1f00-\u1fff\u2c80-\ua71f\ua800-\ud7ff\uf900-\ufeff]")
# A sentence's own marks that an address drags along; a bracket may be its own.
_TRAILING = re.compile(r"[.,;:!?…'’،؛؟։]+\Z")


def trimmed_end(text: str, start: int, end: int) -> int:
    """Return where an address that begins at `start` ends without the sentence's marks."""
    while True:
        found = text[start:end]
        if found[0] in "&\\":
            return end
        trailing = _TRAILING.search(found)
        shorter = trailing.start() if trailing else len(found)
        for opening, closing in ("()", "[]"):
            stray = found[:shorter].endswith(closing)
            if stray and found.count(closing) > found.count(opening):
                shorter -= 1
        if shorter in {0, len(found)}:
            return end
        end = start + shorter


def verbatim_matches(text: str, *, of_source: bool = False) -> Iterator[tuple[int, int]]:
    """Yield the span of each stretch that no translation may change.

    In a source, which is English, words in another script are such stretches, too.
    """
    pattern = _ALL_CODES
    if of_source and (_FOREIGN_HINT.search(text) or any(hint.search(text) for hint in _HINTS)):
        pattern = _EVERYTHING_OF_SOURCE
    elif any(hint.search(text) for hint in _HINTS):
        pattern = _EVERYTHING
    elif not _CODE_HINT.search(text):
        return
    for match in pattern.finditer(text):
        yield match.start(), trimmed_end(text, match.start(), match.end())
