"""The same server inside another process, for `dragoman --local`."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import structlog

from dragoman_server import log
from dragoman_server.app import Server
from dragoman_server.config import Settings

__all__ = ["serve_in_process"]

# The system takes socket paths of at most 107 bytes; the rest is our own names.
_LONGEST_FOLDER = 70


@contextmanager
def serve_in_process(*, store: str | None = None) -> Iterator[str]:
    """Serve on a Unix socket in a private folder, and yield its address once loaded.

    `store` is the folder of pulled checkpoints; None is the user's own. What is
    missing or broken is said to the calls that need it.
    """
    if not structlog.is_configured():
        log.configure(form="console", level="error")
    with tempfile.TemporaryDirectory(prefix="dragoman-", dir=_parent()) as folder:
        settings = Settings(
            unix_socket=Path(folder) / "socket",
            metrics_port=0,
            # One command seldom needs all that is installed.
            load="first-use",
            store=None if store is None else Path(store),
        )
        with _in_thread(settings) as address:
            yield address


def _parent() -> str | None:
    return "/tmp" if len(tempfile.gettempdir().encode()) > _LONGEST_FOLDER else None  # noqa: S108 - the folder in it is private


@contextmanager
def _in_thread(settings: Settings) -> Iterator[str]:
    ready: Future[str] = Future()
    stop = threading.Event()
    thread = threading.Thread(
        target=lambda: asyncio.run(_serve(settings, ready, stop)), name="dragoman-local"
    )
    thread.start()
    try:
        yield ready.result()
    finally:
        stop.set()
        thread.join()


async def _serve(settings: Settings, ready: Future[str], stop: threading.Event) -> None:
    try:
        await _serve_until(settings, ready, stop)
    except BaseException as error:  # whatever it is, whoever waits must hear of it
        if ready.done():
            raise
        ready.set_exception(error)


async def _serve_until(settings: Settings, ready: Future[str], stop: threading.Event) -> None:
    server = Server(settings)
    try:
        await server.start()
        await server.load()
        ready.set_result(server.address)
        await asyncio.to_thread(stop.wait)
    finally:
        await server.close()
