"""Write a section's translation as Markdown that reads as it is meant to.

What is written is read again: where the text or a tag would come out as
something else, the next way of writing it is tried. Emphasis has to hug a word
by CommonMark's rules on delimiter runs (section 6.2); a pair that can stand
nowhere is left out at last, a link never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dragoman_models.markdown_escaping import escaped
from dragoman_models.markdown_inline import Kind, read_inline
from dragoman_models.markdown_layout import (
    LINE_END,
    Layout,
    Piece,
    is_hard_break,
    merged,
    tight,
    wide,
)
from dragoman_models.types import Section

__all__ = ["render"]

# More pairs of emphasis than this in one block are not tried one by one, but left out.
_MOST_PAIRS = 32


def _flat(markup: str) -> str:
    """Return markup as it reads inside of its block, marks of quotations left out."""
    return LINE_END.sub("\n", markup)


def _written(pieces: Sequence[Piece], *, strict: bool) -> str:
    found: list[str] = []
    for index, (text, is_markup) in enumerate(pieces):
        if is_markup:
            # Code may hold what makes a table of the line before, once that has changed.
            one_line = strict and not is_hard_break(text)
            found.append(LINE_END.sub(" ", text) if one_line else text)
            continue
        before = pieces[index - 1][0] if index else ""
        found.append(
            escaped(
                text,
                first=not index or is_hard_break(before),
                last=index == len(pieces) - 1,
                followed_by=pieces[index + 1][0] if index + 1 < len(pieces) else "",
                strict=strict,
            )
        )
    return "".join(found)


def _read(content: str, labels: Iterable[str]) -> list[Piece]:
    """Read Markdown as pieces."""
    found: list[Piece] = []
    for item in read_inline(content, labels=labels):
        if item.kind in {Kind.TEXT, Kind.SPACE}:
            found.append((item.shown, False))
        else:
            found.append((item.shown.strip() or content[item.start : item.end], True))
    return merged(found)


def _is_faithful(pieces: Sequence[Piece], content: str, labels: Iterable[str]) -> bool:
    """Tell whether `content` reads as the pieces that it was written from."""
    return _comparable(_read(_flat(content), labels)) == _comparable(pieces)


def _comparable(pieces: Iterable[Piece]) -> list[Piece]:
    """Take a line end within markup for a space, as Markdown does."""
    return merged(
        (LINE_END.sub(" ", text) if is_markup else text, is_markup) for text, is_markup in pieces
    )


def _candidates(layout: Layout, labels: Iterable[str]) -> Iterator[Layout]:
    """Yield ways of placing the tags, the best first, and last the one without emphasis."""
    near = tight(layout)
    far = wide(near)
    yield near
    yield far
    yield near.with_stars()
    yield far.with_stars()
    yield _with_what_can_stand(far.with_stars(), labels)
    yield far.without(index for pair in far.emphasis() for index in pair)


def _with_what_can_stand(layout: Layout, labels: Iterable[str]) -> Layout:
    """Leave out the pairs of emphasis that spoil the others, tried one after another."""
    pairs = layout.emphasis()
    dropped = {index for pair in pairs for index in pair}
    for pair in pairs if len(pairs) <= _MOST_PAIRS else ():
        pieces = layout.without(dropped - set(pair)).pieces()
        if _is_faithful(pieces, _written(pieces, strict=False), labels):
            dropped -= set(pair)
    return layout.without(dropped)


def render(
    section: Section,
    text: str,
    offsets: Sequence[int],
    *,
    labels: frozenset[str] = frozenset(),
    strict: bool = False,
) -> str:
    """Put the tags of `section` into `text`, each before the code point at its offset.

    Marks of the text that would be read as markup are escaped, all of them where
    `strict`; markup is as it was, but for `_` that would stand within a word,
    emphasis that cannot stand anywhere, and links by a label that is their text.
    `labels` are those that links of the document may refer to.

    Raises:
        ValueError: there are not as many offsets as tags.
    """
    if len(offsets) != len(section.tags):
        raise ValueError(f"{len(section.tags)} tags need as many offsets, not {len(offsets)}")
    places = tuple(min(max(offset, 0), len(text)) for offset in offsets)
    layout = Layout(section, text, section.tags, places)
    content = ""
    for candidate in _candidates(layout, labels):
        pieces = candidate.pieces()
        for everywhere in (True,) if strict else (False, True):
            content = _written(pieces, strict=everywhere)
            if _is_faithful(pieces, content, labels):
                return content
    return content
