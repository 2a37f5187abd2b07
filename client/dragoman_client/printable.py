"""Text from elsewhere, made safe to show on a terminal."""

from __future__ import annotations

__all__ = ["printable"]

_REPLACEMENT = "\ufffd"
_KEPT = "\t\n"
# C0, DEL and C1: a file's name or a server's words must not steer the terminal.
_CONTROLS = {
    code: _REPLACEMENT for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _KEPT
}


def printable(text: str) -> str:
    """Replace control characters, tab and line feed kept."""
    return text.translate(_CONTROLS)
