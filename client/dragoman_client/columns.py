"""A result side by side: English and each language in a column, a section a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.v1.types_pb2 import (
    ROLE_HEADING,
    ROLE_HEADLINE,
    SUMMARY_LENGTH_HEADLINE,
    Flag,
    Role,
    Section,
    Summary,
)
from dragoman_client.languages import ENGLISH, Language
from dragoman_client.layout import Layout
from dragoman_client.results import Result, enum_name, notes

__all__ = ["Cell", "Row", "languages_of", "rows_of"]

_HEADINGS = frozenset({ROLE_HEADLINE, ROLE_HEADING})


@dataclass(frozen=True, slots=True)
class Cell:
    """Hold a text in one language, and in words what to look at in it."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row: what it is, and a cell for each language.

    A heading is what a reader finds his way by; a summary is no part of the article.
    """

    name: str
    cells: tuple[Cell, ...]
    is_heading: bool = False
    is_summary: bool = False


def languages_of(result: Result, layout: Layout) -> tuple[Language, ...]:
    """Give the languages of the columns: the source's, then those asked for."""
    return tuple(dict.fromkeys((ENGLISH, *layout.languages_of(result))))


def rows_of(result: Result, languages: Sequence[Language]) -> Iterator[Row]:
    """Yield the rows of a result: its summaries, then the article's sections."""
    yield from _summaries(result, languages)
    yield from _sections(result, languages)


def _summaries(result: Result, languages: Sequence[Language]) -> Iterator[Row]:
    for length in dict.fromkeys(summary.length for summary in result.summaries):
        found = {each.language_code: each for each in result.summaries if each.length == length}
        headline = length == SUMMARY_LENGTH_HEADLINE
        cells = tuple(_summary(found.get(language.code)) for language in languages)
        name = "headline" if headline else "summary"
        yield Row(name, cells, is_heading=headline, is_summary=True)


def _sections(result: Result, languages: Sequence[Language]) -> Iterator[Row]:
    # By place in the source, which is the same in every language.
    found = {
        each.target_language_code: {_place(section): section for section in each.sections}
        for each in result.translations
    }
    places = {place: section for sections in found.values() for place, section in sections.items()}
    for place in sorted(places):
        source = Cell(" ".join(segment.source_text for segment in places[place].segments))
        targets = (_section(found.get(each.code, {}).get(place)) for each in languages[1:])
        role = places[place].role
        name = enum_name(Role, role).replace("_", " ")
        yield Row(name, (source, *targets), is_heading=role in _HEADINGS)


def _place(section: Section) -> tuple[int, int]:
    return section.source_span.start, section.source_span.end


def _summary(summary: Summary | None) -> Cell:
    if summary is None:
        return Cell("")
    return _cell(summary.text, [flag for each in summary.sentences for flag in each.flags])


def _section(section: Section | None) -> Cell:
    if section is None:
        return Cell("")
    return _cell(section.target_text, [flag for each in section.segments for flag in each.flags])


def _cell(text: str, flags: Sequence[Flag.ValueType]) -> Cell:
    return Cell(text, tuple(notes(dict.fromkeys(flags))))
