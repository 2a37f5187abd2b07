"""See to it that a link that had words has words in the translation.

A link around nothing cannot be clicked. Attention may give a link's words to no
word of the target, or to one that another element holds; then the link takes
the nearest word, from an element that is no link if need be.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from dragoman_models.kept_text import kept_spans, span_around
from dragoman_models.types import Section
from dragoman_models.word_alignment import Words, words_of

__all__ = ["Links", "Placed"]

Placed: TypeAlias = tuple[int, int, int]
"""A tag's index, and where the text between it and its partner begins and ends in the target."""

_LINK = re.compile(r"(?:<a(?=[\s>])|\[)", re.IGNORECASE)
# With more links than this side by side none gives a word to another.
_MOST_GIVERS = 64


def _needs(section: Section) -> Mapping[int, int]:
    """Count for the first tag of a pair the links with words that it is or has within."""
    needs: dict[int, int] = {}
    around: list[int] = []
    for index, tag in enumerate(section.tags):
        if tag.pair is None:
            continue
        if tag.pair < index:
            around.pop()
            continue
        around.append(index)
        inner = section.text[tag.offset : section.tags[tag.pair].offset]
        if _LINK.match(tag.markup) and any(map(str.isalnum, inner)):
            for one in around:
                needs[one] = needs.get(one, 0) + 1
    return needs


@dataclass(frozen=True, slots=True)
class Links:
    """Hold the words of a target, and how many of them each pair of tags must hold.

    `needs` has the first tag of each pair that is a link or has links within.
    `fixed` are the indices of the words of kept elements, which no link can take.
    """

    words: Words
    fixed: frozenset[int]
    needs: Mapping[int, int]

    @classmethod
    def of(cls, section: Section, target: str) -> Links:
        """Count the links of a section; `target` is its whole target text."""
        needs = _needs(section)
        if not needs:
            return cls((), frozenset(), needs)
        kept = kept_spans(target)
        words = tuple(span for span in words_of(target) if target[span[0]].isalnum())
        fixed = (i for i, (start, _) in enumerate(words) if span_around(kept, start) is not None)
        return cls(words, frozenset(fixed), needs)

    def with_words(
        self,
        pairs: Sequence[Placed],
        singles: Sequence[Placed],
        bounds: tuple[int, int],
        *,
        edges: Sequence[int],
    ) -> tuple[list[Placed], list[Placed]]:
        """Return neighbours so that those with links hold words, where `bounds` has any.

        `pairs` are in order and disjoint, and what is returned is, too; `singles`
        hold no text. No link is put around one of `edges`.
        """
        everything = [*pairs, *singles]
        wanting = [one for one in everything if one[0] in self.needs]
        poor = [one for one in wanting if len(self.within(*one[1:])) < self.needs[one[0]]]
        if not poor:
            return list(pairs), list(singles)
        wealth = _Wealth(self, bounds, sorted(edges))
        lacking = {one[0] for one in poor}
        for one in wanting:
            if one[0] not in lacking:
                wealth.hold(one)
        for index, place, _ in poor:
            wealth.give(index, place)
        left_of = wealth.remainder()
        given = [wealth.held.get(one[0]) or left_of(one) for one in everything]
        solid = sorted((one for one in given if one[1] < one[2]), key=lambda one: one[1:])
        return solid, [one for one in given if one[1] >= one[2]]

    def within(self, start: int, end: int) -> range:
        """Return the indices of the words, or parts of words, of a stretch."""
        low = bisect_right(self.words, start, key=lambda span: span[1])
        return range(low, bisect_left(self.words, end, key=lambda span: span[0]))


@dataclass(slots=True)
class _Wealth:
    """Deal out the words of a stretch to links that lack one."""

    links: Links
    bounds: tuple[int, int]
    edges: Sequence[int]
    held: dict[int, Placed] = field(default_factory=dict)
    free: list[int] = field(init=False)

    def __post_init__(self) -> None:
        start, end = self.bounds
        words = self.links.words
        low = bisect_left(words, start, key=lambda span: span[0])
        high = bisect_right(words, end, key=lambda span: span[1])
        cut = {one for edge in self.edges for one in self.links.within(edge, edge)}
        self.free = [i for i in range(low, high) if i not in self.links.fixed and i not in cut]

    def hold(self, placed: Placed) -> None:
        """Note that a link has all words of a stretch."""
        self.held[placed[0]] = placed
        inner = self.links.within(*placed[1:])
        low = bisect_left(self.free, inner.start)
        del self.free[low : bisect_left(self.free, inner.stop)]

    def give(self, index: int, place: int) -> None:
        """Give a link, or a pair around links, the nearest words, as many as it needs."""
        run = self._nearest(place, self.links.needs[index])
        if run:
            words = self.links.words
            self.hold((index, words[run[0]][0], words[run[-1]][1]))
        elif len(self.held) <= _MOST_GIVERS:
            self._take_from_neighbour(index, place)

    def _nearest(self, place: int, length: int) -> Sequence[int]:
        """Return the nearest run of free words, as long as is needed or as there is one."""
        if length == 1:
            near = bisect_left(self.free, place, key=lambda one: self.links.words[one][0])
            windows = [self.free[i : i + 1] for i in (near - 1, near) if 0 <= i < len(self.free)]
            return min(windows, key=lambda one: self._distance(place, one), default=())
        runs = list(self._runs())
        longest = min(length, max(map(len, runs), default=0))
        windows = [run[i : i + longest] for run in runs for i in range(len(run) - longest + 1)]
        return min(windows, key=lambda one: self._distance(place, one), default=())

    def _runs(self) -> Iterator[list[int]]:
        """Yield the runs of neighbours among the free words; an edge parts them."""
        run: list[int] = []
        for index in self.free:
            if run and (run[-1] != index - 1 or self._is_edge_before(index)):
                yield run
                run = []
            run.append(index)
        if run:
            yield run

    def _is_edge_before(self, index: int) -> bool:
        near = bisect_left(self.edges, self.links.words[index - 1][1])
        return near < len(self.edges) and self.edges[near] <= self.links.words[index][0]

    def _distance(self, place: int, window: Sequence[int]) -> int:
        words = self.links.words
        return max(words[window[0]][0] - place, place - words[window[-1]][1])

    def _take_from_neighbour(self, index: int, place: int) -> None:
        """Take the first or the last word of the nearest link that can spare it."""
        words = self.links.words
        ends: list[tuple[int, Placed]] = []
        for other, start, end in self.held.values():
            inner = self.links.within(start, end)
            if len(inner) > self.links.needs[other]:
                ends.append((inner[0], (other, words[inner[1]][0], end)))
                ends.append((inner[-1], (other, start, words[inner[-2]][1])))
        spare = [one for one in ends if one[0] not in self.links.fixed]
        if spare:
            word, rest = min(spare, key=lambda one: self._distance(place, [one[0]]))
            self.held[rest[0]] = rest
            self.held[index] = (index, *words[word])

    def remainder(self) -> Callable[[Placed], Placed]:
        """Return what gives, of a stretch, what is left beside what links hold: the longer end.

        What links hold is disjoint, so the time over disjoint stretches is linear.
        """
        spans = [span[1:] for span in self.held.values()]
        order = sorted(range(len(spans)), key=spans.__getitem__)
        starts, ends = ([spans[i][side] for i in order] for side in (0, 1))

        def left_of(placed: Placed) -> Placed:
            index, start, end = placed
            near = order[bisect_right(ends, start) : bisect_left(starts, end)]
            for first, last in (spans[i] for i in sorted(near)):
                if start < last and first < end:
                    before, after = (start, max(start, first)), (min(end, last), end)
                    start, end = max(before, after, key=lambda span: span[1] - span[0])
            return index, start, end

        return left_of
