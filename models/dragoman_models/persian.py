"""Write Persian as its press does: its own letters, marks and digits, and joiners that join.

The spacing rules are those that cannot be wrong: they join what is no word of
its own (`ها`, `ترین`) or what only ever stands before a verb (`می`). Whether a
suffix that the model wrote onto a word should have a joiner before it
(`کتابها`) is left as it is: presses differ.
"""

from __future__ import annotations

import re
import unicodedata

from dragoman_models.types import DigitPolicy

__all__ = ["persian"]

_JOINER = "\u200c"
_LETTERS = "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff"
_ARABIC_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ۀ": "هٔ", "ە": "ه", "ہ": "ه"})
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]+")
_TATWEEL = re.compile(rf"(?<=[{_LETTERS}])\u0640+(?=[{_LETTERS}])")

# Suffixes, which never begin a word: plurals with what may follow them, the superlative.
_SUFFIX = r"(?:ها(?:ی(?:ی|م|ت|ش|مان|تان|شان)?)?|ترین(?:ها)?(?:ی)?)"
_LOOSE_SUFFIX = re.compile(rf"(?<=[{_LETTERS}])(?: ?{_JOINER} ?| )(?={_SUFFIX}(?![{_LETTERS}]))")
# Behind a word in -e: its indefinite, and the auxiliaries of the perfect.
_LOOSE_ENDING = re.compile(
    rf"(?<=[{_LETTERS}]ه)(?: ?{_JOINER} ?| )(?=(?:ای|اند|ایم|اید)(?![{_LETTERS}]))"
)
# The prefix of the present, before a word that ends as verbs do. Of 1,012 that
# stand alone in the public corpora all but one are joined so.
_LOOSE_PREFIX = re.compile(
    rf"(?<![{_LETTERS}{_JOINER}])(?<!ماه )(?<!\d )(ن?می){_JOINER}* {_JOINER}*"
    rf"(?=(?:[{_LETTERS}]{{1,9}}[دمیته]|توان)(?![{_LETTERS}]))"
)
_GLUED_PREFIX = re.compile(
    rf"(?<![{_LETTERS}{_JOINER}])(ن?می)"
    rf"(?=(?:شو|کن|گوی|گو|توان|ده|خواه|باش|یاب|گیر|رس|ساز|دان|بین|رو)(?:د|ند|یم|ید)(?![{_LETTERS}])"
    rf"|(?:شد|کرد|گفت|داد|رفت|خواست|توانست|گرفت)(?:ند|یم|ید)?(?![{_LETTERS}]))"
)
_WORD = re.compile(rf"[{_LETTERS}]+")
# What is no verb behind `می`, which is wine and the month of May too.
_NO_VERB = frozenset(("که", "به", "چه", "نه", "ی", "ای", "میلادی", "گذشته", "جاری", "آینده"))
# Behind these letters nothing joins, and no joiner is written.
_UNJOINED = frozenset("اآأإدذرزژوؤء")
_JOINERS = re.compile(rf"{_JOINER}{{2,}}")
_LOOSE_JOINER = re.compile(rf"(?<![{_LETTERS}{_JOINER}]){_JOINER}+|{_JOINER}+(?![{_LETTERS}])")

# A Latin word that stands on a Persian one; the plural may (`DNAها`).
_GLUED_LATIN = re.compile(
    rf"(?<=[A-Za-z]{{2}})(?=(?!ها)[{_LETTERS}]{{2}})|(?<=[{_LETTERS}]{{2}})(?=[A-Za-z]{{2}})"
)

_MARKS = {",": "،", ";": "؛", "?": "؟"}
# Between figures, and within a phrase in Latin letters, the marks are Latin.
_MARK = re.compile(r"(?<!\d)(?<![A-Za-z])[,;?]|[,;?](?!\d)(?!\s?[A-Za-z])")

_OTHER_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_NATIVE_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_LATIN_MARKS = re.compile(r"(?<=\d)[٬٫](?=\d)")
# Figures that are no part of a Latin name such as F-16 or Windows 11.
_FIGURES = re.compile(
    r"(?<![A-Za-z\d.,])(?<![A-Za-z][- ])\d+(?:[.,]\d+)*(?![A-Za-z\d])(?!-[A-Za-z])"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL = re.compile(r"\d+\.\d+")


def persian(text: str, digits: DigitPolicy) -> str:
    """Return `text` with Persian letters, marks, joiners and the digits that are asked for."""
    text = _PRESENTATION_FORMS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = _TATWEEL.sub("", text.translate(_ARABIC_LETTERS))
    text = _GLUED_LATIN.sub(" ", _joined(text))
    text = _MARK.sub(lambda match: _MARKS[match[0]], text)
    if digits is DigitPolicy.KEEP:
        return text
    text = _LATIN_MARKS.sub(_latin_mark, text.translate(_OTHER_DIGITS))
    return text if digits is DigitPolicy.WESTERN else _native(text)


def _joined(text: str) -> str:
    """Join prefixes and suffixes to their word, and leave joiners only where they join."""
    if "می" in text:
        text = _LOOSE_PREFIX.sub(_prefixed, _JOINERS.sub(_JOINER, text))
        text = _GLUED_PREFIX.sub(rf"\1{_JOINER}", text)
    if "ها" in text or "ترین" in text:
        text = _LOOSE_SUFFIX.sub(_between, text)
    text = _LOOSE_ENDING.sub(_JOINER, text)
    return _LOOSE_JOINER.sub("", _JOINERS.sub(_JOINER, text)) if _JOINER in text else text


def _prefixed(match: re.Match[str]) -> str:
    following = _WORD.match(match.string, match.end())
    joins = following is not None and following[0] not in _NO_VERB
    return f"{match[1]}{_JOINER}" if joins else match[0]


def _between(match: re.Match[str]) -> str:
    if match[0] == _JOINER:
        return _JOINER
    return "" if match.string[match.start() - 1] in _UNJOINED else _JOINER


def _latin_mark(match: re.Match[str]) -> str:
    return "," if match[0] == "٬" else "."


def _native(text: str) -> str:
    """Put Persian figures, with their own marks for thousands, decimals and per cent."""
    text = _FIGURES.sub(_native_figure, text)
    return re.sub(r"(?<=[۰-۹])\s?%|%(?=[۰-۹])", "٪", text)


def _native_figure(match: re.Match[str]) -> str:
    written = match[0]
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "٬").replace(".", "٫")
    elif _DECIMAL.fullmatch(written):
        written = written.replace(".", "٫")
    return written.translate(_NATIVE_DIGITS)
