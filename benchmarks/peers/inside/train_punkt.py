"""Train NLTK's Punkt splitter of sentences on English text; runs in EasyNMT's environment.

EasyNMT downloads Punkt's English model on first use. Offline there is none, so
NLTK's own trainer makes one, and is told the titles that every newsroom's text
has: `train_punkt.py TEXTS NLTK_DATA`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nltk.tokenize.punkt import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
    PunktTrainer,
    save_punkt_params,
)

_TITLES = ("dr", "gen", "gov", "jr", "lt", "mr", "mrs", "ms", "prof", "rep", "sen", "sgt", "st")


def main() -> None:
    """Train on a file of text and write the model where NLTK looks for it."""
    texts, data = map(Path, sys.argv[1:3])
    # EasyNMT asks for the folder of the old format, NLTK reads that of the new one.
    for name in ("punkt", "punkt_tab"):
        (data / "tokenizers" / name).mkdir(parents=True, exist_ok=True)
    learnt = PunktTrainer(texts.read_text(encoding="utf-8")).get_params()
    learnt.abbrev_types.update(_TITLES)
    save_punkt_params(learnt, str(data / "tokenizers" / "punkt_tab" / "english"))


if __name__ == "__main__":
    main()
