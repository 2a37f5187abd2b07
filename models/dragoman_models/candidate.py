"""One possible translation of a segment, and which of two is the better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from dragoman_models.types import Flag, Hypothesis

__all__ = ["FAILURES", "Candidate", "better"]

# What sends a segment up the ladder. The other flags inform and do not condemn.
# A missing name does, too: of 410 dev sentences a language the first hypotheses hold
# 86 to 94% of the names, what leaves the ladder 98 to 100%, for 1.3 to 1.5 searches a segment.
FAILURES = frozenset(
    {
        Flag.UNTRANSLATED,
        Flag.WRONG_SCRIPT,
        Flag.REPETITION,
        Flag.LENGTH_RATIO,
        Flag.NUMBER_MISMATCH,
        Flag.PROTECTED_TERM_MISSING,
        Flag.TRUNCATED,
        Flag.NAME_MISSING,
        Flag.OMISSION,
    }
)

# How bad each fault is beside the others: English left in place is worse than
# anything in the target's own language, and words in no script of it are worse than
# a wrong figure. A word said twice is no worse than that; a whole loop is too long, too.
_SEVERITIES: Mapping[Flag, int] = MappingProxyType(
    {
        Flag.UNTRANSLATED: 100,
        Flag.WRONG_SCRIPT: 8,
        Flag.TRUNCATED: 6,
        Flag.REPETITION: 5,
        Flag.LENGTH_RATIO: 5,
        Flag.NUMBER_MISMATCH: 5,
        Flag.PROTECTED_TERM_MISSING: 5,
        Flag.OMISSION: 3,
        Flag.NAME_MISSING: 2,
        Flag.UNBALANCED: 1,
        Flag.NAME_AS_WRITTEN: 1,
    }
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Hold one possible translation of a segment and what the checks say of it.

    `tokens` are the source tokens that `hypothesis` was decoded from; both are
    None for a text that no single search gave. `left_out` are the stretches of
    the source for which OMISSION is raised.
    """

    target: str
    score: float
    flags: tuple[Flag, ...] = ()
    alternatives: tuple[Hypothesis, ...] = ()
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None
    left_out: tuple[str, ...] = ()

    @property
    def failures(self) -> int:
        """Count the flags that send a segment up the ladder."""
        return sum(flag in FAILURES for flag in self.flags)

    @property
    def severity(self) -> int:
        """Weigh the faults; 0 where no check objects. A low score is no fault."""
        return sum(_SEVERITIES.get(flag, 0) for flag in self.flags)


def better(old: Candidate | None, new: Candidate) -> Candidate:
    """Keep the old candidate unless the new one has lesser faults; of equal ones the first."""
    if old is None:
        return new
    if new.severity >= old.severity:
        return old
    flags = dict.fromkeys((*new.flags, Flag.RETRIED))
    return replace(new, flags=tuple(flags), alternatives=old.alternatives)
