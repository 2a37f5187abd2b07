"""Say how a name that a model loses is to stand in the target all the same.

A name that `name_forms` lacks stands as English has it: a reader sees at once that
it is to be transcribed, which of a guess nobody would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman_models import english_case, months, weekdays
from dragoman_models.name_forms import forms
from dragoman_models.names import ENGLISH_ENDING, is_spelt, lacking

__all__ = ["form_of", "lost_names"]

# Longer runs of the table's names are not looked for: none of them has more words.
_LONGEST_FORM = 4
_SHORTEST_PLACE = 4


def lost_names(source: str, target: str, *, language: str) -> dict[str, str | None]:
    """Map each name that a target lacks to the form for it, or to None: as it is written.

    A name is given as `english_case.for_model` writes it. Of a name without a form
    only those words stand as they are that a target would spell by their sound;
    Chinese or University are for the model to translate.
    """
    text = english_case.for_model(source)
    found: dict[str, str | None] = {}
    for name in lacking(source, target, language=language):
        for words in _parts(name.words, language):
            written = re.search("[ -]".join(map(re.escape, words)), text)
            if written is not None:
                found[written[0]] = form_of(words, language)
    return found


def _parts(words: Sequence[str], language: str) -> Iterator[tuple[str, ...]]:
    """Yield the phrases of a name that have a form, and what is spelt between them."""
    spelt: list[str] = []
    rest = tuple(words)
    while rest:
        size = _phrase(rest, language)
        if not size and is_spelt(rest[0], language):
            spelt.append(rest[0])
        else:
            yield from _name_of(spelt)
            spelt = []
        if size:
            yield rest[:size]
        rest = rest[size or 1 :]
    yield from _name_of(spelt)


def _phrase(words: Sequence[str], language: str) -> int:
    """Count the first words that have a form together: all of them, or two and more."""
    if form_of(words, language) is not None:
        return len(words)
    sizes = range(min(len(words), _LONGEST_FORM), 1, -1)
    return next((size for size in sizes if _form(words[:size], language)), 0)


def _name_of(spelt: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield a run of spelt words, unless all are formed as English derives words: Catholic."""
    if not all(ENGLISH_ENDING.search(word) or _is_of_a_place(word) for word in spelt):
        yield tuple(spelt)


def _is_of_a_place(word: str) -> bool:
    """Tell whether a word is a place's name with an ending: Azerbaijani."""
    return any(word[:end] in forms() for end in range(_SHORTEST_PLACE, len(word)))


def form_of(words: Sequence[str], language: str) -> str | None:
    """Return the form of a name: that of its words together, or of each part that has one."""
    forms: list[str] = []
    rest = tuple(words)
    while rest:
        sizes = range(min(len(rest), _LONGEST_FORM), 0, -1)
        size = next((size for size in sizes if _form(rest[:size], language)), 0)
        if not size:
            return None
        forms.append(_form(rest[:size], language))
        rest = rest[size:]
    return " ".join(forms)


def _form(words: Sequence[str], language: str) -> str:
    name = " ".join(words)
    date = weekdays.FORMS[language].get(name) or months.FORMS[language].get(name, "")
    return forms().get(name, {}).get(language, "") or date
