"""Leave page furniture out of Markdown by whole lines, so that its blocks stay apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman_models.furniture import furniture_reason
from dragoman_models.markdown_blocks import Block, Document
from dragoman_models.types import Span

__all__ = ["Furniture", "dropped_spans", "furniture_of"]

# One mark of a list, and the box of a task; no mark of an item around it.
_MARKER = re.compile(r"[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")


@dataclass(frozen=True, slots=True)
class Furniture:
    """Hold the lines that go, `end` exclusive, and why; whether they are an item of a list."""

    first: int
    end: int
    reason: str
    item: bool


def furniture_of(source: str, document: Document, block: Block, text: str) -> Furniture | None:
    """Return what goes with a block whose visible text is `text`, or None where it stays.

    A paragraph or a heading goes where nothing is around it, the item of a list
    where it holds nothing else and begins a line of its own.
    """
    reason = furniture_reason(text) if text else None
    if reason is None or (block.around and block.alone is None):
        return None
    first, end = block.alone or (block.first_line, block.end_line)
    if block.alone and not _MARKER.fullmatch(source, document.lines[first], block.offsets[0]):
        return None
    while end > first + 1 and _is_blank(source, document, end - 1):
        end -= 1
    return Furniture(first, end, reason, item=block.alone is not None)


def dropped_spans(
    source: str, document: Document, furniture: Sequence[Furniture]
) -> Iterator[Span]:
    """Yield what goes with each piece of furniture, blank lines included.

    Of the gaps before and after neighbouring pieces the larger one stays, which
    keeps a paragraph from running into the next; at an end of the document none does.
    """
    for group in _neighbours(source, document, furniture):
        start, end = _gap(source, document, group)
        starts = [start, *(document.lines[piece.first] for piece in group[1:]), end]
        for piece, (first, last) in zip(group, pairwise(starts), strict=True):
            yield Span(first, last, piece.reason)


def _is_blank(source: str, document: Document, line: int) -> bool:
    return not source[document.lines[line] : document.lines[line + 1]].strip()


def _neighbours(
    source: str, document: Document, furniture: Sequence[Furniture]
) -> Iterator[Sequence[Furniture]]:
    """Group pieces that nothing but blank lines stands between."""
    group: list[Furniture] = []
    for piece in furniture:
        if group:
            between = range(group[-1].end, piece.first)
            if not all(_is_blank(source, document, line) for line in between):
                yield group
                group = []
        group.append(piece)
    if group:
        yield group


def _gap(source: str, document: Document, group: Sequence[Furniture]) -> tuple[int, int]:
    """Return from where to where a group of neighbours goes."""
    lines, count = document.lines, len(document.lines) - 1
    before = first = group[0].first
    after = end = group[-1].end
    while before and _is_blank(source, document, before - 1):
        before -= 1
    while after < count and _is_blank(source, document, after):
        after += 1
    if after == count or (before and first - before < after - end):
        return lines[before], lines[end]
    if before and before == first and after == end and not group[-1].item:
        text = source[lines[first] : lines[end]].rstrip("\r\n")
        return lines[first], lines[first] + len(text)
    return lines[first], lines[after]
