"""The comparison of two stories as a page: each language's old text beside its new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from dragoman_client.changes import Change
from dragoman_client.comparison import Comparison
from dragoman_client.difference import Edit, Piece, difference
from dragoman_client.hypertext import attributes, page, remark
from dragoman_client.languages import ENGLISH, Language
from dragoman_client.layout import Layout
from dragoman_client.results import notes
from dragoman_client.units import Target

__all__ = ["render"]

STYLE = """\
body { max-width: 76rem; }
section { margin: 1.5rem 0; padding-inline-start: 1rem; }
section { border-inline-start: 5px solid var(--line); }
section.changed { border-color: #c98a00; }
section.added { border-color: #2b8a3e; }
section.removed { border-color: #c92a2a; }
section.moved { border-color: #1971c2; }
section > h2 { font-size: .9rem; color: var(--quiet); margin: 0; }
section > p { margin: .3rem 0 .6rem; }
th:first-child { width: 7rem; }
del { background: #ffe3e3; color: #8a1c1c; }
ins { background: #d3f9d8; color: #14532d; text-decoration: none; }
"""
_TAGS = {Edit.REMOVED: "del", Edit.ADDED: "ins"}


def render(comparison: Comparison, layout: Layout, *, every: bool) -> str:
    """Lay a comparison out as one HTML page; it ends with a line feed."""
    languages = layout.languages_of(comparison.new)
    old, new = (each.source.location.name for each in (comparison.old, comparison.new))
    body = [
        f"<h1>{escape(new)}</h1>",
        f"<p>Compared with {escape(old)}: {comparison.tally()}.</p>",
    ]
    for change in comparison.told(every=every):
        body += _section(change, languages)
    return page(f"{old} and {new}", language=ENGLISH, style=STYLE, body=body)


def _section(change: Change, languages: Sequence[Language]) -> Iterator[str]:
    yield f'<section class="{change.kind.value}">'
    yield f"<h2>{change.caption()}</h2>"
    yield f"<p>{_marked(change.words())}</p>"
    yield "<table>"
    yield '<tr><th></th><th scope="col">Before</th><th scope="col">Now</th></tr>'
    for language in languages:
        yield f'<tr><th scope="row">{escape(language.name)}</th>{_cells(change, language)}</tr>'
    yield "</table>"
    yield "</section>"


def _cells(change: Change, language: Language) -> str:
    old, new = change.targets(language.code)
    both = difference(old.text, new.text) if old and new else ()
    # Beside nothing at all every word would be marked, which says nothing.
    return _cell(old, both, Edit.ADDED, language) + _cell(new, both, Edit.REMOVED, language)


def _cell(target: Target | None, both: Sequence[Piece], other: Edit, language: Language) -> str:
    if target is None:
        return "<td></td>"
    text = _marked(piece for piece in both if piece.edit is not other) or escape(target.text)
    return f"<td{attributes(language)}>{text}{remark(notes(target.flags))}</td>"


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(
        f"<{_TAGS[piece.edit]}>{escape(piece.text)}</{_TAGS[piece.edit]}>"
        if piece.edit in _TAGS
        else escape(piece.text)
        for piece in pieces
    )
