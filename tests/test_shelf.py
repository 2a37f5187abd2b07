"""What is put on a shelf outlives its server, and a shelf that fails costs no call."""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from dragoman_server.log import configure
from dragoman_server.shelf import Shelf

MANY = 10**6


@pytest.fixture(autouse=True)
def json_log() -> Iterator[None]:
    """Log as a server does, and leave logging as it was."""
    configure()
    yield
    structlog.reset_defaults()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Say where the file is, in a folder that is not there yet."""
    return tmp_path / "cache" / "segments.db"


def test_what_was_put_is_had_back(path: Path) -> None:
    """Byte for byte, and the last of two under one key; another key gives nothing."""
    shelf = Shelf(path, max_bytes=MANY)
    shelf.put(b"a", b"first")
    shelf.put(b"a", "Դաշտը\0".encode())
    assert shelf.get(b"a") == "Դաշտը\0".encode()
    assert shelf.get(b"b") is None
    shelf.close()


def test_a_second_shelf_finds_what_the_first_one_kept(path: Path) -> None:
    """The file outlives the server."""
    first = Shelf(path, max_bytes=MANY)
    first.put(b"a", b"x")
    first.close()
    second = Shelf(path, max_bytes=MANY)
    assert second.get(b"a") == b"x"
    second.close()


def test_a_closed_shelf_is_empty(path: Path) -> None:
    """A call that ends late finds nothing and keeps nothing; closing twice is closing once."""
    shelf = Shelf(path, max_bytes=MANY)
    shelf.put(b"a", b"x")
    shelf.close()
    shelf.close()
    shelf.put(b"b", b"y")
    assert shelf.get(b"a") is None
    again = Shelf(path, max_bytes=MANY)
    assert (again.get(b"a"), again.get(b"b")) == (b"x", None)
    again.close()


def test_a_row_that_is_used_counts_as_used_today(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that what is asked for every day is never the longest unused."""
    monkeypatch.setattr("dragoman_server.shelf._today", lambda: 1)
    shelf = Shelf(path, max_bytes=MANY)
    shelf.put(b"a", b"x")
    shelf.put(b"b", b"x")
    monkeypatch.setattr("dragoman_server.shelf._today", lambda: 2)
    assert shelf.get(b"a") == b"x"
    shelf.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT key, used FROM segments").fetchall() == [
            (b"a", 2),
            (b"b", 1),
        ]
    connection.close()


def put_many(path: Path, first: int) -> None:
    """Put a hundred rows; runs in a process of its own."""
    shelf = Shelf(path, max_bytes=MANY)
    for number in range(first, first + 100):
        shelf.put(str(number).encode(), b"x")
    shelf.close()


def test_processes_share_a_shelf(path: Path) -> None:
    """Servers that write at the same time lose nothing of each other's."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=put_many, args=(path, 100 * each)) for each in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    shelf = Shelf(path, max_bytes=MANY)
    assert all(shelf.get(str(number).encode()) == b"x" for number in range(200))
    shelf.close()


def test_a_full_shelf_drops_the_longest_unused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of days ago go when room is needed, those of today stay."""
    days = iter([1] * 400 + [2] * 10_000)
    monkeypatch.setattr("dragoman_server.shelf._today", lambda: next(days))
    shelf = Shelf(path, max_bytes=400 * 104)
    for number in range(500):
        shelf.put(number.to_bytes(4, "big"), b"x" * 100)
    assert shelf.get((499).to_bytes(4, "big")) is not None
    assert sum(shelf.get(number.to_bytes(4, "big")) is None for number in range(400)) == 100
    shelf.close()


def test_a_later_format_is_left_alone(path: Path) -> None:
    """A file of a newer server is neither read nor changed."""
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    shelf = Shelf(path, max_bytes=MANY)
    shelf.put(b"a", b"x")
    assert shelf.get(b"a") is None
    shelf.close()


@pytest.mark.parametrize(
    "use", [lambda shelf: shelf.get(b"a"), lambda shelf: shelf.put(b"a", b"y")], ids=["get", "put"]
)
def test_a_file_that_fails_later_is_done_without(
    path: Path, use: Callable[[Shelf], object], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is logged once with its path, and from then on the shelf is empty."""
    shelf = Shelf(path, max_bytes=MANY)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE segments")
    connection.close()
    for _ in range(2):
        assert use(shelf) is None
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert (event["event"], event["path"]) == ("cache_file_unusable", str(path))
    assert "segments" in event["reason"]
    shelf.close()


def test_a_place_where_no_file_can_be_is_done_without(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below a file there is no folder; the server starts all the same."""
    path.parent.write_text("a file")
    shelf = Shelf(path, max_bytes=MANY)
    shelf.put(b"a", b"x")
    assert shelf.get(b"a") is None
    assert "cache_file_unusable" in capsys.readouterr().err
