"""A result side by side as a Markdown table, as GitHub has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman_client.columns import Cell, Row, languages_of, rows_of
from dragoman_client.languages import Language
from dragoman_client.layout import Layout, Refusal
from dragoman_client.markdown import cell, escape, remark
from dragoman_client.results import Result

__all__ = ["render"]


def render(results: Sequence[Result], layout: Layout, _refusals: Sequence[Refusal] = ()) -> str:
    """Lay results out as Markdown with a table an input; it ends with a line feed."""
    return "\n\n".join(block for result in results for block in _blocks(result, layout)) + "\n"


def _blocks(result: Result, layout: Layout) -> Iterator[str]:
    if layout.named:
        yield f"# {escape(result.source.location.name)}"
    languages = languages_of(result, layout)
    lines = [[escape(each.heading) for each in languages], ["---"] * len(languages)]
    lines += [_cells(row, languages, layout) for row in rows_of(result, languages)]
    yield "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row, languages: Sequence[Language], layout: Layout) -> list[str]:
    shown = [_shown(*pair, layout) for pair in zip(row.cells, languages, strict=True)]
    if row.is_heading:
        shown = [f"**{text}**" if text else "" for text in shown]
    if row.is_summary:
        shown[0] = f"*{row.name}*<br>{shown[0]}"
    return shown


def _shown(one: Cell, language: Language, layout: Layout) -> str:
    return cell(layout.show(one.text, language), language) + remark(one.notes)
