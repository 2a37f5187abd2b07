"""The difference between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum, unique

__all__ = ["Edit", "Piece", "difference"]

# A word keeps what stands inside it: 1,200, a.m, don't, a zero-width non-joiner.
_TOKENS = re.compile(r"\s+|\w\S*\w|\w|[^\w\s]")


@unique
class Edit(Enum):
    """Name what became of a piece of text."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a run of words that share their fate, white space included."""

    edit: Edit
    text: str


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Say word by word how a text became another.

    The kept and removed pieces give the old text, the kept and added ones the new;
    where words were replaced, those removed come first.
    """
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    blocks = [
        (tag == "equal", "".join(before[i1:i2]), "".join(after[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
    ]
    return tuple(_pieces(_bridged(blocks)))


def _bridged(blocks: Sequence[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    """Join changes that only white space keeps apart: a phrase reads better whole."""
    joined: list[tuple[bool, str, str]] = []
    for position, (same, before, after) in enumerate(blocks):
        inside = 0 < position < len(blocks) - 1
        changed = not same or (inside and not before.strip())
        if joined and changed and not joined[-1][0]:
            joined[-1] = (False, joined[-1][1] + before, joined[-1][2] + after)
        else:
            joined.append((not changed, before, after))
    return joined


def _pieces(blocks: Sequence[tuple[bool, str, str]]) -> Iterator[Piece]:
    for same, before, after in blocks:
        if same:
            yield Piece(Edit.KEPT, before)
            continue
        if before:
            yield Piece(Edit.REMOVED, before)
        if after:
            yield Piece(Edit.ADDED, after)
