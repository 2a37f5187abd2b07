"""Bytes by key in an SQLite file that outlives the server and that several servers share."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

from dragoman_server.log import logger

__all__ = ["Shelf"]

_FORMAT = 1
_DAY_SECONDS = 86_400
# Of the rows, when room is needed: so seldom that the search for them costs nothing.
_PART_DROPPED = 0.2
_PUTS_BETWEEN_MEASURES = 500
_WAIT_SECONDS = 5.0


class Shelf:
    """Keep bytes by key within a bound; the least recently used rows go first.

    A shelf is a convenience: where the file cannot be read or written, that is
    logged once and the shelf stays empty, and nobody's call fails. WAL mode lets
    servers read while one writes; a crash loses at most the last rows, never the file.
    """

    def __init__(self, path: Path, *, max_bytes: int) -> None:
        self._path = path
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._puts = 0
        self._connection: sqlite3.Connection | None = None
        try:
            self._connection = _open(path)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def get(self, key: bytes) -> bytes | None:
        """Return what was put under a key, or None."""
        with self._lock:
            if self._connection is None:
                return None
            try:
                return self._get(self._connection, key)
            except sqlite3.Error as error:
                self._give_up(error)
                return None

    def put(self, key: bytes, data: bytes) -> None:
        """Put bytes under a key, in the place of what was there."""
        with self._lock:
            if self._connection is None:
                return
            try:
                self._connection.execute(
                    "INSERT OR REPLACE INTO segments VALUES (?, ?, ?)", (key, data, _today())
                )
                self._puts += 1
                if self._puts % _PUTS_BETWEEN_MEASURES == 0:
                    self._make_room(self._connection)
            except sqlite3.Error as error:
                self._give_up(error)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _get(self, connection: sqlite3.Connection, key: bytes) -> bytes | None:
        row = connection.execute("SELECT data, used FROM segments WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        data, used = row
        if used != _today():
            connection.execute("UPDATE segments SET used = ? WHERE key = ?", (_today(), key))
        return bytes(data)

    def _make_room(self, connection: sqlite3.Connection) -> None:
        (size,) = connection.execute(
            "SELECT total(length(key) + length(data)) FROM segments"
        ).fetchone()
        if size <= self._max_bytes:
            return
        (rows,) = connection.execute("SELECT count(*) FROM segments").fetchone()
        connection.execute(
            "DELETE FROM segments WHERE key IN (SELECT key FROM segments ORDER BY used LIMIT ?)",
            (max(1, int(rows * _PART_DROPPED)),),
        )

    def _give_up(self, error: Exception) -> None:
        logger().error("cache_file_unusable", path=str(self._path), reason=str(error))
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        path, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        (written,) = connection.execute("PRAGMA user_version").fetchone()
        if written not in (0, _FORMAT):
            raise sqlite3.DatabaseError(f"it is of format {written}, not {_FORMAT}")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS segments"
            " (key BLOB PRIMARY KEY, data BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID"
        )
        connection.execute(f"PRAGMA user_version = {_FORMAT}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _today() -> int:
    return int(time.time()) // _DAY_SECONDS
