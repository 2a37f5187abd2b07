"""What a hypothesis attended to: its alignment with the source, what it covers and leaves out.

An attention has a row a target token, `</s>` among them, and a column a source token.
`words` are the columns that stand for text, so neither `</s>` nor a target token counts.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import groupby
from typing import TypeAlias

import numpy as np

from dragoman_models.hints import hint_columns

__all__ = [
    "Attention",
    "covered_first",
    "hard_alignment",
    "left_out",
    "log_coverage",
    "received",
    "text_columns",
    "without_hints",
]

Attention: TypeAlias = Sequence[Sequence[float]]

# What got less is as good as forgotten; the logarithm of nothing would hide all the rest.
_LEAST_COVERAGE = 1e-3
# In tokens: of a shorter source the first target token, which is not counted, says too much.
_SHORTEST = 8
# A token that got less than this was hardly looked at. Where there are fewer than 3 of them on
# end, most often nothing is missing (`benchmarks/checks/omission.md`).
_HARDLY = 0.3
_STRETCH = 3


def text_columns(
    source: Sequence[str], hints: Sequence[tuple[int, int, int]], *, special: Collection[str]
) -> list[int]:
    """List the source tokens that stand for text: neither special ones nor those of a hint."""
    hinted = hint_columns(hints)
    return [i for i, token in enumerate(source) if token not in special and i not in hinted]


def without_hints(attention: Attention, hints: Sequence[tuple[int, int, int]]) -> Attention:
    """Add what each hint (`hints.hint_spans`) was given to what its word's first token was."""
    if not hints:
        return attention
    return [_folded(row, hints) for row in attention]


def _folded(row: Sequence[float], hints: Sequence[tuple[int, int, int]]) -> list[float]:
    folded = list(row)
    for word, bar, end in hints:
        folded[word] += sum(row[bar:end])
        folded[bar:end] = [0.0] * (end - bar)
    return folded


def hard_alignment(attention: Attention, words: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Pair each target token with the source token it attends to most.

    Of equal weights the first wins. Without words there are no pairs.
    """
    if not words or not len(attention):
        return ()
    best = np.asarray(attention, dtype=np.float32)[:, list(words)].argmax(axis=1)
    return tuple((row, words[column]) for row, column in enumerate(best))


def received(attention: Attention, words: Sequence[int]) -> list[float]:
    """Sum up the attention that each word got, without that of the first target token.

    CTranslate2 gives the first token another row alone than in a batch.
    """
    if len(attention) <= 1:
        return [0.0] * len(words)
    # Three times as fast as numpy, which would have to copy the lists.
    sums = list(map(sum, zip(*attention[1:], strict=True)))
    return [sums[word] for word in words]


def log_coverage(got: Sequence[float]) -> float:
    """Sum the logarithms (nats) of what each word got of attention, at most 1 each.

    0 is a source that was attended to whole; a word that was left out takes 6.9 off. This is
    the coverage of Wu et al. 2016 (Google's neural machine translation system, equation 14).
    """
    return sum(math.log(min(1.0, max(_LEAST_COVERAGE, each))) for each in got)


def covered_first(
    scores: Sequence[float], gots: Sequence[Sequence[float]], *, penalty: float
) -> Sequence[int]:
    """Rank hypotheses by score and coverage: the best's index first, of equal ones the earlier.

    `scores` are those of the search, in nats a token with a length penalty of 1; `gots` what
    the words of the source `received` from each; `penalty` is what each nat of `log_coverage`
    counts beside the score. The hypotheses of a source of a few words stay in their order.
    """
    if any(len(got) < _SHORTEST for got in gots):
        return range(len(scores))
    ranked = [score + penalty * log_coverage(got) for score, got in zip(scores, gots, strict=True)]
    return sorted(range(len(ranked)), key=lambda index: -ranked[index])


def left_out(got: Sequence[float], words: Sequence[int]) -> tuple[int, ...]:
    """List the source tokens of each stretch that the hypothesis hardly attends to.

    A stretch is three tokens of words on end, or more, that `received` less than 0.3 of one
    target token's attention each. Of a source of a few words nothing is listed: the first target
    token, which is not counted, says too much of it.
    """
    if len(words) < _SHORTEST:
        return ()
    runs = groupby(zip(words, got, strict=True), key=lambda pair: pair[1] < _HARDLY)
    stretches = ([word for word, _ in run] for hardly, run in runs if hardly)
    return tuple(word for stretch in stretches if len(stretch) >= _STRETCH for word in stretch)
