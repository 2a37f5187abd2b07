"""The format `json`: everything that the server said, under a schema that stays.

    {"schema": "dragoman/1",
     "articles": [{
       "source": {"name", "mime_type", "characters"},
       "translations": [{
         "language", "direction", "text", "checkpoint",
         "sections": [{
           "role", "span", "text",
           "segments": [{
             "span", "source", "text", "score", "flags",
             "alternatives": [{"text", "score"}], "left_out"}]}],
         "dropped": [{"span", "reason"}]}],
       "summaries": [{
         "language", "direction", "length", "text", "summarizer", "translator",
         "sentences": [{"text", "flags"}]}]}],
     "errors": [{"name", "message", "exit_code"}]}

`language` is ISO 639-1, `direction` ltr or rtl. A `span` is [start, end) in
Unicode code points of the input. A `score` is the mean log-probability a target
token. A checkpoint is {"name", "revision"}, or null where there is none. Roles,
flags and lengths are the contract's, in small letters without their prefix.
Fields may be added under the same schema; none is taken away or changes sense.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman.v1.types_pb2 import (
    CheckpointIdentity,
    Flag,
    Role,
    Section,
    Segment,
    Span,
    Summary,
    SummaryLength,
)
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result, enum_name

__all__ = ["SCHEMA", "render"]

SCHEMA = "dragoman/1"
# A 32-bit float has no more than 7 digits to tell.
SCORE_DIGITS = 6


def render(results: Sequence[Result], layout: Layout, refusals: Sequence[Refusal] = ()) -> str:
    """Lay results out as one JSON document; it ends with a line feed."""
    document = {
        "schema": SCHEMA,
        "articles": [_article(result, layout) for result in results],
        "errors": [
            {"name": each.name, "message": each.message, "exit_code": each.exit_code}
            for each in refusals
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _article(result: Result, layout: Layout) -> dict[str, Any]:
    return {
        "source": {
            "name": result.source.location.name,
            "mime_type": result.source.mime_type,
            "characters": len(result.source.text),
        },
        "translations": [_translation(each, layout) for each in result.translations],
        "summaries": [_summary(each, layout) for each in result.summaries],
    }


def _translation(translation: ArticleTranslation, layout: Layout) -> dict[str, Any]:
    code = translation.target_language_code
    return {
        "language": code,
        "direction": layout.languages[code].direction,
        "text": translation.target_text,
        "checkpoint": _checkpoint(translation.checkpoint),
        "sections": [_section(section) for section in translation.sections],
        "dropped": [
            {"span": _span(each.span), "reason": each.reason} for each in translation.dropped
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "role": enum_name(Role, section.role),
        "span": _span(section.source_span),
        "text": section.target_text,
        "segments": [_segment(segment) for segment in section.segments],
    }


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "span": _span(segment.source_span),
        "source": segment.source_text,
        "text": segment.target_text,
        "score": round(segment.score, SCORE_DIGITS),
        "flags": _flags(segment.flags),
        "alternatives": [
            {"text": each.target_text, "score": round(each.score, SCORE_DIGITS)}
            for each in segment.alternatives
        ],
        "left_out": list(segment.left_out),
    }


def _summary(summary: Summary, layout: Layout) -> dict[str, Any]:
    return {
        "language": summary.language_code,
        "direction": layout.languages[summary.language_code].direction,
        "length": enum_name(SummaryLength, summary.length),
        "text": summary.text,
        "summarizer": _checkpoint(summary.summarizer),
        "translator": _checkpoint(summary.translator),
        "sentences": [
            {"text": each.text, "flags": _flags(each.flags)} for each in summary.sentences
        ],
    }


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _flags(flags: Iterable[Flag.ValueType]) -> list[str]:
    return [enum_name(Flag, flag) for flag in flags]


def _checkpoint(checkpoint: CheckpointIdentity) -> dict[str, str] | None:
    if not checkpoint.name:
        return None
    return {"name": checkpoint.name, "revision": checkpoint.revision}
