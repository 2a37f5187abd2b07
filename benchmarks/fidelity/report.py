"""Write the results: a table to read, and everything else as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.fidelity.cases import Family
from benchmarks.fidelity.probes import Probe
from benchmarks.fidelity.runner import NOT_OFFERED, Run, tally

__all__ = ["Results", "as_json", "as_markdown"]

_REASON = 240


@dataclass(frozen=True, slots=True)
class Results:
    """Hold the runs of every family by every system, and where and when they were made.

    `runs` maps a system's name to a family's name to its runs; `about` are lines
    such as versions, cores and times; `probes` is what was measured of the service.
    """

    families: tuple[Family, ...]
    runs: Mapping[str, Mapping[str, Sequence[Run]]]
    about: Mapping[str, str]
    probes: tuple[Probe, ...] = ()


def as_markdown(results: Results) -> str:
    """Write the table of families and, for the last system, a line for each failed check."""
    return "\n".join(
        [
            "# Fidelity",
            "",
            *_about(results),
            "",
            _how_to_read(),
            "",
            *_table(results, model_free=True),
            "",
            *_table(results, model_free=False),
            "",
            *_service(results),
            *_failures(results),
        ]
    )


def as_json(results: Results) -> dict[str, Any]:
    """Give every count, and each failing run of the last system, as plain values."""
    return {
        "about": dict(results.about),
        "families": [
            {
                "name": family.name,
                "title": family.title,
                "concerns": family.concerns,
                "model_free": family.model_free,
                "cases": len(family.cases),
                "systems": {
                    name: _counts(by_family[family.name])
                    for name, by_family in results.runs.items()
                },
            }
            for family in results.families
        ],
        "service": [{**asdict(probe), "passed": probe.passed} for probe in results.probes],
        "failures": [
            _failure(run)
            for runs in list(results.runs.values())[-1].values()
            for run in runs
            if any(run.failures())
        ],
    }


def _about(results: Results) -> list[str]:
    cases = sum(len(family.cases) for family in results.families)
    every = next(iter(results.runs.values()))
    runs = sum(map(len, every.values()))
    checks = max(_checks(by_family) for by_family in results.runs.values())
    count = (
        f"{cases} cases in {len(results.families)} families; {runs} runs, a run being one case "
        f"in one language; {checks} checks."
    )
    lines = [count, "", *(f"- {name}: {value}" for name, value in results.about.items())]
    return [*lines, *_worse(results)]


def _worse(results: Results) -> list[str]:
    """Name the families in which the last system gets less right than another."""
    *others, last = (
        {family.name: _right(by_family[family.name]) for family in results.families}
        for by_family in results.runs.values()
    )
    worse = [
        family.title
        for family in results.families
        if any(other[family.name] > last[family.name] for other in others)
    ]
    return [f"- worse than bare in: {'; '.join(worse) or 'no family'}"] if others else []


def _right(runs: Sequence[Run]) -> float:
    counts = tally(runs)
    return counts.right / counts.runs if counts.runs else 0.0


def _checks(by_family: Mapping[str, Sequence[Run]]) -> int:
    return sum(check.offered for runs in by_family.values() for run in runs for check in run.checks)


def _how_to_read() -> str:
    return (
        "A run is right when every check of its case holds. It is flagged when what fails is "
        "told by a flag that the family names; that is no success, but nobody is misled. "
        "`bare` is the same weights, each text in one piece and cut off at the tokenizer's "
        "limit; `bare, by sentence` cuts with a regular expression first. A check of segments or "
        "flags is left out for a system that has none; a dash stands where nothing is left."
    )


def _table(results: Results, *, model_free: bool) -> list[str]:
    """Write one row a family, with shares of its runs in percent."""
    names = list(results.runs)
    title = (
        "## Families that do not depend on what the model knows (aim: all right)"
        if model_free
        else "## Families in which the model has a say (aim: no worse than bare)"
    )
    heads = [f"{name}: right" for name in names] + [f"{names[-1]}: flagged", f"{names[-1]}: wrong"]
    rows = [_row(family, results) for family in results.families if family.model_free == model_free]
    rule = "|---|--:|--:|" + "--:|" * len(heads)
    return [title, "", f"| family | cases | runs | {' | '.join(heads)} |", rule, *rows]


def _row(family: Family, results: Results) -> str:
    tallies = [tally(by_family[family.name]) for by_family in results.runs.values()]
    last = tallies[-1]
    runs = len(next(iter(results.runs.values()))[family.name])
    shares = [_share(one.right, one.runs) for one in tallies]
    cells = [*shares, _share(last.flagged, last.runs), str(last.wrong)]
    return f"| {family.title} | {len(family.cases)} | {runs} | {' | '.join(cells)} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def _service(results: Results) -> list[str]:
    """Write one row a probe, where there are any."""
    if not results.probes:
        return []
    rows = [
        f"| {one.title} | {one.measured:.2f} {one.unit} | {one.at_most:g} {one.unit} "
        f"| {'yes' if one.passed else 'NO'} |"
        for one in results.probes
    ]
    head = ["## The service itself", "", "| probe | measured | at most | within |"]
    return [*head, "|---|--:|--:|---|", *rows, ""]


def _failures(results: Results) -> list[str]:
    """Write a line for each failed check of the last system."""
    name, by_family = list(results.runs.items())[-1]
    lines = [
        f"- `{run.family}/{run.case}` {run.language} ({run.verdict}) {check.expectation}: "
        f"{_line(check.complaint)}"
        for family in results.families
        for run in by_family[family.name]
        for check in run.failures()
    ]
    return [f"## What {name} fails ({len(lines)} checks)", "", *(lines or ["Nothing."])]


def _line(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) <= _REASON else one[: _REASON - 1] + "…"


def _counts(runs: Sequence[Run]) -> dict[str, int]:
    counts = tally(runs)
    return {
        "right": counts.right,
        "flagged": counts.flagged,
        "wrong": counts.wrong,
        NOT_OFFERED: counts.not_offered,
        "checks": sum(check.offered for run in runs for check in run.checks),
        "checks met": sum(
            check.offered and not check.complaint for run in runs for check in run.checks
        ),
    }


def _failure(run: Run) -> dict[str, Any]:
    return {
        "family": run.family,
        "case": run.case,
        "language": run.language,
        "verdict": run.verdict,
        "checks": {check.expectation: _line(check.complaint) for check in run.failures()},
        "target": _line(run.answer.text) if run.answer else "",
        "flags": sorted(run.answer.all_flags()) if run.answer else [],
    }
