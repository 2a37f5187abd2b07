"""A result side by side as text: the source and, under it, a line a language.

Under each heading stand `en   ` and the source, `hy   ` and its translation, and
`hy ! ` with what to look at. One language alone is its words and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman_client import plain
from dragoman_client.columns import Row, languages_of, rows_of
from dragoman_client.languages import Language
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result

__all__ = ["render"]


def render(results: Sequence[Result], layout: Layout, refusals: Sequence[Refusal] = ()) -> str:
    """Lay results out as text; it ends with a line feed."""
    if not layout.headed:
        return plain.render(results, layout, refusals)
    return "\n\n".join(block for result in results for block in _blocks(result, layout)) + "\n"


def _blocks(result: Result, layout: Layout) -> Iterator[str]:
    if layout.named:
        yield layout.style(f"==> {result.source.location.name} <==")
    languages = languages_of(result, layout)
    for heading, row in _headed(rows_of(result, languages)):
        lines = [layout.style(f"== {heading} =="), *_lines(row, languages, layout)]
        yield "\n".join(lines)


def _headed(rows: Iterator[Row]) -> Iterator[tuple[str, Row]]:
    number = 0
    for row in rows:
        if row.is_summary:
            yield row.name, row
        else:
            number += 1
            yield f"{number} {row.name}", row


def _lines(row: Row, languages: Sequence[Language], layout: Layout) -> Iterator[str]:
    for cell, language in zip(row.cells, languages, strict=True):
        text = layout.show(" ".join(cell.text.split()), language)
        yield layout.line(language, text, among=languages)
        for note in cell.notes:
            yield layout.line(language, note, sign="!", among=languages)
