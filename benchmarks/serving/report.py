"""The results on paper: JSON to compute with, Markdown to read.

Each part keeps its own date and machine, because parts may be measured alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.serving.sheets import TARGETS, Part, Ratio, Sheet, spread

__all__ = ["as_markdown", "merged", "part_of", "read", "write"]

_NAME = "results"
# Other programs may take so much of the cores before figures are called provisional.
_MOST_OTHERS = 0.05


def part_of(part: Part, *, about: Mapping[str, str], others: float) -> dict[str, Any]:
    """Turn what a part found into what is stored, with where and when it was."""
    return {"about": dict(about), "others": round(others, 4), **asdict(part)}


def merged(results: Mapping[str, Any], name: str, part: Mapping[str, Any]) -> dict[str, Any]:
    """Return results in which one part is replaced."""
    return {**results, name: dict(part)}


def read(folder: Path) -> dict[str, Any]:
    """Read the results of before; none where there are none."""
    path = folder / f"{_NAME}.json"
    if not path.exists():
        return {}
    stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return stored


def write(folder: Path, results: Mapping[str, Any]) -> None:
    """Write `results.json` and `results.md`."""
    text = json.dumps(results, indent=1, ensure_ascii=False)
    (folder / f"{_NAME}.json").write_text(text + "\n", "utf-8")
    (folder / f"{_NAME}.md").write_text(as_markdown(results), "utf-8")


def as_markdown(results: Mapping[str, Any]) -> str:
    """Write the table of targets, then every part's tables, medians with least and most."""
    lines = ["# Dragoman under load", "", "Medians of all rounds, with the least and the most.", ""]
    lines += _targets(results)
    for name, part in results.items():
        lines += ["", f"## Part `{name}`", "", *_header(part)]
        for sheet in part["sheets"]:
            lines += ["", f"### {sheet['title']}", "", *_sheet(Sheet(**sheet))]
    return "\n".join(lines) + "\n"


def _targets(results: Mapping[str, Any]) -> Iterator[str]:
    yield "| figure | target | measured | verdict |"
    yield "|---|---|---|---|"
    found = {
        ratio["target"]: (Ratio(ratio["target"], tuple(ratio["values"])), part)
        for part in results.values()
        for ratio in part["ratios"]
    }
    for name, target in TARGETS.items():
        if name not in found:
            yield f"| {target.label} | {target.bound} | not measured | |"
            continue
        ratio, part = found[name]
        hedge = " (provisional)" if _disturbed(part) else ""
        cells = (target.label, target.bound, spread(ratio.values), f"{ratio.verdict}{hedge}")
        yield f"| {' | '.join(cells)} |"


def _header(part: Mapping[str, Any]) -> Iterator[str]:
    about = part["about"]
    yield f"{about['hardware']}; {about['system']}; {about['versions']};"
    yield f"commit {about['commit']}, {about['measured']}."
    yield f"Other programs took {part['others']:.0%} of the cores' time."
    if _disturbed(part):
        yield "**That is too much: these figures are provisional.**"


def _disturbed(part: Mapping[str, Any]) -> bool:
    return float(part["others"]) > _MOST_OTHERS


def _sheet(sheet: Sheet) -> Iterator[str]:
    if sheet.note:
        yield from (sheet.note, "")
    yield f"| | {' | '.join(sheet.columns)} |"
    yield f"|---|{'---:|' * len(sheet.columns)}"
    for row, cells in sheet.rows.items():
        figures = (spread(cells[name]) if name in cells else "" for name in sheet.columns)
        yield f"| {row} | {' | '.join(figures)} |"
