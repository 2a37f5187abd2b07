"""Make a section of a run of text and inline tags."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman_models.html_elements import is_shown
from dragoman_models.html_tokens import VOID, Kind, Token, decoded_pieces
from dragoman_models.kept_text import without_kept, without_marks
from dragoman_models.types import InlineTag, Role, Section

__all__ = ["Run"]

# HTML's white space; a no-break space is a letter to it.
_SPACES = " \t\r\n\f"
_WHITE = re.compile(f"[{_SPACES}]+")
# Stands for a kept element in the spacing: white space on both sides of it stays.
_OBJECT = "\ufffc"


@dataclass(frozen=True, slots=True)
class _Item:
    """Hold a stretch of a run: text, an opening or closing tag, or something that stands alone."""

    kind: str
    start: int
    end: int
    name: str = ""
    words: str = ""


@dataclass(slots=True)
class _Draft:
    """Collect a section's text and tags."""

    pieces: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    last: str = " "
    tags: list[InlineTag] = field(default_factory=list)
    open_tags: list[tuple[str, int]] = field(default_factory=list)
    open_names: dict[str, int] = field(default_factory=dict)

    def write(self, markup: str, start: int) -> None:
        """Add text as a browser shows it: white space runs are one space, none after another."""
        for text, place in decoded_pieces(markup, start):
            self._write_decoded(*_without_marks(text, place))

    def _write_decoded(self, text: str, offsets: Sequence[int]) -> None:
        position = 0
        for white in _WHITE.finditer(text):
            self.put(text[position : white.start()], offsets[position : white.start()])
            if self.last not in " \n":
                self.put(" ", offsets[white.start() : white.start() + 1])
            position = white.end()
        self.put(text[position:], offsets[position:])

    def put(self, shown: str, offsets: Sequence[int]) -> None:
        """Add text as it is, with the place of each code point in the source."""
        if shown:
            self.pieces.append(shown)
            self.offsets.extend(offsets)
            self.last = shown[-1]

    def tag(self, markup: str) -> int:
        """Add a tag that stands alone, for now, and return its index."""
        self.tags.append(InlineTag(len(self.offsets), markup))
        return len(self.tags) - 1

    def open(self, name: str, markup: str) -> None:
        """Add a start tag."""
        self.open_tags.append((name, self.tag(markup)))
        self.open_names[name] = self.open_names.get(name, 0) + 1

    def close(self, name: str, markup: str) -> None:
        """Add an end tag and pair it; start tags that it overtakes stay alone."""
        index = self.tag(markup)
        if not self.open_names.get(name):
            return
        while self.open_tags:
            opened, first = self.open_tags.pop()
            self.open_names[opened] -= 1
            if opened == name:
                self._pair(first, index)
                return

    def _pair(self, first: int, second: int) -> None:
        before, after = self.tags[first], self.tags[second]
        self.tags[first] = InlineTag(before.offset, before.markup, second)
        self.tags[second] = InlineTag(after.offset, after.markup, first)

    def finish(self) -> tuple[str, tuple[InlineTag, ...], tuple[int, ...]]:
        """Return the text without white space at its end, its tags and its source offsets."""
        text = "".join(self.pieces).rstrip(" \n")
        clamped = (InlineTag(min(t.offset, len(text)), t.markup, t.pair) for t in self.tags)
        return text, tuple(clamped), tuple(self.offsets[: len(text)])


def _without_marks(text: str, offsets: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Pass over marks in the text that would be taken for those of a kept element."""
    bare = without_marks(text)
    if bare == text:
        return text, offsets
    pairs = zip(text, offsets, strict=True)
    return bare, [offset for character, offset in pairs if without_marks(character)]


@dataclass(slots=True)
class Run:
    """Collect what stands between two block tags of `source`."""

    source: str
    items: list[_Item] = field(default_factory=list)

    def add_text(self, start: int, end: int) -> None:
        """Add a stretch of text."""
        self.items.append(_Item("text", start, end))

    def add_tag(self, token: Token) -> None:
        """Add an inline tag or a comment."""
        if token.name in {"img", "input"}:
            kind = "image"
        elif token.kind is Kind.START and token.name not in VOID:
            kind = "open"
        else:
            kind = "close" if token.kind is Kind.END else "alone"
        self.items.append(_Item(kind, token.start, token.end, token.name))

    def add_kept(self, name: str, start: int, end: int, *, words: str = "") -> None:
        """Add a whole element whose content is not translated, with its words if it has a part."""
        self.items.append(_Item("kept" if is_shown(name) else "alone", start, end, name, words))

    def add_break(self, start: int, end: int) -> None:
        """Add a `<br>`."""
        self.items.append(_Item("break", start, end))

    def ends_with_break(self) -> bool:
        """Tell whether nothing but white space has come since a `<br>`."""
        for item in reversed(self.items):
            if item.kind != "text" or self._is_visible(item):
                return item.kind == "break"
        return False

    def _is_visible(self, item: _Item) -> bool:
        return item.kind == "text" and bool(self.source[item.start : item.end].strip(_SPACES))

    def _unpaired(self) -> set[int]:
        """Find the tags that begin or end an element whose other tag is not in the run."""
        open_items: dict[str, list[int]] = {}
        unpaired: set[int] = set()
        for index, item in enumerate(self.items):
            if item.kind == "open":
                open_items.setdefault(item.name, []).append(index)
            elif item.kind == "close" and open_items.get(item.name):
                open_items[item.name].pop()
            elif item.kind == "close":
                unpaired.add(index)
        return unpaired.union(*open_items.values())

    def _trimmed(self) -> Sequence[_Item]:
        """Leave out what no text stands before or behind: white space, comments, breaks and tags.

        Of tags only those whose other half stands in another block.
        """
        loose = {"alone", "break", "image"}
        unpaired = self._unpaired()
        kept = [
            index
            for index, item in enumerate(self.items)
            if item.kind not in loose
            and index not in unpaired
            and (item.kind != "text" or self._is_visible(item))
        ]
        return self.items[kept[0] : kept[-1] + 1] if kept else ()

    def section(self, role: Role | None) -> Section | None:
        """Return the run as a section, or None where a reader sees no text in it."""
        items = self._trimmed()
        draft = _Draft()
        for item in items:
            self._add(draft, item)
        text, tags, offsets = draft.finish()
        if not without_kept(text).strip():
            return None
        start, end = items[0].start, items[-1].end
        block = self.source[start:end]
        if items[0].kind == "text":
            start += len(block) - len(block.lstrip(_SPACES))
        if items[-1].kind == "text":
            end -= len(block) - len(block.rstrip(_SPACES))
        if text == self.source[start:end]:
            offsets = ()
        return Section(role or Role.BODY, start, end, text, tags, offsets)

    def _add(self, draft: _Draft, item: _Item) -> None:
        markup = self.source[item.start : item.end]
        match item.kind:
            case "text":
                draft.write(markup, item.start)
            case "open":
                draft.open(item.name, markup)
            case "close":
                draft.close(item.name, markup)
            case "break":
                # White space behind it, which no browser shows, goes with it.
                white = _WHITE.match(self.source, item.end)
                draft.tag(markup + (white[0] if white else ""))
                draft.put("\n", (item.start,))
            case "kept" | "image":
                draft.tag(markup)
                draft.last = _OBJECT
                if item.words:
                    places = [item.start] * len(item.words)
                    draft.put(item.words, [*places[1:], item.end - 1])
            case _:
                draft.tag(markup)
