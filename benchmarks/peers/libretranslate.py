"""LibreTranslate's server, as its command starts it, called over REST."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.peers.argos import settings
from benchmarks.peers.environments import Environment
from benchmarks.peers.systems import System, by_calls

__all__ = ["AS_SHIPPED", "TUNED", "LibreTranslateError", "Variant", "libretranslate"]

_CLIENTS: Final = (1, 8, 32)
_START_SECONDS: Final = 120.0
_CALL_SECONDS: Final = 300.0
_WARM_UP: Final = "The talks ended on Friday."


class LibreTranslateError(RuntimeError):
    """Say that LibreTranslate did not start or did not translate."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Hold a way to run LibreTranslate: flags of its command, settings of Argos Translate."""

    name: str
    about: str
    flags: tuple[str, ...]
    settings: Mapping[str, str]


AS_SHIPPED: Final = Variant(
    "LibreTranslate",
    "its defaults: 4 threads of waitress, one translation at a time on all cores",
    (),
    {},
)
TUNED: Final = Variant(
    "LibreTranslate, tuned",
    "32 threads of waitress, 2 translations at a time on one core each",
    ("--threads", "32"),
    {"ARGOS_INTER_THREADS": "2", "ARGOS_INTRA_THREADS": "1"},
)


class Rest:
    """Call `/translate`, each thread on a connection of its own that is kept open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(max(_CLIENTS))

    async def __call__(self, text: str, language: str) -> str:
        """Translate one text.

        Raises:
            LibreTranslateError: it answered something else than a translation.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._translate, text, language)

    def close(self) -> None:
        """Let the threads end."""
        self._pool.shutdown()

    def _translate(self, text: str, language: str) -> str:
        question = {"q": text, "source": "en", "target": language, "format": "text"}
        try:
            status, content = self._post(question)
        except (ConnectionError, http.client.RemoteDisconnected):
            # waitress closes connections that were idle for two minutes.
            self._connection().close()
            status, content = self._post(question)
        if status != http.HTTPStatus.OK:
            raise LibreTranslateError(f"HTTP {status}: {content[:200]!r}")
        return str(json.loads(content)["translatedText"])

    def _post(self, question: Mapping[str, str]) -> tuple[int, bytes]:
        connection = self._connection()
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/translate", json.dumps(question).encode(), headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def _connection(self) -> http.client.HTTPConnection:
        found: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if found is None:
            found = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_CALL_SECONDS)
            self._own.connection = found
        return found


@asynccontextmanager
async def libretranslate(
    environment: Environment, variant: Variant, *, language: str
) -> AsyncIterator[System]:
    """Run LibreTranslate's server and yield it once it has translated.

    Raises:
        LibreTranslateError: it did not start.
    """
    begin = time.perf_counter()
    with _serving(environment, variant) as (port, process):
        await _wait(port, process)
        rest = Rest(port)
        try:
            await rest(_WARM_UP, language)
            seconds = time.perf_counter() - begin
            yield System(
                variant.name,
                variant.about,
                by_calls(rest),
                _CLIENTS,
                process.pid,
                seconds,
                observed=variant is AS_SHIPPED,
            )
        finally:
            rest.close()


@contextmanager
def _serving(
    environment: Environment, variant: Variant
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    home, port = _home(environment, variant), _free_port()
    program = environment.python.with_name("libretranslate")
    command = [str(program), "--host", "127.0.0.1", "--port", str(port), *variant.flags]
    variables = environment.variables(**settings(environment), **variant.settings)
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=home, env=variables, stdout=log, stderr=log)
    try:
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _home(environment: Environment, variant: Variant) -> Path:
    """Give each server a working folder of its own, since it keeps databases there."""
    home = environment.home / variant.name.replace(", ", "-")
    home.mkdir(exist_ok=True)
    return home


async def _wait(port: int, process: subprocess.Popen[Any]) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if await asyncio.to_thread(_is_healthy, port):
            return
        await asyncio.sleep(0.1)
    raise LibreTranslateError("LibreTranslate did not start; its server.log says why")


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
