"""Convert an averaged model to CTranslate2 int8 and describe it for the wheel.

python -m training.export --language hy --model training/runs/hy/hf
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.converters import TransformersConverter

from dragoman_models.hints import LEXICON_NAME
from dragoman_models.shortlist import write_shortlist
from training.bundle import (
    BUNDLED,
    DESCRIPTION,
    BundledTranslator,
    bundle_folder,
    describe_files,
    read_description,
    revision,
    write_description,
)
from training.sources import LANGUAGES
from training.tokenizer import TOKENIZER_FILES

__all__ = ["convert", "describe", "write_converted"]

GOLDEN_SOURCE = "The president said on Monday that the talks would continue next week."
MAX_SOURCE_TOKENS = 128
"""Training pairs were at most this long, in pieces."""
WEIGHTS = "model.bin"


class _Converter(TransformersConverter):  # type: ignore[misc]  # it has no type hints
    """Have the search return the attention that training guided: the mean of all heads.

    The converter's own choice for MarianMT is the first head.
    """

    def _load(self) -> Any:
        specification = super()._load()
        specification.decoder.alignment_heads = np.int16(0)
        return specification


def convert(model: Path, output: Path, *, quantization: str = "int8") -> None:
    """Write the Hugging Face folder `model` to `output` as CTranslate2 loads it."""
    write_converted(_Converter(str(model), copy_files=list(TOKENIZER_FILES)), output, quantization)
    _write_compactly(output / "shared_vocabulary.json")
    # The same pieces again, which only transformers reads.
    (output / "vocab.json").unlink()
    write_shortlist(output)


def _write_compactly(vocabulary: Path) -> None:
    """Spell a vocabulary in its own letters: escaped ones take three times the bytes."""
    pieces = json.loads(vocabulary.read_text("utf-8"))
    text = json.dumps(pieces, ensure_ascii=False, separators=(",", ":"))
    vocabulary.write_text(text, "utf-8", newline="\n")


def write_converted(converter: TransformersConverter, output: Path, quantization: str) -> None:
    """Convert what a converter was made for, over what is in `output`; other files there stay."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        converted = Path(scratch) / "converted"
        converter.convert(str(converted), quantization=quantization)
        for path in converted.iterdir():
            shutil.copyfile(path, output / path.name)


def _place_lexicon(run: Path, folder: Path) -> None:
    """Ship the lexicon that a run showed hints of; a run without one was shown none."""
    (folder / LEXICON_NAME).unlink(missing_ok=True)
    if (run / LEXICON_NAME).exists():
        shutil.copyfile(run / LEXICON_NAME, folder / LEXICON_NAME)


def describe(folder: Path, language: str) -> dict[str, Any]:
    """Return the description of the files in `folder`, with a golden sentence they translate."""
    files = describe_files(folder)
    golden = BundledTranslator(folder).translate([GOLDEN_SOURCE])[0]
    return {
        "name": f"dragoman-compact-en-{language}",
        "revision": revision(files),
        "family": "marian",
        "task": "translation",
        "source_language": "en",
        "target_languages": [language],
        "target_tokens": {language: ""},
        "licence": "CC-BY-4.0",
        "num_beams": 4,
        "max_source_tokens": MAX_SOURCE_TOKENS,
        "files": files,
        "golden": {"source": GOLDEN_SOURCE, "target": golden, "target_language": language},
        "scores": {},
    }


def main(arguments: list[str] | None = None) -> None:
    """Export one model from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--model", type=Path, required=True, help="Hugging Face folder")
    parser.add_argument("--bundled", type=Path, default=BUNDLED)
    options = parser.parse_args(arguments)
    folder = bundle_folder(options.language, options.bundled)
    shipped = read_description(folder) if (folder / DESCRIPTION).exists() else {}
    convert(options.model, folder)
    _place_lexicon(options.model.parent, folder)
    description = describe(folder, options.language)
    # What was measured is of the weights before; `benchmarks.checks.search --record` measures it
    # anew. `training.batches` shows first words in small letters too.
    description["tuning"] = {**shipped.get("tuning", {}), "small_openings": True}
    if shipped and shipped["files"].get(WEIGHTS) == description["files"][WEIGHTS]:
        # These very weights were measured.
        description["scores"] = shipped["scores"]
    write_description(folder, description)
    print(description["name"], description["revision"], description["golden"]["target"])


if __name__ == "__main__":
    main()
