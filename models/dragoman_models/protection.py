"""Find what must survive a translation, and hide from the model what it would spoil.

Addresses, handles, placeholders, codes, emoji and the caller's terms are replaced
by marks, pieces that the bundled checkpoints were trained to copy, and so are the
figures that models break up (1,234,567; 2-1). Other figures stay: the model has to
see them, for months and plurals depend on them. A checkpoint without the marks
gets the text as it is (`placeholders=False`). What each of them keeps and harms is
measured in `benchmarks/protection`; `restoration` undoes it all in the target.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from dragoman_models.casing import capitalise
from dragoman_models.marks import MARKS, holds_marks, knows_placeholders
from dragoman_models.normalisation import is_translatable
from dragoman_models.raised_units import raised_units
from dragoman_models.source_figures import figures
from dragoman_models.terms import Terms
from dragoman_models.verbatim import verbatim_matches

__all__ = ["Item", "Protected", "knows_placeholders", "protect", "replaced"]

# Several jets are still F-16 in a language that has no plural in "s".
_PLURAL_CODE = re.compile(r"([A-Z][A-Za-z]*-?\d+[A-Z]?)s")
_NO_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one protected stretch: as the source has it, and as the target must.

    `start` is its place in the text for the model, in code points. `mark` stands
    for it there; empty where it was left in place. `verbatim` is false for a
    glossary term.
    """

    source: str
    target: str
    start: int
    mark: str = ""
    verbatim: bool = True

    @property
    def shown(self) -> str:
        """Give what the model sees."""
        return self.mark or self.source

    @property
    def span(self) -> tuple[int, int]:
        """Give where the model sees it."""
        return self.start, self.start + len(self.shown)


@dataclass(frozen=True, slots=True)
class Protected:
    """Hold the text for the model and what is protected in it.

    `whole` is the translation itself where nothing but protected stretches held
    letters, so that whatever the model makes of the text is not needed.
    `figures` are numbers: those with a mark come back as they are, the others
    are put right where the model damaged them, but are never in the way of a
    word for them.
    """

    text: str
    items: tuple[Item, ...] = ()
    whole: str | None = None
    language: str = ""
    figures: tuple[Item, ...] = ()

    @property
    def wants_attention(self) -> bool:
        """Tell whether `restore` needs the decoder's attention, which takes time.

        A figure without a mark is too seldom damaged for that.
        """
        marked = any(item.mark for item in self.figures)
        return self.whole is None and (bool(self.items) or marked)


def _found(text: str, terms: Terms, language: str) -> list[Item]:
    """List the protected stretches in order; a term within an address is part of it."""
    spans = verbatim_matches(text, of_source=True)
    kept = [_verbatim(text[start:end], start) for start, end in spans]
    named = _named(text, terms, language)
    if not named:
        return kept
    cut = {term.start for term, address in _overlaps(named, kept) if not _holds(term, address)}
    named = [term for term in named if term.start not in cut]
    held = {address.start for _, address in _overlaps(named, kept)}
    return sorted((*named, *(one for one in kept if one.start not in held)), key=_start)


def _named(text: str, terms: Terms, language: str) -> list[Item]:
    """List what has a name of its own in the target: the caller's terms, then measures."""
    named = _of_terms(text, terms)
    units = [
        Item(text[start:end], target, start, verbatim=False)
        for start, end, target in raised_units(text, language)
    ]
    return sorted((*named, *_apart(units, named)), key=_start)


def _of_terms(text: str, terms: Terms) -> list[Item]:
    return [
        Item(
            source := text[term.start : term.end],
            source if term.target is None else term.target,
            term.start,
            verbatim=term.target is None,
        )
        for term in (terms.find(text) if terms else ())
    ]


def _figures(text: str, found: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """List the figures that are apt to break, and the others."""
    every = [
        (Item(text[start:end], text[start:end], start), apt) for start, end, apt in figures(text)
    ]
    free = {item.start for item in _apart([item for item, _ in every], found)}
    kinds: tuple[list[Item], list[Item]] = ([], [])
    for item, apt in every:
        if item.start in free:
            kinds[not apt].append(item)
    return kinds


def _verbatim(source: str, start: int) -> Item:
    plural = _PLURAL_CODE.fullmatch(source)
    return Item(source, plural[1] if plural else source, start)


def _apart(ones: Sequence[Item], others: Sequence[Item]) -> list[Item]:
    """List those that overlap none of the others."""
    taken = {one.start for one, _ in _overlaps(ones, others)}
    return [one for one in ones if one.start not in taken]


def _overlaps(ones: Sequence[Item], others: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Yield the pairs that overlap, of two lists in order; a long text may have thousands."""
    first = 0
    for one in ones:
        while first < len(others) and others[first].span[1] <= one.start:
            first += 1
        index = first
        while index < len(others) and others[index].start < one.span[1]:
            yield one, others[index]
            index += 1


def _holds(term: Item, address: Item) -> bool:
    """Tell whether a term leaves no part of an address over."""
    return term.start <= address.start and address.span[1] <= term.span[1]


def protect(
    text: str,
    *,
    terms: Terms = _NO_TERMS,
    language: str = "",
    placeholders: bool = True,
    every_figure: bool = False,
    names: Terms = _NO_TERMS,
) -> Protected:
    """Find what must survive in a segment, and return the text that a model is to get.

    With `placeholders` up to ten stretches are replaced by the marks, numbers
    last of all; the rest are left in place and checked. Of the numbers only those
    get a mark that models break up, or all with `every_figure`. `names` are always
    left in place, and put over what the model makes of them: a mark tells it
    nothing of whether a person or a year stands there. `language` is the target's,
    for the capital of a glossary term that begins a sentence.
    """
    hideable = _found(text, terms, language)
    found = sorted((*hideable, *_apart(_of_terms(text, names), hideable)), key=_start)
    apt, others = _figures(text, found)
    if not (found or apt or others):
        return Protected(text)
    if not is_translatable(_with(text, found, lambda _: " ")):
        return _whole(text, found, language)
    # Brackets of the source that got no mark would be taken for the model's.
    placeholders = placeholders and not (len(found) > len(MARKS) and holds_marks(text))
    marked = _most_that_fit(hideable, apt, others if every_figure else ())
    given = iter(MARKS if placeholders else ())
    marks = {item.start: next(given, "") for item in sorted(marked, key=_start)}
    everything = sorted((*found, *apt, *others), key=_start)
    marked_up = [replace(one, mark=marks.get(one.start, "")) for one in everything]
    shown, hidden = _shown(text, marked_up)
    starts = {item.start for item in found}
    parted: tuple[list[Item], list[Item]] = ([], [])
    for before, after in zip(everything, shown, strict=True):
        parted[before.start not in starts].append(after)
    return Protected(hidden, tuple(parted[0]), None, language, tuple(parted[1]))


def _most_that_fit(
    found: list[Item], apt: Sequence[Item], others: Sequence[Item]
) -> Sequence[Item]:
    """Choose what gets a mark: everything, or without the short figures, or without any."""
    for choice in ([*found, *apt, *others], [*found, *apt]):
        if len(choice) <= len(MARKS):
            return choice
    return found


def _start(item: Item) -> int:
    return item.start


def _whole(text: str, found: Sequence[Item], language: str) -> Protected:
    """Translate a text that holds nothing but protected stretches and figures."""
    if not found:
        return Protected(text)
    whole = _with(text, found, lambda item: item.target)
    first = next((letter for letter in text if letter.isalpha()), "")
    if first.isupper() and not all(item.verbatim for item in found):
        whole = capitalise(whole, language)
    return Protected(text, tuple(found), whole, language)


def _shown(text: str, items: Sequence[Item]) -> tuple[list[Item], str]:
    """Put the marks in, and move each item to its place in the text that results."""
    # A mark that the source itself holds is an item, so none is taken for one of ours.
    shift = 0
    moved: list[Item] = []
    for item in items:
        moved.append(replace(item, start=item.start + shift))
        shift += len(item.shown) - len(item.source)
    return moved, _with(text, items, lambda item: item.shown)


def _with(text: str, items: Sequence[Item], shown: Callable[[Item], str]) -> str:
    """Return `text` with each item, which stands there as in the source, shown otherwise."""
    spans = [(item.start, item.start + len(item.source)) for item in items]
    return replaced(text, [(*span, shown(item)) for span, item in zip(spans, items, strict=True)])


def replaced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """Put each text in the place of its span; the spans are in order and none over another."""
    pieces: list[str] = []
    position = 0
    for start, end, replacement in spans:
        pieces += (text[position:start], replacement)
        position = end
    return "".join((*pieces, text[position:]))
