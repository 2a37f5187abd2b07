"""Write a section's translation as HTML: escaped text with its tags in well-formed order."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from dragoman_models.types import InlineTag, Section

__all__ = ["render", "word_gap", "written_order"]

_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_SHOWN = re.compile(r"<(?!!)[^<]*>.*</|<img\b", re.DOTALL | re.IGNORECASE)


def _enclosing(tags: Sequence[InlineTag]) -> list[int | None]:
    """Return for each tag the index of the start tag of the innermost pair around it."""
    around: list[int | None] = []
    open_pairs: list[int] = []
    for index, tag in enumerate(tags):
        closes = tag.pair is not None and tag.pair < index
        if closes and open_pairs and open_pairs[-1] == tag.pair:
            open_pairs.pop()
        around.append(open_pairs[-1] if open_pairs else None)
        if tag.pair is not None and tag.pair > index:
            open_pairs.append(index)
    return around


def written_order(tags: Sequence[InlineTag], offsets: Sequence[int]) -> list[int]:
    """Sort tags by offset; of those at one place, what closes there first, what opens there last.

    A tag goes with the pair around it: an image at the end of a link stays
    inside the link.
    """
    around = _enclosing(tags)
    side: list[int] = []
    for index, (tag, offset) in enumerate(zip(tags, offsets, strict=True)):
        own = 0
        outer = around[index]
        if outer is not None and offsets[outer] < offset:
            own = -1 if offsets[tags[outer].pair or 0] == offset else 0
        elif outer is not None and offsets[outer] == offset:
            own = side[outer]
        if tag.pair is not None and offsets[tag.pair] != offset:
            own = -1 if tag.pair < index else 1
        side.append(own)
    return sorted(range(len(tags)), key=lambda index: (offsets[index], side[index], index))


def word_gap(source: str, offset: int, target: str, place: int) -> tuple[str, str]:
    """Return the white space that a kept element needs before and after it in the target.

    The element has a word's place in the source, which the target's words
    closed up over.
    """
    spaced_before = source[offset - 1 : offset].isspace()
    spaced_after = source[offset : offset + 1].isspace()
    before = spaced_before and target[place - 1 : place].strip() != ""
    after = spaced_after and target[place : place + 1].isalnum()
    return " " if before and place else "", " " if after else ""


def render(section: Section, text: str, offsets: Sequence[int]) -> str:
    """Put the tags of `section` into `text`, each before the code point at its offset.

    Text is escaped for HTML; the markup is as it was. No tag is lost, whatever
    the offsets: those outside the text are moved to its ends.

    Raises:
        ValueError: there are not as many offsets as tags.
    """
    if len(offsets) != len(section.tags):
        raise ValueError(f"{len(section.tags)} tags need as many offsets, not {len(offsets)}")
    places = [min(max(offset, 0), len(text)) for offset in offsets]
    written: list[str] = []
    last = 0
    for index in written_order(section.tags, places):
        tag, place = section.tags[index], places[index]
        written.append(html.escape(text[last:place], quote=False))
        before, after = "", ""
        if _SHOWN.match(tag.markup):
            before, after = word_gap(section.text, tag.offset, text, place)
        written.append(f"{before}{tag.markup}{after}")
        # The line end in the text is the tag itself.
        is_break = _BREAK.match(tag.markup) and text.startswith("\n", place)
        last = max(last, place + 1 if is_break else place)
    written.append(html.escape(text[last:], quote=False))
    return "".join(written)
