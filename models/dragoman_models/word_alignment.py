"""Find which words of a source became which words of its target, from a decoder's attention."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, groupby

from dragoman_models.hints import hint_columns, hint_spans

__all__ = ["Words", "align_words", "stretches", "words_of"]

Words = tuple[tuple[int, int], ...]
"""Spans of words and of runs of marks, in code points."""

# A figure with its marks and spaces is one word: "14 000", "2,500", "08:30".
_FIGURE = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\w)|\d+(?:[.,:٫٬]\d+)+(?!\w)"
_WORD = re.compile(rf"{_FIGURE}|[^\W_]+(?:\u200c[^\W_]+)*|[^\w\s]+|_+")
_SPECIAL = re.compile(r"</?s>|<pad>|<unk>|>>[^\s<>]+<<")
_SPECIAL_FIRST = frozenset("<>")
_SPACE = "▁"


def words_of(text: str) -> Words:
    """Return the words of a text and the runs of marks between them."""
    return tuple(match.span() for match in _WORD.finditer(text))


def _spelled(pieces: Sequence[str]) -> tuple[str, list[int]]:
    """Return what SentencePiece pieces spell, and where each piece ends in it."""
    separator = "" if any(_SPACE in piece for piece in pieces) else " "
    hinted = hint_columns(hint_spans(pieces))
    shown = [
        ""
        if column in hinted or (piece[:1] in _SPECIAL_FIRST and _SPECIAL.fullmatch(piece))
        else piece + separator
        for column, piece in enumerate(pieces)
    ]
    return "".join(shown).replace(_SPACE, " "), list(accumulate(map(len, shown)))


def _matched(ours: Sequence[str], theirs: Sequence[str]) -> Sequence[int]:
    """Return for each of our words the index of theirs that it is, or stands in the place of.

    The text that a model sees differs from the text that is printed in case, in
    protected terms and in marks; the words around those hold the rest in place.
    """
    if ours == theirs:
        return range(len(ours))
    places = [0] * len(ours)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        for index in range(first, last):
            step = (index - first) * max(end - start, 1) // (last - first)
            places[index] = min(start + step, max(len(theirs) - 1, 0))
    return places


def _places(spelled: str, inner: Words, text: str) -> Sequence[int]:
    """Return for each word of what is spelled the index of the word of `text` that it is."""
    if spelled.casefold().split() == text.casefold().split():
        return range(len(inner))
    return _matched(
        [spelled[start:end].casefold() for start, end in inner],
        [text[start:end].casefold() for start, end in words_of(text)],
    )


def _piece_words(pieces: Sequence[str], text: str) -> list[Sequence[int]]:
    """Return for each piece the indices of the words of `text` that it is part of."""
    if not _WORD.search(text):
        return [()] * len(pieces)
    spelled, ends = _spelled(pieces)
    inner = words_of(spelled)
    places = _places(spelled, inner, text)
    found: list[Sequence[int]] = []
    first = start = 0
    for end in ends:
        while first < len(inner) and inner[first][1] <= start:
            first += 1
        last = first
        while last < len(inner) and inner[last][0] < end:
            last += 1
        found.append(places[first:last])
        start = end
    return found


def stretches(text: str, pieces: Sequence[str], chosen: Collection[int]) -> list[str]:
    """Return the stretches of `text` whose words the chosen ones of its pieces are part of.

    Words that follow each other are one stretch, with what stands between them.
    """
    words = words_of(text)
    by_piece = _piece_words(pieces, text)
    meant = sorted({word for piece in chosen for word in by_piece[piece]})
    # The words of one run lie as far from the places in the list.
    runs = groupby(enumerate(meant), key=lambda item: item[1] - item[0])
    spans = [[words[word] for _, word in run] for _, run in runs]
    return [text[span[0][0] : span[-1][1]] for span in spans]


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
    votes: list[dict[int, int]] = [{} for _ in words_of(target)]
    for target_piece, source_piece in alignment:
        if target_piece < len(theirs) and source_piece < len(ours):
            for target_word in theirs[target_piece]:
                given = votes[target_word]
                for source_word in ours[source_piece]:
                    given[source_word] = given.get(source_word, 0) + 1
    # Of source words with as many votes the first one wins, whatever the order of the pairs.
    return [min(given, key=lambda word: (-given[word], word)) if given else None for given in votes]
