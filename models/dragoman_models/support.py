"""Whether an article supports what a summary sentence says.

A number or a name that the article does not hold is the mark of an invented
fact (Maynez et al. 2020, "On Faithfulness and Factuality in Abstractive
Summarization", call it an extrinsic hallucination). This test knows only those
two marks: a sentence that passes it may still be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["nearest_sentence", "unsupported_words"]

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
# Words that open a sentence in a capital without being a name. A name that
# opens a sentence must be looked at, and another opener costs only an
# extractive sentence in its place, so the list is short on purpose.
_OPENERS = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "he",
        "she",
        "they",
        "we",
        "his",
        "her",
        "their",
        "our",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "after",
        "before",
        "during",
        "while",
        "when",
        "where",
        "as",
        "if",
        "but",
        "and",
        "or",
        "so",
        "yet",
        "however",
        "meanwhile",
        "also",
        "there",
        "here",
        "about",
        "over",
        "under",
        "more",
        "most",
        "some",
        "many",
        "several",
        "all",
        "both",
        "no",
        "not",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "what",
        "who",
        "how",
        "why",
        "according",
        "police",
        "officials",
    ]
)


def unsupported_words(sentence: str, article: str) -> tuple[str, ...]:
    """List the numbers and names of an English sentence that the article does not hold."""
    known_numbers = set(_NUMBER.findall(article))
    known_words = {word.casefold() for word in _words(article)}
    numbers = [number for number in _NUMBER.findall(sentence) if number not in known_numbers]
    names = [name for name in _names(sentence) if name.casefold() not in known_words]
    return (*numbers, *names)


def nearest_sentence(sentence: str, candidates: Sequence[str]) -> int:
    """Return the index of the candidate that shares most words with a sentence (Jaccard)."""
    words = {word.casefold() for word in _words(sentence)}

    def likeness(index: int) -> float:
        other = {word.casefold() for word in _words(candidates[index])}
        return len(words & other) / (len(words | other) or 1)

    return max(range(len(candidates)), key=lambda index: (likeness(index), -index))


def _words(text: str) -> list[str]:
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(text)]


def _names(sentence: str) -> list[str]:
    """List the words that may be names: those in capitals, bar the common openers."""
    return [
        word for word in _words(sentence) if word[0].isupper() and word.casefold() not in _OPENERS
    ]
