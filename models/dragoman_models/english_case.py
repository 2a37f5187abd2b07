"""Write English in the case that models were trained on: as a sentence.

Headlines come in capitals ("IRAN REOPENS ROAD") or in capitals at each word
("Iran Reopens Road"); models know such words only in small letters, and take the
others for names. What a word's letters are in a sentence is known from the
article itself where it can be (`spellings`), and else from three lists:
words in small letters, words with capitals of their own (NATO, iPhone), and
pairs of words that are a name (White House). They were counted in 15 million
words of English news; see `benchmarks/orthography/words.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import chain
from types import MappingProxyType

from dragoman_models.inflection import derived_from, inflected_from

__all__ = [
    "for_model",
    "is_common",
    "is_title_case",
    "needs_sense_case",
    "sense_case",
    "spellings",
]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NONE: Mapping[str, str] = MappingProxyType({})
# Words that news knows, of its region, and that the lists do not have.
_OWN_FORMS = (
    "AFP AIDS ASEAN BRICS CIS COVID CSTO DRC EEU ECHR EVs FM FSB HTS IAEA ICC ICJ IDF IRGC IRNA"
    " ISNA JP KGB LGBT LNG MEP NGO OPEC OSCE OTS PACE PKK RFE RL SOCAR TASS UAV UAVs UEFA UNESCO"
    " UNHCR UNICEF USAID USSR VAT WTO YPG NATO FIFA UN EU US UK AP IMF GDP GPS ICRC"
)
_CONTRACTED = frozenset(("t", "ll", "re", "ve", "d", "m"))
# Words without a vowel that are no acronyms: those of addresses, and those of figures.
_TITLES = _words("mr mrs ms dr jr sr st")
_UNITS = _words("km kg mm cm th nd rd vs")
_VOWELLESS = re.compile(r"[^AEIOUYaeiouy]{2,5}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Words with figures (F-16, COVID-19) and dotted initials (U.S.) keep their case.
_FIXED = re.compile(
    r"\b(?:[A-Z]\.){2,}|\b[A-Z]{1,5}-?\d[\w-]*|\b\d+[A-Z]+\b|[@#]\w+|\w+://\S+|⟦[^⟧]*⟧"
)
_OPENING = re.compile(r"(?:\A|(?<=[^\W\d_][^\W\d_])[.!?:]\s)\W*([^\W\d_])")
# A place in capitals, then perhaps a date and an agency, then a dash.
_DATELINE = re.compile(
    r"\A(?P<place>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3})"
    r"(?=(?:, [^—–()]{1,30})?(?: \([^)]{1,30}\))? ?(?:—|–|--| - ))"
)
# A word of fewer letters that nobody knows may be an acronym.
_LONGER_THAN_ACRONYMS = 5
# Common words that are part of a name where one follows, or goes before.
_BEFORE_NAMES = _words(
    "new south north east west northern southern eastern western central saint mount lake gulf"
    " president king queen pope prince princess sheikh patriarch ayatollah sir lord lady general"
    " colonel captain mr mrs ms dr"
)
_AFTER_NAMES = _words(
    "sea ocean river lake island islands valley strait gulf bay peninsula province region oblast"
    " street avenue square university airport desert"
)
# Short words in capitals that are stress and no acronym.
_STRESSED = _words(
    "NOT NO ALL AND ANY ARE BUT CAN DID DO EVER HAS NEVER ONLY VERY YES MUST EVERY NOW HOW WHY THE"
    " OUR YOUR MY BE IS WAS WILL"
)
_SHOUTED = re.compile(r"(?<![\w@#&.-])[A-Z]{2,}(?:['’]S)?(?![\w&.-]|['’]\w)")
_SHORTEST_SHOUT = 5
# Words that headlines leave in small letters.
_LITTLE = _words(
    "a an the and or but nor of in on at to for by with as from into over after amid per via vs v"
    " is be up off"
)
# Behind a hyphen or an apostrophe either case is usual.
_TITLE_WORD = re.compile(r"(?<![-\w'’])[^\W\d_]{2,}(?:['’][^\W\d_]+)?")
_TITLE_WORDS = 4
_TITLE_COMMON = 2


@cache
def _listed(name: str) -> frozenset[str]:
    listed = resources.files("dragoman_models").joinpath(name)
    return frozenset(listed.read_text(encoding="utf-8").splitlines())


@cache
def _forms() -> Mapping[str, str]:
    """Return the words with capitals of their own, by their small letters."""
    return {form.lower(): form for form in (*_listed("cased_words.txt"), *_OWN_FORMS.split())}


@cache
def _own_forms() -> frozenset[str]:
    return frozenset(_forms().values())


def is_common(word: str) -> bool:
    """Tell whether news writes an English word in small letters, whatever its case here.

    Regular endings of a listed word count too.
    """
    small = word.lower().removesuffix("'s").removesuffix("’s")
    known = _listed("common_words.txt")
    stems = chain(inflected_from(small), derived_from(small))
    return small in known or any(stem in known for stem in stems)


def spellings(texts: Iterable[str]) -> Mapping[str, str]:
    """Return how running text writes its words, by their small letters: `{"putin": "Putin"}`.

    Sentences' first words, and headlines in capitals or title case, say nothing
    and are left out; of several spellings the most frequent counts. Where there
    is no such headline nobody needs the answer, and it is empty.
    """
    listed = list(texts)
    running = [text for text in listed if not (needs_sense_case(text) or is_title_case(text))]
    if len(running) == len(listed):
        return _NONE
    seen: dict[str, Counter[str]] = {}
    for text in running:
        openings = {match.start(1) for match in _OPENING.finditer(text)}
        for match in _WORD.finditer(text):
            word = _stem(match[0])[0]
            if match.start() not in openings and text[match.start() - 1] not in "\"“‘'«(":
                seen.setdefault(word.lower(), Counter())[word] += 1
    return {small: counted.most_common(1)[0][0] for small, counted in seen.items()}


def needs_sense_case(text: str) -> bool:
    """Tell whether an English text is all in capitals, and not a name or acronym that is."""
    if any(character.islower() for character in text):
        return False
    forms = _own_forms()
    words = [word for word in _WORD.findall(_FIXED.sub(" ", text)) if word not in forms]
    if any(len(word) > 1 and is_common(word) for word in words):
        return True
    return len(words) > 1 and any(len(word) >= _LONGER_THAN_ACRONYMS for word in words)


def is_title_case(text: str) -> bool:
    """Tell whether an English headline has a capital at each word, as American papers set it.

    It has four words or more, two of them of those that sentences have in small
    letters, no word in small letters but little ones (of, to, with), and no full
    stop. Without this the bundled checkpoints lose 5 to 9 points of chrF2 on such
    headlines, with it at most 0.6 (`benchmarks/orthography/headlines.md`).
    """
    if text.rstrip().endswith("."):
        return False
    words = [match[0] for match in _TITLE_WORD.finditer(text)]
    if len(words) < _TITLE_WORDS or any(word.islower() and word not in _LITTLE for word in words):
        return False
    large = [word for word in words[1:] if word[0].isupper() and not word.isupper()]
    return sum(is_common(word) for word in large) >= _TITLE_COMMON


def sense_case(text: str, *, known: Mapping[str, str] = _NONE) -> str:
    """Write an English headline, in capitals or in title case, as a sentence.

    `known` says how the article itself writes words, see `spellings`. Words that
    news knows in small letters get them, others are taken for names; acronyms,
    and words with figures, stay. The number of code points stays too.
    """
    kept = [match.span() for match in _FIXED.finditer(text)]
    words = [
        match
        for match in _WORD.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in kept)
    ]
    shouted = not any(character.islower() for character in text)
    written = [_recased(match[0], known, shouted=shouted) for match in words]
    _join_names(written, [match.span() for match in words])
    pieces: list[str] = []
    position = 0
    for match, word in zip(words, written, strict=True):
        pieces += (text[position : match.start()], word)
        position = match.end()
    pieces.append(text[position:])
    return _OPENING.sub(lambda match: match[0][:-1] + _large(match[1]), "".join(pieces))


def _stem(word: str) -> tuple[str, str]:
    """Part a word from the apostrophe and what is behind it."""
    stem, mark, ending = word.partition("'" if "'" in word else "’")
    return stem, mark + ending


def _recased(word: str, known: Mapping[str, str], *, shouted: bool) -> str:
    stem, ending = _stem(word)
    form = known.get(stem.lower()) or _forms().get(stem.lower())
    if form is not None and len(form) == len(stem):
        return form + _small(ending)
    if (
        is_common(word)
        or stem.lower() in _UNITS
        or (ending[1:].lower() in _CONTRACTED and len(stem) > 1)
    ):
        return _small(word)
    if not shouted:
        return word
    if _VOWELLESS.fullmatch(stem) and stem.lower() not in _TITLES:
        return stem + _small(ending)
    capitals = 1 if len(stem) > 1 or not ending else len(stem) + 2
    return word[:capitals] + _small(word[capitals:])


def _join_names(words: list[str], spans: Sequence[tuple[int, int]]) -> None:
    """Give capitals to the common words of names: White House, Caspian Sea, Bank of England."""
    names = _listed("name_phrases.txt")
    small = [_stem(word)[0].lower() for word in words]
    for index in range(len(words) - 1):
        if spans[index + 1][0] - spans[index][1] != 1:
            continue
        pair = (index, index + 1)
        if f"{small[index]} {small[index + 1]}" in names:
            _enlarge(words, pair)
        elif f"{small[index]} {' '.join(small[index + 1 : index + 3])}" in names:
            _enlarge(words, (index, index + 2))
        elif (words[index + 1][0].isupper() and small[index] in _BEFORE_NAMES) or (
            words[index][0].isupper() and small[index + 1] in _AFTER_NAMES
        ):
            _enlarge(words, pair)


def _enlarge(words: list[str], indices: Iterable[int]) -> None:
    for index in indices:
        word = words[index]
        words[index] = _large(word[0]) + word[1:] if word.islower() else word


def _small(text: str) -> str:
    """Return the small letters where each is one code point, so that offsets hold."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _large(letter: str) -> str:
    large = letter.upper()
    return large if len(large) == 1 else letter


def for_model(text: str, *, known: Mapping[str, str] = _NONE) -> str:
    """Return an English text in the case that models were trained on.

    A headline in capitals or in title case becomes a sentence; the place of a
    dateline ("YEREVAN, May 3 —") a name; a word that is stressed by capitals an
    ordinary word. Everything else stays, the number of code points too.
    `known` says how the article itself writes words, see `spellings`.
    """
    if not _CAPITALS.search(text):
        return text
    if needs_sense_case(text) or is_title_case(text):
        return sense_case(text, known=known)
    text = _DATELINE.sub(lambda match: _WORD.sub(_place_name, match["place"]), text)
    return _SHOUTED.sub(_calmed(known), text)


_CAPITALS = re.compile(r"[A-Z]{2}|[A-Z]\S* [A-Z]")


def _place_name(match: re.Match[str]) -> str:
    word = match[0]
    return word if word in _own_forms() else word[0] + _small(word[1:])


def _calmed(known: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    """Return what puts a word in capitals into small ones where it is stress and no acronym."""

    def calm(match: re.Match[str]) -> str:
        word = match[0]
        stem = _stem(word)[0]
        stressed = stem in _STRESSED or (
            len(stem) >= _SHORTEST_SHOUT and stem.lower() not in _forms() and is_common(stem)
        )
        if not stressed or known.get(stem.lower()) == stem:
            return word
        opens = not match.string[: match.start()].strip("\"“‘'(«— ")
        return word[0] + _small(word[1:]) if opens else _small(word)

    return calm
