"""The weights of one checkpoint: on the disk until they are needed, then in memory, then not."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import ctranslate2

from dragoman_models.errors import CheckpointCorruptedError
from dragoman_models.types import SequenceModel

__all__ = ["LoadableModel", "LoadableWeights", "share_heaps", "unloadable"]

_WEIGHTS_NAME: Final = "model.bin"
# How long CTranslate2 may go on counting a batch as active after it gave its result.
_PATIENCE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.0005
# glibc's number for the most heaps that the threads of a process share out.
_M_ARENA_MAX: Final = -8
_HEAPS: Final = 2


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
            _trim()
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
        _trim()


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


def share_heaps() -> None:
    """Let this process's threads share two heaps, so that what they free is used again.

    To be called before they start. glibc gives every thread a heap of its own, up to
    eight a core, and keeps what the largest batch of each has taken. Of weights of
    32 MB that were loaded, used by two threads and unloaded four times 25 MB and more
    stayed with the process, 10 MB with two heaps and 2 with one; but waiting for one
    heap took a twelfth of the sentences a second, and for two nothing. Other C
    libraries take no notice.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_ARENA_MAX, _HEAPS)


def _trim() -> None:
    """Have the C library give freed memory back to the system, where it can.

    glibc keeps large blocks once it has seen some freed: of a checkpoint of 78 MB
    that was unloaded, 70 MB stayed with the process without this.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
