"""The weights of one checkpoint: on the disk until they are needed, then in memory, then not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import ctranslate2

from dragoman_models.errors import CheckpointCorruptedError
from dragoman_models.heaps import give_back
from dragoman_models.types import SequenceModel

__all__ = ["LoadableModel", "LoadableWeights", "unloadable"]

_WEIGHTS_NAME: Final = "model.bin"
# How long CTranslate2 may go on counting a batch as active after it gave its result.
_PATIENCE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.0005


class LoadableWeights:
    """Stand where a `ctranslate2.Translator` stands, with its weights in memory or not.

    The first search loads them, once for all threads, and so does the first one
    after `unload`; all the `inter_threads` batches that are decoded at once share
    one copy. `name` is the checkpoint's, for errors. Thread-safe.

    A Translator is made once and kept: one that is made anew for each load leaves
    some of the memory of its dead threads behind each time.
    """

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        device: str = "cpu",
        compute_type: str = "int8",
        inter_threads: int = 1,
        intra_threads: int = 0,
    ) -> None:
        self._path = path
        self._name = name
        self._settings: Mapping[str, Any] = {
            "device": device,
            "compute_type": compute_type,
            "inter_threads": inter_threads,
            "intra_threads": intra_threads,
        }
        self._lock = threading.Lock()
        self._searches = 0
        self._translator: Any = None
        self.size_bytes = (path / _WEIGHTS_NAME).stat().st_size
        """The size of the weights on the disk; int8 ones take as much in memory."""

    @property
    def loaded(self) -> bool:
        """Say whether the weights are in memory."""
        return self._translator is not None and bool(self._translator.model_is_loaded)

    @property
    def translator(self) -> Any:
        """Give CTranslate2's own translator, which is made, with its weights, if need be."""
        self.load()
        return self._translator

    def load(self) -> None:
        """Bring the weights into memory, unless they are there.

        Raises:
            CheckpointCorruptedError: a file is gone or is not what it should be.
        """
        with self._lock:
            self._load()

    def unload(self) -> bool:
        """Give the weights' memory back to the system, unless a search is using it.

        Returns whether the memory is free. The next search loads them again.
        """
        with self._lock:
            if self._searches:
                return False
            # CTranslate2 ignores the request while it still counts a batch as
            # active, which it does for some microseconds after the batch's end.
            end = time.monotonic() + _PATIENCE_SECONDS
            while self.loaded and time.monotonic() < end:
                self._translator.unload_model()
                if self.loaded:
                    time.sleep(_PAUSE_SECONDS)
            give_back()
            return not self.loaded

    def translate_batch(
        self,
        source: Sequence[Sequence[str]],
        target_prefix: Sequence[Sequence[str]] | None = None,
        **settings: Any,
    ) -> Sequence[Any]:
        """Search as `ctranslate2.Translator.translate_batch` does; its settings are this one's.

        Raises:
            CheckpointCorruptedError: the weights had to be loaded, and could not be.
        """
        with self._searching():
            results: Sequence[Any] = self._translator.translate_batch(
                source, target_prefix, **settings
            )
            return results

    @contextmanager
    def _searching(self) -> Iterator[None]:
        with self._lock:
            self._load()
            self._searches += 1
        try:
            yield
        finally:
            with self._lock:
                self._searches -= 1

    def _load(self) -> None:
        if self.loaded:
            return
        try:
            if self._translator is None:
                self._translator = ctranslate2.Translator(str(self._path), **self._settings)
            else:
                self._translator.load_model()
        except MemoryError:
            raise
        except Exception as exc:  # CTranslate2's own errors become Python's of many types
            raise unloadable(self._name, self._path, exc) from exc
        # Reading leaves buffers as large as the largest matrix behind.
        give_back()


class LoadableModel(SequenceModel, Protocol):
    """Be a model that can say whether its weights are in memory, and take them there."""

    @property
    def weights(self) -> LoadableWeights:
        """Give the weights that `decode` uses; `encode` and the rest need none."""
        ...


def unloadable(name: str, path: Path, reason: Exception) -> CheckpointCorruptedError:
    """Make the error that says why a checkpoint cannot be loaded, and what to run."""
    return CheckpointCorruptedError(
        name,
        f"checkpoint {name!r} in {path} cannot be loaded ({reason}); "
        f"find out what is wrong with it by `dragoman models verify {name}`",
    )
