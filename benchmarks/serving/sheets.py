"""Tables of figures that were taken several times, and ratios held against targets."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["TARGETS", "Part", "Ratio", "Series", "Sheet", "Target", "ratios", "spread"]


@dataclass(frozen=True, slots=True)
class Target:
    """Hold what a ratio is to be, and the words for it."""

    label: str
    least: float | None = None
    most: float | None = None

    @property
    def bound(self) -> str:
        """Say the bound in words."""
        return f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"

    def met(self, value: float) -> bool:
        """Say whether a value is within the bound; what is not a number is not."""
        if math.isnan(value):
            return False
        over = self.least is None or value >= self.least
        return over and (self.most is None or value <= self.most)


TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "ceiling": Target("32 clients / bare CTranslate2, all at once: sentences/s", least=0.95),
        "ceiling with a shortlist": Target(
            "the same / bare CTranslate2 given Dragoman's `vmap.txt`, too", least=0.95
        ),
        "ceiling with second searches": Target(
            "the first with what the checks object to searched again", least=0.95
        ),
        "transformers": Target("32 clients / transformers, one at a time: sentences/s", least=20),
        "one sentence": Target("one client / one bare CTranslate2 call: p50", most=1.15),
        "interactive": Target("interactive p95 beside bulk work / on an idle server", most=3),
        "four targets": Target("an article to four targets / four calls: time", most=0.9),
        "sent again": Target("a story sent again / the first time: time", most=0.02),
        "overload": Target("p99 of what is accepted, at 10 times capacity / at capacity", most=1.5),
        # None, but that resident memory moves a little without any growth.
        "overload memory": Target(
            "resident memory at the end / in the middle of the overload", most=1.02
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Hold a ratio to be held against `TARGETS`, as it came out in each round."""

    target: str
    values: tuple[float, ...]

    @property
    def verdict(self) -> str:
        """Say whether the median meets the target."""
        return "met" if TARGETS[self.target].met(statistics.median(self.values)) else "missed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold a table: for each row and column the figures of all rounds."""

    title: str
    note: str = ""
    rows: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, row: str, figures: Mapping[str, float]) -> None:
        """Put one round's figures into a row, each below its column's name."""
        cells = self.rows.setdefault(row, {})
        for column, value in figures.items():
            cells.setdefault(column, []).append(value)

    def get(self, row: str, column: str) -> list[float]:
        """Return the figures of a cell, one a round."""
        return self.rows[row][column]

    @property
    def columns(self) -> tuple[str, ...]:
        """List the columns, in the order of the fullest row, then of the others."""
        rows = sorted(self.rows.values(), key=len, reverse=True)
        return tuple(dict.fromkeys(column for cells in rows for column in cells))


@dataclass(frozen=True, slots=True)
class Series:
    """Hold a line of a plot."""

    label: str
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True, slots=True)
class Part:
    """Hold what a part of the benchmark found."""

    sheets: tuple[Sheet, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    series: tuple[Series, ...] = ()


def ratios(numerators: Sequence[float], denominators: Sequence[float]) -> tuple[float, ...]:
    """Divide round by round."""
    return tuple(
        over / under if under else float("nan")
        for over, under in zip(numerators, denominators, strict=True)
    )


def spread(values: Sequence[float]) -> str:
    """Say the median of some values, and between which they lie where they are several."""
    middle = statistics.median(values)
    if len(values) == 1:
        return _short(middle)
    return f"{_short(middle)} ({_short(min(values))} to {_short(max(values))})"


def _short(value: float) -> str:
    if math.isnan(value):
        return "-"
    if value == round(value) and abs(value) < 1e6:  # noqa: PLR2004 - counts are shown whole
        return f"{value:.0f}"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3  # noqa: PLR2004
    return f"{value:.{digits}f}"
