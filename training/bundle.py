"""A bundled checkpoint folder: CTranslate2 weights, SentencePiece models, and `checkpoint.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ctranslate2

from dragoman_models.decoding import Decoder
from dragoman_models.hints import read_lexicon
from dragoman_models.shortlist import SHORTLIST_NAME
from dragoman_models.tokens import MarianTokens
from dragoman_models.types import DecodingOptions
from training.tokenizer import EOS

__all__ = [
    "BundledTranslator",
    "bundle_folder",
    "describe_files",
    "opens_small",
    "read_description",
    "revision",
    "tuned_search",
    "write_description",
]

DESCRIPTION = "checkpoint.json"
CARD = "README.md"
BUNDLED = Path("models/dragoman_models/bundled")
_LONGEST_TARGET = 200
"""In tokens."""
_BATCH = 32
_PLAIN_SEARCH = DecodingOptions()


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


def tuned_search(description: Mapping[str, Any], language: str) -> DecodingOptions:
    """Return the search that `checkpoint.json` says the service begins with."""
    tuning = description.get("tuning", {})
    beams = description["num_beams"]
    return DecodingOptions(
        num_beams=beams,
        num_hypotheses=beams,
        repetition_penalty=tuning.get("repetition_penalties", {}).get(language, 1.0),
        coverage_penalty=tuning.get("coverage_penalties", {}).get(language, 0.0),
    )


def opens_small(description: Mapping[str, Any]) -> bool:
    """Tell whether the service writes the first words of sentences small for this checkpoint."""
    return bool(description.get("tuning", {}).get("small_openings", False))


class BundledTranslator:
    """Translate single segments with a bundled checkpoint; needs no torch."""

    def __init__(self, folder: Path, *, small_openings: bool = False, threads: int = 1) -> None:
        vocabulary = json.loads((folder / "shared_vocabulary.json").read_text(encoding="utf-8"))
        self._tokens = MarianTokens(
            folder, vocabulary, small_openings=small_openings, lexicon=read_lexicon(folder)
        )
        translator = ctranslate2.Translator(
            str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
        )
        self._decoder = Decoder(
            translator,
            self._tokens.decode,
            EOS,
            positions=_LONGEST_TARGET,
            special=frozenset({EOS}),
            shortlisted=(folder / SHORTLIST_NAME).exists(),
        )

    def translate(
        self, texts: Sequence[str], *, search: DecodingOptions = _PLAIN_SEARCH
    ) -> list[str]:
        """Return the first hypothesis of each text, without any check or retry."""
        sources = [self._tokens.encode(text) for text in texts]
        # Sources of like length share a batch.
        order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
        targets = [""] * len(sources)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            batch = [sources[i] for i in chosen]
            found = self._decoder.decode(batch, search, max_new_tokens=_LONGEST_TARGET)
            for i, (best, *_) in zip(chosen, found, strict=True):
                targets[i] = best.text
        return targets
