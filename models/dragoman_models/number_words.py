"""Read the numbers that an English text writes in words: twenty-five, three million."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["number_words"]

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES: Mapping[str, int] = MappingProxyType(
    {word: value for value, word in enumerate(_UNITS.split())}
    | {word: 10 * value for value, word in enumerate(_TENS.split(), start=2)}
)
_SCALES: Mapping[str, int] = MappingProxyType(
    {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
)
# Longer words first, since "nine" begins "nineteen".
_ANY = "|".join(sorted((*_VALUES, *_SCALES), key=len, reverse=True))
_PHRASE = re.compile(rf"\b(?:{_ANY})(?:(?:[ -]|,? and )(?:{_ANY}))*\b", re.IGNORECASE)
_WORD = re.compile(_ANY, re.IGNORECASE)


def number_words(text: str) -> dict[str, int]:
    """Return each number in words, as it is written, with its value; "million" alone is none.

    "twenty-five" is 25, "three hundred and two thousand" 302,000. Two numbers
    without a word between them ("twenty twenty-five") are read as one and added up.
    """
    found: dict[str, int] = {}
    for match in _PHRASE.finditer(text):
        words = _WORD.findall(match[0].lower())
        if words[0] in _VALUES:
            found[match[0]] = _value(words)
    return found


def _value(words: list[str]) -> int:
    """Add up a number's words: a scale multiplies what stands before it."""
    total = group = 0
    for word in words:
        scale = _SCALES.get(word)
        if scale is None:
            group += _VALUES[word]
        elif scale == _SCALES["hundred"]:
            group = max(1, group) * scale
        else:
            total += max(1, group) * scale
            group = 0
    return total + group
