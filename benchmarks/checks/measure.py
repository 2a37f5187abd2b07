"""Measure each check on the dev sets: its false alarms, and what it finds of spoilt references.

python -m benchmarks.checks.measure         # prints and writes checks.md and checks.json
python -m benchmarks.checks.measure --fit   # prints the lines of `dragoman_models.lengths`

References are right, so each of their flags counts as a false alarm, though some
references do leave a name out or a bracket open. A spoilt reference is found
when the flag of its spoiling is raised. Precision is what it would be if as
many translations were spoilt as right: found / (found + false alarms), both as shares.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from benchmarks.checks.dev_sets import Pair, add_options, pairs_of
from benchmarks.checks.spoiling import SPOILINGS, Case, Spoiling

from dragoman_models.checks import check
from dragoman_models.lengths import counted
from dragoman_models.protection import Protected
from dragoman_models.types import Flag

HERE = Path(__file__).parent
CHECKED = (
    Flag.UNTRANSLATED,
    Flag.WRONG_SCRIPT,
    Flag.REPETITION,
    Flag.LENGTH_RATIO,
    Flag.NUMBER_MISMATCH,
    Flag.NAME_MISSING,
    Flag.UNBALANCED,
)
_SEED = 5
_NOTHING = Protected("")
_SMOOTHING = 10
# The shares of references under and over the ends of the length check.
_SHORT, _LONG = 0.003, 0.998


@dataclass(frozen=True, slots=True)
class Alarm:
    """Hold how many right references of a set a check objects to."""

    language: str
    set: str
    flag: str
    segments: int
    alarms: int


@dataclass(frozen=True, slots=True)
class Found:
    """Hold how many spoilt references of all sets a check finds, and its precision."""

    language: str
    spoiling: str
    flag: str
    segments: int
    found: int
    precision: float


def flags_of(pair: Pair, target: str, language: str) -> tuple[Flag, ...]:
    """Check one target with a good score."""
    return check(
        pair.source,
        target,
        language=language,
        score=0.0,
        finished=True,
        protected=_NOTHING,
        low_score=-1.5,
    )


def alarms_of(language: str, name: str, pairs: Sequence[Pair]) -> list[Alarm]:
    """Count the flags of right references."""
    raised = [flags_of(pair, pair.reference, language) for pair in pairs]
    return [
        Alarm(language, name, flag.value, len(pairs), sum(flag in flags for flags in raised))
        for flag in CHECKED
    ]


def found_of(
    language: str, spoiling: Spoiling, pairs: Sequence[Pair], alarms: Sequence[Alarm]
) -> Found:
    """Spoil every reference that can be spoilt so, and count the right flags."""
    chance = random.Random(_SEED)  # noqa: S311 - chance, not secrecy
    spoilt = [
        (pair, target)
        for pair in pairs
        if (target := spoiling.spoil(Case(pair, chance.choice(pairs), language, chance)))
        and target != pair.reference
    ]
    found = sum(spoiling.flag in flags_of(pair, target, language) for pair, target in spoilt)
    own = [one for one in alarms if (one.language, one.flag) == (language, spoiling.flag.value)]
    false = sum(one.alarms for one in own) / sum(one.segments for one in own)
    share = found / max(1, len(spoilt))
    precision = share / (share + false) if share else 0.0
    return Found(
        language, spoiling.name, spoiling.flag.value, len(spoilt), found, round(precision, 4)
    )


def cost_us(language: str, pairs: Sequence[Pair]) -> tuple[float, float]:
    """Time all checks together: a source's first hypothesis, and one more, in microseconds."""
    firsts: list[float] = []
    others: list[float] = []
    for pair in pairs:
        again = " ".join(reversed(pair.reference.split()))
        for target, times in ((pair.reference, firsts), (again, others)):
            begin = time.perf_counter()
            flags_of(pair, target, language)
            times.append((time.perf_counter() - begin) * 1e6)
    return statistics.median(firsts), statistics.median(others)


def fitted(pairs: Sequence[Pair]) -> tuple[float, ...]:
    """Fit a language's line of lengths: slope, offset, spread, and the ends."""
    sizes = np.array([counted(pair.source) + _SMOOTHING for pair in pairs], dtype=float)
    lengths = np.log([len(pair.reference) + _SMOOTHING for pair in pairs])
    ones = np.ones(len(pairs))
    line = np.linalg.lstsq(np.stack([np.log(sizes), ones], 1), lengths, rcond=None)[0]
    rest = lengths - line[0] * np.log(sizes) - line[1]
    roots = np.stack([1 / np.sqrt(sizes), ones], 1)
    spread = np.maximum(np.linalg.lstsq(roots, np.abs(rest), rcond=None)[0], [0, 0.02])
    deviations = rest / (roots @ spread)
    ends = np.quantile(deviations, [_SHORT, _LONG])
    return tuple(float(value) for value in (*line, *spread, *ends))


def markdown(
    alarms: Sequence[Alarm], found: Sequence[Found], costs: Sequence[tuple[str, float, float]]
) -> str:
    """Write the three tables."""
    return "\n\n".join(
        (
            "## False alarms on right references",
            "\n".join(_alarm_lines(alarms)),
            "## Spoilt references",
            "\n".join(_found_lines(found)),
            "## Cost of all checks, microseconds a hypothesis (median)",
            "\n".join(
                (
                    "| en to | first of a source | each other |",
                    "|---|--:|--:|",
                    *(f"| {name} | {first:.0f} | {other:.0f} |" for name, first, other in costs),
                )
            ),
        )
    )


def _alarm_lines(alarms: Sequence[Alarm]) -> Iterator[str]:
    yield "| en to | set | segments | " + " | ".join(flag.value for flag in CHECKED) + " |"
    yield "|---|---|--:|" + "--:|" * len(CHECKED)
    for language, name in dict.fromkeys((one.language, one.set) for one in alarms):
        own = [one for one in alarms if (one.language, one.set) == (language, name)]
        shares = " | ".join(f"{one.alarms} ({one.alarms / one.segments:.2%})" for one in own)
        yield f"| {language} | {name} | {own[0].segments} | {shares} |"


def _found_lines(found: Sequence[Found]) -> Iterator[str]:
    yield "| en to | spoiling | flag | spoilt | found | recall | precision |"
    yield "|---|---|---|--:|--:|--:|--:|"
    for one in found:
        recall = one.found / max(1, one.segments)
        yield (
            f"| {one.language} | {one.spoiling} | {one.flag} | {one.segments} | {one.found}"
            f" | {recall:.0%} | {one.precision:.1%} |"
        )


def main() -> None:
    """Measure, print the tables, and write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    parser.add_argument("--fit", action="store_true", help="only fit the lines of lengths")
    options = parser.parse_args()
    alarms: list[Alarm] = []
    found: list[Found] = []
    costs: list[tuple[str, float, float]] = []
    for language in options.languages:
        sets = pairs_of(language, options)
        pairs = [pair for one in sets.values() for pair in one]
        if options.fit:
            print(language, *(f"{value:.3f}" for value in fitted(pairs)))
            continue
        costs.append((language, *cost_us(language, pairs[:500])))
        alarms += [one for name, own in sets.items() for one in alarms_of(language, name, own)]
        found += [found_of(language, spoiling, pairs, alarms) for spoiling in SPOILINGS]
    if options.fit:
        return
    text = markdown(alarms, found, costs)
    print(text)
    (HERE / "checks.md").write_text(text + "\n", encoding="utf-8")
    record = {"alarms": [asdict(one) for one in alarms], "spoilt": [asdict(one) for one in found]}
    (HERE / "checks.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
