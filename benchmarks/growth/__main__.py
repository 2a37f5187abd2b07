"""Run the measurement: `python -m benchmarks.growth [--only ACTION]`."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.growth.cases import cases
from benchmarks.growth.measure import LINEAR, Growth, measure

__all__ = ["main", "record", "table"]

HERE = Path(__file__).parent


def table(found: Sequence[Growth]) -> str:
    """Write one row a case, and above them how to read the figures."""
    one = max(found, key=lambda one: one.doubling)
    steepest = f"{one.action} on {one.given}, {one.doubling:.1f} a doubling"
    lines = [
        f"{len(found)} cases. Each ratio is the processor's time at twice the size by that at the",
        f"size: {LINEAR:g} where the work is linear, 4 where it is quadratic, 1 where it does not",
        f"grow. The steepest: {steepest}.",
        "",
        "| module | made of | largest size | ms | half to whole | quarter to half |",
        "|---|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.action} | `{_cell(one.given)}` | {one.size:,} {one.unit} "
        f"| {1000 * one.seconds[2]:.1f} | {one.ratios[1]:.1f} | {one.ratios[0]:.1f} |"
        for one in found
    ]
    return "\n".join(lines)


def _cell(given: str) -> str:
    return given.replace("|", "\\|").replace("`", "'")


def record(found: Sequence[Growth]) -> list[dict[str, object]]:
    """Give every figure as plain values."""
    return [{**asdict(one), "ratios": one.ratios} for one in found]


def main(arguments: list[str] | None = None) -> None:
    """Measure every case, print the table, and write both files unless only some were asked for."""
    parser = argparse.ArgumentParser(description="Measure how times grow with hostile inputs.")
    parser.add_argument("--only", metavar="MODULE", help="measure one module; writes no file")
    only = parser.parse_args(arguments).only
    chosen = [case for case in cases() if only is None or case.action.split(",")[0] == only]
    if not chosen:
        known = sorted({case.action.split(",")[0] for case in cases()})
        parser.error(f"no module {only!r}; choose one of: {', '.join(known)}")
    found = [measure(case) for case in chosen]
    text = table(found)
    print(text)
    if only is None:
        machine = (
            f"{os.cpu_count()} cores, {platform.machine()}; Python {platform.python_version()}"
        )
        (HERE / "growth.md").write_text(f"{machine}.\n\n{text}\n", encoding="utf-8")
        content = json.dumps({"machine": machine, "cases": record(found)}, ensure_ascii=False)
        (HERE / "growth.json").write_text(f"{content}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
