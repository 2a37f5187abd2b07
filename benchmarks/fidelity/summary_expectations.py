"""Expectations about summaries: short enough, whole, and said by the article."""

from __future__ import annotations

import re

from benchmarks.fidelity.answers import Judged
from benchmarks.fidelity.number_expectations import no_new_numbers

__all__ = [
    "names_from_source",
    "sentences_at_most",
    "supported",
    "whole_sentences",
    "words_at_most",
]

_END = {"hy": "։՞՜", "az": ".!?", "fa": ".!؟", "ru": ".!?", "en": ".!?"}


def words_at_most(judged: Judged, count: int) -> str:
    """Expect no more words than these, counted between white space."""
    found = len(judged.target.split())
    return "" if found <= count else f"{found} words, not {count}: {judged.target[:160]!r}"


def sentences_at_most(judged: Judged, count: int) -> str:
    """Expect no more sentences than these."""
    found = len(judged.segments())
    return "" if found <= count else f"{found} sentences, not {count}"


def whole_sentences(judged: Judged) -> str:
    """Expect the last sentence to be finished, and nothing to break off."""
    text = judged.target.rstrip().rstrip("»\"”')")
    marks = _END[judged.language]
    done = text.endswith(tuple(marks)) and not text.endswith(("...", "…"))
    return "" if done else f"it breaks off: {text[-60:]!r}"


def supported(judged: Judged) -> str:
    """Expect no number that the article does not have."""
    return no_new_numbers(judged)


def names_from_source(judged: Judged) -> str:
    """Expect each capitalised word and each number of an English summary in the article."""
    known = set(_parts(judged.source))
    named = re.findall(r"(?<=\s)[A-Z][\w’'-]*|\d[\d.,]*", judged.target)
    new = [name for name in named if not set(_parts(name)) <= known]
    return f"not in the article: {new}" if new else ""


def _parts(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
