"""Say where stretches of a segment went in its translation.

Words are followed by the decoder's attention; where none is known, by position.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman_models.numbers import located
from dragoman_models.types import Hypothesis, Segment
from dragoman_models.word_alignment import Words, align_words, words_of

__all__ = ["Part", "Translated", "parts_of"]

# Words of other origin may stand within a span, up to this share of it.
_LARGEST_FOREIGN_SHARE = 0.5
_FIGURE = re.compile(r"[^\w\s]{0,2}\d[\d.,'’ \u00a0\u202f]*(?<=\d)%?")


class Translated(Protocol):
    """Be what is known of a segment's translation."""

    @property
    def target(self) -> str:
        """Give the text as it is printed."""
        ...

    @property
    def hypothesis(self) -> Hypothesis | None:
        """Give the search's result, with tokens and alignment where asked for."""
        ...

    @property
    def tokens(self) -> tuple[str, ...] | None:
        """Give the source tokens that it was decoded from."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """Hold a segment with its words, its target's words, and which of those came from which.

    `words_by_origin` lists target words, in order, by the source word that they
    came from; both are indices.
    """

    segment: Segment
    start: int
    source_words: Words
    target: str
    target_words: Words
    words_by_origin: Mapping[int, Sequence[int]]

    @property
    def end(self) -> int:
        """Give the end of the target in the section's target text."""
        return self.start + len(self.target)

    @property
    def is_copy(self) -> bool:
        """Tell whether the target is the source itself."""
        return self.target == self.segment.text

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the text from `first` to `last` of the section went, in its target."""
        first, last = max(first, self.segment.start), min(last, self.segment.end)
        if (first, last) == (self.segment.start, self.segment.end):
            return self.start, self.end
        if self.is_copy:
            shift = self.start - self.segment.start
            return first + shift, last + shift
        copied = self._copied(first, last)
        if copied is not None:
            return copied
        covered = self._covered(first, last)
        words = self._aligned(covered)
        if not words:
            return self._by_position(first, last)
        return (
            self._edge(first, covered[0], words[0], side=0),
            self._edge(last, covered[-1], words[-1], side=1),
        )

    def knows(self, first: int, last: int) -> bool:
        """Tell whether `span` has more to go by than the place in the text."""
        first, last = max(first, self.segment.start), min(last, self.segment.end)
        whole = (first, last) == (self.segment.start, self.segment.end)
        if whole or self.is_copy or self._copied(first, last) is not None:
            return True
        return bool(self._aligned(self._covered(first, last)))

    def _aligned(self, covered: Sequence[int]) -> Sequence[int]:
        """Return the target words, as one run, that came from words of the source.

        None where those are only marks.
        """
        words = self._words_from(covered)
        if all(map(self._is_mark, words)) and any(
            _is_word(self.segment.text, self.source_words[index]) for index in covered
        ):
            return ()
        return self._trimmed(words, covered) if words else ()

    def _copied(self, first: int, last: int) -> tuple[int, int] | None:
        """Return where words that both sides have once, as they are, stand: `S-300`, `WTI`."""
        text = self.segment.text
        start, end = first - self.segment.start, last - self.segment.start
        words = text[start:end]
        if not any(map(str.isalnum, words)) or text.count(words) != 1:
            return None
        place = self.target.find(words)
        after = place + len(words)
        if self.target.count(words) != 1 or _cuts(self.target, place) or _cuts(self.target, after):
            return self._of_value(words)
        return self.start + place, self.start + after

    def _of_value(self, words: str) -> tuple[int, int] | None:
        """Return where a number stands that both sides have once: `7.4` may be `7,4` or `۷٫۴`."""
        if not _FIGURE.fullmatch(words):
            return None
        values = [value for _, _, value in located(words)]
        ours = [value for _, _, value in located(self.segment.text)]
        found = [one for one in located(self.target) if [one[2]] == values]
        if len(found) != 1 or ours.count(found[0][2]) != 1:
            return None
        return self.start + found[0][0], self.start + found[0][1]

    def _covered(self, first: int, last: int) -> Sequence[int]:
        """List the words of the segment that a stretch of the section has a part of."""
        first, last = first - self.segment.start, last - self.segment.start
        low = bisect_right(self.source_words, first, key=lambda span: span[1])
        return range(low, bisect_left(self.source_words, last, key=lambda span: span[0]))

    def _edge(self, point: int, origin: int, word: int, *, side: int) -> int:
        """Return an end of a target word, or the point within it where it is a copy that is cut.

        So the tags of `H<sub>2</sub>O` stay around the figure.
        """
        source, target = self.source_words[origin], self.target_words[word]
        own = point - self.segment.start
        copied = self.segment.text[slice(*source)] == self.target[slice(*target)]
        if copied and source[0] < own < source[1]:
            return self.start + target[0] + own - source[0]
        return self.start + target[side]

    def _words_from(self, covered: Sequence[int]) -> list[int]:
        """Return the target words that came from `covered`, as one run."""
        found = sorted(word for one in covered for word in self.words_by_origin.get(one, ()))
        if not found:
            return []
        width = found[-1] - found[0] + 1
        if width - len(found) <= _LARGEST_FOREIGN_SHARE * width:
            return list(range(found[0], found[-1] + 1))
        return _longest_run(found)

    def _trimmed(self, words: list[int], covered: Sequence[int]) -> list[int]:
        """Leave marks at the ends out where the source's span has none there."""
        text, spans = self.segment.text, self.source_words
        while len(words) > 1 and self._is_mark(words[-1]) and _is_word(text, spans[covered[-1]]):
            words = words[:-1]
        while len(words) > 1 and self._is_mark(words[0]) and _is_word(text, spans[covered[0]]):
            words = words[1:]
        return words

    def _is_mark(self, word: int) -> bool:
        return not _is_word(self.target, self.target_words[word])

    def _by_position(self, first: int, last: int) -> tuple[int, int]:
        """Return the words at the same share of the text; none for an empty span."""
        if not self.target_words:
            return self.start, self.start
        length = max(1, self.segment.end - self.segment.start)
        scale = len(self.target_words) / length
        low = min(int((first - self.segment.start) * scale + 0.5), len(self.target_words) - 1)
        if last <= first:
            place = self.start + self.target_words[low][0]
            return place, place
        high = max(low, int((last - self.segment.start) * scale + 0.5) - 1)
        high = min(high, len(self.target_words) - 1)
        return self.start + self.target_words[low][0], self.start + self.target_words[high][1]

    def place(self, offset: int) -> int:
        """Return where a point of the section went: before the word that it was before.

        One at the end of a word stays at the end of one.
        """
        if offset <= self.segment.start:
            return self.start
        if offset >= self.segment.end:
            return self.end + min(offset - self.segment.end, len(self.segment.separator))
        own = offset - self.segment.start
        if self.is_copy:
            return self.start + own
        before = self._words_from(self._last_word(own))
        end = self.target_words[before[-1]][1] if before else None
        if _hugs(self.segment.text, own):
            near = self._by_position(offset, offset)[0] - self.start if end is None else end
            return self.start + len(self.target[:near].rstrip())
        after = self._words_from(self._next_word(own))
        if after:
            return self.start + self.target_words[after[0]][0]
        return self._by_position(offset, offset)[0] if end is None else self.start + end

    def _last_word(self, place: int) -> Sequence[int]:
        """Return the last word of the source that ends before a place, where there is one."""
        count = bisect_right(self.source_words, place, key=lambda span: span[1])
        return range(max(0, count - 1), count)

    def _next_word(self, place: int) -> Sequence[int]:
        """Return the first word of the source that begins behind a place, where there is one."""
        first = bisect_left(self.source_words, place, key=lambda span: span[0])
        return range(first, min(first + 1, len(self.source_words)))


def _is_word(text: str, span: tuple[int, int]) -> bool:
    return text[span[0]].isalnum()


def _hugs(text: str, place: int) -> bool:
    """Tell whether a place is at the end of a word."""
    return text[place - 1].isalnum() and not text[place : place + 1].isalnum()


def _cuts(text: str, place: int) -> bool:
    """Tell whether a place is within a word."""
    return text[max(0, place - 1) : place].isalnum() and text[place : place + 1].isalnum()


def _longest_run(indices: Sequence[int]) -> list[int]:
    """Return the first of the longest runs of neighbours."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return max(runs, key=len)


def parts_of(segments: Sequence[Segment], translations: Sequence[Translated]) -> list[Part]:
    """Return the parts of a section in order, placed as `segmentation.join` does it."""
    parts: list[Part] = []
    position = 0
    for segment, translation in zip(segments, translations, strict=True):
        position += len(segment.lead)
        words = words_of(translation.target)
        by_origin: dict[int, list[int]] = {}
        for index, origin in enumerate(_origins(segment, translation)):
            if origin is not None:
                by_origin.setdefault(origin, []).append(index)
        part = Part(
            segment,
            position,
            words_of(segment.text),
            translation.target,
            words,
            by_origin,
        )
        parts.append(part)
        position = part.end + len(segment.separator)
    return parts


def _origins(segment: Segment, translation: Translated) -> list[int | None]:
    hypothesis = translation.hypothesis
    if hypothesis is None or not hypothesis.alignment or translation.tokens is None:
        return []
    return align_words(
        segment.text,
        translation.target,
        source_pieces=translation.tokens,
        target_pieces=hypothesis.tokens,
        alignment=hypothesis.alignment,
    )
