"""Name square and cubic measures, `km²` and `m³`, as each target language writes them.

SentencePiece reads `km²` as km2, of which models make speeds and numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

__all__ = ["raised_units"]

_UNIT: Final = re.compile(r"(?<=\d)[ \u00a0\u202f]?(?P<unit>(?:km|cm|m)[²³])(?!\w)")
_WRITTEN: Final = MappingProxyType(
    {
        "hy": {"km": "կմ{}", "m": "մ{}", "cm": "սմ{}"},
        "az": {"km": "km{}", "m": "m{}", "cm": "sm{}"},
        "fa": {"km": "کیلومتر {}", "m": "متر {}", "cm": "سانتی‌متر {}"},
        "ru": {"km": "км{}", "m": "м{}", "cm": "см{}"},
    }
)
_IN_WORDS: Final = MappingProxyType({"fa": {"²": "مربع", "³": "مکعب"}})


def raised_units(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each such measure behind a figure stands, and what the target has for it."""
    units = _WRITTEN.get(language)
    if units is None or not ("²" in text or "³" in text):
        return
    powers = _IN_WORDS.get(language, {})
    for found in _UNIT.finditer(text):
        unit, power = found["unit"][:-1], found["unit"][-1]
        yield found.start("unit"), found.end("unit"), units[unit].format(powers.get(power, power))
