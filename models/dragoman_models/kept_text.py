"""Show a model the words of elements that are not to be translated, and take them out again.

A sentence with a hole where `<code>make</code>` stood is no sentence. So the
words of such an element stand in `Section.text` between two invisible marks
(the interlinear annotation anchor and terminator of Unicode, which no article
holds), where they are protected like an address. In the translation they say
where the element goes; its markup, not they, is what is written there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence

from dragoman_models.types import InlineTag

__all__ = [
    "KEPT",
    "kept_places",
    "kept_spans",
    "marked",
    "span_around",
    "without_kept",
    "without_marks",
]

_OPEN, _CLOSE = "\ufff9", "\ufffb"
_MARKS = str.maketrans("", "", f"{_OPEN}\ufffa{_CLOSE}")

KEPT = f"{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}"
"""A regular expression, without groups, for the words of one such element with their marks."""

_COMPILED = re.compile(KEPT)


def marked(text: str) -> str:
    """Return the words of an element between the marks, white space collapsed."""
    return f"{_OPEN}{' '.join(without_marks(text).split())}{_CLOSE}"


def without_marks(text: str) -> str:
    """Return `text` as a reader sees it."""
    return text.translate(_MARKS)


def without_kept(text: str) -> str:
    """Return `text` without the words of kept elements."""
    return _COMPILED.sub("", text) if _OPEN in text else text


def kept_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of kept elements stand, marks included."""
    return tuple(match.span() for match in _COMPILED.finditer(text)) if _OPEN in text else ()


def span_around(spans: Sequence[tuple[int, int]], place: int) -> tuple[int, int] | None:
    """Return the span, of those in rising order, that a place is strictly within."""
    near = bisect_left(spans, (place,)) - 1
    return spans[near] if near >= 0 and place < spans[near][1] else None


def kept_places(source: str, tags: Sequence[InlineTag], target: str) -> dict[int, tuple[int, int]]:
    """Map the index of each kept tag to the span of its words in `target`, where those are.

    Of elements with the same words the first in the source is the first in the target.
    """
    waiting: dict[str, deque[tuple[int, int]]] = {}
    for start, end in kept_spans(target):
        waiting.setdefault(target[start:end], deque()).append((start, end))
    return {
        index: waiting[words].popleft()
        for index, words in _kept_tags(source, tags)
        if waiting.get(words)
    }


def _kept_tags(source: str, tags: Sequence[InlineTag]) -> Iterator[tuple[int, str]]:
    if _OPEN not in source:
        return
    for index, tag in enumerate(tags):
        match = _COMPILED.match(source, tag.offset)
        # A tag right before a kept element has the same offset, and words of its own.
        following = tags[index + 1].offset if index + 1 < len(tags) else None
        if match is not None and tag.pair is None and following != tag.offset:
            yield index, match[0]
