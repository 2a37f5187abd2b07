"""Write the model card of the bundled summarizer from its description and its run.

python -m training.card_brief --run training/runs/brief
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.bundle import BUNDLED, CARD, read_description
from training.bundle_brief import BRIEF_NAME
from training.card import effort_section
from training.evaluate_brief import SummaryScores, summary_table
from training.history import Effort, effort
from training.stories import read_stories

__all__ = ["brief_card"]

_PEERS = (
    ("facebook/bart-large-cnn", "406 million", "21.06", "30.63"),
    ("sshleifer/distilbart-cnn-12-6", "306 million", "21.26", "30.59"),
    ("sshleifer/distilbart-cnn-6-6", "230 million", "20.17", "29.70"),
)
"""Published (model, parameters, ROUGE-2, ROUGE-L) on the whole CNN/DailyMail test set."""


def _opening(description: Mapping[str, Any]) -> str:
    size = sum(file["size"] for file in description["files"].values()) / 1e6
    golden = description["golden"]
    return f"""# {description["name"]}

Headlines and briefs of English news: a small BART checkpoint, CTranslate2 int8, {size:.1f} MB,
revision `{description["revision"]}`. Licence: {description["licence"]}.

It writes in small letters; the service puts the article's own spelling in place, and a sentence of
the article in place of any that holds a number, a name or a quotation that the article does not.

Example: "{golden["source"]}" becomes "{golden["target"]}\""""


def _figures(description: Mapping[str, Any]) -> str:
    rows = [
        (name, system, SummaryScores(**scores))
        for name, systems in description["scores"].items()
        for system, scores in systems.items()
    ]
    peers = "\n".join(f"| {' | '.join(peer)} |" for peer in _PEERS)
    return f"""## Figures

ROUGE F1 (rouge-score 0.1.2, without stemming, a sentence a line). `bare` is the checkpoint alone
with the article's spelling, `service` what a caller gets, `extraction` what a caller gets without
the checkpoint. `unsupported` counts summaries with a number, name or quotation that the article
lacks, `replaced` sentences of the article that stand in the place of such a one.

{summary_table(rows)}

Public models, as their makers published them, on the whole CNN/DailyMail test set and with longer
summaries than these, so side by side only in kind:

| model | parameters | ROUGE-2 | ROUGE-L |
|---|--:|--:|--:|
{peers}"""


def _data(counts: Mapping[str, int]) -> str:
    sizes = ", ".join(f"{count:,} of kind `{group}`" for group, count in sorted(counts.items()))
    return f"""## Training data

Openings of published English news with their headlines, standfirsts and highlights (three public
collections; {sizes} after cleaning). Only pairs whose numbers and most of whose words stand in the
document were kept. The text belongs to its publishers and is not part of the repository. The
encoder's start is all-MiniLM-L6-v2 (Apache-2.0)."""


def brief_card(
    description: Mapping[str, Any],
    *,
    counts: Mapping[str, int],
    efforts: dict[str, Effort],
    notes: str,
) -> str:
    """Return the model card as Markdown.

    `counts` are the training stories of each kind, `efforts` what each run took,
    `notes` hand-written paragraphs on known failures.
    """
    recipe = """## Recipe

`training/README.md` has the commands. BART with 3 encoder and 2 decoder layers, width 384, 12
heads, 8,000 WordPieces; layers, positions and pieces start from layers 0, 2, 5 (encoder) and 1, 4
(decoder) of the pretrained encoder; label smoothing 0.1; cross-attention guided to what is copied;
the last snapshots averaged."""
    parts = [_opening(description), _figures(description), notes.strip(), _data(counts), recipe]
    return "\n\n".join([*parts, effort_section(efforts) + "\n"])


def main(arguments: list[str] | None = None) -> None:
    """Write the card from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--run", type=Path, default=Path("training/runs/brief"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--notes", type=Path, default=Path("training/cards/brief.md"))
    parser.add_argument("--bundled", type=Path, default=BUNDLED)
    parser.add_argument("--cores", type=int, default=2)
    options = parser.parse_args(arguments)
    folder = options.bundled / BRIEF_NAME
    text = brief_card(
        read_description(folder),
        counts=Counter(story.group for story in read_stories(options.corpus)),
        efforts={"this checkpoint": effort(options.run, options.cores)},
        notes=options.notes.read_text(encoding="utf-8"),
    )
    (folder / CARD).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
