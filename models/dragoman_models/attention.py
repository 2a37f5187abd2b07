"""What a hypothesis attended to: its alignment with the source, what it covers and leaves out.

An attention has a row a target token, `</s>` among them, and a column a source token.
`words` are the columns that stand for text, so neither `</s>` nor a target token counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Attention", "covered_first", "hard_alignment", "left_out", "log_coverage"]

Attention: TypeAlias = Sequence[Sequence[float]]

# What got less is as good as forgotten; the logarithm of nothing would hide all the rest.
_LEAST_COVERAGE = 1e-3
# In tokens: of a shorter source the first target token, which is not counted, says too much.
_SHORTEST = 8
# A token that got less than this was hardly looked at. Of 3 such tokens on end in a row of words
# one is seldom needed (`benchmarks/checks/omission.md`).
_HARDLY = 0.2
_STRETCH = 3


def hard_alignment(attention: Attention, words: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Pair each target token with the source token it attends to most.

    Of equal weights the first wins. Without words there are no pairs.
    """
    if not words or not len(attention):
        return ()
    best = np.asarray(attention, dtype=np.float32)[:, list(words)].argmax(axis=1)
    return tuple((row, words[column]) for row, column in enumerate(best))


def log_coverage(attention: Attention, words: Sequence[int]) -> float:
    """Sum over the source's words the logarithm (nats) of the attention that each got, up to 1.

    0 is a source that was attended to whole; a word that was left out takes 6.9 off. This is
    the coverage of Wu et al. 2016 (Google's neural machine translation system, equation 14). The
    first target token is not counted: CTranslate2 gives it another row alone than in a batch.
    """
    return float(np.log(np.clip(_received(attention, words), _LEAST_COVERAGE, 1.0)).sum())


def left_out(attention: Attention, words: Sequence[int]) -> tuple[int, ...]:
    """List the source tokens of each stretch that the hypothesis hardly attends to.

    A stretch is three words' tokens on end of which each got less than a fifth of one target
    token's attention. Of a source of a few words nothing is listed: the first target token,
    which is not counted, says too much of it.
    """
    if len(words) < _SHORTEST:
        return ()
    got = _received(attention, words)
    found: list[int] = []
    stretch: list[int] = []
    for word, weight in zip(words, got, strict=True):
        stretch = [*stretch, word] if weight < _HARDLY else []
        if len(stretch) == _STRETCH:
            found += stretch
        elif len(stretch) > _STRETCH:
            found.append(word)
    return tuple(found)


def _received(attention: Attention, words: Sequence[int]) -> npt.NDArray[np.float32]:
    """Sum up the attention that each word got, without that of the first target token."""
    rows = np.asarray(attention, dtype=np.float32)[1:, list(words)]
    received: npt.NDArray[np.float32] = rows.sum(axis=0)
    return received


def covered_first(
    scores: Sequence[float],
    attentions: Sequence[Attention],
    words: Sequence[int],
    *,
    penalty: float,
) -> Sequence[int]:
    """Rank hypotheses by score and coverage: the best's index first, of equal ones the earlier.

    `scores` are those of the search, in nats a token with a length penalty of 1; `penalty` is
    what each nat of `log_coverage` counts beside them. 0 leaves the order as it is, and so does
    a source of a few words.
    """
    if not penalty or len(words) < _SHORTEST:
        return range(len(scores))
    ranked = [
        score + penalty * log_coverage(attention, words)
        for score, attention in zip(scores, attentions, strict=True)
    ]
    return sorted(range(len(ranked)), key=lambda index: -ranked[index])
