"""Write Russian as its press does: the dash between words, the stop behind the quotation.

No-break spaces are not put in, for a text goes into an editor's system, which
has a typographer of its own (but for thousands, see `number_marks`); `ё` stays as
the model wrote it.
"""

from __future__ import annotations

import re

__all__ = ["russian"]

_DASH = re.compile(r"[ \u00a0](?:-|–|--|―)(?= \S)")
# Between figures a hyphen or an en dash with spaces may be a minus or a range.
_BETWEEN_FIGURES = re.compile(r" (?<=\d.)[-–] (?=\d)")


def russian(text: str) -> str:
    """Return `text` with a dash where hyphens or en dashes stand between words."""
    return _DASH.sub(_dash, text)


def _dash(match: re.Match[str]) -> str:
    if _BETWEEN_FIGURES.match(match.string, match.start()):
        return match[0]
    return f"{match[0][0]}—"
