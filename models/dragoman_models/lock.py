"""`dragoman.lock`: which revision each pulled checkpoint was resolved to, and its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from dragoman_models.errors import InvalidInputError
from dragoman_models.fields import Fields
from dragoman_models.files import FileRecord, held, write_text

__all__ = ["LOCK_NAME", "Locked", "read_lock", "write_locked"]

LOCK_NAME: Final = "dragoman.lock"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Locked:
    """Hold one checkpoint's pin.

    `origin` is its repository or address, `requested` the revision that was asked
    for, `revision` the one it was resolved to, `files` the files as they were
    downloaded, `pulled_at` the time in ISO 8601, UTC.
    """

    name: str
    origin: str
    requested: str
    revision: str
    files: Mapping[str, FileRecord]
    pulled_at: str


def read_lock(root: Path) -> Mapping[str, Locked]:
    """Read a store's lock file; a store without one has no pins.

    Raises:
        InvalidInputError: the file is damaged. It is not passed over, because
            that would take another revision than the one that was chosen.
        OSError: it cannot be read.
    """
    path = root / LOCK_NAME
    if not path.exists():
        return MappingProxyType({})
    try:
        fields = Fields("it", {"table": json.loads(path.read_text("utf-8"))})
        fields = Fields("it", fields.table("table"))
        fields.choice("version", (str(_VERSION),))
        entries = fields.table("checkpoints")
        return MappingProxyType({name: _read(name, entries) for name in entries})
    except (ValueError, InvalidInputError) as exc:
        raise InvalidInputError(
            LOCK_NAME, f"{path} is damaged ({exc}); restore it, or delete it to pull anew"
        ) from exc


def write_locked(root: Path, locked: Locked) -> None:
    """Add or replace one pin, whatever another process is writing at the time.

    Raises:
        InvalidInputError: the file as it is cannot be read.
        OSError: the file cannot be written.
    """
    with held(root / ".locks" / LOCK_NAME, waiting=lambda: None):
        pins = {**read_lock(root), locked.name: locked}
        table = {"version": str(_VERSION), "checkpoints": {n: _dump(p) for n, p in pins.items()}}
        write_text(root / LOCK_NAME, json.dumps(table, ensure_ascii=False, indent=2) + "\n")


def _read(name: str, entries: Mapping[str, object]) -> Locked:
    entry = Fields(LOCK_NAME, entries).table(name)
    fields = Fields(f"{LOCK_NAME}: {name}", entry)
    files: dict[str, FileRecord] = {}
    for file_name in fields.table("files"):
        record = Fields(file_name, Fields(file_name, fields.table("files")).table(file_name))
        files[file_name] = FileRecord(record.whole_number("size", least=0), record.text("sha256"))
    return Locked(
        name=name,
        origin=fields.text("origin"),
        requested=fields.text("requested"),
        revision=fields.text("revision"),
        files=MappingProxyType(files),
        pulled_at=fields.text("pulled_at"),
    )


def _dump(locked: Locked) -> dict[str, object]:
    return {
        "origin": locked.origin,
        "requested": locked.requested,
        "revision": locked.revision,
        "pulled_at": locked.pulled_at,
        "files": {n: {"sha256": r.sha256, "size": r.size} for n, r in locked.files.items()},
    }
