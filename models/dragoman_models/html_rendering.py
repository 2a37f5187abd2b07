"""Write a section's translation as HTML: escaped text with its tags in well-formed order."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from dragoman_models.kept_text import (
    kept_places,
    kept_spans,
    span_around,
    without_kept,
    without_marks,
)
from dragoman_models.markup import children
from dragoman_models.types import InlineTag, Section

__all__ = ["render", "written_order"]

_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_SHOWN = re.compile(r"<(?!!)[^<]*>.*</|<img\b", re.DOTALL | re.IGNORECASE)


def written_order(tags: Sequence[InlineTag], offsets: Sequence[int]) -> list[int]:
    """Sort tags by offset, each within the pair that it was within.

    Of what begins at one place, tags that stand alone and pairs around nothing
    go before a pair around text.
    """
    within = children(tags)

    def begins(index: int) -> tuple[int, bool, int]:
        pair = tags[index].pair
        return offsets[index], pair is not None and offsets[pair] > offsets[index], index

    written: list[int] = []
    waiting = sorted(within[None], key=begins, reverse=True)
    while waiting:
        index = waiting.pop()
        written.append(index)
        pair = tags[index].pair
        if pair is not None and pair > index:
            waiting.append(pair)
            waiting += sorted(within.get(index, ()), key=begins, reverse=True)
    return written


def _gap(source: str, offset: int, target: str, place: int) -> tuple[str, str]:
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
    the offsets: those outside the text are moved to its ends. Where the text has
    the words of a kept element, they give way to its markup.

    Raises:
        ValueError: there are not as many offsets as tags.
    """
    if len(offsets) != len(section.tags):
        raise ValueError(f"{len(section.tags)} tags need as many offsets, not {len(offsets)}")
    spans = kept_spans(text)
    places = [_outside(spans, min(max(offset, 0), len(text))) for offset in offsets]
    found = kept_places(section.text, section.tags, text)
    written: list[str] = []
    last = 0
    for index in written_order(section.tags, places):
        tag, place = section.tags[index], places[index]
        written.append(_escaped(text[last:place]))
        before, after = "", ""
        if _SHOWN.match(tag.markup) and index not in found:
            source = section.text[: tag.offset] + without_kept(section.text[tag.offset :])
            before, after = _gap(source, tag.offset, text, place)
        written.append(f"{before}{tag.markup}{after}")
        # The line end in the text is the tag itself.
        is_break = _BREAK.match(tag.markup) and text.startswith("\n", place)
        last = max(last, place + 1 if is_break else place)
    written.append(_escaped(text[last:]))
    return "".join(written)


def _escaped(text: str) -> str:
    return html.escape(without_marks(without_kept(text)), quote=False)


def _outside(spans: Sequence[tuple[int, int]], place: int) -> int:
    """Move a place out of the words of a kept element, before them."""
    around = span_around(spans, place)
    return place if around is None else around[0]
