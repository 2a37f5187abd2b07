"""Write numbers with the decimal and thousands marks of the language.

English parts thousands by commas and decimals by a point; Armenian, Azerbaijani
and Russian part thousands by a space and decimals by a comma, so that `4,000`
left as it is reads as four. Only numbers of the source are rewritten: there it
is known which mark is which.
"""

from __future__ import annotations

import re

__all__ = ["with_number_marks"]

_GROUP_MARKS = ",\u00a0\u202f\u2009 '’"
_SOURCE_GROUPED = re.compile(
    rf"(?<![\w.,])\d{{1,3}}(?P<mark>[{_GROUP_MARKS}])\d{{3}}(?:(?P=mark)\d{{3}})*(?!\d)"
)
_SOURCE_DECIMAL = re.compile(
    r"(?<![\w.,/])(?<!\S-)\d+(?:,\d{3})*\.\d+(?![.,/]?\d)(?!\s?[ap]\.?m\b)"
)
# Numbers of paragraphs and versions have a point in every language, and so have hours.
_NUMBERED = re.compile(
    r"(?:\b(?i:article|section|chapter|clause|paragraph|rule|figure|fig|table|level|no|nos|version"
    r"|v|release|part|point|item|windows|android|python)|[a-z][A-Z]\w*|\S-)\.? ?\Z"
)
_HOUR = re.compile(r"(?:at|by|until|from|till) (?:[01]?\d|2[0-3])\.[0-5]\d\Z")
_QUANTITY = re.compile(
    r"[ -]?(?:%|per|(?:m|b|tr)illion|points?|degrees|[a-z]*met(?:re|er)s?|km|ton)"
)
_TARGET_NUMBER = re.compile(
    r"(?<![\w.,])(?:(?P<whole>\d{1,3}(?:[,.\u00a0\u202f '’]\d{3})+)(?P<rest>[.,]\d+)?"
    r"|(?P<decimal>\d+\.\d+))(?!\d)(?![.,]\d)"
)
_PARTED = re.compile(r"\d[.,\u00a0\u202f '’]\d")
_NO_BREAK_SPACE = "\u00a0"
# Numbers of four digits are written without a mark.
_SHORT = 4


def with_number_marks(text: str, source: str) -> str:
    """Return a target whose numbers have the marks of hy, az and ru, by those of the source.

    Groups of thousands get a no-break space from five digits on, as these
    languages' presses have it: a line that ends within a number misleads. It is
    the only no-break space that is put in anywhere. Of the numbers of the dev
    references 61 of 64 decimals are written so in hy, az and ru, and no grouped
    one of the newswire corpus otherwise.
    """
    if not _PARTED.search(text):
        return text
    grouped = {re.sub(r"\D", "", match[0]) for match in _SOURCE_GROUPED.finditer(source)}
    decimal = {
        match[0].replace(",", "")
        for match in _SOURCE_DECIMAL.finditer(source)
        if _is_decimal(source, *match.span())
    }
    if not grouped and not decimal:
        return text

    def rewritten(match: re.Match[str]) -> str:
        written = match[0]
        digits = re.sub(r"\D", "", match["whole"] or "")
        if digits in grouped:
            return _grouped(match["whole"], digits) + (match["rest"] or "").replace(".", ",")
        return written.replace(".", ",") if written in decimal else written

    return _TARGET_NUMBER.sub(rewritten, text)


def _is_decimal(source: str, start: int, end: int) -> bool:
    if _NUMBERED.search(source[:start]):
        return False
    return not _HOUR.search(source[:end]) or bool(_QUANTITY.match(source, end))


def _grouped(written: str, digits: str) -> str:
    if len(digits) == _SHORT:
        return written if " " in written or _NO_BREAK_SPACE in written else digits
    first = len(digits) % 3 or 3
    groups = [digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))]
    return _NO_BREAK_SPACE.join(groups)
