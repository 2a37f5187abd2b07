"""Measure an action at one, two and four times a size."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["LINEAR", "Case", "Growth", "measure"]

LINEAR = 2.0
"""The ratio of the times at twice and at one size, where the work is linear."""
_REPEATS = 3
_SETTLED_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Case:
    """Name what is measured, and how it is made ready.

    `prepare` takes a size and returns the action on an input of that size, so that
    making the input costs nothing of what is measured; `size` is in `unit`.
    """

    action: str
    given: str
    size: int
    unit: str
    prepare: Callable[[int], Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Growth:
    """Hold the seconds of processor time at one, two and four times a size."""

    action: str
    given: str
    size: int
    unit: str
    seconds: tuple[float, float, float]

    @property
    def ratios(self) -> tuple[float, float]:
        """Give by how much each doubling multiplied the time: 2 is linear, 4 quadratic."""
        once, twice, four_times = self.seconds
        return twice / once, four_times / twice

    @property
    def doubling(self) -> float:
        """Give the mean ratio of a doubling over both, which noise moves least."""
        first, second = self.ratios
        return math.sqrt(first * second)


def measure(case: Case, *, clock: Callable[[], float] = time.process_time) -> Growth:
    """Time a case at three sizes, the largest of which is `case.size`.

    The processor's time counts, so that a busy neighbour does not, and the least of
    several runs: whatever else happens can only add to it.
    """
    quarter = max(1, case.size // 4)
    once, twice, four_times = (
        _least_seconds(case.prepare(quarter * times), clock) for times in (1, 2, 4)
    )
    return Growth(case.action, case.given, 4 * quarter, case.unit, (once, twice, four_times))


def _least_seconds(action: Callable[[], object], clock: Callable[[], float]) -> float:
    runs: list[float] = []
    while len(runs) < _REPEATS or (sum(runs) < _SETTLED_SECONDS and len(runs) < 10 * _REPEATS):
        begin = clock()
        action()
        runs.append(clock() - begin)
    # A clock that is too coarse must not divide by nothing.
    return max(min(runs), 1e-9)
