"""The checkpoints on this machine: those that came with the package, and those pulled."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from dragoman_models.catalog import Catalog, load_catalog
from dragoman_models.errors import (
    CheckpointCorruptedError,
    CheckpointError,
    CheckpointMissingError,
)
from dragoman_models.files import FileRecord, held, record_of
from dragoman_models.manifest import InstalledCheckpoint, read_manifest

__all__ = [
    "BrokenCheckpoint",
    "FileRecord",
    "InstalledCheckpoint",
    "Inventory",
    "Store",
    "default_root",
    "pull_lock",
    "verify_files",
    "workshop_of",
]

_BUNDLED_FOLDER: Final = "bundled"
_PARTIAL: Final = ".partial"


@dataclass(frozen=True, slots=True)
class BrokenCheckpoint:
    """Hold a folder that should be a checkpoint, and the reason why it is none."""

    name: str
    path: Path
    reason: str
    bundled: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """Hold what a look at the disk found."""

    installed: tuple[InstalledCheckpoint, ...]
    broken: tuple[BrokenCheckpoint, ...]


def verify_files(installed: InstalledCheckpoint) -> None:
    """Hash every file, and hold it against what was read of the checkpoint, whenever that was.

    Raises:
        CheckpointCorruptedError: a file is gone, or another than the one installed.
    """
    for file_name, record in installed.files.items():
        if _record_or_none(installed.path / file_name) != record:
            raise _corrupted(
                installed.checkpoint.name,
                f"{file_name} is not the file that was installed",
                bundled=installed.bundled,
            )


def default_root(data_home: Path | None = None) -> Path:
    """Name the folder for pulled checkpoints, by the XDG base directory rules.

    `data_home` is the value of `$XDG_DATA_HOME`, which the caller reads; a
    relative one is ignored, as the rules ask.
    """
    if data_home is None or not data_home.is_absolute():
        data_home = Path("~/.local/share").expanduser()
    return data_home / "dragoman" / "checkpoints"


def pull_lock(root: Path, name: str) -> Path:
    """Name the file that is held while a checkpoint is pulled or removed."""
    return root / ".locks" / f"{name}.pull"


def workshop_of(root: Path, name: str) -> Path:
    """Name the folder in which a checkpoint is made before it is put in its place."""
    return root / _PARTIAL / name


class Store:
    """Look checkpoints up on disk; nothing here opens a network connection.

    `root` is the folder of pulled checkpoints, one folder each; None leaves only
    the bundled ones. `catalog` tells names that could be installed from names
    that nobody knows. `bundled` is the folder of those that came with the package.
    """

    def __init__(
        self, root: Path | None, *, catalog: Catalog | None = None, bundled: Path | None = None
    ) -> None:
        self.root = root
        self.catalog = load_catalog() if catalog is None else catalog
        self._bundled = _bundled_folder() if bundled is None else bundled

    def scan(self) -> Inventory:
        """Look at every folder; what is damaged is reported, never raised."""
        found = [
            *_scan_folder(self._bundled, bundled=True),
            *_scan_folder(self.root, bundled=False),
        ]
        installed = [each for each in found if isinstance(each, InstalledCheckpoint)]
        broken = [each for each in found if isinstance(each, BrokenCheckpoint)]
        names = {each.checkpoint.name for each in installed if each.bundled}
        for each in [pulled for pulled in installed if not pulled.bundled]:
            if each.checkpoint.name in names:
                installed.remove(each)
                broken.append(_shadow(each))
        return Inventory(tuple(map(self._ranked, installed)), tuple(broken))

    def installed(self) -> tuple[InstalledCheckpoint, ...]:
        """List the checkpoints that are whole, the bundled ones first."""
        return self.scan().installed

    def installed_for(self, target: str) -> tuple[InstalledCheckpoint, ...]:
        """List the installed checkpoints that translate into a language, best first."""
        return _best_first(
            (e for e in self.installed() if e.checkpoint.task == "translation"), target
        )

    def summarizers(self, language: str = "en") -> tuple[InstalledCheckpoint, ...]:
        """List the installed checkpoints that summarize a language, best first."""
        return _best_first(
            (e for e in self.installed() if e.checkpoint.task == "summarization"), language
        )

    def find(self, name: str) -> InstalledCheckpoint:
        """Look an installed checkpoint up.

        Raises:
            CheckpointCorruptedError: it is there, and not whole.
            CheckpointMissingError: it is known and not installed; the message
                gives the command that installs it.
            UnknownCheckpointError: no checkpoint has this name.
        """
        inventory = self.scan()
        for installed in inventory.installed:
            if installed.checkpoint.name == name:
                return installed
        for broken in inventory.broken:
            if broken.name == name:
                raise _corrupted(broken.name, broken.reason, bundled=broken.bundled)
        remedy = _remedy(name, bundled=self.catalog.checkpoint(name).format == "bundled")
        raise CheckpointMissingError(name, f"checkpoint {name!r} is not installed; {remedy}")

    def verify(self, name: str) -> InstalledCheckpoint:
        """Hash every file of an installed checkpoint.

        Raises:
            CheckpointCorruptedError: a file differs from what was installed.
            CheckpointMissingError: it is known and not installed.
            UnknownCheckpointError: no checkpoint has this name.
        """
        installed = self.find(name)
        verify_files(installed)
        return installed

    def remove(self, name: str) -> None:
        """Delete a pulled checkpoint, whole or broken, and what a pull of it left.

        The revision in `dragoman.lock` stays, so that a later pull gets the same.

        Raises:
            CheckpointError: it came with the package, or cannot be deleted.
            CheckpointMissingError: it is known and not installed.
            UnknownCheckpointError: no checkpoint has this name.
        """
        if (self._bundled / name).is_dir():
            raise CheckpointError(
                name, f"checkpoint {name!r} came with the package and cannot be removed"
            )
        if self.root is None or not _folders_of(self.root, name):
            self.find(name)
            return
        try:
            with held(pull_lock(self.root, name), waiting=lambda: None):
                _delete(self.root, name)
        except OSError as exc:
            raise CheckpointError(name, f"cannot remove checkpoint {name!r}: {exc}") from exc

    def is_interrupted(self, name: str) -> bool:
        """Say whether a pull of a checkpoint was cut off; pulling again goes on from there."""
        return self.root is not None and workshop_of(self.root, name).is_dir()

    def _ranked(self, installed: InstalledCheckpoint) -> InstalledCheckpoint:
        known = self.catalog.checkpoints.get(installed.checkpoint.name)
        if known is None:
            return installed
        # The catalog's rank, not the one written at the time of the pull, so that
        # a newer catalog, or a user's own, can change the order.
        return replace(installed, checkpoint=replace(installed.checkpoint, rank=known.rank))


def _bundled_folder() -> Path:
    return Path(str(files("dragoman_models"))) / _BUNDLED_FOLDER


def _scan_folder(
    root: Path | None, *, bundled: bool
) -> list[InstalledCheckpoint | BrokenCheckpoint]:
    if root is None or not root.exists():
        return []
    try:
        folders = sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError as exc:
        return [BrokenCheckpoint(root.name, root, f"cannot be read: {exc}", bundled)]
    # Python leaves such a folder wherever a module was imported from.
    return [_read(path, bundled=bundled) for path in folders if path.name != "__pycache__"]


def _read(folder: Path, *, bundled: bool) -> InstalledCheckpoint | BrokenCheckpoint:
    try:
        return read_manifest(folder, bundled=bundled)
    except CheckpointCorruptedError as exc:
        return BrokenCheckpoint(folder.name, folder, str(exc), bundled)


def _shadow(pulled: InstalledCheckpoint) -> BrokenCheckpoint:
    return BrokenCheckpoint(
        pulled.checkpoint.name, pulled.path, "has the name of a bundled checkpoint", bundled=False
    )


def _best_first(
    installed: Iterable[InstalledCheckpoint], target: str
) -> tuple[InstalledCheckpoint, ...]:
    chosen = (each for each in installed if target in each.checkpoint.target_languages)
    return tuple(sorted(chosen, key=lambda e: (e.checkpoint.rank_for(target), e.checkpoint.name)))


def _folders_of(root: Path, name: str) -> list[Path]:
    if Path(name).name != name or name.startswith("."):
        return []
    places = (root / name, workshop_of(root, name))
    return [place for place in places if place.is_dir()]


def _delete(root: Path, name: str) -> None:
    # Out of the way first, so that nobody meets half of it.
    workshop = workshop_of(root, name)
    workshop.mkdir(parents=True, exist_ok=True)
    if (root / name).is_dir():
        (root / name).rename(workshop / f"removed-{time.time_ns()}")
    shutil.rmtree(workshop)


def _record_or_none(path: Path) -> FileRecord | None:
    try:
        return record_of(path)
    except OSError:
        return None


def _corrupted(name: str, reason: str, *, bundled: bool) -> CheckpointCorruptedError:
    return CheckpointCorruptedError(
        name, f"checkpoint {name!r} is damaged: {reason}; {_remedy(name, bundled=bundled)}"
    )


def _remedy(name: str, *, bundled: bool) -> str:
    if bundled:
        return "it comes with the package: install the package again"
    return f"run: dragoman models pull {name}"
