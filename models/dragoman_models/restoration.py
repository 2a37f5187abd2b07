"""Put what was protected back into a target, wherever the model left it, and say what it lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dragoman_models import repair
from dragoman_models.casing import capitalise
from dragoman_models.kept_text import KEPT
from dragoman_models.marks import Work, holds_marks, slots_of
from dragoman_models.numbers import numbers
from dragoman_models.protection import Item, Protected, replaced
from dragoman_models.source_figures import chunks, is_kept
from dragoman_models.terms import is_rendered

__all__ = ["Restored", "restore"]

_KEPT = re.compile(KEPT)
_ENDING = re.compile(r"[.!?…։؟]*[\"”’»)]*\s*\Z")
_SENTENCE_END = re.compile(r"[.!?…։؟][\"”’»)]*\s+[\"“‘«(]*\Z")
# Armenian endings hang on figures, acronyms and foreign names by a hyphen, on words directly.
_LOOSE_ENDING = re.compile(r"(?<=⟧)-(?=[\u0561-\u0587])")
# A search for a near copy compares every word; a list of a hundred handles gets no more.
_MOST_SEARCHES = 16


@dataclass(frozen=True, slots=True)
class Restored:
    """Hold a target with the protected stretches back in place.

    `missing` lists those that the model had lost without a trace, in their target
    form, wherever they have been put.
    """

    text: str
    missing: tuple[str, ...] = ()


def restore(target: str, protected: Protected, *, work: Work | None = None) -> Restored:
    """Put the protected stretches into a target, and say which ones the model had lost.

    A mark that the model doubled or made up is left out. What is damaged is put
    right: a near copy, or the words that came of a stretch by `work`, the
    decoder's attention. What left no trace is put where the attention says that
    it belongs, else in brackets before the closing full stop, and reported; a
    glossary term that was left in place is only reported.
    """
    if protected.whole is not None:
        return Restored(protected.whole)
    text, lost = _with_marks_replaced(target, protected, work)
    missing: list[Item] = []
    if lost or not all(item.mark for item in protected.items):
        repairing = _Repairing(text, protected, work)
        lost, missing = repairing.mend(lost)
        text = repairing.text_mended()
    if work is not None and not all(item.mark for item in protected.figures):
        repairing = _Repairing(text, protected, work)
        repairing.mend_figures()
        text = repairing.text_mended()
    appended = [item.target for item in lost if item.verbatim or item.mark]
    kept = [item.target for item in protected.items if item not in lost]
    return Restored(
        _appended(text, appended, kept), tuple(item.target for item in (*missing, *lost))
    )


def _with_marks_replaced(
    target: str, protected: Protected, work: Work | None
) -> tuple[str, list[Item]]:
    """Replace each mark once, take out the others, and list the stretches without a mark."""
    everything = (*protected.items, *protected.figures)
    waiting = {item.mark: item for item in everything if item.mark}
    if not holds_marks(target) or (not waiting and holds_marks(protected.text)):
        return target, list(waiting.values())
    pieces: list[str] = []
    position = 0
    for slot in slots_of(target, tuple(waiting), work=work):
        before = target[position : slot.start]
        pieces.append(before)
        position = slot.end
        item = waiting.pop(slot.mark, None)
        if item is not None:
            glued = before[-1:].isalnum() and _stood_apart(protected, item)
            pieces.append(" " * glued + _cased(item, "".join(pieces), protected.language))
            own = not item.verbatim and item.target[-1:].islower()
            position += own and _LOOSE_ENDING.match(target, position) is not None
        elif before.endswith(" ") and not target[position : position + 1].isalnum():
            pieces[-1] = before[:-1]
    pieces.append(target[position:])
    return "".join(pieces), list(waiting.values())


def _stood_apart(protected: Protected, item: Item) -> bool:
    return not protected.text[: item.start][-1:].isalnum()


def _cased(item: Item, before: str, language: str) -> str:
    """Give a glossary term a capital where it begins a later sentence of the segment."""
    if item.verbatim or not language or not _SENTENCE_END.search(before):
        return item.target
    return capitalise(item.target, language)


@dataclass(slots=True)
class _Repair:
    """Hold one change of a target: where, and what is put there."""

    start: int
    end: int
    text: str


class _Repairing:
    """Collect the changes of one target; what is right, or changed, is not changed again."""

    def __init__(self, text: str, protected: Protected, work: Work | None) -> None:
        self._text = text
        self._protected = protected
        self._work = work
        self._taken: list[repair.Span] = []
        self._changes: list[_Repair] = []
        self._searches = 0
        self._lacking = self._claim_copies()
        self._claim_figures()

    def _claim_copies(self) -> list[Item]:
        """Leave alone what stands as it should, the longest first; list what does not."""
        lacking: list[Item] = []
        searched: dict[str, int] = {}
        for item in sorted(self._protected.items, key=lambda item: -len(item.target)):
            first = searched.get(item.target, 0)
            span = repair.find_copy(self._text, item.target, taken=self._taken, first=first)
            searched[item.target] = span[1] if span else len(self._text)
            if span is not None:
                self._taken.append(span)
            elif not item.mark and (item.verbatim or not is_rendered(item.target, self._text)):
                lacking.append(item)
        return lacking

    def _claim_figures(self) -> None:
        """Leave alone the digits that are of the source."""
        ours = {value for item in self._protected.figures for value in numbers(item.source)}
        for span in chunks(self._text):
            own = ours & set(numbers(self._text[slice(*span)]))
            if own and repair.is_free(span, self._taken):
                self._taken.append(span)

    @cached_property
    def _origins(self) -> list[int | None]:
        if self._work is None:
            return []
        return repair.origins_of(self._protected.text, self._text, self._work)

    def text_mended(self) -> str:
        """Return the target with the changes made; insertions at one place stay in order."""
        changes = sorted(self._changes, key=lambda change: (change.start, change.end))
        return replaced(self._text, [(one.start, one.end, one.text) for one in changes])

    def mend(self, lost: Sequence[Item]) -> tuple[list[Item], list[Item]]:
        """Put right what was damaged or lost.

        Return the stretches that have no place, and those that have one only by
        the words beside them.
        """
        unplaced: list[Item] = []
        beside: list[Item] = []
        for item in sorted((*lost, *self._lacking), key=lambda item: item.start):
            span = self._place(item)
            if span is None:
                unplaced.append(item)
                continue
            if span[0] == span[1]:
                beside.append(item)
            text = _cased(item, self._text[: span[0]], self._protected.language)
            self._change(span, text, hangs=self._hangs(item))
        return unplaced, beside

    def _place(self, item: Item) -> repair.Span | None:
        """Find a damaged copy, else the words that came of it, else where it would stand."""
        text, source, taken = self._text, self._protected.text, self._taken
        self._searches += not item.mark
        searched = not item.mark and self._searches <= _MOST_SEARCHES
        near = repair.find_near_copy(text, item.target, taken=taken) if searched else None
        if near is not None or not self._origins:
            return near
        span = repair.aligned_span(source, item.span, text, origins=self._origins, taken=taken)
        if span is not None or not (item.verbatim or item.mark):
            return span
        point = repair.insertion_point(source, item.span, text, origins=self._origins, taken=taken)
        return None if point is None else (point, point)

    def _hangs(self, item: Item) -> bool:
        """Tell whether a raised figure stands right behind its base: 10<sup>9</sup>."""
        before = self._protected.text[: item.start][-1:]
        return _KEPT.fullmatch(item.target) is not None and bool(before.strip())

    def _change(self, span: repair.Span, text: str, *, hangs: bool = False) -> None:
        start, end = span
        inserted = start == end
        if hangs:
            start = len(self._text[:start].rstrip())
        before = " " if inserted and not hangs and self._text[:start][-1:].strip() else ""
        after = " " if inserted and self._text[end : end + 1].isalnum() else ""
        self._taken.append(span)
        self._changes.append(_Repair(start, end, f"{before}{text}{after}"))

    def mend_figures(self) -> None:
        """Put a figure for the digits that came of it, where the target does not hold it."""
        values = numbers(self._text)
        unmarked = [item for item in self._protected.figures if not item.mark]
        lacking = [item for item in unmarked if not is_kept(item.source, values)]
        for item in lacking:
            origin, text = item.span, self._text
            span = repair.aligned_span(
                self._protected.text, origin, text, origins=self._origins, taken=self._taken
            )
            damaged = [one for one in chunks(text) if span and not repair.is_free(one, [span])]
            if len(damaged) == 1 and repair.is_free(damaged[0], self._taken):
                self._change(damaged[0], item.target)


def _appended(text: str, lost: Sequence[str], kept: Sequence[str]) -> str:
    if not lost:
        return text
    ending = _ENDING.search(text)
    place = ending.start() if ending else len(text)
    # The bracket that ends a text may be that of an address.
    ends = [start + len(one) for one in kept if 0 <= (start := text.rfind(one)) < place]
    place = max([place, *ends])
    listed = ", ".join(lost)
    space = " " if text[:place].strip() else ""
    return f"{text[:place].rstrip()}{space}({listed}){text[place:]}"
