"""Put a word's usual translation beside it in the source, for checkpoints that learnt to use it.

A small model has not enough weights, or has not been trained for long enough, to
remember how each rarer word is translated; a table remembers that for nothing.
`repairs` is shown as `▁rep airs </s> ▁təmir`: the pieces of the word, a bar, the
pieces of what it mostly becomes, which the model may inflect, or pass over where
the sense is another. The bar is a token that no text is ever spelt with. The idea
is that of training on terms written into the source (Dinu et al. 2019, Training
neural machine translation to apply terminology constraints), for a whole lexicon.
"""

from __future__ import annotations

import lzma
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from dragoman_models.inflection import inflected_from

__all__ = [
    "BAR",
    "LEXICON_NAME",
    "hint_columns",
    "hint_key",
    "hint_spans",
    "look_up",
    "look_up_stem",
    "read_lexicon",
    "with_hints",
]

LEXICON_NAME = "lexicon.tsv.xz"
BAR = "</s>"
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
_COLUMNS = 2
_EDGES = "\"'“”‘’«»()[]{}.,:;!?…-–—"


def read_lexicon(folder: Path) -> Mapping[str, str]:
    """Return a checkpoint's usual translations by words in small letters; empty if it has none.

    Raises:
        ValueError: a line of it has not two columns, or the file is damaged.
    """
    path = folder / LEXICON_NAME
    if not path.exists():
        return {}
    try:
        text = lzma.decompress(path.read_bytes()).decode("utf-8")
    except lzma.LZMAError as exc:
        raise ValueError(f"{LEXICON_NAME} cannot be read: {exc}") from exc
    rows = [line.split("\t") for line in text.splitlines()]
    if any(len(row) != _COLUMNS for row in rows):
        raise ValueError(f"{LEXICON_NAME} has a line without two columns")
    return dict(rows)


def look_up(lexicon: Mapping[str, str], key: str) -> str | None:
    """Return the usual translation of a word, or of the word that it is a regular form of.

    A word that has an empty one is no form of another: `said` does not come of `sai`.
    """
    return (lexicon[key] or None) if key in lexicon else look_up_stem(lexicon, key)


def look_up_stem(lexicon: Mapping[str, str], key: str) -> str | None:
    """Return the usual translation of the word that this one is a regular form of."""
    return next((lexicon[stem] for stem in inflected_from(key) if lexicon.get(stem)), None)


def hint_key(word: str) -> str:
    """Return what a written word is looked up by: small letters, without marks around it."""
    key = word.strip(_EDGES).lower()
    return key.removesuffix("'s")


def _words(pieces: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the pieces of each word, with the marks that adjoin it."""
    start = 0
    for index in range(1, len(pieces) + 1):
        if index == len(pieces) or pieces[index].startswith(_SPACE):
            yield start, index
            start = index


def with_hints(
    pieces: Sequence[str], hint: Callable[[str], Sequence[str]], *, longest: int | None = None
) -> list[str]:
    """Return the source pieces with a hint behind each word that has one.

    `hint` gives the target pieces of one word for a key, or none. A hint that would make more
    than `longest` pieces of the text is left out.
    """
    hinted: list[str] = []
    room = math.inf if longest is None else longest - len(pieces)
    for start, end in _words(pieces):
        run = pieces[start:end]
        hinted += run
        found = hint(hint_key("".join(run).replace(_SPACE, "")))
        if found and len(found) < room:
            hinted += (BAR, *found)
            room -= len(found) + 1
    return hinted


def hint_spans(pieces: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return for each hint the index of its word's first piece, of the bar, and behind its last.

    A bar that is the last piece is the end of the text.
    """
    spans: list[tuple[int, int, int]] = []
    word = 0
    for index, piece in enumerate(pieces[:-1]):
        if piece == BAR:
            spans.append((word, index, _hint_end(pieces, index)))
        elif piece.startswith(_SPACE):
            word = index
    return spans


def hint_columns(spans: Sequence[tuple[int, int, int]]) -> frozenset[int]:
    """Return the indexes of the pieces that `hint_spans` found to be no text, the bars included."""
    return frozenset(column for _, bar, end in spans for column in range(bar, end))


def _hint_end(pieces: Sequence[str], bar: int) -> int:
    """Return where the hint behind a bar ends: at the next word, or the end of the text."""
    end = bar + 2
    while end < len(pieces) and not pieces[end].startswith((_SPACE, BAR)):
        end += 1
    return end
