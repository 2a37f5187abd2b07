"""The runs behind the shipped checkpoints: which began from which, and what each took.

    python -m training.history --run training/runs/az7 --parent az6

The logs of runs are in no repository, so what is shipped is noted in `history.tsv`, and a model
card counts all that its checkpoint was built on.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

__all__ = ["HISTORY", "Effort", "chain", "effort", "note", "read_history"]

HISTORY = Path(__file__).parent / "history.tsv"
_COLUMNS = ("run", "parent", "hours", "cores", "target_tokens")


@dataclass(frozen=True)
class Effort:
    """What a run took: wall-clock hours, cores, and target tokens."""

    hours: float
    cores: int
    target_tokens: int


def effort(run: Path, cores: int) -> Effort:
    """Read the last row of a run's log."""
    with (run / "log.csv").open(encoding="utf-8") as file:
        last = list(csv.DictReader(file))[-1]
    return Effort(float(last["seconds"]) / 3600, cores, int(float(last["target_tokens"])))


def read_history(path: Path = HISTORY) -> dict[str, tuple[str, Effort]]:
    """Return each run's parent ("" for none) and what the run took, by its name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["run"]: (
                row["parent"],
                Effort(float(row["hours"]), int(row["cores"]), int(row["target_tokens"])),
            )
            for row in csv.DictReader(file, delimiter="\t")
        }


def chain(run: str, history: dict[str, tuple[str, Effort]]) -> dict[str, Effort]:
    """Return what a run and all before it took, the oldest first.

    Raises:
        ValueError: it, or one that it began from, was not noted.
    """
    found: dict[str, Effort] = {}
    name = run
    while name:
        if name not in history:
            raise ValueError(f"run {name!r} is not in {HISTORY.name}: note it first")
        parent, found[name] = history[name]
        name = parent
    return dict(reversed(found.items()))


def note(name: str, parent: str, took: Effort, path: Path = HISTORY) -> None:
    """Write a run into the history, or write it anew.

    Raises:
        ValueError: its parent was not noted.
    """
    history = read_history(path)
    if parent:
        chain(parent, history)
    history[name] = (parent, took)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(_COLUMNS)
        for run, (before, each) in history.items():
            writer.writerow((run, before, f"{each.hours:.2f}", each.cores, each.target_tokens))


def main(arguments: list[str] | None = None) -> None:
    """Note a run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=Path, required=True, help="a folder; its name is the run's")
    parser.add_argument("--parent", default="", help="name of the run it began from")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--history", type=Path, default=HISTORY)
    options = parser.parse_args(arguments)
    took = effort(options.run, options.cores)
    note(options.run.name, options.parent, took, options.history)


if __name__ == "__main__":
    main()
