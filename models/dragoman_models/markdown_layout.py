"""Place the tags of a section of Markdown in its translation, where they can stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from markdown_it.common.html_blocks import block_names

from dragoman_models.html_rendering import written_order
from dragoman_models.markup import children
from dragoman_models.types import InlineTag, Section

__all__ = ["LINE_END", "Layout", "Piece", "is_hard_break", "merged", "tight", "wide"]

# A line end within markup, with the marks of a quotation that the next line begins with.
LINE_END = re.compile(r"(?:\r\n|\r|\n)[ \t>]*")
_EMPHASIS = frozenset(("*", "_", "**", "__", "~", "~~"))
_SEEN = re.compile(r"[`!]|<(?!!)|\[\^")
_SPACED_LINE_END = re.compile(r"[ \t]*\n[ \t\n]*")
_SPACES = " \t\n"
_OPENING = "([{«“‘\"'/-–—"
_CLOSING = ")]}»”’\"'/.,;:!?…։՝؛،؟-–—"
_WORD = re.compile(r"\w(?:\S*\w)?")
# What begins a block of HTML at the start of a line.
_BLOCK_HTML = re.compile(
    rf"<(?:[!?]|/?(?:{'|'.join(block_names)}|script|pre|style|textarea)\b)", re.IGNORECASE
)

# A piece of a section: its text or markup, and whether it is markup.
Piece: TypeAlias = tuple[str, bool]
_Range: TypeAlias = tuple[int, int]
# Moves a range of a text within the room that it has.
_Fit: TypeAlias = Callable[[str, _Range, _Range], _Range]


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold a section's tags and where each stands in the translation."""

    section: Section
    text: str
    tags: tuple[InlineTag, ...]
    places: tuple[int, ...]

    def emphasis(self) -> list[tuple[int, int]]:
        """Return the start and end tags of the pairs of emphasis, outermost first."""
        return [
            (index, tag.pair)
            for index, tag in enumerate(self.tags)
            if tag.pair is not None and tag.pair > index and _is_emphasis(tag)
        ]

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
                before, after = _gap(self.section.text, tag.offset, self.text, place)
            found += ((before, False), (tag.markup, True), (after, False))
            position = place
        found.append((self.text[position:], False))
        first = self.section.tags[0] if self.section.tags else None
        headed = first.markup if first and first.offset == 0 else ""
        # A line break may be left at the start by HTML that may not stand there.
        return _one_line(_apart(_one_line(merged(found)), headed))


def _gap(source: str, offset: int, target: str, place: int) -> tuple[str, str]:
    """Return the white space that code or an image needs before and after it in the target.

    It needs some beside a word, and after a mark that closes, where it stood free
    in the source.
    """
    left, right = source[:offset][-1:], source[offset : offset + 1]
    before, after = target[:place][-1:], target[place : place + 1]
    free_left = not left or left.isspace() or left in _OPENING
    free_right = not right or right.isspace() or right in _CLOSING
    spaced_before = free_left and before and not before.isspace() and before not in _OPENING
    return " " if spaced_before else "", " " if free_right and after.isalnum() else ""


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
    """Leave white space at the ends out of each pair; one around no word takes one.

    Tags that stand alone stay in the pair that they were in, and out of others: a
    link within a link would be none.
    """
    return _fitted(layout, _tight_span, _is_markdown)


def wide(layout: Layout) -> Layout:
    """Let each pair of emphasis reach to the ends of the words that it begins and ends in."""
    return _fitted(layout, _wide_span, _is_emphasis)


def _tight_span(text: str, span: _Range, room: _Range) -> _Range:
    start, end = span
    if not any(map(str.isalnum, text[start:end])):
        start, end = _nearest_word(text, span, room)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _nearest_word(text: str, span: _Range, room: _Range) -> _Range:
    """Return the first word from a place on, or else the last before it."""
    after = _WORD.search(text, span[0], room[1])
    if after:
        return after.span()
    before = list(_WORD.finditer(text, room[0], span[0]))
    return before[-1].span() if before else span


def _wide_span(text: str, span: _Range, room: _Range) -> _Range:
    start, end = span
    while start > room[0] and not text[start - 1].isspace():
        start -= 1
    while end < room[1] and not text[end].isspace():
        end += 1
    return start, end


def _fitted(layout: Layout, fit: _Fit, moves: Callable[[InlineTag], bool]) -> Layout:
    """Move the pairs that `moves` names, each within the room that the others leave it."""
    places = list(layout.places)
    within = children(layout.tags)
    # A pair comes before those in it, so that its own place is settled first.
    for outer in sorted(within, key=lambda index: -1 if index is None else index):
        room = (0, len(layout.text))
        if outer is not None:
            room = (places[outer], places[layout.tags[outer].pair or outer])
        for index in within[outer]:
            for each in (index, layout.tags[index].pair):
                if each is not None:
                    places[each] = min(max(places[each], room[0]), room[1])
        pairs = _fit_siblings(layout, places, within[outer], room, fit=fit, moves=moves)
        _part_singles(layout, places, within[outer], pairs)
    return replace(layout, places=tuple(places))


def _fit_siblings(
    layout: Layout,
    places: list[int],
    indices: Sequence[int],
    room: _Range,
    *,
    fit: _Fit,
    moves: Callable[[InlineTag], bool],
) -> list[_Range]:
    """Move the pairs directly within one, from left to right; return where they stand."""
    spans = sorted(
        (places[index], places[pair], index, pair)
        for index in indices
        if (pair := layout.tags[index].pair) is not None
    )
    nexts = [room[1]]
    for start, end, *_ in reversed(spans):
        nexts.append(start if start < end else nexts[-1])
    low, found = room[0], []
    for (first, last, index, pair), high in zip(spans, reversed(nexts[:-1]), strict=True):
        start, end = max(first, low), max(last, low)
        if moves(layout.tags[index]):
            start, end = fit(layout.text, (start, end), (low, max(low, high)))
        places[index], places[pair] = start, end
        low = max(low, end)
        found.append((start, end))
    return found


def _part_singles(
    layout: Layout, places: list[int], indices: Sequence[int], pairs: Sequence[_Range]
) -> None:
    """Move tags that stand alone to the nearer end of a pair that they are not of."""
    for index in indices:
        if layout.tags[index].pair is None:
            place = places[index]
            before = bisect_left(pairs, (place, 0)) - 1
            if before >= 0 and pairs[before][0] < place < pairs[before][1]:
                start, end = pairs[before]
                places[index] = start if place - start < end - place else end
