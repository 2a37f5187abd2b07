"""Change the case of letters by each language's own rules.

Azerbaijani tells `i` from `ı` and writes them `İ` and `I`; Python's methods know
nothing of that, and give two code points for one letter here and there. These
functions keep the number of code points wherever the language does.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

__all__ = [
    "capitalise",
    "for_model",
    "is_common",
    "lower",
    "needs_sense_case",
    "sense_case",
    "upper",
]

_AZERBAIJANI_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_AZERBAIJANI_LOWER = str.maketrans({"İ": "i", "I": "ı"})
# The ligature of small letters is written out in capitals.
_ARMENIAN_UPPER = str.maketrans({"և": "ԵՎ"})

_ACRONYMS = frozenset(
    (
        *("AFP", "AI", "AIDS", "AP", "ASEAN", "BBC", "BP", "BRICS", "CEO", "CIA", "CIS", "CNN"),
        *("COVID", "CSTO", "DNA", "DRC", "EEU", "ECHR", "EU", "EV", "EVS", "FBI", "FIFA", "FM"),
        *("FSB", "GDP", "HIV", "HQ", "IAEA", "ICC", "ICJ", "IDF", "IMF", "IRGC", "ISIS", "JP"),
        *("KGB", "LGBT", "MEP", "MEPS", "MI", "MP", "MPS", "NASA", "NATO", "NBA", "NGO", "NGOS"),
        *("OPEC", "OSCE", "PACE", "PKK", "PM", "PR", "SOCAR", "SUV", "TASS", "TV", "UAE", "UEFA"),
        *("UK", "UN", "UNESCO", "UNHCR", "UNICEF", "US", "USA", "USAID", "USSR", "VAT", "VIP"),
        *("WTO", "IRNA", "ISNA", "GPS", "LNG", "RFE", "RL", "UAV", "UAVS", "YPG", "HTS", "OTS"),
    )
)
_SUFFIXES = ("s", "es", "ed", "d", "ing", "ly", "er", "ers")
_SHORTEST_STEM = 3
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Words with figures (F-16, COVID-19) and dotted initials (U.S.) keep their case.
_FIXED = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{1,5}-?\d[\w-]*|\b\d+[A-Z]+\b|[@#]\w+|\w+://\S+")
_OPENING = re.compile(r"(?:\A|(?<=[^\W\d_][^\W\d_])[.!?:]\s)\W*([^\W\d_])")
# A place in capitals, then perhaps a date and an agency, then a dash.
_DATELINE = re.compile(
    r"\A(?P<place>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3})"
    r"(?=(?:, [^—–()]{1,30})?(?: \([^)]{1,30}\))? ?(?:—|–|--| - ))"
)
# A word of fewer letters that nobody knows may be an acronym.
_LONGER_THAN_ACRONYMS = 5


def upper(text: str, language: str) -> str:
    """Put `text` into capitals as `language` does."""
    if language == "az":
        text = text.translate(_AZERBAIJANI_UPPER)
    if language == "hy":
        text = text.translate(_ARMENIAN_UPPER)
    return text.upper()


def lower(text: str, language: str) -> str:
    """Put `text` into small letters as `language` does."""
    if language == "az":
        text = text.translate(_AZERBAIJANI_LOWER)
    # Elsewhere `İ` is an `i` with a dot too many, not two code points.
    return text.replace("İ", "i").lower()


def capitalise(text: str, language: str) -> str:
    """Put the first letter of `text` into a capital; a text that begins with a figure stays."""
    for index, character in enumerate(text):
        if character.isdigit():
            break
        if character.isalpha():
            large = "Եվ" if character == "և" else upper(character, language)
            return f"{text[:index]}{large}{text[index + 1 :]}"
    return text


@cache
def _common_words() -> frozenset[str]:
    """Return the English words that news writes in small letters.

    Taken from the English side of the newswire corpus: words that stand in small
    letters in mid-sentence at least half as often as in capitals. Regular
    endings are left out of the list where the stem is in it.
    """
    listed = resources.files("dragoman_models").joinpath("common_words.txt")
    return frozenset(listed.read_text(encoding="utf-8").split())


def is_common(word: str) -> bool:
    """Tell whether news writes an English word in small letters, in one of its regular forms."""
    small = word.lower().removesuffix("'s").removesuffix("’s")
    known = _common_words()
    if small in known:
        return True
    stems = (small.removesuffix(suffix) for suffix in _SUFFIXES if small.endswith(suffix))
    return any(
        len(stem) >= _SHORTEST_STEM and (stem in known or f"{stem}e" in known) for stem in stems
    )


def needs_sense_case(text: str) -> bool:
    """Tell whether an English text is all in capitals, and not a name or acronym that is."""
    if any(character.islower() for character in text):
        return False
    words = [word for word in _WORD.findall(_FIXED.sub(" ", text)) if word not in _ACRONYMS]
    if any(len(word) > 1 and is_common(word) for word in words):
        return True
    return len(words) > 1 and any(len(word) >= _LONGER_THAN_ACRONYMS for word in words)


def _recased(match: re.Match[str]) -> str:
    word = match[0]
    stem, mark, ending = word.partition("'" if "'" in word else "’")
    if stem in _ACRONYMS:
        return f"{stem}{mark}{ending.lower()}"
    if is_common(word):
        return "".join(map(_small, word))
    capitals = 1 if len(stem) > 1 or not mark else len(stem) + 2
    return word[:capitals] + "".join(map(_small, word[capitals:]))


def _small(letter: str) -> str:
    """Return the small letter where it is one code point, so that offsets hold."""
    small = letter.lower()
    return small if len(small) == 1 else letter


def sense_case(text: str) -> str:
    """Write an English text that is all in capitals as a sentence.

    Words that news knows in small letters get them, others are taken for names;
    acronyms, and words with figures, stay. The number of code points stays too.
    """
    pieces: list[str] = []
    position = 0
    for fixed in _FIXED.finditer(text):
        pieces += (_WORD.sub(_recased, text[position : fixed.start()]), fixed[0])
        position = fixed.end()
    pieces.append(_WORD.sub(_recased, text[position:]))
    written = "".join(pieces)
    return _OPENING.sub(lambda match: match[0][:-1] + _large(match[1]), written)


def _large(letter: str) -> str:
    large = letter.upper()
    return large if len(large) == 1 else letter


def for_model(text: str) -> str:
    """Return an English text in the case that models were trained on.

    A text in capitals becomes a sentence, and the place of a dateline ("YEREVAN, May 3 —")
    a name; everything else stays. The number of code points stays too.
    """
    if needs_sense_case(text):
        return sense_case(text)
    return _DATELINE.sub(lambda match: _WORD.sub(_place_name, match["place"]), text)


def _place_name(match: re.Match[str]) -> str:
    word = match[0]
    return word if word in _ACRONYMS else word[0] + "".join(map(_small, word[1:]))
