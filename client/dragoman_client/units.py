"""The units of an article: what every target language translated on its own.

A unit is a segment, or several where the checkpoints cut a long sentence at
different places: the least stretch of the source that they share.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman.v1.types_pb2 import Flag, Role, Segment

__all__ = ["Target", "Unit", "units_of"]


@dataclass(frozen=True, slots=True)
class Target:
    """Hold a unit's translation into one language, and what to look at in it."""

    text: str
    flags: tuple[Flag.ValueType, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """Hold one unit: its place, its source on one line, and its translations.

    `number` counts from 1 in reading order; `span` is in code points of the input;
    `targets` is by language code.
    """

    number: int
    role: Role.ValueType
    span: tuple[int, int]
    source: str
    targets: Mapping[str, Target]


def units_of(translations: Sequence[ArticleTranslation]) -> tuple[Unit, ...]:
    """Cut an article into the least stretches that all its translations share."""
    cut = {
        each.target_language_code: [
            (section.role, segment) for section in each.sections for segment in section.segments
        ]
        for each in translations
    }
    places = [{one.source_span.start for _, one in each} for each in cut.values()]
    # What stands before all shared places belongs to a unit, too.
    first = sorted(set[int]().union(*places))[:1]
    starts = sorted(set.intersection(*places).union(first))
    grouped = {code: _grouped(segments, starts) for code, segments in cut.items()}
    return tuple(
        _unit(number, {code: groups[number - 1] for code, groups in grouped.items()})
        for number in range(1, len(starts) + 1)
    )


def _grouped(
    segments: Sequence[tuple[Role.ValueType, Segment]], starts: Sequence[int]
) -> list[list[tuple[Role.ValueType, Segment]]]:
    groups: list[list[tuple[Role.ValueType, Segment]]] = [[] for _ in starts]
    for role, segment in segments:
        groups[bisect_right(starts, segment.source_span.start) - 1].append((role, segment))
    return groups


def _unit(number: int, groups: Mapping[str, list[tuple[Role.ValueType, Segment]]]) -> Unit:
    first = next(group for group in groups.values() if group)
    role, opening = first[0]
    return Unit(
        number=number,
        role=role,
        span=(opening.source_span.start, first[-1][1].source_span.end),
        source=_line(segment.source_text for _, segment in first),
        targets={
            code: Target(
                _line(segment.target_text for _, segment in group),
                tuple(dict.fromkeys(flag for _, segment in group for flag in segment.flags)),
            )
            for code, group in groups.items()
        },
    )


def _line(texts: Iterator[str]) -> str:
    return " ".join(word for text in texts for word in text.split())
