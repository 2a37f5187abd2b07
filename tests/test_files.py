"""Files that must survive a crash."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman_models.files import (
    FileRecord,
    git_blob_sha1,
    held,
    record_of,
    recover_folder,
    replace_folder,
    sync_folder,
    write_text,
)

TEXT = "Խորհրդարանը հաստատեց բյուջեն։\n"
HOLDER = """
import sys, time
from pathlib import Path
from dragoman_models.files import held
with held(Path(sys.argv[1]), waiting=lambda: print("waiting", flush=True)):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def hold(path: Path, seconds: float) -> subprocess.Popen[str]:
    """Hold a lock in another process."""
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path), str(seconds)], stdout=subprocess.PIPE, text=True
    )


def folder_with(path: Path, text: str) -> Path:
    """Make a folder of one file."""
    path.mkdir(parents=True)
    (path / "model.bin").write_text(text, "utf-8")
    return path


def test_a_record_has_the_size_in_bytes_and_the_hash(tmp_path: Path) -> None:
    """A file of two-byte letters is measured in bytes"""
    (tmp_path / "a").write_text(TEXT, "utf-8")
    data = TEXT.encode()
    assert record_of(tmp_path / "a") == FileRecord(len(data), hashlib.sha256(data).hexdigest())


def test_a_git_hash_is_the_one_that_git_gives(tmp_path: Path) -> None:
    """The hash of a blob is git's: "hello" with a line feed has the well-known one"""
    (tmp_path / "hello").write_bytes(b"hello\n")
    assert git_blob_sha1(tmp_path / "hello") == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_writing_replaces_the_whole_file(tmp_path: Path) -> None:
    """The new text takes the old one's place, and no draft stays behind"""
    path = tmp_path / "dragoman.lock"
    path.write_text("a much longer text than the one that replaces it", "utf-8")
    write_text(path, TEXT)
    assert path.read_text("utf-8") == TEXT
    assert [each.name for each in tmp_path.iterdir()] == ["dragoman.lock"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    """A text that cannot be encoded changes nothing on disk"""
    path = tmp_path / "dragoman.lock"
    write_text(path, TEXT)
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "\ud800")
    assert path.read_text("utf-8") == TEXT
    assert [each.name for each in tmp_path.iterdir()] == ["dragoman.lock"]


def test_a_folder_takes_its_place(tmp_path: Path) -> None:
    """A finished folder is moved to a place where nothing stands"""
    folder = folder_with(tmp_path / ".partial" / "new", "new")
    sync_folder(folder)
    replace_folder(folder, tmp_path / "tiny")
    assert (tmp_path / "tiny" / "model.bin").read_text() == "new"
    assert not folder.exists()


def test_a_folder_takes_an_older_one_s_place(tmp_path: Path) -> None:
    """An older folder gives way, and nothing of it stays"""
    folder_with(tmp_path / "tiny", "old")
    replace_folder(folder_with(tmp_path / "new", "new"), tmp_path / "tiny")
    assert (tmp_path / "tiny" / "model.bin").read_text() == "new"
    assert [each.name for each in tmp_path.iterdir()] == ["tiny"]


def test_a_replacement_that_was_killed_halfway_is_undone(tmp_path: Path) -> None:
    """A process killed between the two renames loses no checkpoint"""
    place = tmp_path / "tiny"
    folder_with(place, "old").rename(tmp_path / ".tiny.retired")
    recover_folder(place)
    assert (place / "model.bin").read_text() == "old"


def test_a_replacement_that_was_killed_at_its_end_is_tidied(tmp_path: Path) -> None:
    """A process killed before it deleted the older folder leaves the new one in place"""
    folder_with(tmp_path / ".tiny.retired", "old")
    folder_with(tmp_path / "tiny", "new")
    recover_folder(tmp_path / "tiny")
    assert (tmp_path / "tiny" / "model.bin").read_text() == "new"
    assert not (tmp_path / ".tiny.retired").exists()


def test_a_lock_is_had_at_once_when_nobody_holds_it(tmp_path: Path) -> None:
    """A free lock is taken without waiting, and its folder is made"""
    waited: list[bool] = []
    with held(tmp_path / "locks" / "tiny", waiting=lambda: waited.append(True)):
        assert not waited


def test_a_second_process_waits_for_the_first(tmp_path: Path) -> None:
    """Who comes second says so, and goes on when the first is done"""
    with hold(tmp_path / "lock", 0.5) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with hold(tmp_path / "lock", 0) as second:
            said, _ = second.communicate(timeout=30)
        assert first.wait(30) == 0
    assert said == "waiting\nheld\n"


def test_a_killed_process_holds_no_lock(tmp_path: Path) -> None:
    """A lock whose holder was killed is free"""
    with hold(tmp_path / "lock", 600) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    with hold(tmp_path / "lock", 0) as next_one:
        said, _ = next_one.communicate(timeout=30)
    assert said == "held\n"
