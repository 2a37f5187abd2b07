"""Average a run of the summarizer, convert it to CTranslate2 int8 and describe it for the wheel.

python -m training.export_brief --run training/runs/brief
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

import torch
from ctranslate2.converters import TransformersConverter

from dragoman_models.loading import load_folder
from dragoman_models.types import DecodingOptions
from training.average import average_states, snapshots
from training.brief_model import BriefShape, build_brief_model
from training.bundle import BUNDLED, describe_files, revision, write_description
from training.bundle_brief import BRIEF_NAME, PROMPTS
from training.export import write_converted
from training.stories import BRIEF
from training.wordpieces import WordPieces

__all__ = ["convert_brief", "describe_brief", "save_brief"]

_TOKENIZER = ("vocab.txt", "tokenizer_config.json", "special_tokens_map.json")
GOLDEN_SOURCE = (
    "Armenia and Iran agreed on Monday to reopen a mountain road that was closed by a landslide "
    "in April, officials in both countries said. The 47-kilometre road carries most of the trade "
    "between the two countries, and repairs will cost 18 million dollars."
)
MAX_SOURCE_TOKENS = 176
"""Training openings were cut at this length, in pieces."""
NUM_BEAMS = 4


def save_brief(
    state: dict[str, torch.Tensor], pieces: WordPieces, shape: BriefShape, folder: Path
) -> None:
    """Write weights, configuration and tokenizer files as unmodified transformers loads them."""
    model = build_brief_model(pieces, shape)
    model.load_state_dict(state)
    # CTranslate2's converter asks for it, and transformers no longer writes it by itself.
    model.config.normalize_before = False
    model.save_pretrained(folder)
    for name in _TOKENIZER:
        shutil.copyfile(pieces.folder / name, folder / name)


def convert_brief(model: Path, output: Path, *, quantization: str = "int8") -> None:
    """Write the Hugging Face folder `model` to `output` as CTranslate2 loads it."""
    converter = TransformersConverter(str(model), copy_files=list(_TOKENIZER))
    write_converted(converter, output, quantization)


def describe_brief(folder: Path) -> dict[str, Any]:
    """Return the description of the files in `folder`, with a golden opening and its brief.

    It is written to `folder`, too, without the brief: only a described folder can be loaded.
    """
    files = describe_files(folder)
    source = PROMPTS[BRIEF] + GOLDEN_SOURCE
    description: dict[str, Any] = {
        "name": BRIEF_NAME,
        "revision": revision(files),
        "family": "bart",
        "task": "summarization",
        "source_language": "en",
        "target_languages": ["en"],
        "licence": "CC-BY-4.0",
        "num_beams": NUM_BEAMS,
        "max_source_tokens": MAX_SOURCE_TOKENS,
        "prompts": PROMPTS,
        "files": files,
        "golden": {"source": source, "target_language": "en"},
        "scores": {},
    }
    write_description(folder, description)
    model = load_folder(folder, bundled=True)
    # As a server asks for it before it serves: a plain search.
    options = DecodingOptions(num_beams=NUM_BEAMS)
    ((best, *_),) = model.decode([model.encode(source)], options)
    golden = {"source": source, "target": best.text, "target_language": "en"}
    return {**description, "golden": golden}


def main(arguments: list[str] | None = None) -> None:
    """Export the summarizer from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--run", type=Path, default=Path("training/runs/brief"))
    parser.add_argument("--bundled", type=Path, default=BUNDLED)
    options = parser.parse_args(arguments)
    pieces = WordPieces(options.run / "vocabulary")
    state = average_states(snapshots(options.run))
    save_brief(state, pieces, BriefShape.load(options.run), options.run / "hf")
    folder = options.bundled / BRIEF_NAME
    convert_brief(options.run / "hf", folder)
    description = describe_brief(folder)
    write_description(folder, description)
    print(description["name"], description["revision"], description["golden"]["target"])


if __name__ == "__main__":
    main()
