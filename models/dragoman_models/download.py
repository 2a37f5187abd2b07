"""One file over HTTP: resumed where it was cut off, and checked before it is used.

huggingface_hub's own download starts at the first byte again in a new process,
which costs a desk on a slow line a gigabyte; hence this one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

import httpx2
from huggingface_hub import get_session

from dragoman_models.errors import DownloadError
from dragoman_models.files import FileRecord, git_blob_sha1, record_of
from dragoman_models.retrying import (
    RetryPolicy,
    TransientError,
    insist,
    refusal,
    transport_errors,
)

__all__ = ["ByteProgress", "Promise", "RemoteFile", "fetch"]

ByteProgress: TypeAlias = Callable[[int, int | None], None]

_PART_SUFFIX: Final = ".part"
_ETAG_SUFFIX: Final = ".etag"
_PARTIAL_CONTENT: Final = 206
_RANGE_NOT_SATISFIABLE: Final = 416
_CONTENT_RANGE: Final = re.compile(r"bytes (\d+)-\d+/(\d+)")


@dataclass(frozen=True, slots=True)
class Promise:
    """Hold a hash that a file must have, and who said so.

    A "git" hash is the SHA-1 of a git blob, which a hub gives for small files.
    """

    algorithm: Literal["sha256", "git"]
    value: str
    by: str


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """Hold where a file is and what it must be; `size` in bytes is None where unknown.

    `headers` go with each request (an authorisation, where the hub wants one).
    """

    name: str
    url: str
    size: int | None = None
    promises: tuple[Promise, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def fetch(
    file: RemoteFile, folder: Path, *, retry: RetryPolicy, progress: ByteProgress
) -> FileRecord:
    """Download a file into a folder, or finish a download that was cut off.

    What has come is kept as `NAME.part`; the file has its own name only once its
    size and hashes are right. `progress` gets the bytes done and, where it is
    known, their total.

    Raises:
        DownloadError: the server could not be reached or sent something else.
        OSError: the folder cannot be written to.
    """
    place = folder / file.name
    if place.exists() and not _fault(file, place):
        progress(place.stat().st_size, place.stat().st_size)
        return record_of(place)
    part = folder / (file.name + _PART_SUFFIX)
    resumed = _size(part) > 0
    fault = _complete(file, part, retry, progress)
    if fault and resumed:
        # What was there before may have been another file's: once more from the start.
        fault = _complete(file, part, retry, progress)
    if fault:
        raise DownloadError(f"{file.name} from {file.url} {fault}; nothing of it was kept")
    part.replace(place)
    _etag_file(part).unlink(missing_ok=True)
    return record_of(place)


def _complete(file: RemoteFile, part: Path, retry: RetryPolicy, progress: ByteProgress) -> str:
    insist(
        lambda: _continue(file, part, retry.timeout_seconds, progress),
        retry,
        gained=lambda: _size(part),
    )
    fault = _fault(file, part)
    if fault:
        _discard(part)
    return fault


def _continue(file: RemoteFile, part: Path, timeout: float, progress: ByteProgress) -> None:
    start = _resumable(file, part)
    if file.size is not None and start == file.size and part.exists():
        return
    with (
        transport_errors(f"cannot download {file.url}"),
        get_session().stream(
            "GET",
            file.url,
            headers=_headers(file, part, start),
            timeout=timeout,
            follow_redirects=True,
        ) as response,
    ):
        _check_status(response, file, part)
        start = start if response.status_code == _PARTIAL_CONTENT else 0
        total = _total(response, start)
        _check_total(file, total)
        _etag_file(part).write_text(response.headers.get("ETag", ""), encoding="utf-8")
        _append(response, part, start, lambda done: progress(done, total))
    if total is not None and _size(part) < total:
        raise TransientError(f"cannot download {file.url}: the connection was cut off")


def _resumable(file: RemoteFile, part: Path) -> int:
    """Give the bytes of an earlier attempt that are worth keeping.

    Where no hash is known, only the server's word that the file has not changed
    (`If-Range` with a strong ETag, RFC 9110, 13.1.5) makes the halves fit.
    """
    done = _size(part)
    too_long = file.size is not None and done > file.size
    if too_long or not (file.promises or _strong_etag(part)):
        return 0
    return done


def _headers(file: RemoteFile, part: Path, start: int) -> dict[str, str]:
    # A compressed answer has other bytes than those that the sizes and ranges count.
    headers = {**file.headers, "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if not file.promises:
            headers["If-Range"] = _strong_etag(part)
    return headers


def _check_status(response: httpx2.Response, file: RemoteFile, part: Path) -> None:
    what = f"cannot download {file.url}"
    if response.status_code == _RANGE_NOT_SATISFIABLE:
        _discard(part)
        raise TransientError(f"{what}: it has no bytes from there on")
    if not response.is_success:
        raise refusal(response, what)


def _total(response: httpx2.Response, start: int) -> int | None:
    if response.status_code == _PARTIAL_CONTENT:
        match = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if match is None or int(match[1]) != start:
            raise DownloadError(f"{response.url} answers with another range than asked for")
        return int(match[2])
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else None


def _check_total(file: RemoteFile, total: int | None) -> None:
    if None not in (file.size, total) and file.size != total:
        raise DownloadError(f"{file.url} has {total} bytes, but {file.size} were promised")


def _append(
    response: httpx2.Response, part: Path, start: int, progress: Callable[[int], None]
) -> None:
    part.touch()
    with part.open("r+b") as stream:
        stream.truncate(start)
        stream.seek(start)
        progress(start)
        # As they come: what waits in a buffer is lost when the process is killed.
        for chunk in response.iter_bytes():
            stream.write(chunk)
            progress(stream.tell())
        stream.flush()
        os.fsync(stream.fileno())


def _fault(file: RemoteFile, path: Path) -> str:
    """Say what is wrong with a whole file, or give "" where it is what was promised."""
    record = record_of(path)
    if file.size is not None and record.size != file.size:
        return f"has {record.size} bytes, but {file.size} were promised"
    for promise in file.promises:
        found = record.sha256 if promise.algorithm == "sha256" else git_blob_sha1(path)
        if found != promise.value:
            return f"has the hash {found}, but {promise.by} says {promise.value}"
    return ""


def _discard(part: Path) -> None:
    part.unlink(missing_ok=True)
    _etag_file(part).unlink(missing_ok=True)


def _etag_file(part: Path) -> Path:
    return part.with_name(part.name + _ETAG_SUFFIX)


def _strong_etag(part: Path) -> str:
    path = _etag_file(part)
    etag = path.read_text("utf-8") if path.exists() else ""
    return "" if etag.startswith("W/") else etag


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
