"""Cut text into segments that a model can take, and join their targets again.

A segment is a sentence, the dateline before one, or a clause of one that is over the model's
budget. What is cut here is put back by position: `lead`, `text` and `separator` of the
segments, in order, spell the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from dragoman_models.clauses import cut_clauses
from dragoman_models.datelines import dateline_end
from dragoman_models.sentences import sentence_spans
from dragoman_models.types import Segment

__all__ = ["join", "segment", "spaced"]

Span: TypeAlias = tuple[int, int]


def _without_datelines(text: str, spans: Iterable[Span], language: str) -> Iterator[Span]:
    """Yield datelines that a language has a form for, and the sentences behind them, apart."""
    for start, end in spans:
        cut = dateline_end(text[start:end], language)
        if cut is None:
            yield start, end
        else:
            yield start, start + cut[0]
            yield start + cut[1], end


def _unit_spans(
    text: str, spans: Iterable[Span], max_tokens: int, count_tokens: Callable[[str], int]
) -> Iterator[tuple[int, int, bool]]:
    """Yield sentences, and clauses of those over the budget, with a mark on the latter."""
    for start, end in spans:
        sentence = text[start:end]
        if count_tokens(sentence) <= max_tokens:
            yield start, end, False
            continue
        for first, last in cut_clauses(sentence, max_tokens=max_tokens, count_tokens=count_tokens):
            yield start + first, start + last, True


def segment(
    text: str,
    *,
    max_tokens: int,
    count_tokens: Callable[[str], int],
    datelines_in: str | None = None,
) -> tuple[Segment, ...]:
    """Cut `text` into sentences of at most `max_tokens` each; a line end always cuts.

    Datelines are segments of their own where the language `datelines_in`, if one
    is given, has a form for them (`datelines.written`). A longer
    sentence is cut at clause boundaries and each part says so in `split`. Text
    without a letter or a figure still makes segments. White space alone makes
    one empty segment, empty text none. `count_tokens` is called once for a
    sentence that fits. A single code point that is over the budget stays whole,
    for there is nothing to cut.
    """
    sentences = sentence_spans(text)
    opened = _without_datelines(text, sentences, datelines_in) if datelines_in else sentences
    spans = list(_unit_spans(text, opened, max_tokens, count_tokens))
    if not spans:
        return (Segment(len(text), len(text), "", lead=text),) if text else ()
    ends = [*(start for start, _, _ in spans[1:]), len(text)]
    return tuple(
        Segment(
            start=start,
            end=end,
            text=text[start:end],
            separator=text[end:next_start],
            lead=text[:start] if index == 0 else "",
            split=split,
        )
        for index, ((start, end, split), next_start) in enumerate(zip(spans, ends, strict=True))
    )


def spaced(segments: Sequence[Segment], targets: Sequence[str]) -> list[str]:
    """Give targets the space behind them that sentences run into each other lack in the source.

    Raises:
        ValueError: there are not as many targets as segments.
    """
    last = len(segments) - 1
    pairs = enumerate(zip(segments, targets, strict=True))
    return [
        f"{target} " if index < last and not (one.separator or one.split) else target
        for index, (one, target) in pairs
    ]


def join(segments: Sequence[Segment], targets: Sequence[str]) -> str:
    """Put one target a segment into the places of the segments, separators kept.

    Raises:
        ValueError: there are not as many targets as segments.
    """
    pairs = zip(segments, targets, strict=True)
    return "".join(f"{unit.lead}{target}{unit.separator}" for unit, target in pairs)
