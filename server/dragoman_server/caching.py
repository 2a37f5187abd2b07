"""The segments that were translated before, in memory and, where asked for, on disk.

Kept are the finished results of the pipeline, so that a story that is sent
again costs neither the model nor the checks. The key holds all that a result
depends on, see `memory_key`, so that nothing ever has to be declared invalid:
what no longer fits is never asked for, and goes when room is needed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from dragoman_models.candidate import Candidate
from dragoman_models.memory import decoded, encoded
from dragoman_server.calls import current_call
from dragoman_server.config import Settings
from dragoman_server.metrics import Metrics
from dragoman_server.results import RESULTS_SHARE
from dragoman_server.shelf import Shelf

__all__ = ["SegmentCache", "memory_of"]

# What CPython needs for one entry beside its bytes: two `bytes` heads, a slot and a link.
_ENTRY_BYTES = 250


def memory_of(settings: Settings, metrics: Metrics) -> SegmentCache | None:
    """Make the cache that the settings ask for, or None."""
    if not settings.cache_bytes:
        return None
    path = settings.cache_file
    shelf = None if path is None else Shelf(path, max_bytes=settings.cache_file_bytes)
    size = settings.cache_bytes - settings.cache_bytes // RESULTS_SHARE
    return SegmentCache(size, metrics=metrics, shelf=shelf)


class SegmentCache:
    """Remember segments within a bound; used from several threads at once.

    `max_bytes` bounds what is held in memory; the least recently used goes
    first. `shelf` keeps the same on disk, for the time after a restart and for
    other servers on this machine.
    """

    def __init__(
        self, max_bytes: int, *, metrics: Metrics | None = None, shelf: Shelf | None = None
    ) -> None:
        self._max_bytes = max_bytes
        self._metrics = metrics
        self._shelf = shelf
        self._lock = threading.Lock()
        self._entries: OrderedDict[bytes, bytes] = OrderedDict()
        self.size_bytes = 0

    def recall(self, key: bytes) -> Candidate | None:
        """Return what was kept under a key, or None; count it for the call that asks."""
        data = self._find(key)
        found = None if data is None else _readable(data)
        self._count("miss" if found is None else "hit", 1)
        return found

    def count_hits(self, number: int) -> None:
        """Count segments that a call has from a result that was kept whole."""
        self._count("hit", number)

    def keep(self, key: bytes, candidate: Candidate) -> None:
        """Keep a result, in memory and on the shelf."""
        data = encoded(candidate)
        self._put(key, data)
        if self._shelf is not None:
            self._shelf.put(key, data)

    def close(self) -> None:
        """Close the shelf."""
        if self._shelf is not None:
            self._shelf.close()

    def _find(self, key: bytes) -> bytes | None:
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
                return found
        shelved = None if self._shelf is None else self._shelf.get(key)
        if shelved is not None:
            self._put(key, shelved)
        return shelved

    def _put(self, key: bytes, data: bytes) -> None:
        cost = len(key) + len(data) + _ENTRY_BYTES
        if cost > self._max_bytes:
            return
        with self._lock:
            old = self._entries.pop(key, None)
            if old is not None:
                self.size_bytes -= len(key) + len(old) + _ENTRY_BYTES
            self._entries[key] = data
            self.size_bytes += cost
            while self.size_bytes > self._max_bytes:
                oldest, gone = self._entries.popitem(last=False)
                self.size_bytes -= len(oldest) + len(gone) + _ENTRY_BYTES
        if self._metrics is not None:
            self._metrics.cache_bytes.set(self.size_bytes)

    def _count(self, result: str, number: int) -> None:
        if self._metrics is not None:
            self._metrics.cache_lookups.labels(result).inc(number)
        call = current_call.get(None)
        if result == "hit" and call is not None:
            # The targets of one call are looked for in several threads.
            with self._lock:
                call.cached_segments += number


def _readable(data: bytes) -> Candidate | None:
    try:
        return decoded(data)
    except ValueError:
        # Somebody else wrote to the file: the model knows better.
        return None
