"""Run the suite: `python -m benchmarks.fidelity [--only FAMILY] [--system dragoman|bare]`."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import click
from benchmarks.fidelity import probes
from benchmarks.fidelity.bare import BareModel, BareSentences
from benchmarks.fidelity.cases import CaseError, Family, read_families
from benchmarks.fidelity.dragoman import serving
from benchmarks.fidelity.probes import Probe
from benchmarks.fidelity.report import Results, as_json, as_markdown
from benchmarks.fidelity.runner import Run, run_family
from benchmarks.fidelity.systems import System
from benchmarks.fidelity.vocabulary import EXPECTATIONS, refuse_unknown

HERE = Path(__file__).parent


@click.command()
@click.option("--only", multiple=True, metavar="FAMILY", help="Run this family; may be repeated.")
@click.option("--system", type=click.Choice(["dragoman", "bare"]), help="Run one system alone.")
@click.option("--vocabulary", is_flag=True, help="List what a case may expect, and run nothing.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=HERE)
def main(only: Sequence[str], system: str | None, out: Path, *, vocabulary: bool) -> None:
    """Print the share of cases that each system gets right, family by family.

    A whole run of both systems is written to results.md and results.json in --out.
    """
    if vocabulary:
        click.echo("\n".join(_vocabulary()))
        return
    families = _chosen(only)
    trial = _Trial(families, _machine())
    if system != "dragoman":
        for bare in (BareModel(), BareSentences()):
            trial.run(bare)
    if system != "bare":
        _try_dragoman(trial)
    text = as_markdown(trial.results())
    click.echo(text)
    if not only and system is None:
        _write(out, trial.results(), text)


class _Trial:
    """Gather the runs of one system after the other."""

    def __init__(self, families: tuple[Family, ...], about: dict[str, str]) -> None:
        self.families = families
        self.about = about
        self.runs: dict[str, dict[str, list[Run]]] = {}
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}
        self.probes: list[Probe] = []

    def run(self, system: System, *processes: int) -> None:
        mine = (os.getpid(), *processes)
        begin, busy = time.perf_counter(), sum(map(probes.processor_seconds, mine))
        self.runs[system.name] = {
            family.name: run_family(family, system) for family in self.families
        }
        self.seconds[system.name] = time.perf_counter() - begin
        self.processor[system.name] = sum(map(probes.processor_seconds, mine)) - busy

    def results(self) -> Results:
        took = (
            f"{name} {seconds:.0f} s, of which {self.processor[name]:.0f} s of processor time"
            for name, seconds in self.seconds.items()
        )
        about = {**self.about, "time": "; ".join(took)}
        return Results(self.families, self.runs, about, tuple(self.probes))


def _try_dragoman(trial: _Trial) -> None:
    with serving() as (dragoman, pid):
        named = (f"{code} `{name}`" for code, name in dragoman.checkpoints().items())
        trial.about["checkpoints"] = ", ".join(named)
        trial.probes += [probes.first_answer(dragoman), probes.batching(dragoman, pid)]
        before = probes.resident(pid)
        trial.run(dragoman, pid)
        trial.probes.append(probes.memory_growth(before, probes.resident(pid)))
        trial.probes.append(probes.foreign_connections(pid))


def _chosen(only: Sequence[str]) -> tuple[Family, ...]:
    try:
        families = read_families()
        for family in families:
            for case in family.cases:
                refuse_unknown(case)
    except CaseError as error:
        raise click.ClickException(str(error)) from error
    unknown = sorted(set(only) - {family.name for family in families})
    if unknown:
        known = ", ".join(family.name for family in families)
        raise click.BadParameter(f"{', '.join(unknown)} is none of {known}", param_hint="--only")
    return tuple(family for family in families if not only or family.name in only)


def _vocabulary() -> list[str]:
    lines = {name: (one.__doc__ or "").splitlines()[0] for name, one in EXPECTATIONS.items()}
    return [f"{name}: {line}" for name, line in sorted(lines.items())]


def _write(out: Path, results: Results, text: str) -> None:
    (out / "results.md").write_text(text + "\n", encoding="utf-8")
    record = json.dumps(as_json(results), ensure_ascii=False, indent=1)
    (out / "results.json").write_text(record + "\n", encoding="utf-8")


def _machine() -> dict[str, str]:
    packages = ("dragoman", "ctranslate2", "sentencepiece", "html5lib", "markdown-it-py")
    return {
        "machine": f"{os.cpu_count()} cores, {_processor()}; Python {platform.python_version()}",
        "load at the start": f"{os.getloadavg()[0]:.1f} processes",
        "versions": ", ".join(f"{name} {version(name)}" for name in packages),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    main()
