"""Whether an article supports what a summary sentence says.

A number or a name that the article does not hold is the mark of an invented
fact (Maynez et al. 2020, "On Faithfulness and Factuality in Abstractive
Summarization", call it an extrinsic hallucination), and words between quotation
marks that nobody said are worse. This test knows only those marks: a sentence
that passes it may still be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from dragoman_models.english_case import is_common
from dragoman_models.number_words import number_words
from dragoman_models.numbers import located
from dragoman_models.quantities import misplaced

__all__ = ["nearest_sentence", "unsupported_words"]

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]?\Z")
_QUOTE = re.compile(r"[\"“”«]([^\"“”«»]+)[\"“”»]")
_SAID = re.compile(r"\w+(?:'\w+)*")
_ELLIPSIS = re.compile(r"…|\.\.\.|\[[^\]]*\]")
_OPENING = re.compile(r"(?:\A|[.!?:]\s|[\"“«(])\W*\Z")
_CAPITALS = re.compile(r"\b[A-Z]\w*(?:(?: of| and| for| the)* [A-Z]\w*)+")
# A quotation of fewer words is a name or a word held at arm's length, and its
# words are looked at as all others are.
_FEWEST_QUOTED = 2
# Up to here a summary may count what the article tells one by one.
_COUNTED = 2
_SCALES = (10**3, 10**6, 10**9)
# An adjective of a name, and the other way round: Iran and Iranian, Turkey and Turkish.
_ADJECTIVE = re.compile(r"(?:ia|a|e|y|i)?(?:n|ns|an|ans|ian|ians|ish|ese|i|is|s)?\Z")
_STEM = 4
_SHORTEST_ACRONYM = 2


def unsupported_words(sentence: str, article: str) -> tuple[str, ...]:
    """List the numbers, names and quotations of an English sentence that the article has not.

    Numbers are compared by value, in figures or words, and by what they count;
    names in any case and with or without `'s`, as acronyms and adjectives, too;
    quotations word by word, whatever marks they stand in.
    """
    return tuple(
        dict.fromkeys(
            (*_numbers(sentence, article), *_names(sentence, article), *_quotes(sentence, article))
        )
    )


def nearest_sentence(sentence: str, candidates: Sequence[str]) -> int:
    """Return the index of the candidate that shares most words with a sentence (Jaccard)."""
    words = {word.casefold() for word in _words(sentence)}

    def likeness(index: int) -> float:
        other = {word.casefold() for word in _words(candidates[index])}
        return len(words & other) / (len(words | other) or 1)

    return max(range(len(candidates)), key=lambda index: (likeness(index), -index))


def _numbers(sentence: str, article: str) -> Iterator[str]:
    known = _values(article)
    wrong = set(misplaced(article, sentence, language="en"))
    times = set(_FIGURE.findall(article))
    for match in _FIGURE.finditer(sentence):
        values = {value for _, _, value in located(match[0])}
        clock = ":" in match[0] and match[0] not in times
        if clock or values & wrong or not all(_is_known(value, known) for value in values):
            yield match[0]
    for written, value in number_words(sentence).items():
        if value > _COUNTED and not _is_known(value, known):
            yield written


@lru_cache(maxsize=64)
def _values(article: str) -> frozenset[float]:
    """Return the values of an article's figures and numerals."""
    figures = {value for _, _, value in located(article)}
    return frozenset(figures | {float(value) for value in number_words(article).values()})


def _is_known(value: float, known: frozenset[float]) -> bool:
    """Tell whether the value is there, or is with a word for a thousand, a million, a billion."""
    return value in known or any(
        value * scale in known or value / scale in known for scale in _SCALES
    )


def _names(sentence: str, article: str) -> Iterator[str]:
    known = _known_words(article)
    for match in _WORD.finditer(sentence):
        word = _POSSESSIVE.sub("", match[0])
        if not word[0].isupper():
            continue
        opening = _OPENING.search(sentence[: match.start()]) is not None
        if opening and is_common(word) and not word.isupper():
            continue
        if word.casefold() not in known and not _has_relative(word.casefold(), known):
            yield word


@lru_cache(maxsize=64)
def _known_words(article: str) -> frozenset[str]:
    """Return an article's words and the acronyms of its names, in small letters."""
    known = {word.casefold() for word in _words(article)}
    for match in _CAPITALS.finditer(article):
        initials = "".join(word[0].casefold() for word in match[0].split() if word[0].isupper())
        # The run may hold more than the name: "The European Union Council".
        known |= {
            initials[start:end]
            for start in range(len(initials))
            for end in range(start + _SHORTEST_ACRONYM, len(initials) + 1)
        }
    return frozenset(known)


def _has_relative(name: str, known: Iterable[str]) -> bool:
    """Tell whether the article has the adjective of a name, or the name of an adjective."""
    stem = _ADJECTIVE.sub("", name)
    return any(
        {name, stem} & {word, _ADJECTIVE.sub("", word)}
        for word in known
        if len(stem) >= _STEM and word.startswith(stem)
    )


def _quotes(sentence: str, article: str) -> Iterator[str]:
    said = _plain(article)
    for match in _QUOTE.finditer(sentence):
        parts = [_plain(part).strip() for part in _ELLIPSIS.split(match[1])]
        unsaid = any(part and f" {part} " not in said for part in parts)
        if unsaid and len(match[1].split()) >= _FEWEST_QUOTED:
            yield match[0]


@lru_cache(maxsize=64)
def _plain(text: str) -> str:
    """Return the words of a text in small letters between single spaces."""
    words = _SAID.findall(text.casefold().replace("’", "'"))
    return f" {' '.join(words)} "


def _words(text: str) -> list[str]:
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(text)]
