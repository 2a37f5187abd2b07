"""Carry a section's inline tags to the right words of its translation.

A pair of tags goes around the words that came from those it was around (as
bergamot-translator does it, by the decoder's attention); where no alignment is
known, by position. Pairs stay nested as they were, tags at a segment's ends
stay there, and no tag is lost.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman_models.kept_text import kept_places
from dragoman_models.types import Hypothesis, InlineTag, Section, Segment
from dragoman_models.word_alignment import Words, align_words, words_of

__all__ = ["Translated", "children", "project"]

# A whole tag: a kept element with its content is none.
_TAG_NAME = re.compile(r"</?(?P<name>[a-zA-Z][^\s/><]*)[^<]*\Z")
_VOID = frozenset(("br", "img", "input", "wbr", "embed", "area", "source", "track", "param"))
# What ends a clause; in a target it is no part of a word that was tagged.
_TRAILING = " ,.;:!?…،؛؟։՝"
# Words of other origin may stand within a span, up to this share of it.
_LARGEST_FOREIGN_SHARE = 0.5


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
class _Part:
    """Hold a segment with its words, its target's words, and where each of those came from."""

    segment: Segment
    start: int
    source_words: Words
    target: str
    target_words: Words
    origins: Sequence[int | None]

    @property
    def end(self) -> int:
        return self.start + len(self.target)

    @property
    def is_copy(self) -> bool:
        return self.target == self.segment.text

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the text from `first` to `last` of the section went, in its target."""
        first, last = max(first, self.segment.start), min(last, self.segment.end)
        if (first, last) == (self.segment.start, self.segment.end):
            return self.start, self.end
        if self.is_copy:
            shift = self.start - self.segment.start
            return first + shift, last + shift
        covered = [
            index
            for index, (start, end) in enumerate(self.source_words)
            if self.segment.start + start < last and self.segment.start + end > first
        ]
        words = self._words_from(covered) if covered else []
        marks_alone = all(map(self._is_mark, words))
        if marks_alone and any(_is_word(self.segment.text, self.source_words[i]) for i in covered):
            return self._by_position(first, last)
        if not words:
            return self._by_position(first, last)
        words = self._trimmed(words, covered)
        return (
            self._edge(first, covered[0], words[0], side=0),
            self._edge(last, covered[-1], words[-1], side=1),
        )

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
        wanted = set(covered)
        found = [index for index, origin in enumerate(self.origins) if origin in wanted]
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
        """Return where a point of the section went: before the word that it was before."""
        if offset <= self.segment.start:
            return self.start
        if offset >= self.segment.end:
            return self.end + min(offset - self.segment.end, len(self.segment.separator))
        if self.is_copy:
            return self.start + offset - self.segment.start
        own = offset - self.segment.start
        following = [index for index, (start, _) in enumerate(self.source_words) if start >= own]
        for index in following[:1]:
            words = self._words_from([index])
            if words:
                return self.start + self.target_words[words[0]][0]
        previous = [index for index, (_, end) in enumerate(self.source_words) if end <= own]
        words = self._words_from(previous[-1:])
        if words:
            return self.start + self.target_words[words[-1]][1]
        return self._by_position(offset, offset)[0]


def _is_word(text: str, span: tuple[int, int]) -> bool:
    return text[span[0]].isalnum()


def _longest_run(indices: Sequence[int]) -> list[int]:
    """Return the first of the longest runs of neighbours."""
    runs: list[list[int]] = []
    for index in indices:
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return max(runs, key=len)


def _parts(segments: Sequence[Segment], translations: Sequence[Translated]) -> list[_Part]:
    parts: list[_Part] = []
    position = 0
    for segment, translation in zip(segments, translations, strict=True):
        position += len(segment.lead)
        words = words_of(translation.target)
        part = _Part(
            segment,
            position,
            words_of(segment.text),
            translation.target,
            words,
            _origins(segment, translation) or [None] * len(words),
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


def _part_at(parts: Sequence[_Part], offset: int, *, opening: bool) -> _Part:
    """Return the part that an offset is in; between two that touch, the next for what opens."""
    index = max(0, bisect_right(parts, offset, key=lambda part: part.segment.start) - 1)
    if not opening and index and parts[index - 1].segment.end == offset:
        return parts[index - 1]
    return parts[index]


def _pair_span(parts: Sequence[_Part], first: int, last: int) -> tuple[int, int]:
    """Return where what stands between two tags went."""
    opened, closed = _part_at(parts, first, opening=True), _part_at(parts, last, opening=False)
    if first == last or opened.segment.start > closed.segment.start:
        place = _part_at(parts, first, opening=first != last).place(first)
        return place, place
    if opened is closed:
        return opened.span(first, last)
    start = (
        opened.place(first)
        if first >= opened.segment.end or first <= opened.segment.start
        else opened.span(first, min(last, opened.segment.end))[0]
    )
    end = (
        closed.place(last)
        if last >= closed.segment.end or last <= closed.segment.start
        else closed.span(max(first, closed.segment.start), last)[1]
    )
    return start, max(start, end)


def children(tags: Sequence[InlineTag]) -> dict[int | None, list[int]]:
    """Map the start tag of each pair, and None, to the tags directly within."""
    within: dict[int | None, list[int]] = {None: []}
    around: list[int | None] = [None]
    for index, tag in enumerate(tags):
        if tag.pair is not None and tag.pair < index:
            around.pop()
            continue
        within.setdefault(around[-1], []).append(index)
        if tag.pair is not None:
            around.append(index)
    return within


def project(
    section: Section, segments: Sequence[Segment], translations: Sequence[Translated]
) -> tuple[int, ...]:
    """Return the offset of each of the section's tags in its target text.

    That text is `segmentation.join(segments, targets)`. Pairs that were nested
    are nested, others do not overlap, whatever the alignment says.
    """
    if not segments:
        return tuple(tag.offset for tag in section.tags)
    parts = _parts(segments, translations)
    whole = parts[-1].end + len(parts[-1].segment.separator)
    joined = "".join(f"{part.segment.lead}{part.target}{part.segment.separator}" for part in parts)
    kept = kept_places(section.text, section.tags, joined)
    within = children(section.tags)
    offsets = [0] * len(section.tags)
    waiting: list[tuple[int | None, int, int]] = [(None, 0, whole)]
    while waiting:
        outer, start, end = waiting.pop()
        placed = _placed(section, parts, within.get(outer, ()), outer)
        for index, first, last in _arranged(section, _with_kept(section, placed, kept)):
            pair = section.tags[index].pair
            low, high = min(max(first, start), end), min(max(last, start), end)
            if pair is not None:
                ends = section.text[: section.tags[pair].offset][-1:]
                low, high = _tight(joined, low, high, with_mark=not ends.isalnum())
            offsets[index] = low
            if pair is not None:
                offsets[pair] = high
                waiting.append((index, low, high))
    return tuple(offsets)


def _tight(text: str, low: int, high: int, *, with_mark: bool) -> tuple[int, int]:
    """Leave white space at both ends of a span out, and a mark at its end unless it is to be."""
    inner = text[low:high]
    start = low + len(inner) - len(inner.lstrip())
    inner = inner.strip() if with_mark else inner.strip().rstrip(_TRAILING)
    return (start, start + len(inner)) if inner else (low, high)


def _placed(
    section: Section, parts: Sequence[_Part], indices: Sequence[int], outer: int | None
) -> list[tuple[int, int, int]]:
    """Place the tags directly within one pair, whether they overlap or not."""
    placed: list[tuple[int, int, int]] = []
    for index in indices:
        tag = section.tags[index]
        if tag.pair is None:
            place = _single_place(section, parts, tag, outer)
            placed.append((index, place, place))
        else:
            last = section.tags[tag.pair].offset
            placed.append((index, *_pair_span(parts, tag.offset, last)))
    return placed


def _with_kept(
    section: Section,
    placed: Sequence[tuple[int, int, int]],
    kept: Mapping[int, tuple[int, int]],
) -> Sequence[tuple[int, int, int]]:
    """Put kept elements where their words went, and pairs around those that they were around."""
    if not kept:
        return placed
    moved: list[tuple[int, int, int]] = []
    for index, first, last in placed:
        pair = section.tags[index].pair
        spans = [kept[one] for one in kept if pair is not None and index < one < pair]
        if index in kept:
            moved.append((index, kept[index][0], kept[index][0]))
        elif spans:
            low, high = min(start for start, _ in spans), max(end for _, end in spans)
            around = first < last
            moved.append(
                (index, min(first, low), max(last, high)) if around else (index, low, high)
            )
        else:
            moved.append((index, first, last))
    return moved


def _arranged(
    section: Section, placed: Sequence[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Make neighbours disjoint: halves part them, pairs end where others begin."""
    parted = _parted(section, placed)
    pairs = _disjoint([entry for entry in parted if entry[1] < entry[2]])
    return [*pairs, *_outside(pairs, [entry for entry in parted if entry[1] == entry[2]])]


def _parted(
    section: Section, placed: Sequence[tuple[int, int, int]]
) -> Sequence[tuple[int, int, int]]:
    """Keep what stood before half an element, and what stood behind it, on its own side.

    The other half is in another section, so the half tag is the edge of an
    element that no pair of this section may cross.
    """
    for index, place, _ in placed:
        if _is_half(section.tags[index]):
            placed = [
                (one, min(first, place), min(last, place))
                if one < index
                else (one, max(first, place), max(last, place))
                for one, first, last in placed
            ]
    return placed


def _is_half(tag: InlineTag) -> bool:
    """Tell whether a tag without a partner begins or ends an element."""
    found = _TAG_NAME.match(tag.markup)
    return tag.pair is None and found is not None and found["name"].lower() not in _VOID


def _outside(
    pairs: Sequence[tuple[int, int, int]], singles: Sequence[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Move what stands alone out of pairs that it did not stand in."""
    starts = [start for _, start, _ in pairs]
    moved: list[tuple[int, int, int]] = []
    for index, place, _ in singles:
        near = bisect_right(starts, place) - 1
        inside = near >= 0 and pairs[near][1] < place < pairs[near][2]
        edge = pairs[near][1 if index < pairs[near][0] else 2] if inside else place
        moved.append((index, edge, edge))
    return moved


def _single_place(
    section: Section, parts: Sequence[_Part], tag: InlineTag, outer: int | None
) -> int:
    """Place a tag that stands alone; at the end of the pair around it, it stays at that end."""
    if outer is not None:
        first = section.tags[outer].offset
        last = section.tags[section.tags[outer].pair or 0].offset
        if tag.offset in {first, last}:
            return _pair_span(parts, first, last)[tag.offset == last]
    return _part_at(parts, tag.offset, opening=False).place(tag.offset)


def _disjoint(pairs: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Cut spans that overlap: the earlier one ends where the later one begins."""
    cut: list[tuple[int, int, int]] = []
    for index, start, end in sorted(pairs, key=lambda entry: (entry[1], entry[2])):
        if cut and cut[-1][1] < start < cut[-1][2]:
            cut[-1] = (cut[-1][0], cut[-1][1], start)
        free = max(start, cut[-1][2]) if cut else start
        cut.append((index, free, max(end, free)))
    return cut
