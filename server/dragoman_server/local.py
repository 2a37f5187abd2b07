"""The same server inside another process, for `dragoman --local` and for tests."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

from dragoman_server import log
from dragoman_server.app import Server
from dragoman_server.config import Settings

__all__ = ["serve_in_process"]


@contextmanager
def serve_in_process(*, store: str | None = None) -> Iterator[str]:
    """Serve on a Unix socket in a private folder, and yield its address once loaded.

    `store` is the folder of pulled checkpoints; None is the user's own.

    Raises:
        CheckpointError: nothing is installed that could serve.
    """
    log.configure(form="console", level="error")
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        settings = Settings(
            unix_socket=Path(folder) / "socket",
            metrics_port=0,
            store=None if store is None else Path(store),
        )
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
        server = Server(settings)
    except BaseException as error:  # noqa: BLE001 - the thread that waits raises it
        ready.set_exception(error)
        return
    try:
        await server.start()
        await server.load()
        ready.set_result(server.address)
        await asyncio.to_thread(stop.wait)
        await server.stop(None)
    except BaseException as error:  # noqa: BLE001 - as above
        if not ready.done():
            ready.set_exception(error)
    finally:
        await server.close()
