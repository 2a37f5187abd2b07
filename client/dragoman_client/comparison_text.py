"""The comparison of two stories as text.

Under the two names and the counts, each change has its heading, the source with
its words marked, and its lines in each language: `hy - ` what was said, `hy + `
what is said now, `hy   ` what stayed, `hy ! ` what to look at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman_client.changes import Change
from dragoman_client.comparison import Comparison
from dragoman_client.languages import ENGLISH, Language
from dragoman_client.layout import Layout
from dragoman_client.results import notes

__all__ = ["render"]


def render(comparison: Comparison, layout: Layout, *, every: bool) -> str:
    """Lay a comparison out as text; it ends with a line feed."""
    languages = layout.languages_of(comparison.new)
    blocks = [
        _head(comparison, layout),
        *(_block(change, languages, layout) for change in comparison.told(every=every)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _head(comparison: Comparison, layout: Layout) -> Iterator[str]:
    yield layout.style(f"--- {comparison.old.source.location.name}")
    yield layout.style(f"+++ {comparison.new.source.location.name}")
    yield comparison.tally()


def _block(change: Change, languages: Sequence[Language], layout: Layout) -> Iterator[str]:
    among = (ENGLISH, *languages)
    yield layout.style(f"== {change.caption()} ==")
    yield layout.line(ENGLISH, "".join(map(layout.mark, change.words())), among=among)
    for language in languages:
        for sign, text in _lines(change, language.code):
            # A remark is ours, in English; the rest is in the language.
            shown = text if sign == "!" else layout.show(text, language)
            yield layout.line(language, shown, sign=sign, among=among)


def _lines(change: Change, language: str) -> Iterator[tuple[str, str]]:
    old, new = change.targets(language)
    if old and new and old.text == new.text:
        yield " ", new.text
    else:
        if old:
            yield "-", old.text
        if new:
            yield "+", new.text
    if new:
        yield from (("!", note) for note in notes(new.flags))
