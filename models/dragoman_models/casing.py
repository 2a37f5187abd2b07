"""Change the case of letters by each language's own rules.

Azerbaijani tells `i` from `ı` and writes them `İ` and `I`; Python's methods know
nothing of that, and give two code points for one letter here and there. These
functions keep the number of code points wherever the language does.
"""

from __future__ import annotations

__all__ = ["capitalise", "lower", "upper"]

_AZERBAIJANI_UPPER = str.maketrans({"i": "İ", "ı": "I"})
_AZERBAIJANI_LOWER = str.maketrans({"İ": "i", "I": "ı"})
# The ligature of small letters is written out in capitals.
_ARMENIAN_UPPER = str.maketrans({"և": "ԵՎ"})


def upper(text: str, language: str) -> str:
    """Put `text` into capitals as `language` does."""
    if language == "az":
        text = text.translate(_AZERBAIJANI_UPPER)
    if language == "hy":
        text = text.translate(_ARMENIAN_UPPER)
    return text.upper()


def lower(text: str, language: str) -> str:
    """Put `text` into small letters as `language` does."""
    if language == "az":
        text = text.translate(_AZERBAIJANI_LOWER)
    # Elsewhere `İ` is an `i` with a dot too many, not two code points.
    return text.replace("İ", "i").lower()


def capitalise(text: str, language: str) -> str:
    """Put the first letter of `text` into a capital; a text that begins with a figure stays."""
    for index, character in enumerate(text):
        if character.isdigit():
            break
        if character.isalpha():
            large = "Եվ" if character == "և" else upper(character, language)
            return f"{text[:index]}{large}{text[index + 1 :]}"
    return text
