"""Read the dev sets that thresholds and searches are chosen on."""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LANGUAGES", "ROOT", "Pair", "add_options", "pairs_of"]

ROOT = Path(__file__).parents[2]
LANGUAGES = ("hy", "az", "fa", "ru")


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold one English sentence and its reference."""

    source: str
    reference: str


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where the sets are and which languages are measured."""
    parser.add_argument(
        "--flores", type=Path, default=ROOT.parent / "shared/eval", help="folder of FLORES-200 dev"
    )
    parser.add_argument(
        "--newswire", type=Path, default=ROOT / "training/data/newswire", help="folder of newswire"
    )
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES, default=LANGUAGES)


def pairs_of(language: str, options: argparse.Namespace) -> dict[str, list[Pair]]:
    """Read each set by its name; FLORES-200 is left out where its file is missing."""
    sets = {"newswire5-dev": _newswire(options.newswire / "newswire5.dev.tsv", language)}
    flores = options.flores / f"flores200.dev.en-{language}.tsv"
    if flores.exists():
        sets["flores200-dev"] = _flores(flores)
    return sets


def _newswire(path: Path, language: str) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Pair(row["en"], row[language]) for row in rows]


def _flores(path: Path) -> list[Pair]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(row[0], row[1]) for row in rows]
