"""Keep what must survive a translation: terms, addresses, handles, placeholders, emoji.

The bundled checkpoints hold ten pieces, `⟦0⟧` to `⟦9⟧`, that they were trained
to copy; such a piece stands for each protected stretch while the model works,
so that neither its tokenizer nor its search can touch the stretch. (The first
bundled en-hy checkpoint, small and barely trained, was given 35 sentences with
an address, a handle, a name or a placeholder: left in place none came through;
as pieces all did, 14 of them under another piece's number.) A checkpoint
without those pieces gets the text as it is (`placeholders=False`), and its
target is compared: a near copy is repaired. Whatever the model loses comes back
in brackets at the end of the segment and is reported in `Restored.missing`:
lost in silence is the one thing that it cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from dragoman_models.normalisation import is_translatable
from dragoman_models.verbatim import VERBATIM, trimmed_end

__all__ = ["Item", "Protected", "Restored", "knows_placeholders", "protect", "restore"]

_MARKS = tuple(f"⟦{index}⟧" for index in range(10))
_MARK = re.compile(r"⟦\s*(?P<whole>\d)\s*⟧|⟦\s*(?P<open>\d)\b|\b(?P<closed>\d)\s*⟧|[⟦⟧]")
_ENDING = re.compile(r"[.!?…։؟]*[\"”’»)]*\s*\Z")
# A mark's start and end in a target, what it stands for, and whether its number is none of ours.
_Placed: TypeAlias = tuple[int, int, "Item | None", bool]
# The least likeness (difflib's ratio) of a word that is taken for a damaged copy.
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one protected stretch: as the source has it, and as the target must.

    `mark` stands for it in the text for the model; empty where it was left in place.
    `verbatim` is false for a glossary term.
    """

    source: str
    target: str
    mark: str = ""
    verbatim: bool = True


@dataclass(frozen=True, slots=True)
class Protected:
    """Hold the text for the model and what is protected in it.

    `whole` is the translation itself where nothing but protected stretches held
    letters, so that whatever the model makes of the text is not needed.
    """

    text: str
    items: tuple[Item, ...] = ()
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """Hold a target with the protected stretches back in place.

    `missing` lists those that the model had lost, in their target form.
    """

    text: str
    missing: tuple[str, ...] = ()


def _term_pattern(term: str) -> str:
    """Match a term as a word of its own; one in small letters in any case."""
    start = r"(?<!\w)" if term[0].isalnum() else ""
    end = r"(?!\w)" if term[-1].isalnum() else ""
    spaced = r"\s+".join(re.escape(part) for part in term.split())
    return f"{start}(?i:{spaced}){end}" if term.islower() else f"{start}{spaced}{end}"


def _found(
    text: str, do_not_translate: Sequence[str], glossary: Mapping[str, str]
) -> Iterator[tuple[int, int, Item]]:
    """Yield each protected stretch in order; of terms at one place the longest."""
    terms: dict[str, str | None] = {term.strip(): None for term in do_not_translate}
    terms |= {term.strip(): target for term, target in glossary.items()}
    ordered = sorted(filter(None, terms), key=len, reverse=True)
    named = [f"(?P<t{index}>{_term_pattern(term)})" for index, term in enumerate(ordered)]
    for match in re.finditer("|".join((*named, VERBATIM)), text):
        start, end = match.span()
        if match.lastgroup is None:
            end = trimmed_end(text, start, end)
            target = None
        else:
            target = terms[ordered[int(match.lastgroup[1:])]]
        source = text[start:end]
        yield start, end, Item(source, target or source, verbatim=target is None)


def protect(
    text: str,
    *,
    do_not_translate: Sequence[str] = (),
    glossary: Mapping[str, str] | None = None,
    placeholders: bool = True,
) -> Protected:
    """Find what must survive in a segment, and return the text that a model is to get.

    Terms are matched as whole words, in their own case; a term in small letters
    in any case. With `placeholders` the first ten stretches are replaced by the
    marks; the rest are left in place and checked.
    """
    found = list(_found(text, do_not_translate, glossary or {}))
    if not found:
        return Protected(text)
    whole = _replaced(text, [(start, end, item.target) for start, end, item in found])
    bare = _replaced(text, [(start, end, " ") for start, end, _ in found])
    marks = list(_MARKS) if placeholders else []
    items: list[Item] = []
    shown: list[tuple[int, int, str]] = []
    for start, end, item in found:
        # A mark that the source itself holds must not be taken for one of ours.
        mark = marks.pop(0) if marks else ""
        items.append(Item(item.source, item.target, mark, item.verbatim))
        shown.append((start, end, mark or item.source))
    only_items = not is_translatable(bare)
    # Where no letter is left beside glossary terms, their letters say that there
    # is something to translate.
    if only_items and any(not item.verbatim for item in items):
        return Protected(text, tuple(items), whole)
    return Protected(_replaced(text, shown), tuple(items), whole if only_items else None)


def _replaced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, replacement in spans:
        pieces += (text[position:start], replacement)
        position = end
    return "".join((*pieces, text[position:]))


def knows_placeholders(encode: Callable[[str], Sequence[str]]) -> bool:
    """Say whether a checkpoint's tokenizer holds the marks as pieces of their own."""
    return any(_MARKS[0] in token for token in encode(_MARKS[0]))


def restore(target: str, protected: Protected) -> Restored:
    """Put the protected stretches into a target, and say which ones the model had lost.

    A mark that the model doubled or made up is left out. A lost stretch is
    appended in brackets before the closing full stop; a glossary term that was
    left in place is only reported, for the model translated it otherwise.
    """
    if protected.whole is not None:
        return Restored(protected.whole)
    if not protected.items:
        return Restored(target)
    text, lost = _with_marks_replaced(target, protected)
    missing = list(lost)
    for item in _in_place(protected):
        if _count(text, item.target) >= _needed(protected, item):
            continue
        repaired = _repaired(text, item.target, protected) if item.verbatim else None
        if repaired is None:
            missing.append(item.target)
            lost += [item.target] if item.verbatim else []
        else:
            text = repaired
    return Restored(_appended(text, lost), tuple(missing))


def _in_place(protected: Protected) -> list[Item]:
    unique = {item.target: item for item in protected.items if not item.mark}
    return list(unique.values())


def _needed(protected: Protected, item: Item) -> int:
    return sum(other.target == item.target for other in protected.items)


def _count(text: str, wanted: str) -> int:
    return text.casefold().count(wanted.casefold())


def _placed_marks(target: str, protected: Protected) -> tuple[list[_Placed], list[str]]:
    """Say which stretch each mark of the target stands for, and list those without a mark.

    A mark counts once. One with a number that was never given out stands for
    the next stretch that has none: small models mix the numbers up.
    """
    waiting = {item.mark[1]: item for item in protected.items if item.mark}
    given_out = frozenset(waiting)
    placed: list[_Placed] = []
    for match in _MARK.finditer(target):
        index = match["whole"] or match["open"] or match["closed"]
        item = waiting.pop(index, None) if index else None
        stray = index is not None and index not in given_out
        placed.append((match.start(), match.end(), item, stray))
    lost = list(waiting.values())
    for place, (start, end, _, stray) in enumerate(placed):
        if stray and lost:
            placed[place] = (start, end, lost.pop(0), stray)
    return placed, [item.target for item in lost]


def _with_marks_replaced(target: str, protected: Protected) -> tuple[str, list[str]]:
    """Replace each mark once, take out the others, and list the stretches without a mark."""
    if not any(item.mark for item in protected.items):
        return target, []
    placed, lost = _placed_marks(target, protected)
    pieces: list[str] = []
    position = 0
    for start, end, item, _ in placed:
        before = target[position:start]
        pieces.append(before)
        position = end
        if item is not None:
            glued = before[-1:].isalnum() and _stood_apart(protected.text, item.mark)
            pieces.append(f" {item.target}" if glued else item.target)
        elif before.endswith(" ") and not target[position : position + 1].isalnum():
            pieces[-1] = before[:-1]
    pieces.append(target[position:])
    return "".join(pieces), lost


def _stood_apart(text: str, mark: str) -> bool:
    return not text.partition(mark)[0][-1:].isalnum()


def _repaired(text: str, wanted: str, protected: Protected) -> str | None:
    """Return `text` with the nearest copy of `wanted` put right, or None where there is none."""
    right = {item.target for item in protected.items}
    length = len(wanted.split())
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", text)]
    best, span = _NEAR, None
    for first in range(len(words) - length + 1):
        start, end = words[first][0], words[first + length - 1][1]
        end = trimmed_end(text, start, end)
        if text[start:end] in right:
            continue
        likeness = SequenceMatcher(None, text[start:end], wanted, autojunk=False).ratio()
        if likeness > best:
            best, span = likeness, (start, end)
    return None if span is None else text[: span[0]] + wanted + text[span[1] :]


def _appended(text: str, lost: Sequence[str]) -> str:
    if not lost:
        return text
    ending = _ENDING.search(text)
    place = ending.start() if ending else len(text)
    listed = ", ".join(lost)
    space = " " if text[:place].strip() else ""
    return f"{text[:place].rstrip()}{space}({listed}){text[place:]}"
