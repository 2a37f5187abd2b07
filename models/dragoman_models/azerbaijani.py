"""Write Azerbaijani letters: the schwa and its twins, an i with one dot, s and t with a cedilla."""

from __future__ import annotations

__all__ = ["azerbaijani"]

# The schwa of Cyrillic, and the turned e; the letters of Romanian with a comma.
_TWINS = str.maketrans("әӘǝƎșȘțȚǧǦ", "əƏəƏşŞţŢğĞ")


def azerbaijani(text: str) -> str:
    """Return `text` with the letters of the Azerbaijani alphabet for those that look like them."""
    # A capital İ that was put into small letters by another language's rules
    # leaves a second dot behind.
    return text.translate(_TWINS).replace("i\u0307", "i")
