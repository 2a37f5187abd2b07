"""Place the tags of a section of Markdown in its translation, where they can stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from markdown_it.common.html_blocks import block_names

from dragoman_models.html_rendering import word_gap, written_order
from dragoman_models.types import InlineTag, Section

__all__ = ["LINE_END", "Layout", "Piece", "is_hard_break", "merged", "tight", "wide"]

# A line end within markup, with the marks of a quotation that the next line begins with.
LINE_END = re.compile(r"(?:\r\n|\r|\n)[ \t>]*")
_EMPHASIS = frozenset(("*", "_", "**", "__", "~", "~~"))
_SEEN = re.compile(r"[`!]|<(?!!)|\[\^")
_SPACED_LINE_END = re.compile(r"[ \t]*\n[ \t\n]*")
_SPACES = " \t\n"
_WORD = re.compile(r"\w(?:\S*\w)?")
# What begins a block of HTML at the start of a line.
_BLOCK_HTML = re.compile(
    rf"<(?:[!?]|/?(?:{'|'.join(block_names)}|script|pre|style|textarea)\b)", re.IGNORECASE
)

# A piece of a section: its text or markup, and whether it is markup.
Piece: TypeAlias = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold a section's tags and where each stands in the translation."""

    section: Section
    text: str
    tags: tuple[InlineTag, ...]
    places: tuple[int, ...]

    def pairs(self) -> list[tuple[int, int]]:
        """Return the start and end tags of the pairs of emphasis and links, outermost first."""
        return [
            (index, tag.pair)
            for index, tag in enumerate(self.tags)
            if tag.pair is not None and tag.pair > index and _is_markdown(tag)
        ]

    def emphasis(self) -> list[tuple[int, int]]:
        """Return the start and end tags of the pairs of emphasis, outermost first."""
        return [pair for pair in self.pairs() if _is_emphasis(self.tags[pair[0]])]

    def moved(self, pair: tuple[int, int], start: int, end: int) -> Layout:
        """Place a pair elsewhere."""
        places = list(self.places)
        places[pair[0]], places[pair[1]] = start, end
        return replace(self, places=tuple(places))

    def within(self, pair: tuple[int, int]) -> tuple[int, int]:
        """Return the room that a pair has: the pair around it, and its neighbours."""
        low, high = 0, len(self.text)
        for first, last in self.pairs():
            if first < pair[0] and last > pair[1]:
                low, high = max(low, self.places[first]), min(high, self.places[last])
            elif self.places[first] < self.places[last] and not pair[0] <= first <= pair[1]:
                if self.places[last] <= self.places[pair[0]]:
                    low = max(low, self.places[last])
                elif self.places[first] >= self.places[pair[1]]:
                    high = min(high, self.places[first])
        return low, max(low, high)

    def without(self, dropped: Iterable[int]) -> Layout:
        """Leave tags out; the pairs among the others are found again."""
        gone = set(dropped)
        kept = [index for index in range(len(self.tags)) if index not in gone]
        new = {index: number for number, index in enumerate(kept)}
        tags = (self.tags[index] for index in kept)
        return replace(
            self,
            tags=tuple(
                replace(tag, pair=None if tag.pair is None else new[tag.pair]) for tag in tags
            ),
            places=tuple(self.places[index] for index in kept),
        )

    def with_stars(self) -> Layout:
        """Write `*` for `_`, which cannot begin or end within a word."""
        tags = (
            replace(tag, markup=tag.markup.replace("_", "*")) if _is_emphasis(tag) else tag
            for tag in self.tags
        )
        return replace(self, tags=tuple(tags))

    def pieces(self) -> list[Piece]:
        """Return text and markup in the order in which they are written."""
        found: list[Piece] = []
        position = 0
        for index in written_order(self.tags, self.places):
            tag, place = self.tags[index], self.places[index]
            found.append((self.text[position:place], False))
            before, after = "", ""
            if tag.pair is None and _SEEN.match(tag.markup):
                before, after = word_gap(self.section.text, tag.offset, self.text, place)
            found += ((before, False), (tag.markup, True), (after, False))
            position = place
        found.append((self.text[position:], False))
        first = self.section.tags[0] if self.section.tags else None
        headed = first.markup if first and first.offset == 0 else ""
        return _apart(_one_line(merged(found)), headed)


def _is_break(piece: Piece) -> bool:
    text, is_markup = piece
    return is_markup and (is_hard_break(text) or text.lower().startswith("<br"))


def is_hard_break(markup: str) -> bool:
    """Tell whether markup is a line break: two spaces or a backslash before a line's end."""
    return LINE_END.search(markup) is not None and not markup.strip(" \t\r\n>\\")


def _is_emphasis(tag: InlineTag) -> bool:
    return tag.pair is not None and tag.markup in _EMPHASIS


def _is_markdown(tag: InlineTag) -> bool:
    return tag.pair is not None and (_is_emphasis(tag) or tag.markup[:1] in {"[", "]"})


def merged(pieces: Iterable[Piece]) -> list[Piece]:
    """Join neighbouring pieces of text, and leave empty ones out."""
    joined: list[Piece] = []
    for text, is_markup in pieces:
        if not is_markup and joined and not joined[-1][1]:
            joined[-1] = (joined[-1][0] + text, False)
        elif text:
            joined.append((text, is_markup))
    return joined


def _one_line(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave line ends to the tags that are line breaks, and have none of those at the ends."""
    seen = [index for index, piece in enumerate(pieces) if _is_seen(piece)]
    kept = pieces[seen[0] : seen[-1] + 1] if seen else ()
    return merged(
        piece if piece[1] else (_text_of_line(kept, index), False)
        for index, piece in enumerate(kept)
    )


def _is_seen(piece: Piece) -> bool:
    text, is_markup = piece
    return bool(text.strip()) and not (is_markup and is_hard_break(text))


def _text_of_line(pieces: Sequence[Piece], index: int) -> str:
    text = pieces[index][0]
    if not index or _is_break(pieces[index - 1]):
        text = text.lstrip(_SPACES)
    if index == len(pieces) - 1 or _is_break(pieces[index + 1]):
        text = text.rstrip(_SPACES)
    return _SPACED_LINE_END.sub(" ", text)


def _apart(pieces: Sequence[Piece], headed: str) -> list[Piece]:
    """Keep one code span from running into another, and HTML from beginning a block.

    `headed` is the markup that the source's block begins with, which may stay there.
    """
    found: list[Piece] = []
    waiting: list[Piece] = []
    for text, is_markup in pieces:
        at_start = not found or (found[-1][1] and is_hard_break(found[-1][0]))
        if is_markup and at_start and _BLOCK_HTML.match(text) and text != headed:
            waiting.append((text, is_markup))
            continue
        if is_markup and found and text[0] == found[-1][0][-1:] == "`" and found[-1][1]:
            found.append((" ", False))
        found.append((text, is_markup))
        if waiting and not is_markup:
            found += waiting
            waiting = []
    return [*found, *waiting]


def tight(layout: Layout) -> Layout:
    """Leave white space at the ends out of each pair; one around no word takes one."""
    for pair in layout.pairs():
        start, end = layout.places[pair[0]], layout.places[pair[1]]
        low, high = layout.within(pair)
        if not any(map(str.isalnum, layout.text[start:end])):
            start, end = _nearest_word(layout.text, low, high, default=(start, end))
        while start < end and layout.text[start].isspace():
            start += 1
        while end > start and layout.text[end - 1].isspace():
            end -= 1
        layout = layout.moved(pair, start, end)
    return _nested(layout)


def _nearest_word(text: str, low: int, high: int, *, default: tuple[int, int]) -> tuple[int, int]:
    """Return the first word from a place on, or else the last before it."""
    after = _WORD.search(text, default[0], high)
    if after:
        return after.span()
    before = list(_WORD.finditer(text, low, default[0]))
    return before[-1].span() if before else default


def wide(layout: Layout) -> Layout:
    """Let each pair of emphasis reach to the ends of the words that it begins and ends in."""
    for pair in layout.emphasis():
        low, high = layout.within(pair)
        start, end = layout.places[pair[0]], layout.places[pair[1]]
        while start > low and not layout.text[start - 1].isspace():
            start -= 1
        while end < high and not layout.text[end].isspace():
            end += 1
        layout = layout.moved(pair, start, end)
    return _nested(layout)


def _nested(layout: Layout) -> Layout:
    """Keep what stands in a pair inside of it, and what stands in no link outside."""
    places = list(layout.places)
    for first, last in layout.pairs():
        for index, tag in enumerate(layout.tags):
            if first < index < last:
                places[index] = min(max(places[index], places[first]), places[last])
            elif tag.pair is None and places[first] < places[index] < places[last]:
                nearer_start = places[index] - places[first] < places[last] - places[index]
                places[index] = places[first] if nearer_start else places[last]
    return replace(layout, places=tuple(places))
