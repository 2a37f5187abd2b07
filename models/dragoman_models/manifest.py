"""An installed checkpoint and its `checkpoint.json`: what it is and which files it has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from dragoman_models.catalog import Checkpoint, read_checkpoint
from dragoman_models.errors import CheckpointCorruptedError, InvalidInputError
from dragoman_models.fields import Fields
from dragoman_models.files import FileRecord, record_of, write_text
from dragoman_models.types import CheckpointIdentity

__all__ = ["MANIFEST_NAME", "InstalledCheckpoint", "read_manifest", "write_manifest"]

MANIFEST_NAME: Final = "checkpoint.json"


@dataclass(frozen=True, slots=True)
class InstalledCheckpoint:
    """Hold a checkpoint on disk in CTranslate2's format.

    `files` lists every file but `checkpoint.json` itself. `add_source_eos` says
    that CTranslate2 puts `</s>` at a source's end by itself, as it does for
    checkpoints that were converted from Marian's own format; the caller puts it
    there for all others.
    """

    checkpoint: Checkpoint
    path: Path
    revision: str
    files: Mapping[str, FileRecord]
    bundled: bool
    add_source_eos: bool = False

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the weights."""
        return CheckpointIdentity(name=self.checkpoint.name, revision=self.revision)

    @property
    def size_bytes(self) -> int:
        """Add up the sizes of the files."""
        return sum(record.size for record in self.files.values())


def read_manifest(folder: Path, *, bundled: bool) -> InstalledCheckpoint:
    """Read a folder's `checkpoint.json`, and see that each file is there at its size.

    Contents are not hashed, which would take seconds: that is `Store.verify`.

    Raises:
        CheckpointCorruptedError: the folder is no checkpoint, or not a whole one.
    """
    try:
        return _read(folder, bundled=bundled)
    except (OSError, ValueError, InvalidInputError) as exc:
        raise CheckpointCorruptedError(folder.name, _reason(exc)) from exc


def write_manifest(folder: Path, checkpoint: Checkpoint, *, revision: str) -> None:
    """Write `checkpoint.json` into a folder of converted files, with their hashes.

    Raises:
        OSError: the folder cannot be read or written.
    """
    names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST_NAME)
    records = {name: record_of(folder / name) for name in names}
    manifest = {
        **_description(checkpoint),
        "revision": revision,
        "add_source_eos": _add_source_eos(folder),
        "files": {name: {"sha256": r.sha256, "size": r.size} for name, r in records.items()},
    }
    write_text(folder / MANIFEST_NAME, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")


def _read(folder: Path, *, bundled: bool) -> InstalledCheckpoint:
    values = json.loads((folder / MANIFEST_NAME).read_text("utf-8"))
    if not isinstance(values, dict):
        raise InvalidInputError(MANIFEST_NAME, f"{MANIFEST_NAME} holds no table")
    fields = Fields(MANIFEST_NAME, _completed(values, bundled=bundled))
    name = fields.text("name")
    if name != folder.name:
        raise fields.refuse("name", f"is {name!r}, but the folder is {folder.name!r}")
    installed = InstalledCheckpoint(
        checkpoint=read_checkpoint(name, fields),
        path=folder,
        revision=fields.text("revision"),
        files=_read_files(fields),
        bundled=bundled,
        add_source_eos=fields.truth("add_source_eos", default=_add_source_eos(folder)),
    )
    _check_sizes(installed)
    return installed


def _completed(values: dict[str, object], *, bundled: bool) -> dict[str, object]:
    """Fill in what a training recipe leaves out, and bring its scores into our shape."""
    languages = values.get("target_languages") or [values.get("source_language", "en")]
    tokens = values.get("target_tokens")
    completed = {
        **values,
        "target_languages": languages,
        "scores": _by_language(values.get("scores"), languages),
    }
    if isinstance(tokens, dict):
        # An empty token is another way to say that there is one target.
        completed["target_tokens"] = {code: token for code, token in tokens.items() if token}
    return {**completed, "format": "bundled"} if bundled else completed


def _by_language(scores: object, languages: object) -> object:
    """Turn scores by test set, or without any order, into those of the first target.

    Scores are for showing, so what is no number costs only the showing.
    """
    if not isinstance(scores, dict) or not isinstance(languages, list):
        return {}
    if all(key in languages for key in scores):
        return scores
    flat: dict[str, float] = {}
    for key, value in scores.items():
        measures = value.items() if isinstance(value, dict) else [("", value)]
        for measure, number in measures:
            if isinstance(number, int | float):
                flat[f"{measure} on {key}" if measure else key] = number
    return {languages[0]: flat}


def _read_files(fields: Fields) -> Mapping[str, FileRecord]:
    records: dict[str, FileRecord] = {}
    for name, value in fields.table("files").items():
        if not isinstance(value, Mapping) or Path(name).name != name:
            raise fields.refuse(f"files.{name}", "must be a plain name with a size and a sha256")
        record = Fields(f"{MANIFEST_NAME}: files.{name}", value)
        records[name] = FileRecord(record.whole_number("size", least=0), record.text("sha256"))
    if not records:
        raise fields.refuse("files", "lists no file")
    return MappingProxyType(records)


def _check_sizes(installed: InstalledCheckpoint) -> None:
    for name, record in installed.files.items():
        size = (installed.path / name).stat().st_size
        if size != record.size:
            raise InvalidInputError(name, f"{name} has {size} bytes, not {record.size}")


def _description(checkpoint: Checkpoint) -> dict[str, object]:
    golden = checkpoint.golden
    return {
        "name": checkpoint.name,
        "task": checkpoint.task,
        "family": checkpoint.family,
        "format": checkpoint.format,
        "source_language": checkpoint.source_language,
        "target_languages": list(checkpoint.target_languages),
        "target_tokens": dict(checkpoint.target_tokens),
        "repo_id": checkpoint.repo_id,
        "url": checkpoint.url,
        "licence": checkpoint.licence,
        "num_beams": checkpoint.num_beams,
        "max_source_tokens": checkpoint.max_source_tokens,
        "size_bytes": checkpoint.size_bytes,
        "scores": {language: dict(values) for language, values in checkpoint.scores.items()},
        "rank": dict(checkpoint.rank),
        "prompts": dict(checkpoint.prompts),
        "tuning": {
            "low_scores": dict(checkpoint.tuning.low_scores),
            "repetition_penalties": dict(checkpoint.tuning.repetition_penalties),
            "coverage_penalties": dict(checkpoint.tuning.coverage_penalties),
            "small_openings": checkpoint.tuning.small_openings,
        },
        "golden": {
            "source": golden.source,
            "target": golden.target,
            "target_language": golden.target_language,
        },
    }


def _add_source_eos(folder: Path) -> bool:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    return isinstance(config, dict) and config.get("add_source_eos") is True


def _reason(exc: Exception) -> str:
    if isinstance(exc, FileNotFoundError):
        return f"{Path(str(exc.filename)).name} is missing"
    if isinstance(exc, json.JSONDecodeError):
        return f"a JSON file cannot be read: {exc}"
    return str(exc)
