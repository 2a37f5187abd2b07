"""Find the names of an English source in its translation.

A name is looked for as it stands, by its sound (see `transliteration`), and by
the stems of `names.tsv`, which holds what sound does not find: exonyms
(Germany, Almaniya), acronyms, and words of names that are translated. The table
is made by `benchmarks/checks/name_table.py`, of the newswire corpus's training
lines and of CLDR's territories and cities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from typing import TypeAlias

from dragoman_models import casing, english_case
from dragoman_models.months import missing_months
from dragoman_models.name_forms import forms, owners
from dragoman_models.tables import read_table
from dragoman_models.transliteration import (
    LARGEST_SHARE,
    beginnings,
    first_vowel,
    is_likeness,
    sounds,
)
from dragoman_models.weekdays import missing_days

__all__ = [
    "ENGLISH_ENDING",
    "Name",
    "count_names",
    "heard",
    "is_spelt",
    "lacking",
    "missing_names",
    "names_in",
    "sounds_like",
]

_WORD = re.compile(r"[^\W\d_]+(?:[\u200c'’ʼ՛՞՜][^\W\d_]+)*")
_NAME_WORD = r"\b[^\W\d_a-z][^\W\d_]*(?:['’](?!s\b)[^\W\d_]+)*"
_RUN = re.compile(rf"{_NAME_WORD}(?:['’]s\b)?(?:[ -]{_NAME_WORD}(?:['’]s\b)?)*")
_BREAK = re.compile(r"[ -]")
# What stands before a word that opens a sentence or a quotation: of the last characters.
_OPENING = re.compile(r"\A\W*\Z|(?:[.!?:;…—–]\s|[\"“‘«(])\W*\Z")
_LOOK_BACK = 4
# Of acronyms and brands only those of the table are names: the others stay as they are.
_INNER_CAPITAL = re.compile(r"[^\W\d_][A-Z]")
_LATIN = re.compile(r"[A-Za-z]")
_TITLES = (
    "Ambassador Archbishop Ayatollah Bishop Captain Chairman Chancellor Chief Colonel Commander"
    " Commissioner Dr General Governor Jr Judge Justice King Lady Lieutenant Lord Major Marshal"
    " Mayor Minister Mr Mrs Ms Patriarch Pope President Prime Prince Princess Professor Queen Rabbi"
    " Representative Secretary Senator Sergeant Sheikh Sir Sr St Speaker Spokesman Spokeswoman"
)
_TITLE_WORDS = frozenset(_TITLES.split())
# Endings of English words that may stand in capitals in a title, and of peoples.
ENGLISH_ENDING = re.compile(
    r"(?:ions?|hoods?|ments?|ents?|ists?|isms?|ous|[ai]ble|ing|ed|ness|logy|[ai]cal|ics?|ity|ly"
    r"|ways?|(?<!y)ans?|ese|ish|ers?|ors?)\Z"
)
# What opens a sentence may be a rare word in the plural (Photons), or a contraction (They're).
_MAY_BE_COMMON = re.compile(r"s\Z|['’](?:re|ve|ll|d|m|t)\Z")
# Shorter words are initials and syllables, unless the table has them.
_SHORTEST = 3
# A name of fewer sounds is like too many words.
_FEWEST_SOUNDS = 2
# Of the spellings of one sound in `transliteration`.
_LONGEST_SPELLING = 3
# A cell of the table: a word that is not looked for in this language.
_UNCHECKED = "-"


@dataclass(frozen=True, slots=True)
class Name:
    """Hold one name of a source: its text, and those of its words that are looked for."""

    text: str
    words: tuple[str, ...]


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    """Read the table: a word, and for each language its stems, `-`, or nothing."""
    return read_table("names.tsv")


@lru_cache(maxsize=4096)
def names_in(source: str) -> tuple[Name, ...]:
    """List the names of an English text, each a run of words with a capital.

    Words that news writes in small letters are no names. One word alone that the
    table does not hold is one only where nothing says that it is a common word in
    a capital: a common word with a capital beside it, an English ending, an `s` at
    the end of a sentence's first word (but for an owner's).
    """
    text = english_case.for_model(source)
    return tuple(name for run in _RUN.finditer(text) for name in _names_of_run(text, run))


def _names_of_run(text: str, run: re.Match[str]) -> Iterable[Name]:
    """Split a run of words at those that are in small letters or common."""
    pieces = _BREAK.split(run[0])
    words = [piece.removesuffix("'s").removesuffix("’s") for piece in pieces]
    # United Nations: common words, of which the table has what they are together.
    yield from (Name(pair, (pair,)) for pair in map(" ".join, pairwise(words)) if pair in _table())
    alone = run[0] == text.strip()
    opening = _OPENING.search(text[max(0, run.start() - _LOOK_BACK) : run.start()]) is not None
    start = 0
    for end in range(1, len(words) + 1):
        closes = words[end - 1] != pieces[end - 1] or end == len(words)
        if not _is_name_word(words[end - 1]):
            start = end
        elif closes or not _is_name_word(words[end]):
            owner = words[end - 1] != pieces[end - 1]
            if _is_certain(words, start, end, opening=opening and not owner, alone=alone):
                yield Name(" ".join(words[start:end]), tuple(words[start:end]))
            start = end


def _is_certain(words: list[str], start: int, end: int, *, opening: bool, alone: bool) -> bool:
    known = _table()
    if any(word in known for word in words[start:end]):
        return True
    if all(map(ENGLISH_ENDING.search, words[start:end])):
        return False
    if end - start > 1:
        return True
    beside = words[max(0, start - 1) : start] + words[end : end + 1]
    if any(word not in _TITLE_WORDS for word in beside):
        return False
    return not (opening and start == 0 and (alone or _MAY_BE_COMMON.search(words[0])))


@lru_cache(maxsize=4096)
def _is_name_word(word: str) -> bool:
    if not word[0].isupper() or word in _TITLE_WORDS:
        return False
    if word in _table():
        return True
    short = len(word) < _SHORTEST
    return not (short or _INNER_CAPITAL.search(word) or english_case.is_common(word))


def missing_names(source: str, target: str, *, language: str) -> tuple[str, ...]:
    """List the names, days of the week and months of an English source that its target lacks.

    Only names that are certainly missing: one whose words are none of them there.
    """
    return tuple(name.text for name in lacking(source, target, language=language))


def lacking(source: str, target: str, *, language: str) -> tuple[Name, ...]:
    """List the same names with their words."""
    days = missing_days(source, target, language=language)
    months = missing_months(source, target, language=language)
    dates = tuple(Name(word, (word,)) for word in (*days, *months))
    names = [name for name in names_in(source) if _sought(name, language)]
    if not names:
        return dates
    searched = _Target(target, language)
    return (*(name for name in names if searched.lacks(name)), *dates)


def is_spelt(word: str, language: str) -> bool:
    """Tell whether a target spells a name's word as it sounds, as far as the table knows."""
    row = _table().get(word)
    return row is None or not row[language]


def count_names(source: str, target: str, *, language: str) -> tuple[int, int]:
    """Return how many of the source's names the target holds, and how many are looked for."""
    searched = _Target(target, language)
    wanted = [name for name in names_in(source) if searched.sought(name)]
    return sum(not searched.lacks(name) for name in wanted), len(wanted)


# A word's sounds, how far a name's may be from them, and the first vowel that the name must have.
_Sounds: TypeAlias = tuple[str, float, str]
# Words in small letters are hardly names; Persian has no capitals, and writes fewer vowels.
_SHARE_OF_SMALL = 0.1
_SHARE_OF_PERSIAN = 0.24
# How far two spellings of one name may be apart, and how many letters its people share with it.
_SHARE_OF_SAME = 0.12
_ALIKE = 3


@lru_cache(maxsize=4096)
def heard(word: str, language: str) -> tuple[tuple[str, ...], _Sounds]:
    """Return the forms that stems are compared with, and the sounds, of a target's word."""
    small = casing.lower(word, language)
    # The table has acronyms in capitals.
    forms = (small, word) if word[:2].isupper() else (small,)
    own = _is_own(word, language)
    sound = sounds(small, language if own else "en")
    if language == "fa" and own:
        return forms, (sound, _SHARE_OF_PERSIAN, "")
    if word[0].islower():
        return forms, (sound, _SHARE_OF_SMALL, first_vowel(small, language))
    return forms, (sound, LARGEST_SHARE, "")


def _is_own(word: str, language: str) -> bool:
    return language == "az" or not _LATIN.match(word)


@lru_cache(maxsize=4096)
def _first_sound(beginning: str, language: str) -> str:
    """Return the first sound of a word by its first letters, which many words share."""
    own = _is_own(beginning, language)
    return sounds(casing.lower(beginning, language), language if own else "en")[:1]


def sounds_like(name: str, words: Iterable[_Sounds], *, vowel: str) -> bool:
    """Tell whether any of a target's words sounds like a name with such a first vowel."""
    likely = beginnings(name[:1])
    return any(
        sound[:1] in likely and wanted in ("", vowel) and is_likeness(name, sound, share)
        for sound, share, wanted in words
    )


@lru_cache(maxsize=4096)
def _is_of_another(found: str, name: str, language: str) -> bool:
    """Tell whether a target's word is a better-known name's: Washington for Wetherington.

    Other spellings of the known one sound the same, and its people begin as it does.
    """
    known = owners(found, language)
    unsure = name in _table() and name not in forms()
    if not known or unsure or any(one[:_ALIKE] == name[:_ALIKE] for one in known):
        return False
    return not is_likeness(sounds(name, "en"), heard(found, language)[1][0], _SHARE_OF_SAME)


class _Target:
    """A target's words, in small letters and, once that does not help, as sounds."""

    def __init__(self, text: str, language: str) -> None:
        self.language = language
        self.text = text.casefold()
        self._written = text
        self._found = frozenset(_WORD.findall(text))

    @cached_property
    def words(self) -> frozenset[str]:
        """List the forms of its words that stems are compared with."""
        small = _WORD.findall(casing.lower(self._written, self.language))
        # The table has acronyms in capitals.
        return frozenset((*small, *(word for word in self._found if word[:2].isupper())))

    def _sounds_of(self, name: str, first: str) -> list[_Sounds]:
        """List what those of its words sound like that may open as a name does, and be it."""
        likely = beginnings(first)
        return [
            heard(word, self.language)[1]
            for word in self._found
            if _first_sound(word[:_LONGEST_SPELLING], self.language) in likely
            and not _is_of_another(word, name, self.language)
        ]

    def sought(self, name: Name) -> tuple[str, ...]:
        """List the words of a name that are looked for in this language."""
        return _sought(name, self.language)

    def lacks(self, name: Name) -> bool:
        """Tell whether none of a name's words is there, of those that are looked for."""
        sought = self.sought(name)
        if not sought:
            return False
        if any(map(self._holds, sought)):
            return False
        # Some names of several words are one in the target: New York, نیویورک.
        return len(name.words) == 1 or not self._sounds_like("".join(name.words))

    def _holds(self, word: str) -> bool:
        if word.casefold() in self.text:
            return True
        stems = _stems(word, self.language)
        if stems and any(found.startswith(stems) for found in self.words):
            return True
        return not word.isupper() and self._sounds_like(word)

    def _sounds_like(self, word: str) -> bool:
        name, vowel = sounds(word, "en"), first_vowel(word, "en")
        if len(name) < _FEWEST_SOUNDS:
            return False
        heard_words = self._sounds_of(word, name[0])
        if sounds_like(name, heard_words, vowel=vowel):
            return True
        # A plural may have another ending in the target.
        plural = word.endswith("s") and len(name) > _FEWEST_SOUNDS
        return plural and sounds_like(name[:-1], heard_words, vowel=vowel)


@lru_cache(maxsize=4096)
def _sought(name: Name, language: str) -> tuple[str, ...]:
    # What an English adjective stands before is translated: Anatolian Eagle.
    described = any(ENGLISH_ENDING.search(word) for word in name.words[:-1])
    words = (word for word in name.words if word in _table() or not described)
    return tuple(word for word in words if _is_sought(word, language))


def _is_sought(word: str, language: str) -> bool:
    row = _table().get(word)
    if row is None:
        return len(sounds(word, "en")) >= _FEWEST_SOUNDS and not ENGLISH_ENDING.search(word)
    return row[language] != _UNCHECKED


@lru_cache(maxsize=4096)
def _stems(word: str, language: str) -> tuple[str, ...]:
    cell = _table().get(word, {}).get(language, "")
    return () if cell == _UNCHECKED else tuple(cell.split())
