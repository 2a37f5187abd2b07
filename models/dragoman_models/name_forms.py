"""How the press of each language writes the places and some people of the news.

`name_forms.tsv` is made by `benchmarks/checks/form_table.py`, of CLDR and of a list
of the project's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from dragoman_models import casing
from dragoman_models.tables import read_table

__all__ = ["forms", "owners"]

# Shorter forms are the beginnings of too many other words.
_SHORTEST = 4
_LONGEST_ENDING = 5


@cache
def forms() -> Mapping[str, Mapping[str, str]]:
    """Read the table by name, without hyphens: each language's form, or nothing."""
    return {name.replace("-", " "): row for name, row in read_table("name_forms.tsv").items()}


@cache
def _names_by_form(language: str) -> Mapping[str, frozenset[str]]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for name, row in forms().items():
        form = row.get(language, "")
        if len(form) >= _SHORTEST and " " not in name + form:
            names[casing.lower(form, language)].add(name)
    return {form: frozenset(found) for form, found in names.items()}


@lru_cache(maxsize=4096)
def owners(word: str, language: str) -> frozenset[str]:
    """List the names of one word whose form a target's word is, with or without an ending."""
    small, table = casing.lower(word, language), _names_by_form(language)
    ends = range(len(small), max(_SHORTEST, len(small) - _LONGEST_ENDING) - 1, -1)
    return next((table[small[:end]] for end in ends if small[:end] in table), frozenset())
