"""Average the last snapshots of a run and write them as a Hugging Face folder.

python -m training.average --run training/runs/hy
python -m training.average --run training/runs/hy9 --parent training/runs/hy-shipped/hf
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import torch

from training.model import Shape, build_model, load_parent
from training.sources import LANGUAGES
from training.tokenizer import TOKENIZER_FILES, Vocabulary

__all__ = ["average_states", "mixed_with_parent", "save_pretrained", "snapshots"]

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


def mixed_with_parent(
    state: dict[str, torch.Tensor], parent: Path, vocabulary: Vocabulary, *, share: float
) -> dict[str, torch.Tensor]:
    """Return the mean of `state` and of the model that it was trained from, which weighs `share`.

    Between the two the loss is no higher than at the ends, and on unlike text lower (Wortsman
    et al. 2022, Robust fine-tuning of zero-shot models).

    Raises:
        ValueError: the parent has another vocabulary, so that its rows are other pieces.
    """
    earlier, theirs = load_parent(parent)
    if theirs.ids != vocabulary.ids:
        raise ValueError(f"the parent in {parent} has another vocabulary")
    old = earlier.state_dict()
    # The bias is a constant that bars pieces, and the same in both.
    weights = {name: value for name, value in state.items() if name != "final_logits_bias"}
    means = {name: value.lerp(old[name], share) for name, value in weights.items()}
    return {**state, **means}


def save_pretrained(state: dict[str, torch.Tensor], vocabulary: Vocabulary, folder: Path) -> None:
    """Write weights, configuration and tokenizer files as unmodified transformers loads them."""
    model = build_model(vocabulary, Shape())
    model.load_state_dict(state)
    model.save_pretrained(folder)
    for name in TOKENIZER_FILES:
        shutil.copyfile(vocabulary.folder / name, folder / name)


def main(arguments: list[str] | None = None) -> None:
    """Average a run from the command line; the result is its folder `hf`."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument(
        "--language", choices=LANGUAGES, help="default: the first two letters of the run's name"
    )
    parser.add_argument("--tokenizers", type=Path, default=Path("training/runs/tokenizers"))
    parser.add_argument("--parent", type=Path, help="model of this language to mix in")
    parser.add_argument("--parent-share", type=float, default=0.3, help="weight of the parent")
    options = parser.parse_args(arguments)
    language = options.language or options.run.name[:2]
    vocabulary = Vocabulary(options.tokenizers / f"en-{language}")
    paths = snapshots(options.run)
    state = average_states(paths)
    if options.parent:
        state = mixed_with_parent(state, options.parent, vocabulary, share=options.parent_share)
    save_pretrained(state, vocabulary, options.run / "hf")
    print(f"averaged {len(paths)} snapshots into {options.run / 'hf'}")


if __name__ == "__main__":
    main()
