"""OPUS-MT's zip archives: the few members that a conversion needs, and nothing else."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import yaml

from dragoman_models.errors import ConversionError

__all__ = ["DECODER_NAME", "MarianFiles", "extract", "read_decoder"]

DECODER_NAME: Final = "decoder.yml"
_TOKENIZERS: Final = ("source.spm", "target.spm")
# Marian's settings are a page of text; what is larger is something else.
_LARGEST_DECODER_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class MarianFiles:
    """Name the files of a Marian checkpoint: the weights, and one vocabulary or two."""

    weights: str
    vocabularies: tuple[str, ...]


def extract(archive: Path, folder: Path, *, name: str) -> None:
    """Unpack the weights, the vocabularies and the tokenizers of a checkpoint.

    Members are looked up by the names that `decoder.yml` gives and written under
    their last part alone, so no member can land outside the folder. Their CRC is
    checked on the way.

    Raises:
        ConversionError: the archive is damaged, or lacks a member.
        OSError: the folder cannot be written to.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            _extract(opened, folder, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as exc:
        raise ConversionError(name, f"{archive.name} is not a sound zip archive: {exc}") from exc


def read_decoder(folder: Path, *, name: str) -> MarianFiles:
    """Read which files `decoder.yml` names.

    Raises:
        ConversionError: the file is missing, or names none.
    """
    try:
        settings = yaml.safe_load((folder / DECODER_NAME).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as exc:
        raise ConversionError(name, f"{DECODER_NAME} cannot be read: {exc}") from exc
    if not isinstance(settings, Mapping):
        raise ConversionError(name, f"{DECODER_NAME} holds no settings")
    models, vocabularies = (_names(settings.get(key)) for key in ("models", "vocabs"))
    if not models or not vocabularies:
        raise ConversionError(name, f"{DECODER_NAME} names no models or no vocabs")
    return MarianFiles(models[0], vocabularies)


def _extract(opened: zipfile.ZipFile, folder: Path, name: str) -> None:
    members = {each.filename: each for each in opened.infolist() if not each.is_dir()}
    decoder = _member(members, DECODER_NAME, name)
    if decoder.file_size > _LARGEST_DECODER_BYTES:
        raise ConversionError(name, f"{DECODER_NAME} is too large to be what it should be")
    _write(opened, decoder, folder)
    files = read_decoder(folder, name=name)
    for wanted in dict.fromkeys((files.weights, *files.vocabularies, *_TOKENIZERS)):
        _write(opened, _member(members, wanted, name), folder)


def _member(members: Mapping[str, zipfile.ZipInfo], wanted: str, name: str) -> zipfile.ZipInfo:
    found = [each for path, each in members.items() if PurePosixPath(path).name == wanted]
    if not found:
        raise ConversionError(name, f"the archive has no {wanted}")
    return min(found, key=lambda each: len(PurePosixPath(each.filename).parts))


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> None:
    place = folder / PurePosixPath(member.filename).name
    with opened.open(member) as source, place.open("wb") as target:
        shutil.copyfileobj(source, target)


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(PurePosixPath(str(each)).name for each in value)
