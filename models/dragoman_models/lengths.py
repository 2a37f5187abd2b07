"""Tell whether a translation is as long as its source lets one expect.

The logarithm of a target's length (code points) grows with that of the source,
whose articles and auxiliary verbs are not counted: none of the four languages
has a word for each. The spread around that line shrinks with the length: a
short segment may vary more. Gale and Church (1993, "A Program for Aligning
Sentences in Bilingual Corpora") compare lengths in the same way.

Both ends are set on FLORES-200 dev and the newswire corpus's dev lines so that
of 1,202 right references 0.3% lie below and 0.2% above. What is found of spoilt
ones stands in `benchmarks/checks/checks.md`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

__all__ = ["counted", "is_length_suspicious", "length_deviation"]

_UNCOUNTED = re.compile(
    r"\b(?:the|an?|of|to|is|are|was|were|has|have|had|been|be|that|which|it|will|would|do|does|did)"
    r"\b ?",
    re.IGNORECASE,
)
# Added to both lengths, so that a word or two may vary as they do.
_SMOOTHING = 10


@dataclass(frozen=True, slots=True)
class _Line:
    """Hold a language's line, and the mean deviation around it: `per_root / sqrt(n) + least`.

    `lowest` and `highest` are in mean deviations.
    """

    slope: float
    offset: float
    per_root: float
    least: float
    lowest: float
    highest: float


# Fitted by `benchmarks/checks/measure.py --fit`.
_LINES: Mapping[str, _Line] = MappingProxyType(
    {
        "hy": _Line(1.000, 0.219, 0.864, 0.021, -3.30, 3.95),
        "az": _Line(0.952, 0.426, 1.028, 0.020, -3.15, 3.52),
        "fa": _Line(0.947, 0.328, 0.560, 0.051, -3.67, 3.82),
        "ru": _Line(1.012, 0.145, 1.132, 0.020, -3.12, 3.70),
    }
)


@lru_cache(maxsize=1024)
def counted(source: str) -> int:
    """Count the code points of a source without its articles and auxiliaries."""
    return len(_UNCOUNTED.sub("", source))


def length_deviation(source: str, target: str, *, language: str) -> float:
    """Return how many mean deviations a target is longer (or, below 0, shorter) than expected."""
    line = _LINES[language]
    size = counted(source) + _SMOOTHING
    expected = line.slope * math.log(size) + line.offset
    spread = line.per_root / math.sqrt(size) + line.least
    return (math.log(len(target) + _SMOOTHING) - expected) / spread


def is_length_suspicious(source: str, target: str, *, language: str) -> bool:
    """Tell whether the target is much shorter or longer than translations into `language` are."""
    line = _LINES[language]
    return not line.lowest <= length_deviation(source, target, language=language) <= line.highest
