"""Average the last snapshots of a run and write them as a Hugging Face folder.

python -m training.average --run training/runs/hy
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch

from training.model import Shape, build_model
from training.sources import LANGUAGES
from training.tokenizer import TOKENIZER_FILES, Vocabulary

__all__ = ["average_states", "save_pretrained", "snapshots"]

SNAPSHOTS = "weights-*.pt"


def snapshots(run: Path) -> list[Path]:
    """Return the weight snapshots of a run, oldest first."""
    found = sorted(run.glob(SNAPSHOTS))
    if not found:
        raise FileNotFoundError(
            f"no {SNAPSHOTS} in {run}: the run has not reached the end of its budget"
        )
    return found


def average_states(paths: Sequence[Path]) -> dict[str, torch.Tensor]:
    """Return the mean of the weights in `paths` (Junczys-Dowmunt et al. 2016)."""
    states = [torch.load(path, weights_only=True) for path in paths]
    return {
        name: torch.stack([state[name].double() for state in states]).mean(dim=0).to(value.dtype)
        for name, value in states[0].items()
    }


def save_pretrained(state: dict[str, torch.Tensor], vocabulary: Vocabulary, folder: Path) -> None:
    """Write weights, configuration and tokenizer files as unmodified transformers loads them."""
    model = build_model(vocabulary, Shape())
    model.load_state_dict(state)
    model.save_pretrained(folder)
    for name in TOKENIZER_FILES:
        shutil.copyfile(vocabulary.folder / name, folder / name)


def main(arguments: list[str] | None = None) -> None:
    """Average a run from the command line; the result is its folder `hf`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument(
        "--language", choices=LANGUAGES, help="default: the first two letters of the run's name"
    )
    parser.add_argument("--tokenizers", type=Path, default=Path("training/runs/tokenizers"))
    options = parser.parse_args(arguments)
    language = options.language or options.run.name[:2]
    vocabulary = Vocabulary(options.tokenizers / f"en-{language}")
    paths = snapshots(options.run)
    save_pretrained(average_states(paths), vocabulary, options.run / "hf")
    print(f"averaged {len(paths)} snapshots into {options.run / 'hf'}")


if __name__ == "__main__":
    main()
