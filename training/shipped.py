"""Begin from the shipped checkpoints: their vocabularies, and their int8 weights as float32.

The float32 weights of a run are in no repository. Rounding them to int8 costs next to nothing, so
that what is shipped is as good a parent as what it was made from.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from training.bundle import BUNDLED, bundle_folder
from training.hub_form.restoring import restore
from training.tokenizer import TOKENIZER_FILES, Vocabulary

__all__ = ["lay_out_shipped"]


def lay_out_shipped(language: str, runs: Path, *, bundled: Path = BUNDLED) -> str:
    """Write a shipped checkpoint's tokenizer and weights where a run looks for them.

    Returns the name of the run that it stands for, a folder in `runs`.

    Raises:
        FileNotFoundError: no checkpoint of that language is in `bundled`.
        ValueError: it is of a kind that cannot be restored, or `runs` holds runs with another
            vocabulary of the language.
    """
    checkpoint = bundle_folder(language, bundled)
    run = f"{language}-shipped"
    restore(checkpoint, runs / run / "hf")
    tokenizer = runs / "tokenizers" / f"en-{language}"
    hub = runs / run / "hf"
    if tokenizer.exists() and Vocabulary(tokenizer).ids != Vocabulary(hub).ids:
        raise ValueError(f"{tokenizer} has another vocabulary than what is shipped: use other runs")
    tokenizer.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        shutil.copyfile(hub / name, tokenizer / name)
    return run
