"""Put right what a model damaged of the stretches that were left in its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from dragoman_models.marks import Work
from dragoman_models.word_alignment import align_words, words_of

__all__ = [
    "Span",
    "aligned_span",
    "find_copy",
    "find_near_copy",
    "insertion_point",
    "is_free",
    "origins_of",
]

# The least likeness (difflib's ratio) of words that are taken for a damaged copy.
_NEAR = 0.75
# Models put spaces into addresses: a copy may have so many words more.
_SPARE_WORDS = 2
# A stretch becomes at most twice its words, and these.
_MOST_WORDS_MORE = 2
# So many words before a lost stretch, or after it, may say where it belongs.
_NEIGHBOURS = 2

Span = tuple[int, int]
"""Where a stretch stands, in code points; the end is exclusive."""


def is_free(span: Span, taken: Sequence[Span]) -> bool:
    """Tell whether a span overlaps none of those taken."""
    return all(span[1] <= start or end <= span[0] for start, end in taken)


def _is_word(text: str, index: int) -> bool:
    return 0 <= index < len(text) and (text[index].isalnum() or text[index] == "_")


def _joins(text: str, index: int) -> bool:
    """Tell whether the letters before and after `index` are of one word; not across scripts."""
    if not (_is_word(text, index - 1) and _is_word(text, index)):
        return False
    return text[index - 1].isascii() == text[index].isascii()


def find_copy(text: str, wanted: str, *, taken: Sequence[Span] = (), first: int = 0) -> Span | None:
    """Return where `wanted` stands byte for byte and as words of its own, outside of `taken`."""
    start = text.find(wanted, first)
    while start >= 0:
        end = start + len(wanted)
        if not _joins(text, start) and not _joins(text, end) and is_free((start, end), taken):
            return start, end
        start = text.find(wanted, start + 1)
    return None


def _windows(text: str, sizes: range) -> Iterator[Span]:
    words = [match.span() for match in re.finditer(r"\S+", text)]
    for size in sizes:
        for first in range(len(words) - size + 1):
            yield words[first][0], words[first + size - 1][1]


def find_near_copy(text: str, wanted: str, *, taken: Sequence[Span]) -> Span | None:
    """Return where the nearest damaged copy of `wanted` stands, spaces aside; None if nowhere."""
    length = len(wanted.split())
    compact = re.sub(r"\s+", "", wanted)
    best, span = _NEAR, None
    matcher = SequenceMatcher(None, "", compact, autojunk=False)
    for start, end in _windows(text, range(length, length + _SPARE_WORDS + 1)):
        here = start, _without_marks(text, start, end, wanted)
        if not is_free(here, taken):
            continue
        matcher.set_seq1(re.sub(r"\s+", "", text[slice(*here)]))
        # The two quick ones are upper bounds of the third.
        if matcher.real_quick_ratio() <= best or matcher.quick_ratio() <= best:
            continue
        if (likeness := matcher.ratio()) > best:
            best, span = likeness, here
    return span


def _without_marks(text: str, start: int, end: int, wanted: str) -> int:
    """Leave a sentence's marks out at the end where `wanted` has none there."""
    while end > start + 1 and wanted[-1:] != text[end - 1] and not _is_word(text, end - 1):
        end -= 1
    return end


def origins_of(source: str, target: str, work: Work) -> list[int | None]:
    """Return for each word of `target` the word of `source` it came from, by the attention."""
    return align_words(
        source,
        target,
        source_pieces=work.tokens,
        target_pieces=work.hypothesis.tokens,
        alignment=work.hypothesis.alignment,
    )


def aligned_span(
    source: str,
    span: Span,
    target: str,
    *,
    origins: Sequence[int | None],
    taken: Sequence[Span],
) -> Span | None:
    """Return where the words of `target` stand that came from a span of `source`.

    They are one run; None where there are none, or too many to be a rendering.
    """
    covered = [
        index
        for index, (start, end) in enumerate(words_of(source))
        if start < span[1] and span[0] < end
    ]
    words = words_of(target)
    found = [
        index
        for index, origin in enumerate(origins)
        if origin in covered and _is_word(target, words[index][0]) and is_free(words[index], taken)
    ]
    run = _longest_run(found)
    most = 2 * len(covered) + _MOST_WORDS_MORE
    if not run or len(run) > most:
        return None
    whole = words[run[0]][0], words[run[-1]][1]
    return whole if is_free(whole, taken) else None


def _longest_run(indices: Sequence[int]) -> list[int]:
    """Return the first of the longest runs in which at most one index is left out at a time."""
    runs: list[list[int]] = [[]]
    for index in indices:
        if runs[-1] and index - runs[-1][-1] > 2:  # noqa: PLR2004 - said in the docstring
            runs.append([])
        runs[-1].append(index)
    return max(runs, key=len)


def insertion_point(
    source: str, span: Span, target: str, *, origins: Sequence[int | None], taken: Sequence[Span]
) -> int | None:
    """Return where a stretch of `source` that left no trace belongs in `target`.

    That is behind what became of the words before it, else ahead of what became
    of the words after it; None where the attention knows of neither.
    """
    spans, words = words_of(source), words_of(target)
    before = [i for i, (_, end) in enumerate(spans) if end <= span[0]]
    after = [i for i, (start, _) in enumerate(spans) if start >= span[1]]
    for neighbours, side in ((before[: -_NEIGHBOURS - 1 : -1], 1), (after[:_NEIGHBOURS], 0)):
        for neighbour in neighbours:
            found = [words[i] for i, origin in enumerate(origins) if origin == neighbour]
            own = [one for one in found if _is_word(target, one[0])]
            if own:
                point = own[-side][side]
                within = any(start < point < end for start, end in taken)
                return None if within else point
    return None
