"""A result side by side as a page: right-to-left columns read from right to left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from dragoman_client.columns import Cell, Row, languages_of, rows_of
from dragoman_client.hypertext import attributes, page, remark
from dragoman_client.languages import ENGLISH, Language
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result

__all__ = ["render"]

STYLE = """\
body { max-width: 110rem; }
td + td, th + th { border-left: 1px solid var(--line); }
thead th.rtl { text-align: right; }
thead th { position: sticky; top: 0; background: #fff; }
td[lang="en"] { color: #444; }
tr.summary td { background: #f6f6f2; }
tr.heading td { font-weight: bold; }
.name { display: block; font-weight: normal; font-style: italic; color: var(--quiet); }
td.look, tr.summary td.look { background: #fff3bf; }
"""


def render(results: Sequence[Result], layout: Layout, _refusals: Sequence[Refusal] = ()) -> str:
    """Lay results out as one HTML page with a table an input; it ends with a line feed."""
    title = ", ".join(result.source.location.name for result in results)
    body = [line for result in results for line in _table(result, layout)]
    return page(title, language=ENGLISH, style=STYLE, body=body)


def _table(result: Result, layout: Layout) -> Iterator[str]:
    languages = languages_of(result, layout)
    yield f"<h1>{escape(result.source.location.name)}</h1>"
    yield "<table>"
    yield f"<thead><tr>{''.join(map(_heading, languages))}</tr></thead>"
    for row in rows_of(result, languages):
        first, *others = map(_cell, row.cells, languages)
        if row.is_summary:
            first = first.replace(">", f'><small class="name">{row.name}</small>', 1)
        yield f"<tr{_kinds(row)}>{first}{''.join(others)}</tr>"
    yield "</table>"


def _heading(language: Language) -> str:
    # English words, over a column that may read from the right.
    return f'<th scope="col" class="{language.direction}">{escape(language.heading)}</th>'


def _kinds(row: Row) -> str:
    kinds = ["summary"] * row.is_summary + ["heading"] * row.is_heading
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _cell(cell: Cell, language: Language) -> str:
    look = ' class="look"' if cell.notes else ""
    return f"<td{attributes(language)}{look}>{escape(cell.text)}{remark(cell.notes)}</td>"
