"""Run the benchmark: `python -m benchmarks.serving [PART ...]`."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import click
from benchmarks.serving import report
from benchmarks.serving.machine import about, counting_others
from benchmarks.serving.options import Options
from benchmarks.serving.plot import draw
from benchmarks.serving.sheets import Part

HERE = Path(__file__).parent
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "start": "start",
        "sweep": "sweep",
        "speed": "speed",
        "articles": "article",
        "feed": "wire_feed",
        "priority": "priority",
        "overload": "overload",
        "shapes": "other_shapes",
    }
)
"""The parts by name, each with the module of this package whose `measure` it is."""


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)), metavar="[PART ...]")
@click.option("--rounds", default=3, show_default=True, help="Repeat every measurement so often.")
@click.option(
    "--seconds", default=4.0, show_default=True, help="About how long one measurement takes."
)
@click.option("--flag", "flags", multiple=True, help="A flag of the server, as --flag=--workers=2.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=HERE)
def main(
    parts: Sequence[str], *, rounds: int, seconds: float, flags: Sequence[str], out: Path
) -> None:
    """Measure the server under load, side by side with what a user would run instead.

    PART is one of: start, sweep, speed, articles, feed, priority, overload, shapes;
    all of them when none is named. Results go to results.json, results.md and
    results.png in --out; a part that is not run keeps its results of before.
    """
    split = tuple(word for flag in flags for word in flag.split("=", 1))
    options = Options(rounds=rounds, seconds=seconds, flags=split)
    out.mkdir(parents=True, exist_ok=True)
    for name in parts or PARTS:
        _run(name, options, out)
    click.echo(report.as_markdown(report.read(out)))
    if not draw(out, report.read(out)):
        click.echo("No plot: matplotlib is not installed.")


def _run(name: str, options: Options, out: Path) -> None:
    click.echo(f"{name} ...", nl=False, err=True)
    begin = time.monotonic()
    module = importlib.import_module(f"benchmarks.serving.{PARTS[name]}")
    with counting_others() as others:
        part: Part = asyncio.run(module.measure(options))
    found = report.part_of(part, about=about(), others=others.share)
    report.write(out, report.merged(report.read(out), name, found))
    click.echo(f" {time.monotonic() - begin:.0f} s", err=True)


if __name__ == "__main__":
    main()
