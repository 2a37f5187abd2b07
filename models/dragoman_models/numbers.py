"""Compare the numbers of a source and its translation, however each language writes them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache

from dragoman_models.months import month_of
from dragoman_models.spelled_numbers import is_spelled_out

__all__ = ["located", "mismatched", "numbers"]

# Groups of three digits after a comma, point or space; then at most one decimal mark.
_NUMBER = re.compile(
    r"\d{1,3}(?:[,.'’٬\u00a0\u202f ]\d{3})+(?!\d)(?:[.,٫]\d+)?"
    r"|\d+(?:[.,٫]\d+| ?[½¼¾⅓⅔⅛⅜⅝⅞])?"
)
# 5½: what a language may say in words or with a bar.
_MIXED = re.compile(r"(\d+) ?([½¼¾⅓⅔⅛⅜⅝⅞])")
_PART = re.compile(
    r"[½¼¾⅓⅔⅛⅜⅝⅞]|\d/\d|կես|քառորդ|երրորդ|yarı|rüb|dörddə|üçdə|نیم|ربع|چهارم|سوم"
    r"|полов|полтор|четверт|трет"
)
_ONE_AND_A_HALF = re.compile("полтор|полутор")
# 15.11.2026, whose points are no decimal marks; 9:30, which may be written 9.30; and 9.30 a.m.
_DATE = re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})[./](?=\d{4}(?!\d))")
_DOTTED_TIME = re.compile(r"(?<![\d.:])(\d{1,2})\.([0-5]\d)(?=\s*[ap]\.?\s?m\b)", re.IGNORECASE)
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])")
_DIGIT = re.compile(r"\d")
# 0.50: a last zero that a price, a rate or a version has for a reason.
_LAST_ZERO = re.compile(r"\d\.\d*0(?!\d)")
_DECIMAL_MARK = re.compile("[,٫]")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_GROUPED = re.compile(r"\d{1,3}(?:[,.'’٬\u00a0\u202f ]\d{3})+")
# Words that may be larger figures in a target.
_LARGE = (
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty"
    " seventy eighty ninety hundred thousand million billion trillion dozen dozens hundreds"
    " thousands millions billions twentieth thirtieth hundredth noon midnight century centuries"
    " decade decades half halves quarter quarters double triple"
)
_LARGE_WORDS = frozenset(_LARGE.split())
# Words that may be small figures in a target, beside those.
_SMALL = (
    "two three four five six seven eight nine ten eleven twelve second third fourth fifth sixth"
    " seventh eighth ninth tenth eleventh twelfth seconds thirds fourths fifths twos threes fours"
    " fives sixes sevens eights nines tens both twice thrice couple couples pair pairs twin twins"
    " doubled tripled"
)
_SMALL_WORDS = frozenset(_SMALL.split())
# World War II is the 2nd one in Azerbaijani.
_ROMAN = re.compile(r"\b(?:II|III|IV|VI{0,3}|IX|XI{0,2}|X)\b")
_ENGLISH_WORD = re.compile(r"[a-z]+")
_WORD = re.compile(r"[A-Za-z]+")
_CLOCK = re.compile(r"\d\s*[ap]\.?\s?m\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\d+(?=(?:st|nd|rd|th)\b)")
# km2, m3: square and cubic in words.
_POWER = re.compile(r"(?<=m)[23]\b")
# Up to here every language may spell a number out.
_SPELLED_OUT = 12
_SCALES = (1e2, 1e3, 1e6, 1e9)


def numbers(text: str) -> Counter[float]:
    """Count the numbers of a text by value; digits of any script, thousands marks or not.

    A mark before three digits parts thousands, any other is decimal: `1,500`,
    `1.500` and `1 500` are one number, `1.5`, `1,5` and `1½` another. A fraction
    alone is no number here: languages have words for it.
    """
    return Counter(value for _, _, value in located(text))


@lru_cache(maxsize=1024)
def located(text: str) -> tuple[tuple[int, int, float], ...]:
    """List each number of a text in order: its start, its end, its value."""
    if _DIGIT.search(text) is None:
        return ()
    western = _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)
    western = _DATE.sub(r"\1 \2 ", western)
    matches = _NUMBER.finditer(western)
    return tuple((match.start(), match.end(), _value(match[0])) for match in matches)


def _value(written: str) -> float:
    if mixed := _MIXED.fullmatch(written):
        return int(mixed[1]) + _fraction(mixed[2])
    grouped = _GROUPED.match(written)
    end = grouped.end() if grouped else 0
    whole = re.sub(r"\D", "", written[:end])
    rest = re.sub(r"[,٫]", ".", written[end:])
    return float(f"{whole}{rest}")


def _fraction(sign: str) -> float:
    """Return a fraction's value as its decimals are written: thirds with two."""
    exact = unicodedata.numeric(sign)
    return exact if (exact * 8).is_integer() else round(exact, 2)


def _scaled(value: float, others: Counter[float]) -> bool:
    """Tell whether `value` is there with a word for hundreds, thousands, millions."""
    return any(value / scale in others or value * scale in others for scale in _SCALES)


def mismatched(source: str, target: str, *, language: str | None = None) -> tuple[float, ...]:
    """List the numbers that only one side has, in rising order.

    Numbers up to twelve may be spelled out in either, and so may ordinals (or
    stand in Roman figures: 18th, XVIII); larger ones may be given with a word for
    a thousand; a source that names numbers in words, or hours of a twelve-hour
    clock, may have a target with more figures. Where `language` is
    given, the word for a small number is looked for in the target. A price or a rate
    keeps its last zeros: 0.00 and 421.10 are not 0 and 421.1.
    """
    if not located(source) and not located(target):
        return ()
    source = _DOTTED_TIME.sub(r"\1:\2", source)
    timed = _with_times_of(source, target)
    ours, theirs = numbers(source), numbers(timed)
    rounded = _rounded(source, timed)
    if ours == theirs:
        return rounded
    free = {float(match[0]) for match in _ORDINAL.finditer(source)}
    powers = {float(match[0]) for match in _POWER.finditer(source)}
    mixed = {value for value in _mixed(source) if _is_in_words(value, target, theirs, language)}
    lost = [
        value
        for value in ours - theirs
        if value not in powers | mixed
        and not _may_be_missing(value, target, language=language, ordinal=value in free)
        and not _scaled(value, theirs)
    ]
    # The twelve-hour clock: 6 p.m. is 18:00.
    if _CLOCK.search(source):
        lost = [value for value in lost if value + _SPELLED_OUT not in theirs]
    added = [] if theirs <= ours or _is_explained(source) else _added(source, ours, theirs)
    return tuple(sorted({*lost, *added, *rounded}))


def _rounded(source: str, target: str) -> tuple[float, ...]:
    """List the numbers of a source that a target has without the zeros at their ends."""
    if not _LAST_ZERO.search(source):
        return ()
    exact = {(value, places) for value, places, zero in _decimals(source) if zero}
    theirs = {(value, places) for value, places, _ in _decimals(target)}
    present = {value for value, _ in theirs}
    return tuple(sorted(value for value, _ in exact - theirs if value in present))


def _decimals(text: str) -> Iterator[tuple[float, int, bool]]:
    """Yield each number's value, its digits behind the decimal mark, and whether 0 ends them."""
    for start, end, value in located(text):
        written = text[start:end]
        grouped = _GROUPED.match(written)
        _, _, decimals = _DECIMAL_MARK.sub(
            ".", written[grouped.end() if grouped else 0 :]
        ).partition(".")
        yield value, len(decimals), decimals[-1:] == "0"


def _is_explained(source: str) -> bool:
    """Tell whether words of the source may be larger figures that only the target has."""
    words = _ENGLISH_WORD.findall(source.lower())
    return not _LARGE_WORDS.isdisjoint(words) or _CLOCK.search(source) is not None


def _mixed(source: str) -> Iterator[float]:
    """Yield the numbers of a source that are written with the sign of a fraction."""
    for whole, sign in _MIXED.findall(source):
        yield int(whole) + _fraction(sign)


def _is_in_words(
    value: float, target: str, theirs: Collection[float], language: str | None
) -> bool:
    """Tell whether a target has a number's whole part and some fraction: `հինգ ու կես`."""
    if not _PART.search(target):
        return False
    whole = value // 1
    if whole == 1 and _ONE_AND_A_HALF.search(target):
        return True
    small = whole <= _SPELLED_OUT
    return whole in theirs or (small and _may_be_missing(whole, target, language=language))


def _with_times_of(source: str, target: str) -> str:
    """Write a target's times of the day as the source does, with a colon."""
    for hour, minute in _TIME.findall(source):
        target = target.replace(f"{hour}.{minute}", f"{hour}:{minute}")
    return target


def _may_be_missing(
    value: float, target: str, *, language: str | None, ordinal: bool = False
) -> bool:
    if not _is_small(value):
        return ordinal
    return language is None or is_spelled_out(int(value), target, language=language)


def _is_small(value: float) -> bool:
    return value <= _SPELLED_OUT and value.is_integer()


def _names_small(source: str) -> bool:
    """Tell whether a source says a small number in words, in Roman figures, or by a month."""
    if not _SMALL_WORDS.isdisjoint(_ENGLISH_WORD.findall(source.lower())):
        return True
    # The fifth of September may be 05.09.
    return _ROMAN.search(source) is not None or any(map(month_of, _WORD.findall(source)))


def _added(source: str, ours: Counter[float], theirs: Counter[float]) -> list[float]:
    """List the figures of a target that a source has neither in figures nor in words.

    A one may be an article.
    """
    small = _names_small(source)
    whole = {value // 1 for value in ours}
    return [
        value
        for value in theirs - ours
        if value not in ours
        and not _scaled(value, ours)
        and not (_is_small(value) and (small or value in whole or value <= 1))
    ]
