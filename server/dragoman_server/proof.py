"""What a checkpoint must show before an answer of its is used."""

from __future__ import annotations

from typing import TypeAlias

from dragoman_models.errors import CheckpointError, DragomanModelError
from dragoman_models.loading import check_golden
from dragoman_models.manifest import InstalledCheckpoint, read_manifest
from dragoman_models.store import verify_files
from dragoman_models.types import SequenceModel
from dragoman_server.log import logger

__all__ = ["Proof", "unusable"]

# Size, time of change and number of each file; nothing for one that is gone.
_Signature: TypeAlias = tuple[tuple[int, ...], ...]


class Proof:
    """Prove one checkpoint: its files by their hashes, its weights by a golden sentence.

    What was proved once is not proved again: files that have the size, the time
    of change and the inode that they had then are not hashed a second time. One
    caller at a time.
    """

    def __init__(self, installed: InstalledCheckpoint) -> None:
        self._installed = installed
        self._verified: _Signature | None = None
        self._answered = False
        self._refused: tuple[_Signature, CheckpointError] | None = None

    @property
    def failure(self) -> CheckpointError | None:
        """Give the error that the checkpoint was refused for, as long as its files are the same.

        One that was mended on the disk is worth another try.
        """
        refused = self._refused
        if refused is None or refused[0] != _signature(self._installed):
            return None
        return refused[1]

    def check_files(self) -> None:
        """See that the files are those that were installed.

        Raises:
            CheckpointError: they are not; the message says what to do.
        """
        signature = _signature(self._installed)
        if signature == self._verified:
            return
        if _is_another(self._installed):
            name = self._installed.checkpoint.name
            raise CheckpointError(
                name,
                f"checkpoint {name!r} was installed anew since the server read it;"
                " restart the server to use it",
            )
        verify_files(self._installed)
        self._verified = signature

    def check_answer(self, model: SequenceModel) -> None:
        """Have the model answer its golden sentence, the first time.

        Raises:
            CheckpointError: it answers something else, or cannot answer.
        """
        if self._answered:
            return
        try:
            check_golden(model, self._installed.checkpoint.golden)
        except CheckpointError:
            raise
        except DragomanModelError as exc:
            raise unusable(self._installed, exc) from exc
        self._answered = True

    def accept(self) -> bool:
        """Forget what the checkpoint was refused for, and say whether there was anything."""
        refused, self._refused = self._refused, None
        return refused is not None

    def refuse(self, error: CheckpointError) -> None:
        """Remember and log why the checkpoint cannot be used, an error once."""
        if self._refused is None or self._refused[1] is not error:
            logger().error("checkpoint_failed", checkpoint=error.name, reason=str(error))
        self._refused = (_signature(self._installed), error)


def unusable(installed: InstalledCheckpoint, reason: Exception) -> CheckpointError:
    """Make the error of a checkpoint that is whole and that still cannot be used."""
    name = installed.checkpoint.name
    return CheckpointError(name, f"checkpoint {name!r} cannot be loaded: {reason}")


def _signature(installed: InstalledCheckpoint) -> _Signature:
    return tuple(_stat(installed, name) for name in installed.files)


def _stat(installed: InstalledCheckpoint, name: str) -> tuple[int, ...]:
    try:
        found = (installed.path / name).stat()
    except OSError:
        return ()
    return found.st_size, found.st_mtime_ns, found.st_ino


def _is_another(installed: InstalledCheckpoint) -> bool:
    """Say whether a whole checkpoint stands in the folder, and not the one that was read."""
    try:
        present = read_manifest(installed.path, bundled=installed.bundled)
    except CheckpointError:
        return False
    return dict(present.files) != dict(installed.files)
