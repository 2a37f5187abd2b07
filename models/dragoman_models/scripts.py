"""Tell whether the words of a translation are in the script that its language is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType

from dragoman_models.languages import LANGUAGES
from dragoman_models.look_alikes import with_one_script
from dragoman_models.verbatim import verbatim_matches

__all__ = ["foreign_words", "is_wrong_script", "prose_words"]

_WORD = re.compile(r"[^\W\d_]+(?:[\u200c'’ʼ՛՞՜-][^\W\d_]+)*")
# Raised figures and fractions count as numbers, not as letters: км².
_NOT_LETTER = re.compile(r"[\W\d_¹²³¼-¾⁰⁴-⁹₀-₉]+")
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u02af\u1e00-\u1eff"
_OWN = MappingProxyType(
    {
        "Armn": "\u0531-\u0588\ufb13-\ufb17",
        "Latn": _LATIN,
        "Arab": "\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
        "Cyrl": "\u0400-\u052f",
    }
)
_LETTERS = MappingProxyType(
    {script: re.compile(f"[{letters}]+") for script, letters in _OWN.items()}
)
_LATIN_RUN = re.compile(f"[{_LATIN}]+")
_MIXED = MappingProxyType(
    {
        script: re.compile(f"[{_LATIN}](?=[{letters}])|[{letters}](?=[{_LATIN}])")
        for script, letters in _OWN.items()
    }
)

# The least share of letters in the target's script; names may be in Latin ones.
# The lowest of the references: hy 0.61, fa 0.41, ru 0.59, az 1.
_LEAST_OWN_SCRIPT = 0.4
# The largest share in a script that is neither the target's nor Latin: none has any.
_LARGEST_THIRD_SCRIPT = 0.02
# A shorter run of Latin letters is an initial or a look-alike.
_SHORTEST_FOREIGN = 2
_ROMAN_NUMBER = re.compile(r"[IVXLCDM]+")
# What the press of all these languages writes in Latin letters, whatever the source has.
_INTERNATIONAL_WORDS = "wi fi wifi sms gps dvd cd tv pc usb sim qr vip dna hd it pr covid"
_INTERNATIONAL = frozenset(_INTERNATIONAL_WORDS.split())


@lru_cache(maxsize=1024)
def prose_words(text: str) -> tuple[str, ...]:
    """List the words of a text, addresses and the like left out."""
    return tuple(_WORD.findall(_without_verbatim(text)))


def _without_verbatim(text: str) -> str:
    spans = list(verbatim_matches(text))
    if not spans:
        return text
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces.append(text[position:start])
        position = end
    return " ".join((*pieces, text[position:]))


@lru_cache(maxsize=1024)
def _names(source: str) -> frozenset[str]:
    return frozenset(word for word in prose_words(source) if not word.islower())


@lru_cache(maxsize=1024)
def _latin_runs(source: str) -> frozenset[str]:
    """List the runs of Latin letters of a source, those with points (U.S.) as one, too."""
    folded = source.casefold()
    dotted = re.sub(r"(?<=[^\W\d_])[.&'’-](?=[^\W\d_])", "", folded)
    return frozenset((*_LATIN_RUN.findall(folded), *_LATIN_RUN.findall(dotted)))


def foreign_words(
    source: str, target: str, *, language: str, kept: Iterable[str] = ()
) -> tuple[str, ...]:
    """List the Latin words of a target in another script that neither source nor `kept` has.

    Runs of Latin letters are compared, so that an ending on a name is none of
    them (`Facebook-ը`). Roman numbers, single letters and a few words that all
    presses write so (`Wi-Fi`) are left out; so is a plural's `s`. `kept` are the stretches that a
    glossary or the source itself asks for. False alarms on 3,606 references: 7,
    most of them slips of spelling in names.
    """
    if LANGUAGES[language].script == "Latn":
        return ()
    return _foreign(target, _known(source, kept))


def _known(source: str, kept: Iterable[str]) -> frozenset[str]:
    return _latin_runs(source).union(*map(_latin_runs, kept))


def _foreign(target: str, known: frozenset[str]) -> tuple[str, ...]:
    runs = [run for word in prose_words(target) for run in _LATIN_RUN.findall(word)]
    return tuple(run for run in runs if _is_foreign(run, known))


def _is_foreign(run: str, known: frozenset[str]) -> bool:
    small = run.casefold()
    if len(run) < _SHORTEST_FOREIGN or _ROMAN_NUMBER.fullmatch(run) or small in _INTERNATIONAL:
        return False
    return not known & {small, f"{small}s", small.removesuffix("s")}


def _is_mixed(target: str, known: frozenset[str], *, language: str) -> bool:
    """Tell whether a word is of two scripts, which look-alikes do not explain.

    An ending may stand on a Latin word of the source: `GPSի`.
    """
    mixture = _MIXED[LANGUAGES[language].script]
    for word in prose_words(target):
        if mixture.search(word) and mixture.search(with_one_script(word, language)):
            runs = _LATIN_RUN.findall(word)
            if not all(run.casefold() in known for run in runs):
                return True
    return False


def is_wrong_script(source: str, target: str, *, language: str, kept: Iterable[str] = ()) -> bool:
    """Tell whether a target has words, or too many letters, that are not of its script.

    That is: letters of a third script; Latin ones, where most letters are such
    and are no names; Latin words that the source does not have (see
    `foreign_words`); a word of two scripts.
    """
    script = LANGUAGES[language].script
    letters = _NOT_LETTER.sub("", "".join(prose_words(target)))
    if not _LETTERS[script].sub("", letters):
        return False
    names = _names(source)
    text = _NOT_LETTER.sub("", "".join(one for one in prose_words(target) if one not in names))
    if not text:
        return False
    own = 1 - len(_LETTERS[script].sub("", text)) / len(text)
    latin = 1 - len(_LETTERS["Latn"].sub("", text)) / len(text) if script != "Latn" else 0.0
    if own < _LEAST_OWN_SCRIPT or 1 - own - latin > _LARGEST_THIRD_SCRIPT:
        return True
    if script == "Latn" or not latin:
        return False
    known = _known(source, kept)
    return bool(_foreign(target, known)) or _is_mixed(target, known, language=language)
