"""Say how a name that a model loses is to stand in the target all the same.

`name_forms.tsv` has the places and some people of the news in each language; it is
made by `benchmarks/checks/form_table.py`, of CLDR and of a list of the project's
own. A name that it lacks stands as English has it: a reader sees at once that it
is to be transcribed, which of a guess nobody would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from dragoman_models import english_case
from dragoman_models.names import Name, by_sound, lacking

__all__ = ["form_of", "lost_names"]

# Longer runs of the table's names are not looked for: none of them has more words.
_LONGEST_FORM = 4


def lost_names(source: str, target: str, *, language: str) -> dict[str, str | None]:
    """Map each name that a target lacks to the form for it, or to None: as it is written.

    A name is given as `english_case.for_model` writes it. Of a name without a form
    only those words stand as they are that a target would spell by their sound;
    Chinese or University are for the model to translate.
    """
    text = english_case.for_model(source)
    found: dict[str, str | None] = {}
    for name in lacking(source, target, language=language):
        for words in _parts(name, language):
            written = re.search("[ -]".join(map(re.escape, words)), text)
            if written is not None:
                found[written[0]] = form_of(words, language)
    return found


def _parts(name: Name, language: str) -> Iterator[tuple[str, ...]]:
    """Yield the whole name where it has a form, else the runs of words that go by sound."""
    if form_of(name.words, language) is not None:
        yield name.words
        return
    spelt = by_sound(name, language)
    run: list[str] = []
    for word in (*name.words, ""):
        if word in spelt:
            run.append(word)
        elif run:
            yield tuple(run)
            run = []


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
    return _forms().get(" ".join(words), {}).get(language, "")


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    """Read the table by name, without hyphens: each language's form, or nothing."""
    listed = resources.files("dragoman_models").joinpath("name_forms.tsv")
    lines = listed.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    header = rows[0][1:]
    return {
        name.replace("-", " "): dict(zip(header, cells, strict=True)) for name, *cells in rows[1:]
    }
