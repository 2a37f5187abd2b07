"""Tell the role of a block of text from how it reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman_models.types import Role

__all__ = ["is_heading", "number_roles", "text_role"]

_HEADING_WORDS = 22
_HEADING_LENGTH = 150
_QUESTION_WORDS = 14

_BYLINE = re.compile(
    r"(?:(?i:by|story by|written by|reporting by|report by|edited by|text by)\s+(?:the\s+)?"
    r"[^\W\d_a-z][^.!?]{1,90}"
    r"|(?i:published|updated|posted|last (?:updated|modified))\b[^.!?]{0,20}\d[^!?]{0,50})"
)
_BYLINE_WORDS = 16
_CAPTION = re.compile(
    r"(?:(?:file )?(?:photo|image|picture|photograph|video|graphic|map|caption|credit)s?"
    r"(?: by| credit| courtesy)?\s*[:–—|]\s?\S.*"
    r"|.{3,600}[(\[](?:[^()\[\]]{0,40}\b)?(?:photo|image|file|getty|afp|picture)s?\b[^()\[\]]{0,60}[)\]]\.?)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTE = re.compile(r"[“\"«][^“”\"«»]*[”\"»]\.?", re.DOTALL)


def is_heading(text: str) -> bool:
    """Tell whether a block of one line reads as a heading: short, and no full stop at its end."""
    words = len(text.split())
    if not text or words > _HEADING_WORDS or len(text) > _HEADING_LENGTH or text[0].islower():
        return False
    if not any(character.isalpha() for character in text):
        return False
    if text.rstrip('"”’»)').endswith("?"):
        return words <= _QUESTION_WORDS
    return text.rstrip('"”’»)')[-1:] not in ".!…:;,—-"


def _is_byline(text: str) -> bool:
    return len(text.split()) <= _BYLINE_WORDS and _BYLINE.fullmatch(text) is not None


def text_role(text: str, *, one_line: bool) -> Role:
    """Judge a block by its words: byline, caption, quote, heading, or body."""
    if _is_byline(text):
        return Role.BYLINE
    if _CAPTION.fullmatch(text):
        return Role.CAPTION
    if _QUOTE.fullmatch(text):
        return Role.QUOTE
    return Role.HEADING if one_line and is_heading(text) else Role.BODY


def number_roles(roles: Sequence[Role]) -> list[Role]:
    """Make the first heading before any body text the headline, and the body after it the lead."""
    placed = list(roles)
    body = next((i for i, role in enumerate(placed) if role is Role.BODY), len(placed))
    if Role.HEADLINE not in placed:
        first = next((i for i in range(body) if placed[i] is Role.HEADING), None)
        if first is not None:
            placed[first] = Role.HEADLINE
    if Role.HEADLINE in placed:
        headline = placed.index(Role.HEADLINE)
        following = range(headline + 1, len(placed))
        lead = next((i for i in following if placed[i] is Role.BODY), None)
        if lead is not None:
            placed[lead] = Role.LEAD
    return placed
