"""Give the words of a lower-cased checkpoint the spelling that the article has.

Some summarizers know no capitals and no accents ("u . s . troops in sao paulo"). Almost all they
write stands in the article, so its spelling is taken from there, the longest stretches first:
names, figures, abbreviations and quotations come back as the writer set them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman_models.english_case import is_common
from dragoman_models.segmentation import segment

__all__ = ["needs_respelling", "respell"]

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_SENTENCE_END = re.compile(r"[.!?…:]")
_TIGHT_BEFORE = frozenset(".,:;!?%)]}…’”»")
_TIGHT_AFTER = frozenset("([{$£€«“‘")
_JOINERS = frozenset("-/'’@_")
_DOUBLE_QUOTE = '"'
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class _Token:
    """Hold a word or a mark: what it is compared by, and where it stands."""

    key: str
    start: int
    end: int


def needs_respelling(text: str) -> bool:
    """Tell whether a text has letters and no capital among them."""
    return text == text.lower() and any(character.isalpha() for character in text)


def respell(text: str, source: str) -> str:
    """Return an English text with the capitals, accents and spaces of `source`.

    A word that the source does not hold stays in small letters when it is a common
    one, and else is taken for a name, so that a check for invented names sees it.
    """
    ours, theirs = _tokens(text), _tokens(source)
    places, ends = _places(theirs), _sentence_ends(source)
    pieces: list[str] = []
    position, opens = 0, True
    while position < len(ours):
        own = text[ours[position].start : ours[position].end]
        at, length = _longest_match(ours, position, theirs, places)
        # The full stop of ". troops" ends a sentence here, whatever it does in "U.S. troops".
        length = min(length, 1) if own in _ENDS else length
        piece = _copied(source, theirs, at, length) if length else _unknown(own)
        pieces.append(_capitalised(piece) if opens else piece)
        ended = theirs[at + length - 1].end in ends if length > 1 else piece in _ENDS
        opens = ended or (opens and not any(map(str.isalnum, piece)))
        position += max(length, 1)
    return _joined(pieces)


def _tokens(text: str) -> list[_Token]:
    return [_Token(_key(match[0]), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _key(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(part for part in decomposed if not unicodedata.combining(part))
    return {"‘": "'", "’": "'", "“": '"', "”": '"'}.get(bare, bare)


def _sentence_ends(source: str) -> frozenset[int]:
    parts = segment(source, max_tokens=len(source) + 1, count_tokens=len)
    return frozenset(part.end for part in parts)


def _places(tokens: Sequence[_Token]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        places.setdefault(token.key, []).append(place)
    return places


def _longest_match(
    ours: Sequence[_Token], position: int, theirs: Sequence[_Token], places: dict[str, list[int]]
) -> tuple[int, int]:
    """Find where the source goes on like our tokens for longest; of equals, in mid-sentence."""
    best = (0, False, 0)
    for place in places.get(ours[position].key, ()):
        length = 1
        while (
            position + length < len(ours)
            and place + length < len(theirs)
            and ours[position + length].key == theirs[place + length].key
        ):
            length += 1
        best = max(best, (length, not _opens_sentence(theirs, place), -place))
    return -best[2], best[0]


def _opens_sentence(tokens: Sequence[_Token], place: int) -> bool:
    before = tokens[place - 1].key if place else "."
    return before in {'"', "'", "«"} or _SENTENCE_END.fullmatch(before) is not None


def _copied(source: str, tokens: Sequence[_Token], place: int, length: int) -> str:
    """Cut a stretch out of the source; a capital that only opens a sentence there is lowered."""
    first = tokens[place]
    written = source[first.start : tokens[place + length - 1].end]
    written = " ".join(written.split())
    word = source[first.start : first.end]
    if _opens_sentence(tokens, place) and word.istitle() and is_common(word):
        return written[0].lower() + written[1:]
    return written


def _unknown(word: str) -> str:
    return word if not word.isalpha() or is_common(word) else _capitalised(word)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(pieces: Sequence[str]) -> str:
    text = ""
    for piece, tight in zip(pieces, _tightness(pieces), strict=True):
        inside = text.count(_DOUBLE_QUOTE) % 2 == 1
        closes = inside and piece == _DOUBLE_QUOTE
        opened = inside and text.endswith(_DOUBLE_QUOTE)
        text += piece if tight or closes or opened or not text else f" {piece}"
    return text


def _tightness(pieces: Sequence[str]) -> Iterator[bool]:
    """Say for each piece whether it follows the one before without a space."""
    for index, piece in enumerate(pieces):
        before = pieces[index - 1] if index else ""
        after = pieces[index + 1] if index + 1 < len(pieces) else ""
        joins = piece in _JOINERS and before[-1:].isalnum() and after[:1].isalnum()
        joined = before in _JOINERS and index > 1 and pieces[index - 2][-1:].isalnum()
        yield piece[:1] in _TIGHT_BEFORE or before[-1:] in _TIGHT_AFTER or joins or joined
