"""Measure Dragoman beside its peers: `python -m benchmarks.peers`.

The peers are installed from PyPI into `.cache/peers/` on the first run. The tables
go to `peers.md` and the numbers to `peers.json` in `--out`, this folder by default;
with other weights than the bundled ones, their name follows `peers`.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import click
from benchmarks.peers.environments import ENVIRONMENTS, pinned
from benchmarks.peers.report import as_markdown
from benchmarks.peers.results import from_json, to_json
from benchmarks.peers.running import NAMES, Plan, run
from benchmarks.peers.weights import BEAMS, BUNDLED, CHOICES, chosen

HERE = Path(__file__).parent
PINS = {
    "libretranslate": ("libretranslate", "argos-translate-lt", "ctranslate2", "spacy", "waitress"),
    "easynmt": ("EasyNMT", "transformers", "torch", "nltk"),
}

# Retries would search again and again for nonsense, and EasyNMT did not end one sentence
# in 100 seconds on the made weights.
SHAPED_NAMES = ("dragoman-one-search", "libretranslate", "libretranslate-tuned", "argos")


@click.command()
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Run this system; repeat.")
@click.option("--weights", default=BUNDLED, show_default=True, type=click.Choice(CHOICES))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option(
    "--sentences", default=320, show_default=True, type=click.IntRange(8), help="At 32 clients."
)
@click.option(
    "--observed",
    default=40,
    show_default=True,
    type=click.IntRange(0),
    help="Sentences a language whose translations are looked at; 0 for none.",
)
@click.option("--language", default="ru", show_default=True, help="Of the loads that are timed.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=HERE)
@click.option("--render", is_flag=True, help="Write the tables anew from peers.json alone.")
def main(
    *,
    only: Sequence[str],
    weights: str,
    rounds: int,
    sentences: int,
    observed: int,
    language: str,
    out: Path,
    render: bool,
) -> None:
    """Time Dragoman, LibreTranslate, Argos Translate and EasyNMT with the same weights."""
    name = "peers" if weights == BUNDLED else f"peers-{weights}"
    numbers, page = out / f"{name}.json", out / f"{name}.md"
    if render:
        results = from_json(json.loads(numbers.read_text(encoding="utf-8")))
    else:
        cores = len(os.sched_getaffinity(0))
        names = only or (NAMES if weights == BUNDLED else SHAPED_NAMES)
        plan = Plan(chosen(weights), names, rounds, sentences, observed, language, cores)
        results = asyncio.run(run(plan, about=_about(plan)))
        out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(to_json(results), ensure_ascii=False, indent=1)
        numbers.write_text(text + "\n", encoding="utf-8")
    page.write_text(as_markdown(results), encoding="utf-8")
    click.echo(as_markdown(results))


def _about(plan: Plan) -> dict[str, str]:
    ours = ", ".join(f"{name} {version(name)}" for name in ("dragoman", "ctranslate2", "grpcio"))
    theirs = {
        f"versions, {name}": ", ".join(
            f"{package} {number}"
            for package, number in pinned(ENVIRONMENTS[name].requirements, *packages).items()
        )
        for name, packages in PINS.items()
    }
    return {
        "machine": f"{plan.cores} cores, {_processor()}; Python {platform.python_version()}",
        "load at the start": f"{os.getloadavg()[0]:.1f} processes",
        "weights": f"{plan.weights.checkpoint(plan.language).name} for the times; beam {BEAMS}",
        "versions, Dragoman": ours,
        **theirs,
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    main()
