"""Find terms in a text: names to keep, and a glossary's words with what they must become."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dragoman_models.inflection import singulars

__all__ = ["FoundTerm", "Terms", "is_rendered"]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})
# Of each word of a term so much must be there for an inflected form of it.
_SHORTEST_STEM = 3
_STEM_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """Hold where a term stands in a text; `target` is None for one that stays as it is."""

    start: int
    end: int
    target: str | None


@dataclass(frozen=True, slots=True)
class _Term:
    """Hold a term by its words and marks, and whether white space is before each."""

    words: tuple[str, ...]
    spaced: tuple[bool, ...]
    any_case: bool
    target: str | None


class _Words:
    """Hold a text's words and marks; where they stand is worked out only when asked."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.written = _TOKEN.findall(text.translate(_APOSTROPHES))
        self.folded = [word.casefold() for word in self.written]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Give the span of each in the text."""
        return [match.span() for match in _TOKEN.finditer(self._text)]

    def is_spaced(self, index: int) -> bool:
        """Tell whether white space is before one that is not the first."""
        return self.spans[index][0] > self.spans[index - 1][1]


class Terms:
    """Find terms as whole words, at a cost that does not grow with their number.

    `targets` maps a term to what it must become, or to None where it stays as it
    is. A term in small letters is found in any case, one with capitals only as
    it is written. A glossary's term is found in the plural too; an `'s` behind it
    is no part of it. Of terms that begin at one place the longest wins, and of
    terms that overlap the first. Those of `under` give way to ones here that are
    as long.
    """

    def __init__(
        self, targets: Mapping[str, str | None] | None = None, *, under: Terms | None = None
    ) -> None:
        self._under = under
        self._by_first: defaultdict[str, list[_Term]] = defaultdict(list)
        for written, target in (targets or {}).items():
            self._add(written, target)

    @classmethod
    def of(
        cls,
        do_not_translate: Iterable[str] = (),
        glossary: Mapping[str, str] | None = None,
        *,
        under: Terms | None = None,
    ) -> Terms:
        """Take a caller's terms; a term of both kinds is the glossary's."""
        targets: dict[str, str | None] = dict.fromkeys(map(str.strip, do_not_translate))
        targets |= {written.strip(): target.strip() for written, target in (glossary or {}).items()}
        return cls(targets, under=under)

    def __bool__(self) -> bool:
        """Tell whether there is any term."""
        return bool(self._by_first) or bool(self._under)

    def _add(self, written: str, target: str | None) -> None:
        words = _Words(written)
        if not words.written:
            return
        any_case = written == written.lower()
        spaced = tuple(index > 0 and words.is_spaced(index) for index in range(len(words.written)))
        shown = tuple(words.folded if any_case else words.written)
        self._by_first[words.folded[0]].append(_Term(shown, spaced, any_case, target))

    def find(self, text: str) -> list[FoundTerm]:
        """Return the terms of a text, in order, none over another."""
        if not self:
            return []
        words = _Words(text)
        found: list[FoundTerm] = []
        free = 0
        for index, word in enumerate(words.folded):
            best = self._longest(words, index, word) if index >= free else None
            if best is not None:
                free = index + len(best.words)
                start, end = words.spans[index][0], words.spans[free - 1][1]
                found.append(FoundTerm(start, end, best.target))
        return found

    def _longest(self, words: _Words, index: int, word: str) -> _Term | None:
        terms = self._by_first.get(word, ())
        best = max((one for one in terms if _matches(one, words, index)), key=_size, default=None)
        if best is None:
            best = next(self._plural_of(words, index, word), None)
        if self._under is not None:
            other = self._under._longest(words, index, word)  # noqa: SLF001 - of this class
            best = other if other and (best is None or _size(other) > _size(best)) else best
        return best

    def _plural_of(self, words: _Words, index: int, word: str) -> Iterator[_Term]:
        for singular in singulars(word):
            for one in self._by_first.get(singular, ()):
                if _size(one) == 1 and _matches(one, words, index):
                    yield one


def _size(term: _Term) -> int:
    return len(term.words)


def _matches(term: _Term, words: _Words, index: int) -> bool:
    there = (words.folded if term.any_case else words.written)[index : index + _size(term)]
    if len(there) != _size(term) or any(
        term.spaced[i] != words.is_spaced(index + i) for i in range(1, len(there))
    ):
        return False
    if tuple(there[:-1]) != term.words[:-1]:
        return False
    last = term.words[-1]
    return there[-1] == last or (term.target is not None and last in singulars(there[-1]))


def is_rendered(term: str, text: str) -> bool:
    """Tell whether a text holds a term of the target language, inflected or not.

    Each of its words must be there in order, next to each other, by the first
    seven tenths of its letters.
    """
    wanted = [word.casefold() for word in _TOKEN.findall(term)]
    stems = [word[: max(_SHORTEST_STEM, round(len(word) * _STEM_SHARE))] for word in wanted]
    words = [word.casefold() for word in _TOKEN.findall(text)]
    return any(
        all(word.startswith(stem) for word, stem in zip(words[first:], stems, strict=False))
        for first in range(len(words) - len(stems) + 1)
    )
