"""OPUS-MT archives: the members that are taken, and those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from marian_archive import marian_archive, write_members

from dragoman_models.archive import extract, read_decoder
from dragoman_models.errors import ConversionError

NEEDED = {
    "decoder.yml",
    "opus.spm4k-spm4k.npz",
    "opus.spm4k-spm4k.vocab.yml",
    "source.spm",
    "target.spm",
}
DECODER = b"models: [m.npz]\nvocabs: [v.yml, v.yml]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make the folder to unpack into."""
    path = tmp_path / "unpacked"
    path.mkdir()
    return path


def test_only_the_needed_members_are_unpacked(tmp_path: Path, folder: Path) -> None:
    """Weights, vocabularies and tokenizers come out, logs and read-me files stay in"""
    (tmp_path / "a.zip").write_bytes(marian_archive(ballast=1000))
    extract(tmp_path / "a.zip", folder, name="tiny")
    assert {path.name for path in folder.iterdir()} == NEEDED


def test_members_in_a_folder_are_found(tmp_path: Path, folder: Path) -> None:
    """An archive whose members are in a folder unpacks like one without"""
    (tmp_path / "a.zip").write_bytes(marian_archive(folder="opus-2021-09-30/"))
    extract(tmp_path / "a.zip", folder, name="tiny")
    assert {path.name for path in folder.iterdir()} == NEEDED


def test_a_member_cannot_leave_the_folder(tmp_path: Path, folder: Path) -> None:
    """Names that climb out of the folder lose their way: nothing is written outside"""
    members = {
        "decoder.yml": b"models: [../../evil.npz]\nvocabs: [/etc/evil.yml]\n",
        "../../evil.npz": b"weights",
        "/etc/evil.yml": b"vocabulary",
        "source.spm": b"s",
        "target.spm": b"t",
    }
    extract(write_members(tmp_path / "a.zip", members), folder, name="tiny")
    assert (folder / "evil.npz").read_bytes() == b"weights"
    assert not (tmp_path.parent / "evil.npz").exists()
    assert not Path("/etc/evil.yml").exists()


@pytest.mark.parametrize("member", sorted(NEEDED))
def test_a_missing_member_is_named(tmp_path: Path, folder: Path, member: str) -> None:
    """An archive without one of the needed members is refused by that member's name"""
    (tmp_path / "a.zip").write_bytes(marian_archive(without=[member]))
    with pytest.raises(ConversionError, match=member.replace(".", r"\.")) as caught:
        extract(tmp_path / "a.zip", folder, name="tiny")
    assert caught.value.name == "tiny"


@pytest.mark.parametrize("content", [b"", b"no zip archive at all", b"PK\x03\x04half"])
def test_what_is_no_archive_is_refused(tmp_path: Path, folder: Path, content: bytes) -> None:
    """Bytes that are no zip archive are refused with a reason"""
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(ConversionError, match="not a sound zip archive"):
        extract(tmp_path / "a.zip", folder, name="tiny")


def test_a_member_with_wrong_bytes_is_refused(tmp_path: Path, folder: Path) -> None:
    """A member whose checksum is wrong is refused"""
    members = {
        "decoder.yml": DECODER,
        "m.npz": b"weights weights weights",
        "v.yml": b"v",
        "source.spm": b"s",
        "target.spm": b"t",
    }
    path = write_members(tmp_path / "a.zip", members)
    path.write_bytes(path.read_bytes().replace(b"weights weights", b"weights weighty"))
    with pytest.raises(ConversionError, match="not a sound zip archive"):
        extract(path, folder, name="tiny")


@pytest.mark.parametrize(
    "text", ["", "just text", "models: []\nvocabs: []", "models: m.npz", "[1, 2]", "a: [b", "\x00"]
)
def test_settings_that_name_no_files_are_refused(folder: Path, text: str) -> None:
    """A decoder.yml that is not one is refused by its name"""
    (folder / "decoder.yml").write_text(text)
    with pytest.raises(ConversionError, match=r"decoder\.yml"):
        read_decoder(folder, name="tiny")


def test_settings_run_no_code(tmp_path: Path, folder: Path) -> None:
    """A tag that would make YAML call a function is refused, and nothing is called"""
    place = tmp_path / "called"
    (folder / "decoder.yml").write_text(f"models: !!python/object/apply:os.mkdir ['{place}']\n")
    with pytest.raises(ConversionError):
        read_decoder(folder, name="tiny")
    assert not place.exists()


def test_settings_too_large_to_be_settings_are_refused(tmp_path: Path, folder: Path) -> None:
    """A decoder.yml that would fill the memory is not read"""
    members = {"decoder.yml": DECODER + b"#" * (2 << 20)}
    with pytest.raises(ConversionError, match="too large"):
        extract(write_members(tmp_path / "a.zip", members), folder, name="tiny")
