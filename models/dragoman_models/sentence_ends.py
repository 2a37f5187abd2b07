"""Give the end of a translation the mark that its source has there, and none to a headline."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from dragoman_models.english_case import is_common

__all__ = ["with_end_of"]

_STOPS: Mapping[str, str] = MappingProxyType({"hy": "։"})
# Armenian asks and exclaims over a vowel, and ends the sentence with a stop.
_QUESTIONS: Mapping[str, str] = MappingProxyType({"hy": "։", "fa": "؟"})
_EXCLAMATIONS: Mapping[str, str] = MappingProxyType({"hy": "։"})

_CLOSING = r"[\"'”’»)\]]*"
_END = re.compile(rf"(?P<mark>[.!?…]+)(?P<closing>{_CLOSING})\Z")
_ENDED = re.compile(rf"[.!?…։؟:;]{_CLOSING}\Z")
_STOP_AT_END = re.compile(r"(?<=[^\W\d_])(?:\.(?P<inside>[»”]?)|(?P<outside>[»”])\.)\Z")
_LONE_STOP = re.compile(r"(?:(?<=[^\W\d_]{3})|(?<=[»”)\d%٪]))[.։]\Z")
_ABBREVIATED = re.compile(
    r"(?<!\w)(?i:тыс|млн|млрд|трлн|долл|руб|коп|чел|экз|обл|проц|мин|сек|min|mln|mlrd|trln)\.\Z"
)
# What ends no sentence, where the source's ends.
_DANGLING = re.compile(r"(?<=[^\W_])\s*[,،;؛](?:\s*[—–-])?\Z")
_COMMA_BEFORE_END = re.compile(rf"(?<=[^\W_])\s*[,،;؛]+(?=[.։!?؟]{_CLOSING}\Z)")
_LAST_WORD = re.compile(rf"([^\W\d_]+)\.{_CLOSING}\Z")
# A shorter source that ends in a point may be an abbreviation.
_SENTENCE_WORDS = 4
_OPENS_BRACKET = re.compile(r"[\"“«]?[(\[]")
_UNKNOWN = "?"
_QUOTES = "»”"
_BRACKETS = ")]"
_SIGNS = "%٪°€$£₽₼֏"


def with_end_of(source: str, text: str, *, language: str, last: str) -> str:
    """Return a text with the mark at its end that the English `source` has there.

    `last` is the text's last character as it is printed. A mark goes behind a
    closing quotation mark, but into a quotation or bracket that is the whole end
    of the source's sentence where languages write it so: `(Он ушёл.)`, `«Стой!»`.
    """
    source = source.rstrip()
    end = _END.search(source)
    if end is None:
        headline = source and not _ENDED.search(source) and not _ABBREVIATED.search(text)
        return _LONE_STOP.sub("", text) if headline else text
    mark = _mark(end["mark"], language)
    calls = "?" in end["mark"] or "!" in end["mark"]
    if not calls and not _is_sentence(source):
        return text
    text = _COMMA_BEFORE_END.sub("", text)
    if calls and language != "hy":
        text = _STOP_AT_END.sub(rf"{mark}\g<inside>\g<outside>", text)
    elif not calls and _DANGLING.search(text):
        text = _DANGLING.sub("", text)
        last = text[-1]
    return _ended(text, mark, _enclosing(source, end["closing"]), last)


def _enclosing(source: str, closing: str) -> str:
    """Return the closing marks of a quotation or bracket that a whole sentence stands in.

    A bracket within a sentence may end with the point of an abbreviation: nothing
    is known of where its sentence ends.
    """
    if any(bracket in closing for bracket in _BRACKETS) and not _OPENS_BRACKET.match(source):
        return _UNKNOWN
    return closing


def _mark(written: str, language: str) -> str:
    if "?" in written:
        return _QUESTIONS.get(language, "?")
    if "!" in written:
        return _EXCLAMATIONS.get(language, "!")
    return "…" if written.endswith(("…", "...")) else _STOPS.get(language, ".")


def _is_sentence(source: str) -> bool:
    """Tell whether the point at a source's end is that of a sentence, not an abbreviation's."""
    words = len(source.split())
    if words >= _SENTENCE_WORDS:
        return True
    final = _LAST_WORD.search(source)
    return words > 1 and final is not None and final[1].islower() and is_common(final[1])


def _ended(text: str, mark: str, closing: str, last: str) -> str:
    """Put the mark at the end of a text that ends with a word, or with a pair around one."""
    if last and (last.isalnum() or last in _SIGNS):
        return f"{text}{mark}"
    if not text[-2:-1].isalnum() or closing == _UNKNOWN:
        return text
    if text[-1] in _BRACKETS:
        inside = any(bracket in closing for bracket in _BRACKETS)
    elif text[-1] in _QUOTES:
        inside = bool(closing) and mark in "?!؟"
    else:
        return text
    return f"{text[:-1]}{mark}{text[-1]}" if inside else f"{text}{mark}"
