"""Tell whether a translation goes in circles: words, phrases and letters that come back at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from operator import eq
from types import MappingProxyType
from typing import NamedTuple

__all__ = ["is_repetitive"]

_TOKEN = re.compile(r"\w+|[^\w\s]")

# Words and marks that writing repeats ("very, very, very"), by the tokens in one.
_MOST_NEIGHBOURS = MappingProxyType({1: 3, 2: 2, 3: 2, 4: 2, 5: 2, 6: 2})
# The same of words alone, whatever marks are between: of 4,808 references none has more.
_MOST_WORDS = MappingProxyType({1: 2, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1})
_MOST_WORDS_IN_ONE = max(_MOST_WORDS)
_LEAST_MOST = min(_MOST_NEIGHBOURS.values())
# A phrase of four words comes back so often only in a loop.
_PHRASE_WORDS = 4
_MOST_PHRASES = 3
# One to eight letters five times over: "հահահահահա", "blablabla…".
_LEAST_REPEATED = 4
_STUTTER = re.compile(r"([^\W\d_]{1,8}?)\1{4,}")

# English that becomes a word said twice: "one by one", "more and more", "very, very".
_DOUBLED_IN_ENGLISH = re.compile(
    r"\b([^\W\d_]+)(?=(?:\W+(?:by|after|to|and|upon|or|for|in|on)\b)?\W+\1\b)", re.IGNORECASE
)
# What each language says twice without a hyphen or a comma between.
_REDUPLICATED_WORDS = (
    "կամաց քիչ մեկ հատ շատ մեծ տեղ կաթիլ հերթ"
    " yavaş bir az tez cüt tək dəstə qrup"
    " آرام کم یک تک یکی گاه دانه تکه پاره گروه دسته جسته رفته نم یواش خانه چند ذره قدم گام تند"
    " чуть еле едва вот"
)
_REDUPLICATED = frozenset(_REDUPLICATED_WORDS.split())


class _Read(NamedTuple):
    """What is compared of a text: its tokens in small letters, and those of them that are words."""

    tokens: tuple[str, ...]
    words: tuple[str, ...]


@lru_cache(maxsize=1024)
def _read(text: str) -> _Read:
    tokens = tuple(_TOKEN.findall(text.casefold()))
    return _Read(tokens, tuple(token for token in tokens if token[0].isalnum()))


@lru_cache(maxsize=4096)
def _stutters(word: str) -> bool:
    """Tell whether a word stutters; only one whose letters come back can."""
    again = len(word) - len(set(word)) >= _LEAST_REPEATED
    return again and _STUTTER.search(word) is not None


@lru_cache(maxsize=1024)
def _doubled_in_english(source: str) -> int:
    return len(_DOUBLED_IN_ENGLISH.findall(source))


def _most_neighbours(words: Sequence[str], size: int) -> int:
    """Return how often a phrase of `size` words stands next to itself at most."""
    most = run = 0
    for same in map(eq, words, islice(words, size, None)):
        run = run + 1 if same else 0
        most = max(most, run) if same else most
    return 1 + most // size


def _most_phrases(words: Sequence[str]) -> int:
    phrases = Counter(zip(*(words[start:] for start in range(_PHRASE_WORDS)), strict=False))
    return max(phrases.values(), default=0)


def is_repetitive(source: str, target: str) -> bool:
    """Tell whether the target goes in circles, and more so than the source does.

    Looks for a word twice running with nothing but a space between, for words
    and phrases next to themselves, for phrases of four words that come back, and
    for stuttered letters. What a language says twice (`آرام آرام`), and what the
    source does, is none.
    """
    theirs = _read(target)
    distances = _distances(theirs.words)
    if 1 in distances and _is_doubled(source, theirs):
        return True
    if distances and _has_echo(source, theirs, distances):
        return True
    times = max(Counter(theirs.tokens).values(), default=0)
    if times > _LEAST_MOST and _is_looped(source, theirs, times):
        return True
    return any(map(_stutters, theirs.words)) and not any(map(_stutters, _read(source).words))


def _distances(words: Sequence[str]) -> dict[int, int]:
    """Count how far words stand from where they stood last: a phrase that repeats has a size so.

    Only sizes that are looked for are counted. In a phrase of which no word is
    alone there, each word would repeat nearer; a smaller phrase is found then.
    """
    last: dict[str, int] = {}
    found: list[int] = []
    for place, word in enumerate(words):
        distance = place - last.get(word, -_MOST_WORDS_IN_ONE - 1)
        if distance <= _MOST_WORDS_IN_ONE:
            found.append(distance)
        last[word] = place
    return {size: found.count(size) for size in set(found)}


def _is_doubled(source: str, theirs: _Read) -> bool:
    """Tell whether words stand twice running more often than the source doubles words."""
    doubled = sum(
        token.isalpha() and token not in _REDUPLICATED
        for token, following in zip(theirs.tokens, theirs.tokens[1:], strict=False)
        if token == following
    )
    return doubled > 0 and doubled > _doubled_in_english(source)


def _has_echo(source: str, theirs: _Read, distances: Iterable[int]) -> bool:
    """Tell whether a word comes three times or a phrase twice at once, marks between or not.

    A source that does so itself may be outdone by a word: it has other words for one.
    """
    for size in distances:
        found = _most_neighbours(theirs.words, size)
        if found > _MOST_WORDS[size] and _has_letters_at(theirs.words, size, found):
            own = _most_neighbours(_read(source).words, size)
            if own == 1 or found > 2 * own:
                return True
    return False


def _has_letters_at(words: Sequence[str], size: int, times: int) -> bool:
    """Tell whether a phrase that stands `times` at once has a word that is no figure."""
    span = size * (times - 1)
    return any(
        words[start : start + span] == words[start + size : start + size + span]
        and any(map(str.isalpha, words[start : start + size]))
        for start in range(len(words) - size - span + 1)
    )


def _is_looped(source: str, theirs: _Read, times: int) -> bool:
    """Look for phrases with their marks; `times` is how often the commonest token stands."""
    for size, distant in _distances(theirs.tokens).items():
        most = _MOST_NEIGHBOURS[size]
        found = _most_neighbours(theirs.tokens, size) if distant >= most else 0
        if found > most and found > _most_neighbours(_read(source).tokens, size):
            return True
    if times <= _MOST_PHRASES:
        return False
    phrases = _most_phrases(theirs.tokens)
    return phrases > _MOST_PHRASES and phrases > _most_phrases(_read(source).tokens)
