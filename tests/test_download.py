"""Downloads over a network that fails: resumed, checked, refused."""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hub_server import Fault, HubServer

from dragoman_models.download import Promise, RemoteFile, fetch
from dragoman_models.errors import DownloadError
from dragoman_models.retrying import RetryPolicy

CONTENT = np.random.default_rng(1).bytes(1_000_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
PATIENT = RetryPolicy(attempts=3, pause_seconds=0.01, timeout_seconds=5)
PROMISED = (Promise("sha256", SHA256, "the test"),)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Run a server with one file on it."""
    with HubServer() as server:
        server.add_archive("/model.bin", CONTENT)
        yield server


def remote(hub: HubServer, **changes: object) -> RemoteFile:
    """Describe the file on the server."""
    fields: dict[str, object] = {"size": len(CONTENT), "promises": PROMISED, **changes}
    return RemoteFile("model.bin", f"{hub.endpoint}/model.bin", **fields)  # type: ignore[arg-type]


def download(file: RemoteFile, folder: Path, retry: RetryPolicy = PATIENT) -> list[int]:
    """Fetch a file, and return the progress in bytes."""
    seen: list[int] = []
    fetch(file, folder, retry=retry, progress=lambda done, _: seen.append(done))
    return seen


def leave_part(folder: Path, content: bytes, etag: str = "") -> None:
    """Leave what an earlier process had downloaded."""
    (folder / "model.bin.part").write_bytes(content)
    (folder / "model.bin.part.etag").write_text(etag)


def test_a_file_arrives_whole_with_its_progress(hub: HubServer, tmp_path: Path) -> None:
    """The bytes are the server's, the progress rises to the size, and no part is left"""
    seen = download(remote(hub), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["model.bin"]
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)


def test_a_file_that_is_there_is_not_asked_for(hub: HubServer, tmp_path: Path) -> None:
    """A file with the right hash is kept as it is"""
    (tmp_path / "model.bin").write_bytes(CONTENT)
    assert download(remote(hub), tmp_path) == [len(CONTENT)]
    assert hub.requests == []


def test_a_file_that_was_changed_is_fetched_again(hub: HubServer, tmp_path: Path) -> None:
    """A file with another hash is replaced"""
    (tmp_path / "model.bin").write_bytes(CONTENT[::-1])
    download(remote(hub), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT


def test_a_connection_that_breaks_is_taken_up_again(hub: HubServer, tmp_path: Path) -> None:
    """After two breaks the rest is asked for, and no byte is sent twice"""
    hub.faults["model.bin"] = Fault("cut", after=300_000, times=2)
    download(remote(hub), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    starts = [request.start for request in hub.requests]
    assert len(starts) == 3
    assert starts == sorted(starts)
    assert sum(request.sent for request in hub.requests) < len(CONTENT) * 1.5


def test_gains_renew_the_patience(hub: HubServer, tmp_path: Path) -> None:
    """More breaks than attempts are no failure as long as each brings something"""
    hub.faults["model.bin"] = Fault("cut", after=150_000, times=5)
    download(remote(hub), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert len(hub.requests) > PATIENT.attempts


def test_a_silent_server_is_left_and_asked_again(hub: HubServer, tmp_path: Path) -> None:
    """A server that stops sending is waited for no longer than the time-out"""
    hub.faults["model.bin"] = Fault("stall", after=300_000)
    download(remote(hub), tmp_path, RetryPolicy(3, 0.01, timeout_seconds=0.5))
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert hub.requests[1].start > 0


def test_an_earlier_process_s_bytes_are_kept(hub: HubServer, tmp_path: Path) -> None:
    """A part of a file with a known hash is completed"""
    leave_part(tmp_path, CONTENT[:400_000])
    seen = download(remote(hub), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert seen[0] == 400_000
    (request,) = hub.requests
    assert (request.status, request.sent) == (206, 600_000)


def test_a_whole_part_is_checked_without_a_request(hub: HubServer, tmp_path: Path) -> None:
    """A process killed between the last byte and the renaming costs nothing"""
    leave_part(tmp_path, CONTENT)
    download(remote(hub), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert hub.requests == []


@pytest.mark.parametrize("part", [b"x" * 400_000, b"x" * 2_000_000])
def test_a_part_of_another_file_is_given_up(hub: HubServer, tmp_path: Path, part: bytes) -> None:
    """A part that does not belong to the file, or is too long, costs a second download"""
    leave_part(tmp_path, part)
    download(remote(hub), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert hub.requests[-1].start == 0


def test_without_a_hash_the_server_vouches_for_the_part(hub: HubServer, tmp_path: Path) -> None:
    """Where no hash is known the part is completed if the server's file has not changed"""
    etag = f'"{hashlib.md5(CONTENT).hexdigest()}"'
    leave_part(tmp_path, CONTENT[:400_000], etag)
    download(remote(hub, size=None, promises=()), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    (request,) = hub.requests
    assert request.headers["if-range"] == etag
    assert request.sent == 600_000


@pytest.mark.parametrize("etag", ['"of-an-older-file"', "", 'W/"weak"'])
def test_without_a_hash_a_changed_file_is_fetched_anew(
    hub: HubServer, tmp_path: Path, etag: str
) -> None:
    """Where nobody vouches for a part nothing of it is used"""
    leave_part(tmp_path, b"x" * 400_000, etag)
    download(remote(hub, size=None, promises=()), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert hub.requests[-1].sent == len(CONTENT)


def test_a_cut_without_hash_or_etag_starts_again(hub: HubServer, tmp_path: Path) -> None:
    """A server that gives no ETag is asked for the whole file again, and the file is right"""
    hub.gave_etags = False
    hub.faults["model.bin"] = Fault("cut", after=300_000)
    download(remote(hub, size=None, promises=()), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT
    assert [request.start for request in hub.requests] == [0, 0]


def test_a_changed_byte_is_found(hub: HubServer, tmp_path: Path) -> None:
    """A file with another hash than promised is refused, and nothing of it is kept"""
    hub.faults["model.bin"] = Fault("corrupt")
    with pytest.raises(DownloadError, match=f"the test says {SHA256}"):
        download(remote(hub), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_byte_is_found_by_a_git_hash(hub: HubServer, tmp_path: Path) -> None:
    """A small file's git hash is checked as a large one's SHA-256 is"""
    hub.faults["model.bin"] = Fault("corrupt")
    git = hashlib.sha1(f"blob {len(CONTENT)}\0".encode() + CONTENT).hexdigest()
    promised = (Promise("git", git, "the hub"),)
    with pytest.raises(DownloadError, match=f"the hub says {git}"):
        download(remote(hub, promises=promised), tmp_path)
    download(remote(hub, promises=promised), tmp_path)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT


@pytest.mark.parametrize("size", [999_999, 1_000_001])
def test_a_wrong_size_is_found_before_the_download(
    hub: HubServer, tmp_path: Path, size: int
) -> None:
    """A file that is longer or shorter than promised is refused by its header"""
    file = remote(hub, size=size)
    seen: list[int] = []
    with pytest.raises(DownloadError, match=f"has 1000000 bytes, but {size} were promised"):
        fetch(file, tmp_path, retry=PATIENT, progress=lambda done, _: seen.append(done))
    assert seen == []
    assert list(tmp_path.iterdir()) == []
    assert len(hub.requests) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_final(hub: HubServer, tmp_path: Path, status: int) -> None:
    """A server that says no is not asked again"""
    hub.faults["model.bin"] = Fault("status", status=status, times=9)
    with pytest.raises(DownloadError, match=f"the server answers {status}"):
        download(remote(hub), tmp_path)
    assert len(hub.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_server_is_asked_again(hub: HubServer, tmp_path: Path, status: int) -> None:
    """A server that cannot at the moment is asked as often as the policy says"""
    hub.faults["model.bin"] = Fault("status", status=status, times=9)
    with pytest.raises(DownloadError, match="gave up after 3 attempts"):
        download(remote(hub), tmp_path)
    assert len(hub.requests) == 3


def test_a_server_that_is_down_is_named(tmp_path: Path) -> None:
    """A refused connection is reported with the address and the attempts"""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/model.bin"
    with pytest.raises(DownloadError, match=f"cannot download {url}.*after 3 attempts"):
        download(RemoteFile("model.bin", url), tmp_path)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "no address", "http://"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    """What is no address of a server is refused at once"""
    with pytest.raises(DownloadError, match="cannot download"):
        download(RemoteFile("model.bin", url), tmp_path, RetryPolicy(5, 60))


def test_a_folder_that_cannot_be_written_to_is_an_error_of_the_disk(
    hub: HubServer, tmp_path: Path
) -> None:
    """A disk's error is not taken for the network's, and is not tried again"""
    with pytest.raises(OSError, match="No such file"):
        download(remote(hub), tmp_path / "absent")
    assert len(hub.requests) <= 1


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("3600", 60), ("soon", 0.01), ("", 0.01)])
def test_a_server_that_asks_for_time_gets_some(
    hub: HubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, waited: float
) -> None:
    """Retry-After is obeyed up to a minute"""
    waits: list[float] = []
    monkeypatch.setattr("dragoman_models.retrying.time.sleep", waits.append)
    hub.faults["model.bin"] = Fault("status", status=429, retry_after=asked)
    download(remote(hub), tmp_path)
    assert waits == [waited]
