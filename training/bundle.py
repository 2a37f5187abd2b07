"""A bundled checkpoint folder: CTranslate2 weights, SentencePiece models, and `checkpoint.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import sentencepiece

from dragoman_models.moses import normalise_punctuation
from training.tokenizer import EOS

__all__ = [
    "BundledTranslator",
    "bundle_folder",
    "describe_files",
    "read_description",
    "revision",
    "write_description",
]

DESCRIPTION = "checkpoint.json"
CARD = "README.md"
BUNDLED = Path("models/dragoman_models/bundled")


def bundle_folder(language: str, bundled: Path = BUNDLED) -> Path:
    """Return the folder of the bundled English-to-`language` checkpoint."""
    return bundled / f"dragoman-compact-en-{language}"


def describe_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return SHA-256 and size in bytes of every file but the description and the card."""
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name not in (DESCRIPTION, CARD))
    return {
        path.name: {
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "size": path.stat().st_size,
        }
        for path in files
    }


def revision(files: dict[str, dict[str, Any]]) -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 over lines of `hash  name`, by name."""
    listing = "".join(f"{files[name]['sha256']}  {name}\n" for name in sorted(files))
    return hashlib.sha256(listing.encode()).hexdigest()[:12]


def read_description(folder: Path) -> dict[str, Any]:
    """Read `checkpoint.json`."""
    description: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    return description


def write_description(folder: Path, description: dict[str, Any]) -> None:
    """Write `checkpoint.json`."""
    text = json.dumps(description, ensure_ascii=False, indent=2)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")


class BundledTranslator:
    """Translate single segments with a bundled checkpoint; needs no torch."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self._target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
        self._translator = ctranslate2.Translator(
            str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
        )

    def translate(
        self, texts: Sequence[str], *, num_beams: int = 4, max_new_tokens: int = 200
    ) -> list[str]:
        """Return one translation a text, without any check or retry."""
        tokens = [
            [*self._source.encode(normalise_punctuation(text), out_type=str), EOS] for text in texts
        ]
        results = self._translator.translate_batch(
            tokens,
            beam_size=num_beams,
            max_batch_size=2048,
            batch_type="tokens",
            max_decoding_length=max_new_tokens,
        )
        return [self._target.decode_pieces(result.hypotheses[0]) for result in results]
