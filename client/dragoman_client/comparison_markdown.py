"""The comparison of two stories as Markdown: a heading and a table a change.

The tables are GitHub's; `<del>` and `<ins>` mark the words, and `<span dir="rtl">`
the direction, for which Markdown has no signs that hold inside a word or a cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman_client.changes import Change
from dragoman_client.comparison import Comparison
from dragoman_client.difference import Edit, Piece
from dragoman_client.languages import Language
from dragoman_client.layout import Layout
from dragoman_client.markdown import cell, escape, guarded, inline, remark
from dragoman_client.results import notes
from dragoman_client.units import Target

__all__ = ["render"]

_TAGS = {Edit.REMOVED: "del", Edit.ADDED: "ins"}


def render(comparison: Comparison, layout: Layout, *, every: bool) -> str:
    """Lay a comparison out as Markdown; it ends with a line feed."""
    languages = layout.languages_of(comparison.new)
    blocks = [
        f"# {escape(comparison.new.source.location.name)}",
        f"Compared with {escape(comparison.old.source.location.name)}: {comparison.tally()}.",
    ]
    for change in comparison.told(every=every):
        blocks += _blocks(change, languages, layout)
    return "\n\n".join(blocks) + "\n"


def _blocks(change: Change, languages: Sequence[Language], layout: Layout) -> Iterator[str]:
    yield f"## {change.caption()}"
    yield guarded("".join(map(_marked, change.words())))
    rows = ["| | Before | Now |", "|---|---|---|"]
    for language in languages:
        old, new = (_said(target, language, layout) for target in change.targets(language.code))
        rows.append(f"| {inline(language.name)} | {old} | {new} |")
    yield "\n".join(rows)


def _marked(piece: Piece) -> str:
    text = inline(piece.text)
    tag = _TAGS.get(piece.edit)
    return f"<{tag}>{text}</{tag}>" if tag else text


def _said(target: Target | None, language: Language, layout: Layout) -> str:
    if target is None:
        return ""
    return cell(layout.show(target.text, language), language) + remark(notes(target.flags))
