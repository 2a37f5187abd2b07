"""Find the blocks of plain text as people paste it: wrapped or not, with lists and blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

from dragoman_models.furniture import furniture_reason, is_tagline
from dragoman_models.roles import is_heading, number_roles, text_role
from dragoman_models.types import Role, Section, Span

__all__ = ["parse_plain"]

_LINE = re.compile(r"[^\n\r]+")
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[^\S\r\n]*[\r\n]")
_MARKER = re.compile(r"(?:[-*+•‣◦·▪●►–—]|>+|\(?\d{1,3}[.)]|\(?[a-h]\))\s+(?=\S)")
_ENDED = re.compile(r"[.!?…:;։؟][\"”’»)\]]*\Z")
_HYPHENATED = re.compile(r"[^\W\d_]-\Z")
_FIRST_WORD = re.compile(r"\S+")
# No mail program or terminal wraps narrower or wider than this, in code points.
_WRAP_WIDTHS = range(40, 133)
# The share of line ends in mid-sentence that a small letter must follow.
_CONTINUED_SHARE = 0.5
# The share of lines that must be too full for the next line's first word.
_FULL_SHARE = 0.6
_SHORTEST_CONTINUED = 25


@dataclass(frozen=True, slots=True)
class _Line:
    """Hold one line that is not blank, without the white space around it."""

    start: int
    text: str
    first_of_block: bool
    marker: int = 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class _Block:
    """Hold the lines of one paragraph, heading or list item."""

    lines: tuple[_Line, ...]

    @property
    def marker(self) -> int:
        return self.lines[0].marker

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def end(self) -> int:
        return self.lines[-1].end

    @property
    def text(self) -> str:
        """Join the lines as a reader does; a word hyphenated at a line end closes up."""
        return "".join(text for text, _ in self._pieces())

    @property
    def source_offsets(self) -> tuple[int, ...]:
        """Give the place of each code point of `text`; nothing where that is the source itself."""
        if len(self.lines) == 1:
            return ()
        return tuple(chain.from_iterable(offsets for _, offsets in self._pieces()))

    def _pieces(self) -> Iterator[tuple[str, Iterable[int]]]:
        first = self.lines[0]
        yield first.text[first.marker :], range(first.start + first.marker, first.end)
        for before, line in pairwise(self.lines):
            if not (_HYPHENATED.search(before.text) and line.text[0].islower()):
                yield " ", (before.end,)
            yield line.text, range(line.start, line.end)


def _lines(source: str) -> list[_Line]:
    lines: list[_Line] = []
    last = 0
    for match in _LINE.finditer(source):
        text = match[0].strip()
        if not text:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        marker = _MARKER.match(text)
        blank_before = not lines or _BLANK_LINE.search(source, last, match.start()) is not None
        lines.append(_Line(start, text, blank_before, marker.end() if marker else 0))
        last = match.start() + len(match[0].rstrip())
    return lines


def _is_full(line: _Line, following: _Line, width: int) -> bool:
    """Tell whether the next line's first word would have gone over the width."""
    word = _FIRST_WORD.match(following.text)
    return len(line.text) + 1 + len(word[0] if word else "") > width


def _pairs(lines: Sequence[_Line]) -> list[tuple[_Line, _Line]]:
    """Return the neighbours that may belong to one paragraph."""
    return [(a, b) for a, b in pairwise(lines) if not b.first_of_block and not b.marker]


def _wrap_width(lines: Sequence[_Line]) -> int | None:
    """Return the width that the text was wrapped to, or None where each line stands for itself.

    Wrapped prose breaks in mid-sentence, where mostly a small letter follows,
    and only where the next word did not fit. Headlines one to a line look full
    too when they are alike in length, but begin with capitals.
    """
    pairs = _pairs(lines)
    width = max((len(line.text) for pair in pairs for line in pair), default=0)
    if width not in _WRAP_WIDTHS:
        return None
    open_pairs = [(a, b) for a, b in pairs if not _ENDED.search(a.text)]
    continued = sum(b.text[0].islower() for _, b in open_pairs)
    full = sum(_is_full(a, b, width) for a, b in pairs)
    if not open_pairs or continued < _CONTINUED_SHARE * len(open_pairs):
        return None
    return width if full >= _FULL_SHARE * len(pairs) else None


def _continues(line: _Line, following: _Line, width: int | None) -> bool:
    """Tell whether two neighbouring lines are of one paragraph."""
    if following.first_of_block or following.marker:
        return False
    if width is not None and _is_full(line, following, width):
        return True
    carried_on = following.text[0].islower() and not _ENDED.search(line.text)
    return carried_on and len(line.text) >= _SHORTEST_CONTINUED


def _blocks(source: str) -> Iterator[_Block]:
    lines = _lines(source)
    width = _wrap_width(lines)
    current: list[_Line] = []
    for line in lines:
        if current and not _continues(current[-1], line, width):
            yield _Block(tuple(current))
            current = []
        current.append(line)
    if current:
        yield _Block(tuple(current))


def _role(source: str, block: _Block) -> Role:
    if block.marker:
        return Role.QUOTE if source[block.start] == ">" else Role.LIST_ITEM
    return text_role(block.text, one_line=len(block.lines) == 1)


def _reasons(blocks: Sequence[_Block], source: str) -> list[str | None]:
    """Return for each block why it is furniture, or None; a motto only stands before a headline."""
    reasons = [furniture_reason(source[block.start : block.end]) for block in blocks]
    left = [index for index, reason in enumerate(reasons) if reason is None]
    if len(left) > 1 and is_tagline(blocks[left[0]].text) and is_heading(blocks[left[1]].text):
        reasons[left[0]] = "site tagline"
    return reasons


def _dropped(
    source: str, blocks: Sequence[_Block], reasons: Sequence[str | None]
) -> Iterator[Span]:
    """Yield what goes with each furniture block, blank lines included.

    Of the gaps before and after neighbouring furniture the smaller one stays;
    after the last of the article nothing but the text's last line end does.
    """
    places = range(len(blocks))
    for is_article, group in groupby(places, key=lambda index: reasons[index] is None):
        if is_article:
            continue
        indices = list(group)
        first, last = indices[0], indices[-1]
        start, end = blocks[first].start, blocks[last].end
        before = blocks[first - 1].end if first else start
        after = blocks[last + 1].start if last + 1 < len(blocks) else None
        if after is None or source.count("\n", before, start) > source.count("\n", end, after):
            start = before
        else:
            end = after
        starts = [start, *(blocks[index].start for index in indices[1:]), end]
        for index, (span_start, span_end) in zip(indices, pairwise(starts), strict=True):
            yield Span(span_start, span_end, reasons[index] or "")


def parse_plain(
    source: str, *, drop_furniture: bool, roles: bool
) -> tuple[tuple[Section, ...], tuple[Span, ...]]:
    """Return the sections of plain text, and the spans of furniture that were left out.

    Without `roles` every block is `Role.BODY`. A list marker stays outside its
    section; the lines of a wrapped paragraph are joined in `Section.text`.
    """
    blocks = list(_blocks(source))
    reasons = _reasons(blocks, source) if drop_furniture else [None] * len(blocks)
    dropped = tuple(_dropped(source, blocks, reasons))
    kept = [block for block, reason in zip(blocks, reasons, strict=True) if reason is None]
    found = number_roles([_role(source, block) for block in kept]) if roles else []
    sections = tuple(
        Section(
            role=found[index] if roles else Role.BODY,
            start=block.start + block.marker,
            end=block.end,
            text=block.text,
            source_offsets=block.source_offsets,
        )
        for index, block in enumerate(kept)
    )
    return sections, dropped
