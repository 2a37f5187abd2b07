"""The comparison of two stories as JSON, under a schema that stays.

    {"schema": "dragoman-diff/1",
     "old": {"name", "mime_type", "characters"},
     "new": {"name", "mime_type", "characters"},
     "languages": [{"language", "direction"}],
     "counts": {"unchanged", "changed", "added", "removed", "moved"},
     "changes": [{
       "kind",
       "old": {"number", "role", "span", "source"},
       "new": {"number", "role", "span", "source"},
       "words": [{"edit", "text"}],
       "translations": [{
         "language",
         "old": {"text", "flags"},
         "new": {"text", "flags"}}]}]}

`kind` is one of the names of `counts`, `edit` is kept, removed or added; `old` is
null for what was added, `new` for what was removed. Numbers count from 1; a `span`
is [start, end) in Unicode code points of the input. `changes` holds the unchanged
units only with `--all`; `counts` counts them always. Fields may be added under the
same schema; none is taken away or changes sense.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dragoman.v1.types_pb2 import Flag, Role
from dragoman_client.changes import Change
from dragoman_client.comparison import Comparison
from dragoman_client.inputs import Source
from dragoman_client.languages import Language
from dragoman_client.layout import Layout
from dragoman_client.results import enum_name
from dragoman_client.units import Target, Unit

__all__ = ["SCHEMA", "render"]

SCHEMA = "dragoman-diff/1"


def render(comparison: Comparison, layout: Layout, *, every: bool) -> str:
    """Lay a comparison out as one JSON document; it ends with a line feed."""
    languages = layout.languages_of(comparison.new)
    document = {
        "schema": SCHEMA,
        "old": _source(comparison.old.source),
        "new": _source(comparison.new.source),
        "languages": [{"language": each.code, "direction": each.direction} for each in languages],
        "counts": {kind.value: count for kind, count in comparison.counts().items()},
        "changes": [_change(change, languages) for change in comparison.told(every=every)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.location.name,
        "mime_type": source.mime_type,
        "characters": len(source.text),
    }


def _change(change: Change, languages: Sequence[Language]) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "old": _unit(change.old),
        "new": _unit(change.new),
        "words": [{"edit": each.edit.value, "text": each.text} for each in change.words()],
        "translations": [_translation(change, each.code) for each in languages],
    }


def _unit(unit: Unit | None) -> dict[str, Any] | None:
    if unit is None:
        return None
    return {
        "number": unit.number,
        "role": enum_name(Role, unit.role),
        "span": list(unit.span),
        "source": unit.source,
    }


def _translation(change: Change, language: str) -> dict[str, Any]:
    old, new = change.targets(language)
    return {"language": language, "old": _target(old), "new": _target(new)}


def _target(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {"text": target.text, "flags": [enum_name(Flag, flag) for flag in target.flags]}
