"""Where a section's inline tags stand in its translation.

A pair of tags goes around the target words that the model wrote for the source
words between them, as in bergamot-translator; a single tag goes before the word
that stands for the one behind it. Pairs stay nested as they were and do not
cross, so what was well-formed stays well-formed, and every tag comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dragoman_models.types import InlineTag, Section, Segment
from dragoman_models.word_alignment import Aligned, Words, align_words

__all__ = ["project"]

# Marks at a word's edges that belong to the sentence and not to the word.
_PUNCTUATION = "\"'“”„‘’«»()[].,:;!?…։՝՞՜،؛؟"
# A run of target words may miss this many that align elsewhere, an article or a preposition.
_GAP = 1


@dataclass(slots=True)
class _Element:
    """Hold a pair of tags or a single one, and what stands inside the pair."""

    first: int
    last: int
    children: list[_Element] = field(default_factory=list)


def project(
    section: Section, segments: Sequence[Segment], translations: Sequence[Aligned]
) -> tuple[int, ...]:
    """Return an offset into the section's translation for each of its tags.

    The translation is the targets joined with the segments' separators. An offset never stands
    inside a word.
    """
    words = align_words(segments, translations)
    target = "".join(
        f"{one.lead}{translation.target}{one.separator}"
        for one, translation in zip(segments, translations, strict=True)
    )
    projection = _Projection(section, words, target)
    offsets = [0] * len(section.tags)
    projection.place(_elements(section.tags), 0, len(target), offsets)
    return tuple(offsets)


def _elements(tags: Sequence[InlineTag]) -> list[_Element]:
    """Nest the tags; one whose partner is out of order counts as single."""
    roots: list[_Element] = []
    open_elements: list[_Element] = []
    for index, tag in enumerate(tags):
        if open_elements and open_elements[-1].last == index:
            open_elements.pop()
            continue
        siblings = open_elements[-1].children if open_elements else roots
        enclosing = open_elements[-1].last if open_elements else len(tags)
        opens = tag.pair is not None and index < tag.pair < enclosing
        element = _Element(index, tag.pair if opens and tag.pair is not None else index)
        siblings.append(element)
        if opens:
            open_elements.append(element)
    return roots


@dataclass(frozen=True, slots=True)
class _Projection:
    section: Section
    words: Words
    target: str

    def place(self, elements: Iterable[_Element], low: int, high: int, offsets: list[int]) -> None:
        """Write the offsets of elements that stand side by side between two bounds."""
        spans = [(self._span(element), element) for element in elements]
        # A stable sort: what falls on one place keeps the source's order.
        for (start, end), element in sorted(spans, key=lambda one: one[0][0]):
            begin = min(max(start, low), high)
            finish = min(max(end, begin), high)
            offsets[element.first], offsets[element.last] = begin, finish
            self.place(element.children, begin, finish, offsets)
            low = finish

    def _span(self, element: _Element) -> tuple[int, int]:
        start = self.section.tags[element.first].offset
        end = self.section.tags[element.last].offset
        covered = [
            index
            for index, word in enumerate(self.words.source)
            if word.start < end and start < word.end
        ]
        if element.first == element.last or not covered or not self.words.target:
            point = self._point(start)
            return point, point
        return self._around(self._targets_of(covered), start, end)

    def _point(self, offset: int) -> int:
        """Return the place before the target word that stands for the next source word."""
        following = next(
            (index for index, word in enumerate(self.words.source) if word.end > offset), None
        )
        if following is None or not self.words.target:
            return len(self.target) if following is None else 0
        word = self.words.source[following]
        opens = following == 0 or self.words.source[following - 1].segment != word.segment
        own = [i for i, target in enumerate(self.words.target) if target.segment == word.segment]
        if opens and own:
            return self.words.target[own[0]].start
        return self.words.target[self._targets_of([following])[0]].start

    def _targets_of(self, covered: Sequence[int]) -> list[int]:
        """List the target words for source words: the fullest run of them, never an empty one."""
        wanted = set(covered)
        if len(wanted) == len(self.words.source):
            return list(range(len(self.words.target)))
        found = [i for i, origins in enumerate(self.words.origins) if origins & wanted]
        if not found:
            return [self._nearest(covered[0])]
        return max(_runs(found), key=len)

    def _nearest(self, source_word: int) -> int:
        """Return the target word at a source word's place, for one that nothing aligns with."""
        return source_word * len(self.words.target) // len(self.words.source)

    def _around(self, targets: Sequence[int], start: int, end: int) -> tuple[int, int]:
        """Give the span of target words, with the marks at its edges if the source has them."""
        begin = self.words.target[targets[0]].start
        finish = self.words.target[targets[-1]].end
        text = self.target[begin:finish]
        inner = self.section.text[start:end].strip()
        if inner[:1] not in _PUNCTUATION:
            begin += len(text) - len(text.lstrip(_PUNCTUATION))
        if inner[-1:] not in _PUNCTUATION:
            finish -= len(text) - len(text.rstrip(_PUNCTUATION))
        return (begin, finish) if begin < finish else (begin, begin + len(text))


def _runs(indices: Sequence[int]) -> list[list[int]]:
    """Cut rising indices into runs whose gaps are small."""
    runs = [[indices[0]]]
    for index in indices[1:]:
        if index - runs[-1][-1] <= _GAP + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
