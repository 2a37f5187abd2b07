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
from itertools import accumulate

from dragoman_models.aligned_part import Part, Translated, parts_of
from dragoman_models.kept_text import kept_places
from dragoman_models.links import Links, Placed
from dragoman_models.types import InlineTag, Section, Segment

__all__ = ["children", "project"]

# A whole tag: a kept element with its content is none.
_TAG_NAME = re.compile(r"</?(?P<name>[a-zA-Z][^\s/><]*)[^<]*\Z")
_VOID = frozenset(("br", "img", "input", "wbr", "embed", "area", "source", "track", "param"))
# What ends a clause; in a target it is no part of a word that was tagged.
_TRAILING = " ,.;:!?…،؛؟։՝"
_QUOTES = {"»": "«", "”": "“"}


def _part_at(parts: Sequence[Part], offset: int, *, opening: bool) -> Part:
    """Return the part that an offset is in; between two that touch, the next for what opens."""
    index = max(0, bisect_right(parts, offset, key=lambda part: part.segment.start) - 1)
    if not opening and index and parts[index - 1].segment.end == offset:
        return parts[index - 1]
    return parts[index]


def _pair_span(parts: Sequence[Part], first: int, last: int) -> tuple[int, int]:
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
    parts = parts_of(segments, translations)
    whole = parts[-1].end + len(parts[-1].segment.separator)
    joined = "".join(f"{part.segment.lead}{part.target}{part.segment.separator}" for part in parts)
    kept = kept_places(section.text, section.tags, joined)
    within = children(section.tags)
    links = Links.of(section, joined)
    guessed = _guessed(section, parts, links)
    offsets = [0] * len(section.tags)
    waiting: list[tuple[int | None, int, int]] = [(None, 0, whole)]
    while waiting:
        outer, start, end = waiting.pop()
        placed = _with_kept(section, _placed(section, parts, within.get(outer, ()), outer), kept)
        clamped = [
            (index, min(max(first, start), end), min(max(last, start), end))
            for index, first, last in placed
        ]
        for index, first, last in _arranged(section, clamped, links, guessed, (start, end)):
            pair = section.tags[index].pair
            low, high = first, last
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
    inner = inner.strip()
    if not with_mark:
        inner = inner.rstrip(_TRAILING)
        # Nor a quotation's end whose beginning stands before the span.
        if inner[-1:] in _QUOTES and _QUOTES[inner[-1]] not in inner:
            inner = inner[:-1].rstrip(_TRAILING)
    return (start, start + len(inner)) if inner else (low, high)


def _placed(
    section: Section, parts: Sequence[Part], indices: Sequence[int], outer: int | None
) -> list[Placed]:
    """Place the tags directly within one pair, whether they overlap or not."""
    placed: list[Placed] = []
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
    placed: Sequence[Placed],
    kept: Mapping[int, tuple[int, int]],
) -> Sequence[Placed]:
    """Put kept elements where their words went, and pairs around those that they were around."""
    if not kept:
        return placed
    indices = sorted(kept)
    moved: list[Placed] = []
    for index, first, last in placed:
        pair = section.tags[index].pair
        inner = indices[bisect_right(indices, index) : bisect_right(indices, pair or 0)]
        spans = [kept[one] for one in inner]
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
    section: Section,
    placed: Sequence[Placed],
    links: Links,
    guessed: frozenset[int],
    bounds: tuple[int, int],
) -> list[Placed]:
    """Make neighbours disjoint: halves part them, pairs end where others begin.

    Links that had words hold words.
    """
    parted = _parted(section, placed)
    pairs = _disjoint([entry for entry in parted if entry[1] < entry[2]], guessed)
    singles = [entry for entry in parted if entry[1] == entry[2]]
    halves = [place for index, place, _ in singles if _is_half(section.tags[index])]
    pairs, singles = links.with_words(pairs, singles, bounds, edges=halves)
    return [*pairs, *_outside(pairs, singles)]


def _parted(section: Section, placed: Sequence[Placed]) -> Sequence[Placed]:
    """Keep what stood before half an element, and what stood behind it, on its own side.

    The other half is in another section, so the half tag is the edge of an
    element that no pair of this section may cross. `placed` is in the order of
    the tags; the time is linear in its length.
    """
    halves = [_is_half(section.tags[index]) for index, _, _ in placed]
    if not any(halves):
        return placed
    entries = list(zip(placed, halves, strict=True))
    # The furthest half before each, itself included, and the nearest behind it.
    lows = accumulate((one[1] if half else 0 for one, half in entries), max)
    behind = (one[1] if half else None for one, half in reversed(entries))
    highs = [*list(accumulate(behind, _nearer))[-2::-1], None]
    return [
        (index, _between(low, first, high), _between(low, last, high))
        for (index, first, last), low, high in zip(placed, lows, highs, strict=True)
    ]


def _nearer(place: int | None, other: int | None) -> int | None:
    return min((one for one in (place, other) if one is not None), default=None)


def _between(low: int, place: int, high: int | None) -> int:
    return max(low, place) if high is None else min(max(low, place), high)


def _is_half(tag: InlineTag) -> bool:
    """Tell whether a tag without a partner begins or ends an element."""
    found = _TAG_NAME.match(tag.markup)
    return tag.pair is None and found is not None and found["name"].lower() not in _VOID


def _outside(pairs: Sequence[Placed], singles: Sequence[Placed]) -> list[Placed]:
    """Move what stands alone out of pairs that it did not stand in."""
    starts = [start for _, start, _ in pairs]
    moved: list[Placed] = []
    for index, place, _ in singles:
        near = bisect_right(starts, place) - 1
        inside = near >= 0 and pairs[near][1] < place < pairs[near][2]
        edge = pairs[near][1 if index < pairs[near][0] else 2] if inside else place
        moved.append((index, edge, edge))
    return moved


def _single_place(
    section: Section, parts: Sequence[Part], tag: InlineTag, outer: int | None
) -> int:
    """Place a tag that stands alone; at the end of the pair around it, it stays at that end."""
    if outer is not None:
        first = section.tags[outer].offset
        last = section.tags[section.tags[outer].pair or 0].offset
        if tag.offset in {first, last}:
            return _pair_span(parts, first, last)[tag.offset == last]
    return _part_at(parts, tag.offset, opening=False).place(tag.offset)


def _disjoint(pairs: Sequence[Placed], guessed: frozenset[int]) -> list[Placed]:
    """Cut spans that overlap: the earlier one ends where the later one begins.

    Of spans that begin together those that are only guessed come last.
    """
    cut: list[Placed] = []
    for index, start, end in sorted(pairs, key=lambda one: (one[1], one[0] in guessed, one[2])):
        if cut and cut[-1][1] < start < cut[-1][2]:
            cut[-1] = (cut[-1][0], cut[-1][1], start)
        free = max(start, cut[-1][2]) if cut else start
        cut.append((index, free, max(end, free)))
    return cut


def _guessed(section: Section, parts: Sequence[Part], links: Links) -> frozenset[int]:
    """Find the links whose words the attention gave to nothing."""
    found: set[int] = set()
    for index in links.needs:
        tag = section.tags[index]
        last = tag.offset if tag.pair is None else section.tags[tag.pair].offset
        opened = _part_at(parts, tag.offset, opening=True)
        if opened is _part_at(parts, last, opening=False) and not opened.knows(tag.offset, last):
            found.add(index)
    return frozenset(found)
