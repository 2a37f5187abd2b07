"""A bundled checkpoint as an Argos package, which LibreTranslate and Argos Translate install.

A package is a zip of one folder: `metadata.json` names the languages, `model/`
is a CTranslate2 model, `sentencepiece.model` cuts the source and joins the
target, and a folder `spacy/`, `stanza/` or `minisbd/` may bring a splitter of
sentences. Argos Translate appends no `</s>` to a source; CTranslate2 does, where
`model/config.json` says `add_source_eos`, so the package's copy says so.

Argos Translate knows one SentencePiece model and ours are two, one for each side.
The package holds the source's: it joins target pieces that it does not know by
the same rule, a `▁` for a space, since `SentencePieceProcessor.decode_pieces`
hands unknown pieces back as they are and Argos Translate replaces what `▁` is left.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dragoman_models.languages import LANGUAGES

__all__ = ["PACKAGE_SUFFIX", "pack", "package_name"]

PACKAGE_SUFFIX: Final = ".argosmodel"
_SOURCE: Final = "en"
_MODEL_FILES: Final = ("model.bin", "shared_vocabulary.json")
_SPLITTER: Final = "spacy"
# Dates in a zip would make it differ from build to build.
_DATE: Final = (1980, 1, 1, 0, 0, 0)


def package_name(language: str) -> str:
    """Name the package from English to a language as Argos Translate's index does."""
    return f"translate-{_SOURCE}_{language}"


def pack(checkpoint: Path, folder: Path, *, language: str, splitter: Path | None = None) -> Path:
    """Write a bundled checkpoint as an Argos package into `folder` and return its path.

    `splitter` is a folder of a spaCy pipeline to ship as the package's own.

    Raises:
        FileNotFoundError: the checkpoint lacks a file that a package needs.
    """
    name = package_name(language)
    path = folder / f"{name}{PACKAGE_SUFFIX}"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for member, content in _members(checkpoint, language, splitter):
            package.writestr(zipfile.ZipInfo(f"{name}/{member}", _DATE), content)
    return path


def _members(checkpoint: Path, language: str, splitter: Path | None) -> Iterator[tuple[str, bytes]]:
    yield "metadata.json", _as_json(_metadata(language))
    yield "sentencepiece.model", (checkpoint / "source.spm").read_bytes()
    yield "model/config.json", _as_json(_config(checkpoint))
    for name in _MODEL_FILES:
        yield f"model/{name}", (checkpoint / name).read_bytes()
    if splitter is None:
        return
    for path in sorted(splitter.rglob("*")):
        if path.is_file():
            yield f"{_SPLITTER}/{path.relative_to(splitter).as_posix()}", path.read_bytes()


def _metadata(language: str) -> dict[str, object]:
    return {
        "package_version": "1.0",
        "argos_version": "1.9",
        "from_code": _SOURCE,
        "from_name": "English",
        "to_code": language,
        "to_name": LANGUAGES[language].name,
        "links": [],
    }


def _config(checkpoint: Path) -> dict[str, object]:
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    return {**config, "add_source_eos": True}


def _as_json(value: dict[str, object]) -> bytes:
    return json.dumps(value, indent=2).encode()
