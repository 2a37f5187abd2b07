"""Finish a translation by the rules of its language's press: marks, quotes, digits, letters.

Addresses, handles and placeholders are never touched. Words are not either,
but for letters of the wrong alphabet inside one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, unique
from types import MappingProxyType

from dragoman_models.casing import (
    capitalise,
    for_model,
    lower,
    needs_sense_case,
    sense_case,
    upper,
)
from dragoman_models.quotation import with_quotes
from dragoman_models.verbatim import verbatim_matches

__all__ = [
    "Digits",
    "capitalise",
    "finish",
    "for_model",
    "lower",
    "needs_sense_case",
    "sense_case",
    "upper",
]


@unique
class Digits(Enum):
    """Say which digits Persian is printed with."""

    WESTERN = "western"
    NATIVE = "native"
    KEEP = "keep"


# Stands for a stretch that is not to be touched.
_HOLE = "\ue000"
_SPACES = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_SPACE_BEFORE_MARK = re.compile(r"(?<=[^\s.,:;!?]) +(?=[,;:!?.…،؛؟։](?:\s|\Z))")

_OTHER_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_NATIVE_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
# Figures that are no part of a Latin name such as F-16.
_FIGURES = re.compile(r"(?<![A-Za-z\d.,])(?<![A-Za-z]-)\d+(?:[.,]\d+)*(?![A-Za-z\d])")
_NATIVE_MARKS = str.maketrans({",": "٬", ".": "٫"})

_ARABIC_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
_PERSIAN_MARKS = {",": "،", ";": "؛", "?": "؟"}
# Between figures, and within a phrase in Latin letters, the marks are Latin.
_PERSIAN_MARK = re.compile(r"(?<!\d)(?<![A-Za-z])[,;?]|[,;?](?!\d)(?!\s?[A-Za-z])")
_ARABIC = "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff"
_LOOSE_JOINER = re.compile(
    rf"(?<=\u200c)\u200c+|(?<![{_ARABIC}\u200c])\u200c+|\u200c+(?![{_ARABIC}\u200c])"
)

# A sentence's end: the text's own, or before a capital; never after one or two
# letters, which are an initial or an abbreviation.
_ARMENIAN_STOP = re.compile(
    r"(?<=[\u0561-\u0588]{3})[.:](?=[»”]?\s*\Z|[»”]?\s+[\u0531-\u0556])"
    r"|(?<=[\d»”)%])[.:](?=[»”]?\s*\Z|\s+[\u0531-\u0556])"
)
_ARMENIAN_LIGATURES = re.compile("[\ufb13-\ufb17]")

_DASH = re.compile(r"(?<=\S) (?:-|–|--) (?=\S)")
# Latin letters and the Cyrillic ones that look the same.
_LATIN_TWINS = "aceopxyABCEHKMOPTXY"
_CYRILLIC_TWINS = "асеорхуАВСЕНКМОРТХУ"
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS, _LATIN_TWINS)
_SCHWAS = str.maketrans("әӘǝƎ", "əƏəƏ")
_MIXED_WORD = re.compile(r"(?=\w*[A-Za-zə])(?=\w*[\u0400-\u04ff])[^\W_]+")

_FULL_STOPS: Mapping[str, str] = MappingProxyType({"hy": "։"})
_ENDED = re.compile(r"[.!?…։؟:;][\"'”’»)\]]*\Z")
_LONE_STOP = re.compile(r"(?<=[^\W\d_]{3})[.։]\Z")
# A shorter source that ends in a point may be an abbreviation.
_SENTENCE_WORDS = 4


def _persian(text: str, digits: Digits) -> str:
    """Put Persian letters, marks and digits for Arabic and Latin ones; joiners only join."""
    text = text.translate(_ARABIC_LETTERS)
    text = _LOOSE_JOINER.sub("", text)
    if digits is not Digits.KEEP:
        text = text.translate(_OTHER_DIGITS)
    text = _PERSIAN_MARK.sub(lambda match: _PERSIAN_MARKS[match[0]], text)
    if digits is Digits.NATIVE:
        text = _FIGURES.sub(
            lambda match: match[0].translate(_NATIVE_MARKS).translate(_NATIVE_DIGITS), text
        )
    return text


def _armenian(text: str) -> str:
    """Put the Armenian full stop at sentence ends, its comma for a backtick, and `և`.

    A question mark becomes a stop only where the word asked has its own mark:
    which word that is, no rule knows.
    """
    text = _ARMENIAN_LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = text.replace("եւ", "և").replace("`", "՝")
    if "՞" in text:
        text = re.sub(r"[?:.](?=»?\s*\Z)", "։", text)
    return _ARMENIAN_STOP.sub("։", text)


def _azerbaijani(text: str) -> str:
    """Put the Latin schwa for its twins, and an i without a second dot."""
    text = text.translate(_SCHWAS).replace("i\u0307", "i")
    return _MIXED_WORD.sub(lambda match: _one_script(match[0], _TO_LATIN), text)


def _russian(text: str) -> str:
    """Put a dash between words, and Cyrillic letters for their Latin twins inside a word."""
    text = _DASH.sub(" — ", text)
    return _MIXED_WORD.sub(lambda match: _one_script(match[0], _TO_CYRILLIC), text)


def _one_script(word: str, twins: Mapping[int, int]) -> str:
    """Return the word in one script where look-alikes explain the mixture, else as it is."""
    changed = word.translate(twins)
    return word if _MIXED_WORD.fullmatch(changed) else changed


_RULES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"hy": _armenian, "az": _azerbaijani, "ru": _russian}
)


def _closed(text: str, language: str, source: str) -> str:
    """Give the end of a text a full stop where the source has one, and none to a headline."""
    source = source.rstrip()
    if source.endswith(".") and len(source.split()) >= _SENTENCE_WORDS:
        letters = text[-1:].isalnum()
        return f"{text}{_FULL_STOPS.get(language, '.')}" if letters else text
    if source and not _ENDED.search(source):
        return _LONE_STOP.sub("", text)
    return text


def _opened(text: str, language: str, source: str) -> str:
    """Give a text a capital at its start where the source has one; names such as iPhone stay."""
    first = next((letter for letter in source if letter.isalpha()), "")
    own = text.split(maxsplit=1)[0] if text.strip() else ""
    if not first.isupper() or own in source or own.startswith(_HOLE):
        return text
    return capitalise(text, language)


def _masked(text: str) -> tuple[str, Iterator[str]]:
    """Put a hole for each stretch that is not to be touched, and return those too."""
    kept: list[str] = []
    pieces: list[str] = []
    position = 0
    for start, end in verbatim_matches(text):
        pieces += (text[position:start], _HOLE)
        kept.append(text[start:end])
        position = end
    return "".join((*pieces, text[position:])), iter(kept)


def finish(text: str, *, language: str, source: str, digits: Digits = Digits.WESTERN) -> str:
    """Return a segment's translation as it is printed in `language`.

    Composes to NFC, closes up stray spaces, sets quotation marks, full stops,
    commas, question marks, dashes and digits by the language's rules, corrects
    look-alike letters, and begins with a capital and ends with a stop where the
    English `source` does. `digits` is Persian's alone.
    """
    text = unicodedata.normalize("NFC", text.replace(_HOLE, "")).strip()
    text, kept = _masked(text)
    text = _SPACE_BEFORE_MARK.sub("", _SPACES.sub(" ", text))
    text = with_quotes(text, language)
    text = _persian(text, digits) if language == "fa" else _RULES[language](text)
    text = _opened(_closed(text, language, source), language, source)
    return re.sub(_HOLE, lambda _: next(kept), text)
