"""Cut a sentence that is too long for a model where the cut hurts least."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from dragoman_models.kept_text import kept_spans, span_around

__all__ = ["cut_clauses"]

# From the best place to cut to the worst: between main clauses, before a clause
# that a comma and a conjunction open, at any comma, before a conjunction, at any
# white space. `keep` is what stays with the part before the cut.
_LEVELS = (
    re.compile(r"(?P<keep>(?:[;:…]|(?<=\s)[—–-](?=\s)|—)[\"”’»)]*)\s*"),
    re.compile(
        r"(?P<keep>,[\"”’»)]*)\s+(?=(?:and|but|or|so|yet|while|which|who|where|when|as|after"
        r"|although|because|before|if|since|though|until|with)\s)"
    ),
    re.compile(r"(?P<keep>[,،՝][\"”’»)]*)\s+"),
    re.compile(
        r"(?<!\s)(?P<keep>)\s+"
        r"(?=(?:and|but|or|that|which|who|while|because|after|before|when|where|as)\s)"
    ),
    re.compile(r"(?<!\s)(?P<keep>)\s+"),
)
# A cut earlier than this share of what fits leaves a stump, worse than a lesser cut.
_EARLIEST = 0.35
# Code points a token, as a first guess: English news has about four.
_FIRST_GUESS = 4
# A cut so few tokens before the last that fits is as good: it goes back to a word's end.
_NEAR_ENOUGH = 1
_MOST_GUESSES = 4
_WHITE = re.compile(r"\s*")


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _parts_flag(text: str, start: int, position: int) -> bool:
    """Tell whether a cut before `position` parts the two letters of a flag."""
    first = position
    while first > start and _is_flag_letter(text[first - 1]):
        first -= 1
    return _is_flag_letter(text[position]) and bool((position - first) % 2)


def _inside_cluster(text: str, start: int, position: int) -> bool:
    """Tell whether a cut before `position` parts what a reader sees as one character.

    The rules of Unicode annex 29 that matter in news text: marks, joiners and
    emoji modifiers stay with what they follow, flags keep both their letters.
    """
    before, after = text[position - 1], text[position]
    if before == "\u200d" or after in "\u200c\u200d" or unicodedata.category(after)[0] == "M":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    return (before == "\r" and after == "\n") or _parts_flag(text, start, position)


def _longest_fitting(
    text: str, start: int, max_tokens: int, count_tokens: Callable[[str], int]
) -> int:
    """Return an end for which `text[start:end]` fits and little more would; at least one character.

    Counting is dear, so the tokens counted so far tell where to look next.
    """
    low, fitting = start + 1, 0
    high = min(start + _FIRST_GUESS * max(max_tokens, 1), len(text))
    while (counted := count_tokens(text[start:high])) <= max_tokens:
        if high == len(text):
            return high
        low, fitting, high = high, counted, min(2 * high - start, len(text))
    steps = 0
    while high - low > 1 and fitting < max_tokens - _NEAR_ENOUGH:
        middle = _between(low, high, (max_tokens - fitting) / (counted - fitting), steps)
        found = count_tokens(text[start:middle])
        if found <= max_tokens:
            low, fitting = middle, found
        else:
            high, counted = middle, found
        steps += 1
    return low


def _between(low: int, high: int, share: float, steps: int) -> int:
    """Return where to look next: at the share that the counts tell, or half-way if that drags."""
    if steps >= _MOST_GUESSES:
        return (low + high) // 2
    return min(max(low + 1, low + int((high - low) * share)), high - 1)


def _best_cut(text: str, start: int, limit: int, kept: Sequence[tuple[int, int]]) -> int:
    """Return where the part from `start` ends, at most `limit`.

    Of the best kind of place that there is, the one nearest to equal parts wins.
    """
    remaining = len(text) - start
    ideal = start + remaining / -(-remaining // (limit - start))
    earliest = start + int(_EARLIEST * (limit - start))
    for level in _LEVELS:
        found = level.finditer(text, earliest, min(limit + 1, len(text)))
        cuts = [match.end("keep") for match in found if start < match.end("keep") <= limit]
        cuts = [cut for cut in cuts if span_around(kept, cut) is None]
        if cuts:
            return min(cuts, key=lambda cut: abs(cut - ideal))
    # Before the words of a kept element, should they be what is too long.
    around = span_around(kept, limit)
    return _cluster_cut(text, start, around[0] if around and around[0] > start else limit)


def _cluster_cut(text: str, start: int, limit: int) -> int:
    """Cut between two characters as near to `limit` as a reader's characters allow."""
    if limit == len(text):
        return limit
    whole = (cut for cut in range(limit, start, -1) if not _inside_cluster(text, start, cut))
    return next(whole, limit)


def cut_clauses(
    sentence: str, *, max_tokens: int, count_tokens: Callable[[str], int]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of parts of `sentence`, each of at most `max_tokens`.

    White space between two parts belongs to neither. A part is cut inside what a
    reader sees as one character, or inside the words of an element that is not to
    be translated, only where that alone is over the budget.
    """
    start = 0
    kept = kept_spans(sentence)
    while start < len(sentence):
        end = _longest_fitting(sentence, start, max_tokens, count_tokens)
        if end < len(sentence):
            end = _best_cut(sentence, start, end, kept)
        # A tokenizer may need more pieces for less text; then less still.
        while end - start > 1 and count_tokens(sentence[start:end]) > max_tokens:
            end = _best_cut(sentence, start, end - 1, kept)
        yield start, end
        white = _WHITE.match(sentence, end)
        start = white.end() if white else end
