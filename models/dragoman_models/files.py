"""Files that must survive a crash: hashes, atomic writes, whole folders put in place."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = [
    "FileRecord",
    "git_blob_sha1",
    "held",
    "record_of",
    "recover_folder",
    "replace_folder",
    "sync_folder",
    "write_text",
]

_CHUNK_BYTES: Final = 1 << 20
_RETIRED_SUFFIX: Final = ".retired"


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Hold what a file must be: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


def record_of(path: Path) -> FileRecord:
    """Measure and hash a file.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        return FileRecord(size=stream.tell(), sha256=digest.hexdigest())


def git_blob_sha1(path: Path) -> str:
    """Hash a file as git does, with the header "blob SIZE NUL" before its bytes.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file so that a reader sees the old content or the new, never a part.

    The caller sees to it that nobody else writes it at the time.

    Raises:
        OSError: the folder cannot be written to.
    """
    draft = path.with_name(f".{path.name}.draft")
    try:
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a flat folder's files, and then its list of names, reach the disk."""
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)


def replace_folder(folder: Path, place: Path) -> None:
    """Move a finished folder into its place, where an older one may stand.

    Both are on one file system. A process killed between the two renames leaves
    the older folder beside the place, and `recover_folder` puts it back.
    """
    if place.exists():
        shutil.rmtree(_retired(place), ignore_errors=True)
        place.rename(_retired(place))
    folder.rename(place)
    _sync(place.parent)
    shutil.rmtree(_retired(place), ignore_errors=True)


def recover_folder(place: Path) -> None:
    """Undo a `replace_folder` that was killed: put the older folder back, or drop it."""
    retired = _retired(place)
    if retired.exists() and not place.exists():
        retired.rename(place)
    shutil.rmtree(retired, ignore_errors=True)


@contextmanager
def held(path: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold a lock file; call `waiting` once if another process has it, and wait.

    The kernel frees the lock of a process that dies, however it dies. The file
    stays: removing it would let two processes hold two files of one name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _retired(place: Path) -> Path:
    return place.with_name(f".{place.name}{_RETIRED_SUFFIX}")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
