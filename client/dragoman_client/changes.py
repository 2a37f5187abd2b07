"""What became of each unit of a story in its next version.

Two versions are matched by the source alone; a unit whose source stayed and whose
translation did not counts as changed all the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum, unique

from dragoman.v1.types_pb2 import ROLE_HEADLINE, Role
from dragoman_client.difference import Piece, difference
from dragoman_client.results import enum_name
from dragoman_client.units import Target, Unit

__all__ = ["Change", "Kind", "match"]

# Half of the words in common: less is another sentence, not a new wording.
LEAST_SIMILARITY = 0.5
# A rewritten passage is searched this many units around the same place of the
# other version, so that two stories with nothing in common take linear time.
REACH = 20
_WORDS = re.compile(r"\w+")


@unique
class Kind(Enum):
    """Name what became of a unit."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """Hold what became of one unit; `old` is None for an added one, `new` for a removed one."""

    kind: Kind
    old: Unit | None
    new: Unit | None

    @property
    def present(self) -> Unit:
        """Give the unit as it is now, or as it last was."""
        for unit in (self.new, self.old):
            if unit is not None:
                return unit
        raise ValueError("a change has an old unit, a new one, or both")

    def caption(self) -> str:
        """Give the heading over the change: the unit's number, what became of it, its role."""
        number = self.present.number
        role = enum_name(Role, self.present.role).replace("_", " ")
        if self.kind is Kind.MOVED and self.old:
            return f"{number} moved, from {self.old.number} ({role})"
        if self.kind is Kind.REMOVED:
            return f"removed, was {number} ({role})"
        return f"{number} {self.kind.value} ({role})"

    def words(self) -> tuple[Piece, ...]:
        """Say word by word what became of the source."""
        return difference(*(unit.source if unit else "" for unit in (self.old, self.new)))

    def targets(self, language: str) -> tuple[Target | None, Target | None]:
        """Give the translation as it was and as it is now, None where there is none."""
        return (
            self.old.targets[language] if self.old else None,
            self.new.targets[language] if self.new else None,
        )


def match(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[Change, ...]:
    """Find what became of each unit, in the order of the new version.

    Equal sources are matched with `difflib`; what lies between them is paired by
    the words in common, in order; what is left and equal has moved. Removed units
    stand where they stood, before what was added there.
    """
    kept = _kept(old, new)
    moved = _moved(old, new, kept)
    return tuple(_in_order(old, new, kept, moved))


def _kept(old: Sequence[Unit], new: Sequence[Unit]) -> dict[int, int]:
    """Pair the units that stayed in order: new index to old index."""
    matcher = SequenceMatcher(None, [unit.source for unit in old], [unit.source for unit in new])
    pairs: dict[int, int] = {}
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pairs.update(zip(range(j1, j2), range(i1, i2), strict=True))
        elif tag == "replace":
            pairs.update((j1 + j, i1 + i) for i, j in _reworded(old[i1:i2], new[j1:j2]))
    return pairs


def _reworded(old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[int, int]]:
    """Pair the units of a rewritten passage: the likest first, none crossing another."""
    words = [_words(unit) for unit in old]
    likely: list[tuple[float, int, int, int]] = []
    for j, unit in enumerate(new):
        own = _words(unit)
        middle = j * len(old) // len(new)
        for i in range(max(0, middle - REACH), min(len(old), middle + REACH + 1)):
            similarity = _similarity(words[i], own)
            if old[i].role == unit.role == ROLE_HEADLINE:
                # A story has one headline, whatever it says.
                similarity = max(similarity, LEAST_SIMILARITY)
            if similarity >= LEAST_SIMILARITY:
                likely.append((-similarity, abs(i - middle), i, j))
    return _without_crossings([(i, j) for _, _, i, j in sorted(likely)])


def _words(unit: Unit) -> Counter[str]:
    return Counter(_WORDS.findall(unit.source.casefold()))


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    """Give the Sørensen-Dice coefficient of two bags of words, 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _without_crossings(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    for i, j in pairs:
        place = bisect_left(taken, (i, j))
        before, after = taken[max(place - 1, 0) : place], taken[place : place + 1]
        if all(a < i and b < j for a, b in before) and all(a > i and b > j for a, b in after):
            taken.insert(place, (i, j))
    return taken


def _moved(old: Sequence[Unit], new: Sequence[Unit], kept: Mapping[int, int]) -> dict[int, int]:
    stayed = set(kept.values())
    waiting: defaultdict[str, deque[int]] = defaultdict(deque)
    for i, unit in enumerate(old):
        if i not in stayed:
            waiting[unit.source].append(i)
    return {
        j: waiting[unit.source].popleft()
        for j, unit in enumerate(new)
        if j not in kept and waiting[unit.source]
    }


def _in_order(
    old: Sequence[Unit], new: Sequence[Unit], kept: Mapping[int, int], moved: Mapping[int, int]
) -> Iterator[Change]:
    found = {*kept.values(), *moved.values()}
    gone = deque(i for i in range(len(old)) if i not in found)
    for j, (unit, place) in enumerate(zip(new, _places(len(old), len(new), kept), strict=True)):
        while gone and gone[0] < place:
            yield Change(Kind.REMOVED, old[gone.popleft()], None)
        if j in kept:
            yield _stayed(old[kept[j]], unit)
        elif j in moved:
            yield Change(Kind.MOVED, old[moved[j]], unit)
        else:
            yield Change(Kind.ADDED, None, unit)
    yield from (Change(Kind.REMOVED, old[i], None) for i in gone)


def _places(old: int, new: int, kept: Mapping[int, int]) -> list[int]:
    """Give for each new unit the old one that stays next, itself or a later one."""
    places = [old] * new
    for j in reversed(range(new)):
        places[j] = kept.get(j, places[j + 1] if j + 1 < new else old)
    return places


def _stayed(old: Unit, new: Unit) -> Change:
    same = old.source == new.source and _texts(old) == _texts(new)
    return Change(Kind.UNCHANGED if same else Kind.CHANGED, old, new)


def _texts(unit: Unit) -> dict[str, str]:
    return {code: target.text for code, target in unit.targets.items()}
