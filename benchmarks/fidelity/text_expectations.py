"""Expectations about the text as a string: what it holds, its lines, its paragraphs.

Each returns "" where it is met, and else a sentence that says what is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from benchmarks.fidelity.answers import Judged
from benchmarks.fidelity.wording import cut, prose, words

__all__ = [
    "byte_for_byte",
    "contains",
    "contains_one_of",
    "ends_kept",
    "equals",
    "item_marks_kept",
    "keeps_in_order",
    "lacks",
    "leaves_out",
    "length_between",
    "lines_equal",
    "nfc",
    "no_residue",
    "not_empty",
    "occurs",
    "paragraphs_equal",
    "target_differs_from_source",
]

_ITEM = re.compile(r"^[^\S\n]*(?:[-*•–—·▪‣]|\(?\d{1,3}[.)]|[a-z]\))[^\S\n]+", re.MULTILINE)
_RESIDUE = re.compile(
    r"\ufffd|⁇|▁|</?s>|<unk>|<pad>|⟦|⟧|>>\w{2,8}<<|[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]"
    r"|[\u200b\u2060\ufeff\u00ad\ue000-\uf8ff]"
)


def not_empty(judged: Judged) -> str:
    """Expect a target that holds more than white space, unless the source holds no more."""
    lost = judged.source.strip() and not judged.target.strip()
    return "the target is empty" if lost else ""


def contains(judged: Judged, terms: Sequence[str]) -> str:
    """Expect each term to stand in the target as it is written."""
    missing = [term for term in terms if term not in judged.target]
    return f"missing: {_listed(missing)} in {cut(judged.target)}" if missing else ""


def contains_one_of(judged: Judged, terms: Sequence[str]) -> str:
    """Expect at least one of the terms to stand in the target."""
    if any(term in judged.target for term in terms):
        return ""
    return f"none of {_listed(terms)} in {cut(judged.target)}"


def lacks(judged: Judged, terms: Sequence[str]) -> str:
    """Expect none of the terms to stand in the target."""
    present = [term for term in terms if term in judged.target]
    return f"should not be there: {_listed(present)} in {cut(judged.target)}" if present else ""


def occurs(judged: Judged, counts: Mapping[str, int]) -> str:
    """Expect each term as often as the count says."""
    for term, count in counts.items():
        found = judged.target.count(term)
        if found != count:
            return f"{term!r} stands {found} times, not {count}: {cut(judged.target)}"
    return ""


def keeps_in_order(judged: Judged, terms: Sequence[str]) -> str:
    """Expect the terms in this order, none inside another."""
    position = 0
    for term in terms:
        found = judged.target.find(term, position)
        if found < 0:
            return f"{term!r} is missing or out of order in {cut(judged.target)}"
        position = found + len(term)
    return ""


def equals(judged: Judged, text: str) -> str:
    """Expect exactly this target."""
    return "" if judged.target == text else f"{cut(judged.target)} is not {cut(text)}"


def byte_for_byte(judged: Judged) -> str:
    """Expect the source itself, unchanged: there is nothing in it to translate."""
    return "" if judged.target == judged.source else f"changed to {cut(judged.target)}"


def target_differs_from_source(judged: Judged) -> str:
    """Expect a target that is not the source over again, however cased and spaced."""
    alike = " ".join(judged.target.split()).casefold() == " ".join(judged.source.split()).casefold()
    return "the source came back untranslated" if alike else ""


def lines_equal(judged: Judged) -> str:
    """Expect as many lines as in the source, blank where those are blank."""
    source, target = _blanks(judged.source), _blanks(judged.target)
    return "" if source == target else f"lines {source} became {target}"


def paragraphs_equal(judged: Judged) -> str:
    """Expect as many paragraphs, set off by blank lines, as in the source.

    Those that the system says it left out are not counted.
    """
    left_out = "\n".join(judged.answer.left_out)
    kept = [one for one in _paragraphs(judged.source) if one.strip() not in left_out]
    source, target = len(kept), len(_paragraphs(judged.target))
    return "" if source == target else f"{source} paragraphs became {target}"


def ends_kept(judged: Judged) -> str:
    """Expect the white space before and behind the text to be the source's."""
    source, target = _ends(judged.source), _ends(judged.target)
    return "" if source == target else f"ends {source!r} became {target!r}"


def item_marks_kept(judged: Judged) -> str:
    """Expect the bullets and numbers that open lines, with their indents, in order."""
    source = [mark.group() for mark in _ITEM.finditer(judged.source)]
    target = [mark.group() for mark in _ITEM.finditer(judged.target)]
    return "" if source == target else f"{source} became {target}"


def length_between(judged: Judged, bounds: Sequence[float]) -> str:
    """Expect the target's prose to be so many times as long as the source's, in code points."""
    lengths = [
        len("".join(words(prose(text, mime_type=judged.mime_type))))
        for text in (judged.source, judged.target)
    ]
    ratio = lengths[1] / max(1, lengths[0])
    low, high = bounds
    return "" if low <= ratio <= high else f"{ratio:.2f} times as long: {cut(judged.target)}"


def no_residue(judged: Judged) -> str:
    """Expect no control characters, unknown marks, model tokens or place-holders of a system."""
    for found in _RESIDUE.finditer(judged.target):
        mark = found.group()
        control = unicodedata.category(mark[0]) == "Cc" and mark != "\r"
        if control or mark not in judged.source:
            return f"{mark!r} stands in {cut(judged.target)}"
    return ""


def nfc(judged: Judged) -> str:
    """Expect composed characters (Unicode normalisation form C)."""
    return "" if unicodedata.is_normalized("NFC", judged.target) else "the target is not in NFC"


def leaves_out(judged: Judged, terms: Sequence[str]) -> str:
    """Expect stretches with these words to be left out, and said to be."""
    said = "\n".join(judged.answer.left_out)
    missing = [term for term in terms if term not in said]
    return f"not said to be left out: {_listed(missing)}" if missing else ""


def _blanks(text: str) -> str:
    return "".join("x" if line.strip() else "." for line in text.splitlines())


def _paragraphs(text: str) -> list[str]:
    return [part for part in re.split(r"\n[^\S\n]*\n\s*", text) if part.strip()]


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _listed(terms: Sequence[str]) -> str:
    return ", ".join(map(repr, terms[:4])) + (" …" if len(terms) > 4 else "")  # noqa: PLR2004
