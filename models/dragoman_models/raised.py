"""Write the raised figures of a page in the characters that Unicode has for them.

In a text without markup `25 km<sup>2</sup>` would be 25 km, and `10<sup>6</sup>`
would be 106. A footnote's mark is no figure of its word, and is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dragoman_models.html_notes import POWER
from dragoman_models.kept_text import KEPT, kept_spans, without_marks
from dragoman_models.types import InlineTag, Section, TranslatedSection

__all__ = ["Shown", "without_markup"]

_FIGURE = re.compile(POWER, re.ASCII)
_ELEMENT = re.compile(
    rf"<(?P<name>su[bp])\b[^<>]*>\s*(?P<shown>{POWER})\s*</(?P=name)\s*>",
    re.ASCII | re.IGNORECASE,
)
_START = re.compile(r"<(?P<name>su[bp])\b[^<>]*>", re.IGNORECASE)
_KEPT_POWER = re.compile(rf"(?<=\d){KEPT}")
_WRITTEN = {
    "sup": str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻"),
    "sub": str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋"),
}


class _Figure(NamedTuple):
    """Hold what is written instead of `text[start:end]`, which may be empty."""

    start: int
    end: int
    written: str


def without_markup(section: Section) -> str:
    """Return what a reader sees of a section, its raised figures in characters."""
    return Shown(section, TranslatedSection("")).source(0, len(section.text))


class Shown:
    """Show stretches of a section and of its translation without markup.

    A figure belongs to the stretch with the word that it stands right behind.
    """

    def __init__(self, section: Section, translated: TranslatedSection) -> None:
        self._bare = not section.tags
        self._source, self._target = section.text, translated.text
        own = [tag.offset for tag in section.tags]
        self._source_figures = sorted(_figures(section, self._source, own))
        self._target_figures = sorted(_figures(section, self._target, translated.tag_offsets))

    def source(self, start: int, end: int) -> str:
        """Show a stretch of the section."""
        return self._shown(self._source, self._source_figures, start, end)

    def target(self, start: int, end: int) -> str:
        """Show a stretch of the translation."""
        return self._shown(self._target, self._target_figures, start, end)

    def other(self, text: str) -> str:
        """Show another translation of a stretch, in which nobody has placed the tags.

        A power that the model was shown is raised; the figures that it was not are missing.
        """
        return text if self._bare else without_marks(_KEPT_POWER.sub(_raised, text))

    def _shown(self, text: str, figures: Sequence[_Figure], start: int, end: int) -> str:
        if self._bare:
            return text[start:end]
        pieces: list[str] = []
        reach = start
        # A figure at the very start belongs to the stretch before this one.
        for number in range(bisect_left(figures, (start + 1,)), len(figures)):
            figure = figures[number]
            if figure.end > end:
                break
            if reach <= figure.start:
                pieces += text[reach : figure.start], figure.written
                reach = figure.end
        return without_marks("".join((*pieces, text[reach:end])))


def _raised(found: re.Match[str]) -> str:
    shown = without_marks(found[0])
    return shown.translate(_WRITTEN["sup"]) if _FIGURE.fullmatch(shown) else shown


def _figures(section: Section, text: str, offsets: Sequence[int]) -> Iterator[_Figure]:
    """Find the figures; one that stands in the text, for the model to see, is there once."""
    spans = dict(kept_spans(text))
    for tag, place in zip(section.tags, offsets, strict=False):
        if tag.pair is None:
            written = _written(section, tag)
            if written:
                yield _Figure(place, spans.get(place, place), written)
        elif tag.pair < len(offsets):
            end = offsets[tag.pair]
            written = _written_between(tag, text[place:end])
            if written and text[place - 1 : place].isdigit():
                yield _Figure(place, end, written)


def _written(section: Section, tag: InlineTag) -> str:
    """Write the figure of a kept element, right behind its word."""
    found = _ELEMENT.fullmatch(tag.markup)
    if found is None or not section.text[max(0, tag.offset - 1) : tag.offset].isalnum():
        return ""
    return found["shown"].translate(_WRITTEN[found["name"].lower()])


def _written_between(tag: InlineTag, shown: str) -> str:
    """Write the figure between two tags."""
    found = _START.fullmatch(tag.markup)
    if found is None or _FIGURE.fullmatch(shown) is None:
        return ""
    return shown.translate(_WRITTEN[found["name"].lower()])
