"""Find the blocks of plain text as people paste it: wrapped or not, with lists and blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise, zip_longest

from dragoman_models.english_case import is_common
from dragoman_models.furniture import furniture_reason, is_tagline
from dragoman_models.plain_lines import Line, read_lines
from dragoman_models.roles import is_heading, number_roles, text_role
from dragoman_models.soft_wraps import breaks_off
from dragoman_models.types import Role, Section, Span

__all__ = ["parse_plain"]

_ENDED = re.compile(r"[.!?…:;։؟][\"”’»)\]]*\Z")
_HYPHENATED = re.compile(r"(?P<word>[^\W\d_]+)(?P<hyphen>[-\u2010\u00ad])\Z")
_WORD_START = re.compile(r"[^\W\d_]+")
_FIRST_WORD = re.compile(r"\S+")
# No mail program or terminal wraps narrower or wider than this, in code points.
_WRAP_WIDTHS = range(40, 133)
# The share of line ends in mid-sentence that a small letter must follow.
_CONTINUED_SHARE = 0.5
# The share of lines that must be too full for the next line's first word.
_FULL_SHARE = 0.6
_SHORTEST_CONTINUED = 25
# White space before the first line of a paragraph.
_INDENT = 2
_UNWRAPPED = re.compile(r"\S{40,}")


@dataclass(frozen=True, slots=True)
class _Block:
    """Hold the lines of one paragraph, heading or list item."""

    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        return self.lines[0].start

    @property
    def text_start(self) -> int:
        return self.lines[0].own_start

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
        """Yield the text of each line and what stands between two, with their places."""
        hyphen = 0
        for line, following in zip_longest(self.lines, self.lines[1:]):
            start, end = line.own_start, line.end
            hyphen = 0 if following is None else _hyphen(line, following)
            last = end - hyphen if hyphen > 0 else end
            yield line.own_text[: last - start], range(start, last)
            if following is not None and not hyphen:
                yield " ", (end,)


def _hyphen(line: Line, following: Line) -> int:
    """Return how many code points of a hyphen at a line end are only the printer's.

    Zero where there is no hyphen, -1 where it is the word's own: "inter-" and
    "national" are one common word, "long-" and "term" are not.
    """
    first = _HYPHENATED.search(line.own_text)
    second = _WORD_START.match(following.own_text)
    if first is None or second is None or not second[0][0].islower():
        return 0
    if first["hyphen"] == "\u00ad" or is_common(first["word"] + second[0]):
        return 1
    return -1


def _is_full(line: Line, following: Line, width: int) -> bool:
    """Tell whether the next line's first word would have gone over the width."""
    word = _FIRST_WORD.match(following.own_text)
    return len(line.text) + 1 + len(word[0] if word else "") > width


def _may_continue(line: Line, following: Line) -> bool:
    """Tell whether nothing but their words speaks against one paragraph of two neighbours."""
    if following.first_of_block or following.marker or line.is_cell or following.is_cell:
        return False
    return line.text[: line.quote].split() == following.text[: following.quote].split()


def _goes_on(line: Line, following: Line) -> bool:
    """Tell whether the words of two neighbours say that a sentence runs over the line end."""
    if breaks_off(line.own_text, following.own_text):
        return True
    return following.own_text[0].islower() and not _ENDED.search(line.text)


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width that the text was wrapped to, or None where each line stands for itself.

    Wrapped prose breaks in mid-sentence, where mostly a small letter follows,
    and only where the next word did not fit. Headlines one to a line look full
    too when they are alike in length, but begin with capitals. Lines with an
    address, which nothing wraps, do not tell.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if _may_continue(a, b)]
    measured = (one for pair in pairs for one in pair if not _UNWRAPPED.search(one.text))
    width = max((len(line.text) for line in measured), default=0)
    if width not in _WRAP_WIDTHS:
        return None
    open_pairs = [(a, b) for a, b in pairs if _goes_on(a, b) or not _ENDED.search(a.text)]
    continued = sum(_goes_on(a, b) for a, b in open_pairs)
    full = sum(_is_full(a, b, width) for a, b in pairs)
    if not open_pairs or continued < _CONTINUED_SHARE * len(open_pairs):
        return None
    return width if full >= _FULL_SHARE * len(pairs) else None


def _continues(line: Line, following: Line, width: int | None) -> bool:
    """Tell whether two neighbouring lines are of one paragraph."""
    if not _may_continue(line, following):
        return False
    goes_on = _goes_on(line, following)
    ended = not goes_on and _ENDED.search(line.text) is not None
    # An indent opens a paragraph, but not within a list item.
    if ended and following.indent >= _INDENT and not (line.indent or line.marker):
        return False
    if width is not None and _is_full(line, following, width):
        return True
    return goes_on and len(line.text) >= _SHORTEST_CONTINUED


def _blocks(source: str) -> Iterator[_Block]:
    lines = read_lines(source)
    width = _wrap_width(lines)
    current: list[Line] = []
    for line in lines:
        if current and not _continues(current[-1], line, width):
            yield _Block(tuple(current))
            current = []
        current.append(line)
    if current:
        yield _Block(tuple(current))


def _role(block: _Block) -> Role:
    first = block.lines[0]
    if first.is_cell:
        return Role.TABLE_CELL
    if first.marker:
        return Role.LIST_ITEM
    return Role.QUOTE if first.quote else text_role(block.text, one_line=len(block.lines) == 1)


def _reasons(blocks: Sequence[_Block], source: str) -> list[str | None]:
    """Return for each block why it is furniture, or None; a motto only stands before a headline."""
    reasons = [
        None if block.lines[0].is_cell else furniture_reason(source[block.start : block.end])
        for block in blocks
    ]
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
    found = number_roles([_role(block) for block in kept]) if roles else []
    sections = tuple(
        Section(
            role=found[index] if roles else Role.BODY,
            start=block.text_start,
            end=block.end,
            text=block.text,
            source_offsets=block.source_offsets,
        )
        for index, block in enumerate(kept)
    )
    return sections, dropped
