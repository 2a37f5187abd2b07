"""Which words of a section's translation stand for which words of its text.

Models align tokens; markup needs words in the finished text, which has been
detokenised, restored and given its language's punctuation. Words keep their
number through all that, or nearly: where the counts differ, places are scaled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman_models.types import Hypothesis, Segment

__all__ = ["Aligned", "Word", "Words", "align_words"]

_WORD = re.compile(r"\S+")
_END = "</s>"
# SentencePiece writes this before the first piece of a word.
_WORD_START = "▁"


class Aligned(Protocol):
    """What must be known of a segment's translation to align its words."""

    @property
    def target(self) -> str:
        """Give the finished target text."""
        ...

    @property
    def hypothesis(self) -> Hypothesis | None:
        """Give the hypothesis that the target was made of, where there is one."""
        ...

    @property
    def tokens(self) -> tuple[str, ...] | None:
        """Give the source tokens that the hypothesis was decoded from."""
        ...


@dataclass(frozen=True, slots=True)
class Word:
    """Hold one word's place in a section's text or translation, and its segment's index."""

    start: int
    end: int
    segment: int


@dataclass(frozen=True, slots=True)
class Words:
    """Hold the words of both sides; `origins[t]` lists the source words of target word t."""

    source: tuple[Word, ...]
    target: tuple[Word, ...]
    origins: tuple[frozenset[int], ...]


def align_words(segments: Sequence[Segment], translations: Sequence[Aligned]) -> Words:
    """Align the words of a section with those of its translation, segment by segment.

    Raises:
        ValueError: there are not as many translations as segments.
    """
    source: list[Word] = []
    target: list[Word] = []
    origins: list[frozenset[int]] = []
    place = 0
    for index, (one, translation) in enumerate(zip(segments, translations, strict=True)):
        place += len(one.lead)
        own_source = _words(one.text, one.start, index)
        own_target = _words(translation.target, place, index)
        aligned = _origins(translation, len(own_source), len(own_target))
        origins += [frozenset(len(source) + word for word in words) for words in aligned]
        source += own_source
        target += own_target
        place += len(translation.target) + len(one.separator)
    return Words(tuple(source), tuple(target), tuple(origins))


def _words(text: str, start: int, segment: int) -> list[Word]:
    return [
        Word(start + match.start(), start + match.end(), segment) for match in _WORD.finditer(text)
    ]


def _origins(translation: Aligned, source_count: int, target_count: int) -> list[set[int]]:
    """List the source words of each target word: by attention, else by position."""
    hypothesis = translation.hypothesis
    if hypothesis is None or not hypothesis.alignment or not translation.tokens:
        return _by_position(source_count, target_count)
    source_of = _word_of_token(translation.tokens, source_count)
    target_of = _word_of_token(hypothesis.tokens, target_count)
    origins: list[set[int]] = [set() for _ in range(target_count)]
    for target_token, source_token in hypothesis.alignment:
        source_word, target_word = source_of.get(source_token), target_of.get(target_token)
        if source_word is not None and target_word is not None:
            origins[target_word].add(source_word)
    return origins


def _by_position(source_count: int, target_count: int) -> list[set[int]]:
    if not source_count:
        return [set() for _ in range(target_count)]
    return [{index * source_count // target_count} for index in range(target_count)]


def _word_of_token(tokens: Sequence[str], count: int) -> dict[int, int]:
    """Give each token's word, 0 to count - 1; the end of the sentence has none."""
    marked = any(token.startswith(_WORD_START) for token in tokens)
    found: dict[int, int] = {}
    words = 0
    for index, token in enumerate(tokens):
        if token == _END:
            continue
        if not marked or token.startswith(_WORD_START) or not found:
            words += 1
        found[index] = words - 1
    if words == count or not words:
        return {index: word for index, word in found.items() if word < count}
    return {index: word * count // words for index, word in found.items()}
