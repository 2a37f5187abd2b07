"""Pulling: a published checkpoint comes to this machine whole, or not at all.

Everything happens in `ROOT/.partial/NAME/`: `source-REVISION/` is downloaded and
outlives a killed process, `unpacked/` and `converted/` are made anew by the next.
Only a checkpoint that answered its golden sentence is renamed into `ROOT/NAME`.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, unique
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

from dragoman_models.archive import extract
from dragoman_models.catalog import Checkpoint
from dragoman_models.conversion import to_ctranslate2
from dragoman_models.download import Promise, RemoteFile, fetch
from dragoman_models.errors import CheckpointError
from dragoman_models.files import (
    FileRecord,
    held,
    record_of,
    recover_folder,
    replace_folder,
    sync_folder,
)
from dragoman_models.hub import Remote, resolve
from dragoman_models.lock import Locked, read_lock, write_locked
from dragoman_models.manifest import InstalledCheckpoint, read_manifest, write_manifest
from dragoman_models.retrying import RetryPolicy
from dragoman_models.store import Store, pull_lock, workshop_of

__all__ = ["GoldenCheck", "Progress", "ProgressReport", "Stage", "answer_golden", "pull"]

_UNPINNED: Final = "main"
_SOURCE_PREFIX: Final = "source-"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]")


@unique
class Stage(Enum):
    """Name the stages of a pull, in their order."""

    WAITING = "waiting for another process"
    DOWNLOADING = "downloading"
    CONVERTING = "converting"
    CHECKING = "checking"
    INSTALLED = "installed"


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """Say how far a pull is; `done` and `total` count bytes of one file.

    `total` is None where the server does not say; both are 0 in other stages
    than DOWNLOADING.
    """

    stage: Stage
    file: str = ""
    done: int = 0
    total: int | None = 0


Progress: TypeAlias = Callable[[ProgressReport], None]
GoldenCheck: TypeAlias = Callable[[InstalledCheckpoint], None]


def answer_golden(installed: InstalledCheckpoint) -> None:
    """Load a checkpoint and have it answer its golden sentence.

    Raises:
        CheckpointCorruptedError: it cannot be loaded.
        GoldenSentenceError: the answer is wrong.
    """
    from dragoman_models.loading import check_golden, load  # heavy to import

    check_golden(load(installed), installed.checkpoint.golden)


def pull(
    checkpoint: Checkpoint,
    store: Store,
    *,
    endpoint: str | None = None,
    progress: Progress = lambda _: None,
    retry: RetryPolicy | None = None,
    check: GoldenCheck = answer_golden,
    upgrade: bool = False,
) -> InstalledCheckpoint:
    """Download, convert and install a checkpoint; what is there already is kept.

    The revision is the one in `dragoman.lock` where there is one, else the
    catalog's; `upgrade` asks the hub anew. A pull that was killed goes on where it
    stopped. Two processes that pull one checkpoint go one after the other.

    Raises:
        DownloadError: the hub cannot be reached or sends something else.
        ConversionError: the checkpoint cannot be converted.
        GoldenSentenceError: it does not answer its golden sentence.
        CheckpointError: it is bundled, or the store's folder cannot be used.
        InvalidInputError: `dragoman.lock` is damaged.
    """
    if checkpoint.format == "bundled" or store.root is None:
        reason = "comes with the package" if store.root else "has no folder to be pulled to"
        raise CheckpointError(
            checkpoint.name, f"checkpoint {checkpoint.name!r} {reason}: nothing to pull"
        )
    job = _Job(checkpoint, store, store.root, endpoint, progress, retry or RetryPolicy(), check)
    try:
        with held(
            pull_lock(store.root, checkpoint.name),
            waiting=lambda: progress(ProgressReport(Stage.WAITING)),
        ):
            return job.run(upgrade=upgrade)
    except OSError as exc:
        raise CheckpointError(
            checkpoint.name,
            f"cannot write checkpoint {checkpoint.name!r} to {store.root}: {exc}; "
            "choose another folder by --store, or make room",
        ) from exc


@dataclass(frozen=True, slots=True)
class _Job:
    """Hold one pull under way."""

    checkpoint: Checkpoint
    store: Store
    root: Path
    endpoint: str | None
    progress: Progress
    retry: RetryPolicy
    check: GoldenCheck

    @property
    def place(self) -> Path:
        return self.root / self.checkpoint.name

    @property
    def workshop(self) -> Path:
        return workshop_of(self.root, self.checkpoint.name)

    def run(self, *, upgrade: bool) -> InstalledCheckpoint:
        recover_folder(self.place)
        pin = None if upgrade else self._pin()
        installed = self._installed()
        if installed is not None and not upgrade and self._is_wanted(installed, pin):
            return self._kept(installed)
        remote = self._resolve(pin)
        if installed is not None and installed.revision == remote.revision:
            return self._kept(installed)
        return self._fetch_and_install(remote)

    def _kept(self, installed: InstalledCheckpoint) -> InstalledCheckpoint:
        if self._pin() is None:
            # The last pull was killed before it wrote its pin, or the pin was lost.
            self._lock(installed.revision, self._downloaded())
        return self._finished(installed)

    def _pin(self) -> Locked | None:
        """Give the lock file's entry, unless the catalog now asks for something else."""
        locked = read_lock(self.root).get(self.checkpoint.name)
        if locked is None or locked.origin != _origin(self.checkpoint):
            return None
        return locked if locked.requested == self.checkpoint.revision else None

    def _installed(self) -> InstalledCheckpoint | None:
        """Give what is installed, if it is whole and of the same origin."""
        try:
            installed = self.store.verify(self.checkpoint.name)
        except CheckpointError:
            return None
        return installed if _origin(installed.checkpoint) == _origin(self.checkpoint) else None

    def _is_wanted(self, installed: InstalledCheckpoint, pin: Locked | None) -> bool:
        if pin is not None:
            return installed.revision == pin.revision
        return self.checkpoint.revision in (_UNPINNED, installed.revision)

    def _resolve(self, pin: Locked | None) -> Remote:
        revision = self.checkpoint.revision if pin is None else pin.revision
        remote = resolve(
            self.checkpoint, revision=revision, endpoint=self.endpoint, retry=self.retry
        )
        if pin is None:
            return remote
        return replace(remote, files=tuple(_pinned(file, pin) for file in remote.files))

    def _fetch_and_install(self, remote: Remote) -> InstalledCheckpoint:
        source = self._prepare(remote)
        self._check_room(remote, source)
        records = {file.name: self._fetch(file, source) for file in remote.files}
        revision = _content_revision(remote, records)
        self.progress(ProgressReport(Stage.CONVERTING))
        converted = self._convert(source, remote)
        write_manifest(converted, self.checkpoint, revision=revision)
        self.progress(ProgressReport(Stage.CHECKING))
        self.check(read_manifest(converted, bundled=False))
        sync_folder(converted)
        replace_folder(converted, self.place)
        self._lock(revision, records)
        return self._finished(read_manifest(self.place, bundled=False))

    def _prepare(self, remote: Remote) -> Path:
        """Make the source's folder, and clear away what other pulls left beside it."""
        source = self.workshop / (_SOURCE_PREFIX + _UNSAFE.sub("_", remote.revision))
        source.mkdir(parents=True, exist_ok=True)
        for stale in self.workshop.iterdir():
            if stale != source:
                shutil.rmtree(stale)
        return source

    def _check_room(self, remote: Remote, source: Path) -> None:
        total = sum(file.size or 0 for file in remote.files)
        present = sum(path.stat().st_size for path in source.iterdir())
        # int8 weights are a quarter of the size of what they are made from.
        needed = max(0, total - present) + total // 4
        free = shutil.disk_usage(source).free
        if needed > free:
            raise OSError(f"{needed:,} bytes are needed and {free:,} are free")

    def _fetch(self, file: RemoteFile, source: Path) -> FileRecord:
        return fetch(
            file,
            source,
            retry=self.retry,
            progress=lambda done, total: self.progress(
                ProgressReport(Stage.DOWNLOADING, file.name, done, total)
            ),
        )

    def _convert(self, source: Path, remote: Remote) -> Path:
        converted, unpacked = self.workshop / "converted" / self.checkpoint.name, source
        converted.parent.mkdir()
        if self.checkpoint.format == "marian-zip":
            unpacked = self.workshop / "unpacked"
            unpacked.mkdir()
            extract(source / remote.files[0].name, unpacked, name=self.checkpoint.name)
        to_ctranslate2(unpacked, converted, checkpoint=self.checkpoint)
        return converted

    def _downloaded(self) -> dict[str, FileRecord]:
        sources = self.workshop.glob(f"{_SOURCE_PREFIX}*/*")
        return {path.name: record_of(path) for path in sources}

    def _lock(self, revision: str, records: dict[str, FileRecord]) -> None:
        write_locked(
            self.root,
            Locked(
                name=self.checkpoint.name,
                origin=_origin(self.checkpoint),
                requested=self.checkpoint.revision,
                revision=revision,
                files=MappingProxyType(records),
                pulled_at=datetime.now(UTC).isoformat(timespec="seconds"),
            ),
        )

    def _finished(self, installed: InstalledCheckpoint) -> InstalledCheckpoint:
        shutil.rmtree(self.workshop, ignore_errors=True)
        self.progress(ProgressReport(Stage.INSTALLED))
        return installed


def _origin(checkpoint: Checkpoint) -> str:
    return checkpoint.url or str(checkpoint.repo_id)


def _content_revision(remote: Remote, records: Mapping[str, FileRecord]) -> str:
    """Name an archive that has no revision of its own by its content."""
    if remote.revision != _UNPINNED:
        return remote.revision
    (record,) = records.values()
    return f"sha256-{record.sha256[:16]}"


def _pinned(file: RemoteFile, pin: Locked) -> RemoteFile:
    record = pin.files.get(file.name)
    if record is None:
        return file
    promise = Promise("sha256", record.sha256, "dragoman.lock")
    return replace(file, promises=(*file.promises, promise))
