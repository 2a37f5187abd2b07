"""`dragoman.lock`: the pins of a store."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman_models.errors import InvalidInputError
from dragoman_models.files import FileRecord
from dragoman_models.lock import Locked, read_lock, write_locked

PIN = Locked(
    name="slavic-big",
    origin="Helsinki-NLP/opus-mt-tc-big-en-zle",
    requested="main",
    revision="63f6d1fe" * 5,
    files={"model.safetensors": FileRecord(456, "ab" * 32)},
    pulled_at="2026-11-22T10:53:25+00:00",
)


def test_a_pin_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Origin, revisions, files, hashes and time come back"""
    write_locked(tmp_path, PIN)
    assert read_lock(tmp_path) == {"slavic-big": PIN}


def test_a_store_without_a_lock_file_has_no_pins(tmp_path: Path) -> None:
    """An absent file is an empty one"""
    assert read_lock(tmp_path) == {}


def test_a_pin_replaces_its_older_one_and_no_other(tmp_path: Path) -> None:
    """A second pull of a checkpoint changes its pin alone"""
    other = replace(PIN, name="turkic-big")
    newer = replace(PIN, revision="0" * 40)
    for pin in (PIN, other, newer):
        write_locked(tmp_path, pin)
    assert read_lock(tmp_path) == {"slavic-big": newer, "turkic-big": other}


def test_pins_written_at_once_are_all_kept(tmp_path: Path) -> None:
    """Of many writers none undoes another's pin"""
    pins = [replace(PIN, name=f"checkpoint-{number}") for number in range(12)]
    threads = [threading.Thread(target=write_locked, args=(tmp_path, pin)) for pin in pins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(read_lock(tmp_path)) == {pin.name for pin in pins}


def test_the_file_is_one_that_people_can_read(tmp_path: Path) -> None:
    """The lock file is JSON with a version"""
    write_locked(tmp_path, PIN)
    table = json.loads((tmp_path / "dragoman.lock").read_text("utf-8"))
    assert table["version"] == "1"
    assert table["checkpoints"]["slavic-big"]["revision"] == PIN.revision


@pytest.mark.parametrize(
    "text",
    [
        "half a fi",
        "[]",
        '{"checkpoints": {}}',
        '{"version": "9", "checkpoints": {}}',
        '{"version": "1", "checkpoints": {"slavic-big": {}}}',
        '{"version": "1", "checkpoints": {"slavic-big": 3}}',
        '{"version": "1", "checkpoints": []}',
    ],
)
def test_a_damaged_lock_file_is_not_passed_over(tmp_path: Path, text: str) -> None:
    """A file that cannot be read stops the pull, and the advice is to restore or delete it"""
    (tmp_path / "dragoman.lock").write_text(text)
    with pytest.raises(InvalidInputError, match="restore it, or delete it"):
        read_lock(tmp_path)
