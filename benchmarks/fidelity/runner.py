"""Run families through systems and hold every answer against its expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.fidelity.answers import Answer
from benchmarks.fidelity.cases import Case, Family
from benchmarks.fidelity.systems import System
from benchmarks.fidelity.vocabulary import Check, judge

__all__ = ["FLAGGED", "NOT_OFFERED", "RIGHT", "WRONG", "Run", "Tally", "run_family", "tally"]

RIGHT, FLAGGED, WRONG, NOT_OFFERED = "right", "flagged", "wrong", "not offered"


@dataclass(frozen=True, slots=True)
class Run:
    """Hold one case in one language by one system: its answer, its checks and the verdict."""

    family: str
    case: str
    language: str
    verdict: str
    checks: tuple[Check, ...]
    answer: Answer | None

    def failures(self) -> Iterator[Check]:
        """Yield the checks that were not met."""
        return (check for check in self.checks if check.offered and check.complaint)


@dataclass(frozen=True, slots=True)
class Tally:
    """Count the runs of one family by one system; a run is one case in one language."""

    right: int
    flagged: int
    wrong: int
    not_offered: int

    @property
    def runs(self) -> int:
        """Give the number of runs that the system offers an answer for."""
        return self.right + self.flagged + self.wrong


def run_family(family: Family, system: System) -> list[Run]:
    """Run each case of a family in each of its languages."""
    questions = [(case, language) for case in family.cases for language in case.targets]
    given = system.answers(questions)
    return [
        _run(family, case, language, answer)
        for (case, language), answer in zip(questions, given, strict=True)
    ]


def tally(runs: Sequence[Run]) -> Tally:
    """Count runs by verdict."""
    verdicts = [run.verdict for run in runs]
    return Tally(*map(verdicts.count, (RIGHT, FLAGGED, WRONG, NOT_OFFERED)))


def _run(family: Family, case: Case, language: str, answer: Answer | None) -> Run:
    checks = () if answer is None else judge(case, language, answer)
    verdict = _verdict(checks, answer, family.excused_by)
    return Run(family.name, case.name, language, verdict, checks, answer)


def _verdict(
    checks: Sequence[Check], answer: Answer | None, excused_by: Mapping[str, Sequence[str]]
) -> str:
    """Judge a run: right, wrong, or flagged where the family lets a flag excuse each failure."""
    offered = [check for check in checks if check.offered]
    if answer is None or not offered:
        return NOT_OFFERED
    failed = [check for check in offered if check.complaint]
    if not failed:
        return RIGHT
    flags = answer.all_flags()
    excused = all(flags.intersection(excused_by.get(one.expectation, ())) for one in failed)
    return FLAGGED if excused else WRONG
