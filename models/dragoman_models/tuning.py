"""What was measured of a checkpoint on dev sets, and is used whenever it translates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Tuning"]

# Mean log-probability a token (nats): worse than a guess between four words at each step.
_LOW_SCORE = -1.5


@dataclass(frozen=True, slots=True)
class Tuning:
    """Hold the settings of one checkpoint; the defaults are for one that nobody measured.

    Each maps a target language to a figure: `repetition_penalties` to the penalty
    of the first search (1: none), `coverage_penalties` to what the words that a
    hypothesis of it leaves out count in the ranking (0: nothing, see `attention`),
    `low_scores` to the score, mean log-probability a token in nats, under which an
    output is flagged: weak weights give low scores to their best work, so one
    threshold for all would mark everything or nothing. For the bundled ones it is
    set so that the worst tenth of the dev sentences lie under it
    (`benchmarks/checks/search.md`). `small_openings` says that the checkpoint was
    trained on sentences whose first word is small where its vocabulary knows it so,
    and is shown such ones (`openings`).
    """

    low_scores: Mapping[str, float] = field(default_factory=dict)
    repetition_penalties: Mapping[str, float] = field(default_factory=dict)
    coverage_penalties: Mapping[str, float] = field(default_factory=dict)
    small_openings: bool = False

    def low_score(self, language: str) -> float:
        """Give the threshold for a target language."""
        return self.low_scores.get(language, _LOW_SCORE)

    def repetition_penalty(self, language: str) -> float:
        """Give the penalty of the first search for a target language."""
        return self.repetition_penalties.get(language, 1.0)

    def coverage_penalty(self, language: str) -> float:
        """Give the weight of coverage in the first search for a target language."""
        return self.coverage_penalties.get(language, 0.0)
