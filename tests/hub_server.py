"""A small hub on loopback: the endpoints that a pull uses, plain downloads, and faults on demand.

It speaks what the Hugging Face hub speaks: `/api/models/REPO/revision/REV?blobs=true`,
`/REPO/resolve/COMMIT/FILE` with `ETag`, `X-Repo-Commit` and `Range`, and a redirect of
large files to another origin. Every request is recorded with the bytes it was sent.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

_LARGE_BYTES = 1 << 16
_CHUNK_BYTES = 1 << 14
_API = re.compile(r"/api/models/(?P<repo>[^/]+/[^/]+)/revision/(?P<revision>[^/?]+)")
_RESOLVE = re.compile(r"/(?P<repo>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<file>.+)")
_RANGE = re.compile(r"bytes=(\d+)-")


@dataclass
class Request:
    """One request as the server saw it; `sent` counts bytes of the body."""

    method: str
    path: str
    headers: Mapping[str, str]
    status: int = 0
    sent: int = 0

    @property
    def start(self) -> int:
        """Give the first byte that was asked for."""
        match = _RANGE.fullmatch(self.headers.get("range", ""))
        return int(match[1]) if match else 0


@dataclass
class Fault:
    """What goes wrong with a file, `times` times; `after` counts bytes of its body."""

    kind: str
    after: int = 0
    times: int = 1
    status: int = 503
    retry_after: str = ""


@dataclass
class Repository:
    """A repository at one commit; `promises` are hashes it gives instead of the true ones."""

    files: dict[str, bytes]
    commit: str
    sizes: dict[str, int] = field(default_factory=dict)


def commit_of(files: Mapping[str, bytes]) -> str:
    """Make a commit's name of what it holds."""
    names = "".join(f"{name}{hashlib.sha256(data).hexdigest()}" for name, data in files.items())
    return hashlib.sha1(names.encode()).hexdigest()


class HubServer:
    """Serve repositories and archives until the block ends.

    `bytes_per_second` slows all downloads down; None lets them run.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.repositories: dict[str, dict[str, Repository]] = {}
        self.plain: dict[str, bytes] = {}
        self.faults: dict[str, Fault] = {}
        self.bytes_per_second: int | None = None
        self.gave_etags = True
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.hub = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def port(self) -> int:
        """Give the port."""
        return int(self._server.server_address[1])

    @property
    def endpoint(self) -> str:
        """Give the address that a pull takes as its hub."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop serving."""
        self.stop()

    def stop(self) -> None:
        """Stop serving; stalled answers end."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add_repository(self, repo_id: str, files: Mapping[str, bytes]) -> str:
        """Publish files as a repository's new `main`; its older commits stay. Gives the commit."""
        commit = commit_of(files)
        repository = Repository(dict(files), commit)
        self.repositories.setdefault(repo_id, {}).update({"main": repository, commit: repository})
        return commit

    def add_archive(self, path: str, content: bytes) -> str:
        """Publish a plain file. Gives its address."""
        self.plain[path] = content
        return f"{self.endpoint}{path}"

    def downloads(self, name: str) -> list[Request]:
        """List the requests that were sent bytes of a file, in their order."""
        return [
            r for r in self.requests if r.path.endswith(f"/{name}") and r.method == "GET" and r.sent
        ]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    hub: HubServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet about clients that went away, which is what tests make them do."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Write no log: the tests read `HubServer.requests`."""

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.record = Request(self.command, path, headers)
        self.server.hub.requests.append(self.record)
        fault = self._fault(path)
        if fault is not None and fault.kind == "status":
            fault.times -= 1
            asked = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            self._say(fault.status, b"", asked)
        elif match := _API.fullmatch(path):
            self._describe(match["repo"], match["revision"])
        elif match := _RESOLVE.fullmatch(path):
            self._resolve(match["repo"], match["revision"], match["file"])
        elif path.startswith("/cdn/"):
            _, _, repo, commit, name = path.split("/", 4)
            repository = self.server.hub.repositories[repo.replace("~", "/")][commit]
            self._send_file(repository.files[name], fault)
        elif path in self.server.hub.plain:
            self._send_file(self.server.hub.plain[path], fault)
        else:
            self._say(404)

    def _describe(self, repo: str, revision: str) -> None:
        repository = self._repository(repo, revision)
        if repository is None:
            return
        siblings = []
        for name, content in repository.files.items():
            size = repository.sizes.get(name, len(content))
            header = f"blob {len(content)}\0".encode()
            sibling: dict[str, object] = {
                "rfilename": name,
                "size": size,
                "blobId": hashlib.sha1(header + content).hexdigest(),
            }
            if len(content) > _LARGE_BYTES:
                sha256 = hashlib.sha256(content).hexdigest()
                sibling["lfs"] = {"size": size, "sha256": sha256, "pointerSize": 134}
            siblings.append(sibling)
        body = {"id": repo, "sha": repository.commit, "siblings": siblings, "private": False}
        self._say(200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _resolve(self, repo: str, revision: str, name: str) -> None:
        repository = self._repository(repo, revision)
        if repository is None:
            return
        content = repository.files.get(name)
        common = {"X-Repo-Commit": repository.commit}
        if content is None:
            self._say(404, b"", {**common, "X-Error-Code": "EntryNotFound"})
        elif len(content) > _LARGE_BYTES:
            # Another name of this machine is another origin, as a hub's storage is.
            place = f"/cdn/{repo.replace('/', '~')}/{repository.commit}/{name}"
            self._say(
                302,
                b"",
                {**common, "Location": f"http://localhost:{self.server.hub.port}{place}"},
            )
        else:
            self._send_file(content, self._fault(name), common)

    def _repository(self, repo: str, revision: str) -> Repository | None:
        revisions = self.server.hub.repositories.get(repo)
        if revisions is None:
            self._say(404, b"", {"X-Error-Code": "RepoNotFound"})
            return None
        if revision not in revisions:
            self._say(404, b"", {"X-Error-Code": "RevisionNotFound"})
            return None
        return revisions[revision]

    def _fault(self, path: str) -> Fault | None:
        name = path.rsplit("/", 1)[-1]
        fault = self.server.hub.faults.get(name)
        if (
            fault is None
            or fault.times <= 0
            or (path.count("/resolve/") and fault.kind != "status")
        ):
            return None
        return fault

    def _send_file(
        self, content: bytes, fault: Fault | None, headers: Mapping[str, str] | None = None
    ) -> None:
        etag = f'"{hashlib.md5(content).hexdigest()}"'
        start = self.record.start
        condition = self.record.headers.get("if-range")
        if condition is not None and condition != etag:
            start = 0
        if start >= len(content) > 0:
            self._say(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        self.send_response(HTTPStatus.PARTIAL_CONTENT if start else HTTPStatus.OK)
        self.record.status = 206 if start else 200
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if self.server.hub.gave_etags:
            self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        if self.command == "GET":
            self._send_body(content, start, fault)

    def _send_body(self, content: bytes, start: int, fault: Fault | None) -> None:
        if fault is not None:
            fault.times -= 1
        if fault is not None and fault.kind == "corrupt":
            middle = len(content) // 2
            content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        for place in range(start, len(content), _CHUNK_BYTES):
            if fault is not None and self.record.sent >= fault.after and fault.kind != "corrupt":
                if fault.kind == "stall":
                    self.server.hub.closing.wait()
                self.close_connection = True
                self.connection.shutdown(2)
                return
            chunk = content[place : place + _CHUNK_BYTES]
            self.wfile.write(chunk)
            self.record.sent += len(chunk)
            if self.server.hub.bytes_per_second is not None:
                time.sleep(len(chunk) / self.server.hub.bytes_per_second)

    def _say(
        self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> None:
        self.record.status = status
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)
