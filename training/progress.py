"""Record a run: a CSV row now and then, and a plot of it."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path

__all__ = ["Progress", "append_row", "plot"]


@dataclass(frozen=True)
class Progress:
    """One row of the log; losses are means in nats a target token since the last row."""

    seconds: float
    step: int
    target_tokens: int
    learning_rate: float
    train_loss: float
    alignment_loss: float
    dev_news_loss: float
    dev_general_loss: float
    tokens_per_second: float


def append_row(path: Path, row: Progress) -> None:
    """Append `row` to the CSV file at `path`, with a header if it is new."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [column.name for column in fields(Progress)])
        if new:
            writer.writeheader()
        writer.writerow({name: f"{value:.6g}" for name, value in asdict(row).items()})


def plot(log: Path, image: Path) -> None:
    """Draw the losses over target tokens to `image`."""
    import matplotlib as mpl  # slow to import, and a run without a plot does not need it

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with log.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    figure, axes = plt.subplots(figsize=(7, 4))
    tokens = [float(row["target_tokens"]) / 1e6 for row in rows]
    for name in ("train_loss", "dev_news_loss", "dev_general_loss"):
        axes.plot(tokens, [float(row[name]) for row in rows], label=name.replace("_", " "))
    axes.set_xlabel("target tokens, millions")
    axes.set_ylabel("loss, nats a token")
    axes.legend()
    figure.savefig(image, dpi=110, bbox_inches="tight")
    plt.close(figure)
