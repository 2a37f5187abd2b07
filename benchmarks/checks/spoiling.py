"""Spoil references on purpose, each in one named way, so that checks have something to find."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from benchmarks.checks.dev_sets import Pair

from dragoman_models.names import count_names, heard, names_in, sounds_like
from dragoman_models.quantities import quantities
from dragoman_models.transliteration import first_vowel, sounds
from dragoman_models.types import Flag

__all__ = ["SPOILINGS", "Case", "Spoiling"]

_WORD = re.compile(r"[^\W\d_]+(?:[\u200c'’ʼ՛՞՜][^\W\d_]+)*")
_FIGURE = re.compile(r"(?<![\d.,:/-])\d{2,}(?![\d.,:/-])")
# Longer than a headline, so that a third of it is something.
_LEAST_WORDS = 8
_LONGEST_SHORT = 3
_SCALES: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "hy": ("միլիոն", "միլիարդ", "տոկոս", "դոլար"),
        "az": ("milyon", "milyard", "faiz", "dollar"),
        "fa": ("میلیون", "میلیارد", "درصد", "دلار"),
        "ru": ("миллионов", "миллиардов", "процентов", "долларов"),
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """Hold what a spoiling works on: a pair, another one, and a source of chance."""

    pair: Pair
    other: Pair
    language: str
    chance: random.Random


@dataclass(frozen=True, slots=True)
class Spoiling:
    """Hold one way to spoil a reference, and the flag that should find it.

    `spoil` returns None where there is nothing to spoil.
    """

    name: str
    flag: Flag
    spoil: Callable[[Case], str | None]


def _copy(case: Case) -> str | None:
    return case.pair.source


def _mostly_english(case: Case) -> str | None:
    words, own = case.pair.source.split(), case.pair.reference.split()
    if len(words) < _LEAST_WORDS:
        return None
    return " ".join((*own[: len(own) // 3], *words[len(words) // 3 :]))


def _loop(case: Case) -> str | None:
    words = case.pair.reference.split()
    half = words[: len(words) // 2]
    return " ".join((*half, *(half[-2:] * 4))) if len(half) > 1 else None


def _half(case: Case) -> str | None:
    return _first_part(case.pair.reference, 1 / 2)


def _two_thirds(case: Case) -> str | None:
    return _first_part(case.pair.reference, 2 / 3)


def _first_part(text: str, share: float) -> str | None:
    words = text.split()
    return " ".join(words[: round(share * len(words))]) if len(words) >= _LEAST_WORDS else None


def _twice(case: Case) -> str | None:
    return f"{case.pair.reference} {case.pair.reference}"


def _other_figure(case: Case) -> str | None:
    figures = list(_FIGURE.finditer(case.pair.reference))
    if not figures or not _FIGURE.search(case.pair.source):
        return None
    match = case.chance.choice(figures)
    digit = str((int(match[0][0]) + case.chance.randint(1, 8)) % 9 + 1)
    changed = f"{digit if digit != match[0][0] else (int(digit) % 9) + 1}{match[0][1:]}"
    return case.pair.reference[: match.start()] + changed + case.pair.reference[match.end() :]


def _other_unit(case: Case) -> str | None:
    """Put a million, percent or dollars behind a figure that counts something else by a word."""
    figures = [
        match
        for match in _FIGURE.finditer(case.pair.reference)
        if any(quantities(case.pair.source, "en").get(float(match[0]), ()))
    ]
    if not figures:
        return None
    match = case.chance.choice(figures)
    units = quantities(case.pair.source, "en")[float(match[0])]
    kinds = {kind for unit in units for kind, _ in unit}
    words = _SCALES[case.language][:2] if "scale" not in kinds else _SCALES[case.language][2:3]
    rest = re.sub(r"\A\S*(?: [^\W\d_]+|[%٪])?", "", case.pair.reference[match.end() :], count=1)
    return f"{case.pair.reference[: match.end()]} {case.chance.choice(words)}{rest}"


def _lost_figure(case: Case) -> str | None:
    figures = list(_FIGURE.finditer(case.pair.reference))
    if not figures or not _FIGURE.search(case.pair.source):
        return None
    match = case.chance.choice(figures)
    return case.pair.reference[: match.start()] + case.pair.reference[match.end() :].lstrip()


def _without_name(case: Case) -> str | None:
    return _name_replaced(case.pair, "", case.language, case.chance)


def _other_name(case: Case) -> str | None:
    """Put a word of another reference that is a name there into a name's place."""
    strange = [
        word
        for name in names_in(case.other.source)
        for word in _words_of_name(name.words, case.other.reference, case.language)
    ]
    return (
        _name_replaced(case.pair, case.chance.choice(strange), case.language, case.chance)
        if strange
        else None
    )


def _name_replaced(pair: Pair, by: str, language: str, chance: random.Random) -> str | None:
    """Replace what stands for one of the source's names wherever it stands."""
    if not all(count_names(pair.source, pair.reference, language=language)):
        return None
    places = [
        found
        for name in names_in(pair.source)
        if (found := _words_of_name(name.words, pair.reference, language))
    ]
    if not places:
        return None
    found = chance.choice(places)
    pattern = "|".join(re.escape(word) for word in found)
    return re.sub(rf"\b(?:{pattern})\b", by, pair.reference)


def _words_of_name(words: Sequence[str], text: str, language: str) -> list[str]:
    """List the words of a text that sound like a name's words."""
    found: list[str] = []
    for target in dict.fromkeys(_WORD.findall(text)):
        sound = heard(target, language)[1]
        if any(
            sounds_like(sounds(word, "en"), [sound], vowel=first_vowel(word, "en"))
            for word in words
            if len(sounds(word, "en")) > 1
        ):
            found.append(target)
    return found


def _half_a_pair(case: Case) -> str | None:
    marks = [index for index, mark in enumerate(case.pair.reference) if mark in '()[]«»"“”„']
    if not marks:
        return None
    place = case.chance.choice(marks)
    return case.pair.reference[:place] + case.pair.reference[place + 1 :]


def _word_twice(case: Case) -> str | None:
    words = case.pair.reference.split()
    places = [place for place, word in enumerate(words) if word.isalpha()]
    if not places:
        return None
    place = case.chance.choice(places)
    return " ".join((*words[: place + 1], *words[place:]))


def _strange_latin(case: Case) -> str | None:
    """Put a Latin word of another source into the place of a word."""
    words = case.pair.reference.split()
    strange = [
        word
        for word in case.other.source.split()
        if word.isalpha() and len(word) > _LONGEST_SHORT and word not in case.pair.source
    ]
    if case.language == "az" or not strange or not words:
        return None
    place = case.chance.randrange(len(words))
    return " ".join((*words[:place], case.chance.choice(strange), *words[place + 1 :]))


def _without_pairs(case: Case) -> str | None:
    """Take all quotation marks away, else all brackets, where the source has such a pair."""
    for marks in ('«»"“”„', "()[]"):
        there = set(marks) & set(case.pair.reference)
        if there and set(marks) & set(case.pair.source):
            return re.sub(f"[{re.escape(marks)}]", "", case.pair.reference)
    return None


SPOILINGS = (
    Spoiling("a copy of the source", Flag.UNTRANSLATED, _copy),
    Spoiling("two thirds in English", Flag.UNTRANSLATED, _mostly_english),
    Spoiling("two words in a loop", Flag.REPETITION, _loop),
    Spoiling("the second half missing", Flag.LENGTH_RATIO, _half),
    Spoiling("the last third missing", Flag.LENGTH_RATIO, _two_thirds),
    Spoiling("said twice", Flag.LENGTH_RATIO, _twice),
    Spoiling("a digit changed", Flag.NUMBER_MISMATCH, _other_figure),
    Spoiling("a figure left out", Flag.NUMBER_MISMATCH, _lost_figure),
    Spoiling("a figure of another unit", Flag.NUMBER_MISMATCH, _other_unit),
    Spoiling("a name left out", Flag.NAME_MISSING, _without_name),
    Spoiling("another sentence's name", Flag.NAME_MISSING, _other_name),
    Spoiling("half a pair of marks", Flag.UNBALANCED, _half_a_pair),
    Spoiling("a pair of marks lost", Flag.UNBALANCED, _without_pairs),
    Spoiling("a word twice running", Flag.REPETITION, _word_twice),
    Spoiling("a Latin word of another source", Flag.WRONG_SCRIPT, _strange_latin),
)
