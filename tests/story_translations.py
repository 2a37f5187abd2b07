"""Translations of a story of one section, for tests of what compares them."""

from __future__ import annotations

from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman.v1.types_pb2 import ROLE_BODY, Flag, Section, Segment, Span


def segment(start: int, source: str, target: str, *flags: Flag.ValueType) -> Segment:
    """Make one segment of a translation."""
    return Segment(
        source_span=Span(start=start, end=start + len(source)),
        source_text=source,
        target_text=target,
        flags=flags,
    )


def translation(language: str, *segments: Segment) -> ArticleTranslation:
    """Make the translation of an article of one section."""
    section = Section(role=ROLE_BODY, segments=segments)
    return ArticleTranslation(target_language_code=language, sections=[section])
