"""Read the lines of plain text: their quote marks, list markers, indents and table cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dragoman_models.furniture import furniture_reason

__all__ = ["Line", "read_lines"]

_LINE = re.compile(r"[^\n\r]+")
_BLANK_LINE = re.compile(r"(?>\r\n|\r|\n)[^\S\r\n]*[\r\n]")
# A target token that opens a line is no quotation.
_QUOTED = re.compile(r"(?!>>[^\s<>]{1,40}<<)(?:>\s?)+")
# Signs that mark a list item wherever they stand; what a figure or a letter
# needs more is said below.
_BULLET = r"[-*+•‣⁃∙◦·–—▪▫■□●○◆◇►▸▹▶➤➢➔→✓✔✗✘☐☑★☆»]|\[[ xX]?\]"
_NUMBER = (
    r"\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s+[^\W\d_a-z])|\[\d{1,3}\]|№?\s?\d{1,3}[.)]"
)
_LETTER = r"\([a-zA-Z]\)|[a-h]\)|\((?:[ivx]{2,4}|[IVX]{2,4})\)|[ivx]{1,4}\)|[IVX]{1,4}\)"
_MARKER = re.compile(rf"(?:{_BULLET}|{_NUMBER}|{_LETTER}|o(?=\t))\s+(?=\S)")
# "A. Petrosyan" or an item: only a neighbour that counts on tells, and more words than a name.
_COUNTED = re.compile(r"(?P<count>[A-Z]|[IVX]{1,5})\.\s+(?=\S+\s+\S)")
_ROMAN = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"),
    *("XV", "XVI", "XVII", "XVIII", "XIX", "XX"),
)

_LEADERS = r"(?<!\.)\s?\.{4,}+\s?"
# Two spaces behind a full stop are a typist's, not a column's.
_SPACE_GAP = re.compile(rf"(?<![.!?:;”\" \u00a0])[ \u00a0]{{2,}}+|{_LEADERS}")
_WIDE_GAP = re.compile(rf"(?<![ \u00a0])[ \u00a0]{{3,}}+|{_LEADERS}")
_TAB_GAP = re.compile(rf"(?<![ \u00a0])[ \u00a0]*+\t\s*+|{_WIDE_GAP.pattern}")
_PIPE_GAP = re.compile(r"(?<!\s)\s*+\|\s*+")
_LONGEST_CELL = 60
_ROW_CELLS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line that is not blank, or one cell of it, without white space around.

    `text` is `source[start:end]`. `quote` and `marker` count the code points at
    its start that are quote marks (`> `) and a list marker. `indent` is the
    white space before the line. `first_of_block` says that a blank line, or
    nothing, stands before it.
    """

    start: int
    text: str
    first_of_block: bool
    quote: int = 0
    marker: int = 0
    indent: int = 0
    is_cell: bool = False

    @property
    def end(self) -> int:
        """Give the end of the line in the source."""
        return self.start + len(self.text)

    @property
    def own_start(self) -> int:
        """Give the place of the line's own text, behind quote marks and list marker."""
        return self.start + self.quote + self.marker

    @property
    def own_text(self) -> str:
        """Give the line's own text."""
        return self.text[self.quote + self.marker :]


def read_lines(source: str) -> list[Line]:
    """Return the lines of a text that are not blank, rows of tables as their cells."""
    found = _counted(list(_marked(source)))
    return [
        cell for line, gaps in zip(found, _gaps(found), strict=True) for cell in _cut(line, gaps)
    ]


def _marked(source: str) -> Iterator[Line]:
    last = 0
    for match in _LINE.finditer(source):
        whole = match[0]
        text = whole.strip()
        if not text:
            continue
        indent = len(whole) - len(whole.lstrip())
        start = match.start() + indent
        blank_before = last == 0 or _BLANK_LINE.search(source, last, match.start()) is not None
        quoted = _QUOTED.match(text)
        quote = quoted.end() if quoted and quoted.end() < len(text) else 0
        marker = _MARKER.match(text, quote)
        end = marker.end() - quote if marker else 0
        yield Line(start, text, blank_before, quote, end, indent)
        last = start + len(text)


def _follows(count: str, other: str) -> bool:
    """Tell whether `other` is the next item's letter or Roman figure."""
    if count in _ROMAN and other in _ROMAN and _ROMAN.index(other) == _ROMAN.index(count) + 1:
        return True
    return len(count) == len(other) == 1 and ord(other) == ord(count) + 1


def _counted(lines: Sequence[Line]) -> list[Line]:
    """Mark items such as `A.` and `IV.` where the item before or after counts with them."""
    listed = list(lines)
    items = [
        (index, match)
        for index, line in enumerate(listed)
        if not line.marker and (match := _COUNTED.match(line.text, line.quote))
    ]
    for (one, first), (other, second) in pairwise(items):
        if _follows(first["count"], second["count"]):
            for index, match in ((one, first), (other, second)):
                line = listed[index]
                listed[index] = replace(line, marker=match.end() - line.quote)
    return listed


def _cells(line: Line, gap: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where the gaps between the cells of a line are; none where a cell is prose."""
    own = len(line.text) - len(line.own_text)
    found = [match.span() for match in gap.finditer(line.text, own)]
    edges = [own, *(place for span in found for place in span), len(line.text)]
    lengths = [edges[at + 1] - edges[at] for at in range(0, len(edges), 2)]
    return found if max(lengths) <= _LONGEST_CELL else []


def _gaps(lines: Sequence[Line]) -> list[list[tuple[int, int]]]:
    """Return for each line the gaps between its cells; none where it is no row of a table."""
    spaced = [_cells(line, _SPACE_GAP) for line in lines]
    piped = [_cells(line, _PIPE_GAP) if "|" in line.text else [] for line in lines]
    return [_row(lines, index, spaced, piped) for index in range(len(lines))]


def _row(
    lines: Sequence[Line],
    index: int,
    spaced: Sequence[Sequence[tuple[int, int]]],
    piped: Sequence[Sequence[tuple[int, int]]],
) -> list[tuple[int, int]]:
    line = lines[index]
    if "\t" in line.own_text:
        return _cells(line, _TAB_GAP)
    for gaps in (piped, spaced):
        if gaps[index] and _has_like_neighbour(lines, index, gaps):
            return list(gaps[index])
    wide = _cells(line, _WIDE_GAP)
    return wide if wide and furniture_reason(line.text) is None else []


def _has_like_neighbour(
    lines: Sequence[Line], index: int, gaps: Sequence[Sequence[tuple[int, int]]]
) -> bool:
    """Tell whether the line before or after has as many gaps, so that they are columns."""
    own = len(gaps[index])
    before = index > 0 and not lines[index].first_of_block and len(gaps[index - 1]) == own
    last = index + 1 == len(lines)
    return before or (
        not last and not lines[index + 1].first_of_block and len(gaps[index + 1]) == own
    )


def _cut(line: Line, gaps: Sequence[tuple[int, int]]) -> Iterator[Line]:
    """Yield the cells of a row that hold a letter or a figure, or the line itself."""
    if not gaps:
        yield line
        return
    own = line.quote + line.marker
    starts = [own, *(end for _, end in gaps)]
    ends = [*(start for start, _ in gaps), len(line.text)]
    for start, end in zip(starts, ends, strict=True):
        text = line.text[start:end]
        if any(character.isalnum() for character in text):
            yield Line(line.start + start, text, line.first_of_block, is_cell=True)
