"""Find which words of a source became which words of its target, from a decoder's attention."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

__all__ = ["Words", "align_words", "words_of"]

Words = tuple[tuple[int, int], ...]
"""Spans of words and of runs of marks, in code points."""

_WORD = re.compile(r"[^\W_]+(?:\u200c[^\W_]+)*|[^\w\s]+|_+")
_SPECIAL = re.compile(r"</?s>|<pad>|<unk>|>>[^\s<>]+<<")
_SPACE = "▁"


def words_of(text: str) -> Words:
    """Return the words of a text and the runs of marks between them."""
    return tuple(match.span() for match in _WORD.finditer(text))


def _spelled(pieces: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Return what SentencePiece pieces spell, and each piece's span in it."""
    separator = "" if any(_SPACE in piece for piece in pieces) else " "
    text = ""
    spans: list[tuple[int, int]] = []
    for piece in pieces:
        shown = "" if _SPECIAL.fullmatch(piece) else piece.replace(_SPACE, " ") + separator
        spans.append((len(text), len(text) + len(shown)))
        text += shown
    return text, spans


def _matched(ours: Sequence[str], theirs: Sequence[str]) -> list[int]:
    """Return for each of our words the index of theirs that it is, or stands in the place of.

    The text that a model sees differs from the text that is printed in case, in
    protected terms and in marks; the words around those hold the rest in place.
    """
    places = [0] * len(ours)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        for index in range(first, last):
            step = (index - first) * max(end - start, 1) // (last - first)
            places[index] = min(start + step, max(len(theirs) - 1, 0))
    return places


def _piece_words(pieces: Sequence[str], text: str) -> list[list[int]]:
    """Return for each piece the indices of the words of `text` that it is part of."""
    spelled, spans = _spelled(pieces)
    inner = words_of(spelled)
    outer = words_of(text)
    places = _matched(
        [spelled[start:end].casefold() for start, end in inner],
        [text[start:end].casefold() for start, end in outer],
    )
    found: list[list[int]] = []
    first = 0
    for start, end in spans:
        while first < len(inner) and inner[first][1] <= start:
            first += 1
        touched = range(first, len(inner))
        found.append([places[i] for i in touched if inner[i][0] < end] if outer else [])
    return found


def align_words(
    source: str,
    target: str,
    *,
    source_pieces: Sequence[str],
    target_pieces: Sequence[str],
    alignment: Sequence[tuple[int, int]],
) -> list[int | None]:
    """Return for each word of `target` the index of the word of `source` that it came from.

    `alignment` holds pairs of (target piece, source piece). None stands for a
    word that no piece of either side speaks for.
    """
    ours = _piece_words(source_pieces, source)
    theirs = _piece_words(target_pieces, target)
    votes: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for target_piece, source_piece in alignment:
        if target_piece < len(theirs) and source_piece < len(ours):
            for target_word in theirs[target_piece]:
                votes[target_word].update(ours[source_piece])
    # Of source words with as many votes the first one wins, whatever the order of the pairs.
    return [
        min(votes[index], key=lambda word: (-votes[index][word], word)) if votes[index] else None
        for index in range(len(words_of(target)))
    ]
