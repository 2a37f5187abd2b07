"""Say which stretches of a source a hypothesis leaves out, as its attention tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman_models.word_alignment import stretches

__all__ = ["omissions"]

_WORD = re.compile(r"[^\W\d_]+")
# Shorter words in small letters are articles and prepositions, which other languages have not.
_LETTERS = 4
# One word may be what the first target token stands for, whose attention is not counted.
_WORDS = 2


def omissions(source: str, tokens: Sequence[str], left_out: Sequence[int]) -> tuple[str, ...]:
    """List the stretches of the source that are left out, two words that matter in each at least.

    `tokens` are those that the hypothesis was decoded from, `left_out` the indexes of those
    that it hardly attends to (`Hypothesis.left_out`). Figures have a check of their own.
    """
    if not left_out:
        return ()
    return tuple(
        stretch for stretch in stretches(source, tokens, left_out) if _matters(stretch) >= _WORDS
    )


def _matters(stretch: str) -> int:
    """Count the words of some length, and the acronyms."""
    words = _WORD.findall(stretch)
    return sum(len(word) >= _LETTERS or (word.isupper() and len(word) > 1) for word in words)
