"""Two versions of a story, and what changed between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dragoman_client.changes import Change, Kind, match
from dragoman_client.results import Result
from dragoman_client.units import units_of

__all__ = ["Comparison", "compare"]

# In the order in which a reader wants to know of them.
_TOLD = (Kind.CHANGED, Kind.ADDED, Kind.REMOVED, Kind.MOVED, Kind.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Hold two versions of a story and what changed, in the order of the new one."""

    old: Result
    new: Result
    changes: tuple[Change, ...]

    def counts(self) -> Mapping[Kind, int]:
        """Count the units by what became of them; every kind is there."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in Kind}

    def tally(self) -> str:
        """Say in one line how many units changed, and how."""
        counts = self.counts()
        said = [f"{counts[kind]} {kind.value}" for kind in _TOLD if counts[kind]]
        return ", ".join(said) or "nothing to compare"

    def told(self, *, every: bool) -> tuple[Change, ...]:
        """Give what a reader is to see: what changed, or every unit."""
        return tuple(
            change for change in self.changes if every or change.kind is not Kind.UNCHANGED
        )

    def differs(self) -> bool:
        """Say whether anything is to be looked at."""
        return any(change.kind is not Kind.UNCHANGED for change in self.changes)


def compare(old: Result, new: Result) -> Comparison:
    """Compare two versions of a story, both in the same languages."""
    return Comparison(old, new, match(units_of(old.translations), units_of(new.translations)))
