"""Expectations about numbers: the same ones, in the digits that were asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.fidelity.answers import Judged
from benchmarks.fidelity.wording import cut, prose

__all__ = [
    "digits_native",
    "digits_western",
    "no_new_numbers",
    "numbers_in_order",
    "numbers_kept",
    "numerals",
]

# Digits with marks inside, as English, Russian, Azerbaijani and Persian press set them.
_NUMERAL = re.compile(r"\d+(?:[.,٫٬'’\u00a0\u202f\u2009](?=\d)\d+| (?=\d{3}(?!\d))\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[.,٬'’ \u00a0\u202f\u2009]\d{3})+")
_SPELT = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "half": 2, "january": 1,
    "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
# What a numeral up to twelve may be written as, by the openings of words. Words
# that mean something else more often (fa "نه", no; az "on" behind another) are left out.
_IN_WORDS = {
    "hy": "մեկ|առաջին երկու|երկր երեք|երր չորս|չորր հինգ վեց յոթ ութ ինն|ինը տաս տասնմեկ տասներկու",
    "az": "bir iki üç dörd beş altı yeddi səkkiz doqquz on\\b on\u00a0bir on\u00a0iki",
    "fa": "یک|نخست|اول دو سه|سوم چهار پنج شش هفت هشت نهم ده یازده دوازده",
    "ru": "од[ин]н?|перв дв[аеу]|втор тр[иёе] четыр|четвер|четв[её]рт пят шест сем|седьм вос[ье]м "
    "девят десят одиннадц двенадц",
}
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4}|\d\d)(?![.\d])")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):([0-5]\d)(?!\d)")
_NOON = 12
_LONGEST_SMALL = 3


@dataclass(frozen=True, slots=True)
class _Numeral:
    written: str
    digits: str
    grouped: bool
    pointed: bool


def numerals(text: str) -> list[str]:
    """List the numerals of a text, in Western digits, marks inside kept."""
    return [found.written for found in _numerals(text)]


def numbers_kept(judged: Judged) -> str:
    """Expect each number of the source in the target, in digits, as often as there.

    Western and native digits are one; so are the ways to group thousands, to set
    the decimal mark, a date or a time, but a decimal stays one. An hour before
    "p.m." may be told on the clock of 24 hours, a numeral up to 12 in words.
    """
    source = prose(judged.source, mime_type=judged.mime_type)
    target = _with_times(prose(judged.target, mime_type=judged.mime_type), source)
    left = list(_numerals(target))
    missing: list[str] = []
    for wanted, others in _wanted(source):
        match = next((one for one in left if _same(wanted, one) or one.digits in others), None)
        if match is not None:
            left.remove(match)
        elif not _is_in_words(wanted, target, judged.language):
            missing.append(wanted.written)
    return f"numbers {missing[:6]} are missing from {cut(judged.target)}" if missing else ""


def numbers_in_order(judged: Judged, wanted: Sequence[str]) -> str:
    """Expect these numerals one behind the other, however their marks are set."""
    found = iter([re.sub(r"\D", "", one) for one in numerals(judged.target)])
    for numeral in wanted:
        for part in numerals(numeral):
            if re.sub(r"\D", "", part) not in found:
                return f"{numeral!r} is missing or out of order in {cut(judged.target)}"
    return ""


def no_new_numbers(judged: Judged) -> str:
    """Expect no number that the source has neither in digits nor in words."""
    source = prose(judged.source, mime_type=judged.mime_type)
    known = {one.digits for one in _numerals(source)}
    known |= {other for _, others in _wanted(source) for other in others}
    spelt = [_SPELT[word] for word in re.findall(r"[a-z]+", source.lower()) if word in _SPELT]
    known |= {str(value) for value in spelt}
    known |= {str(a + b) for a in spelt for b in spelt} | {str(a * b) for a in spelt for b in spelt}
    found = _numerals(_with_times(prose(judged.target, mime_type=judged.mime_type), source))
    new = [one.written for one in found if one.digits not in known and not _scaled(one, known)]
    return f"numbers {new[:6]} are new in {cut(judged.target)}" if new else ""


def digits_western(judged: Judged) -> str:
    """Expect no digit but 0 to 9."""
    native = [c for c in judged.target if unicodedata.category(c) == "Nd" and c not in "0123456789"]
    return f"native digits {native[:6]} in {cut(judged.target)}" if native else ""


def digits_native(judged: Judged, besides: Sequence[str] | bool = True) -> str:  # noqa: FBT001, FBT002
    """Expect Persian digits only, but for URLs, placeholders and the terms given."""
    keep = (*judged.keep, *(besides if not isinstance(besides, bool) else ()))
    text = prose(judged.target, mime_type=judged.mime_type, keep=keep)
    western = re.findall(r"[0-9٠-٩]", text)
    if western:
        return f"digits {western[:6]} in {cut(text)}"
    return "" if re.search(r"[۰-۹]", text) else f"no Persian digits in {cut(text)}"


def _western(text: str) -> str:
    return "".join(
        str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text
    )


def _with_times(target: str, source: str) -> str:
    """Set the source's times in the target with colons, where it has points."""
    target = _western(target)
    for hour, minute in _TIME.findall(source):
        target = re.sub(rf"(?<!\d){hour}\.{minute}(?!\d)", f"{hour}:{minute}", target)
    return target


def _is_in_words(wanted: _Numeral, target: str, language: str) -> bool:
    names = _IN_WORDS.get(language, "").split(" ")
    if wanted.pointed or len(wanted.digits) >= _LONGEST_SMALL or not wanted.digits.strip("0"):
        return False
    value = int(wanted.digits)
    if value > len(names):
        return False
    name = names[value - 1].replace("\u00a0", " ")
    return re.search(rf"\b(?:{name})", target, re.IGNORECASE) is not None


def _numerals(text: str) -> Iterator[_Numeral]:
    for found in _NUMERAL.finditer(_DATE.sub(r"\1/\2/\3", _western(text))):
        written = found.group()
        digits = re.sub(r"\D", "", written)
        grouped = _GROUPED.fullmatch(written) is not None
        yield _Numeral(written, digits, grouped, pointed=digits != written)


def _wanted(text: str) -> Iterator[tuple[_Numeral, frozenset[str]]]:
    """Yield each numeral of the source with other digits that say the same."""
    afternoons = {
        int(hour) for hour in re.findall(r"\b(\d{1,2})(?:[:.]\d\d)?\s?p\.?m\b", text.lower())
    }
    for one in _numerals(text):
        others = set()
        if not one.pointed and len(one.digits) < _LONGEST_SMALL:
            others.add(str(int(one.digits)))
            if int(one.digits) in afternoons and int(one.digits) < _NOON:
                others.add(str(int(one.digits) + _NOON))
        yield one, frozenset(others)


def _same(wanted: _Numeral, found: _Numeral) -> bool:
    if wanted.digits != found.digits:
        return False
    whole = not wanted.pointed or wanted.grouped
    return not found.pointed or found.grouped if whole else found.pointed


def _scaled(one: _Numeral, known: set[str]) -> bool:
    """Tell whether a number is one of the source's with its "million" written out."""
    bare = one.digits.rstrip("0")
    return len(one.digits) > _LONGEST_SMALL and any(bare == other.rstrip("0") for other in known)
