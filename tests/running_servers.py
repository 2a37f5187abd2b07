"""Real servers for tests, each on a free port and in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

import grpc
from model_doubles import WordModel

from dragoman_server import log
from dragoman_server.app import LoadRoster, Server
from dragoman_server.checkpoints import Roster
from dragoman_server.config import Settings


def roster_of(models: Mapping[str, WordModel]) -> Roster:
    """Let each model serve the target language that it is filed under; summaries are extractive."""
    return Roster(
        models={model.name: model for model in models.values()},
        translators={code: model.name for code, model in models.items()},
    )


@contextmanager
def serving(roster: Roster, settings: Settings | None = None) -> Iterator[str]:
    """Run a real server on a free port, in a thread of its own, and yield its address."""
    with running(lambda: _running(settings, lambda _: roster)) as address:
        yield address


@contextmanager
def loading(load: LoadRoster) -> Iterator[str]:
    """Run a server as `serving` does, and yield its address while it still loads."""
    with running(lambda: _running(None, load, wait=False)) as address:
        yield address


@asynccontextmanager
async def _running(
    settings: Settings | None, load: LoadRoster, *, wait: bool = True
) -> AsyncIterator[str]:
    server = Server(settings or Settings(port=0, metrics_port=0, cache_bytes=0), load=load)
    await server.start()
    task = asyncio.create_task(server.load())
    try:
        if wait:
            await task
        yield server.address
    finally:
        await server.stop(None)
        await task
        await server.close()


@contextmanager
def running(open_server: Callable[[], AbstractAsyncContextManager[str]]) -> Iterator[str]:
    """Run what `open_server` opens in an event loop in a thread, and yield the address."""
    log.configure()
    ready: Future[str] = Future()
    stop = threading.Event()

    async def main() -> None:
        try:
            async with open_server() as address:
                ready.set_result(address)
                await asyncio.to_thread(stop.wait)
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    try:
        yield ready.result(timeout=20)
    finally:
        stop.set()
        thread.join(timeout=20)


def channel(address: str) -> grpc.Channel:
    """Open a plain-text channel that reads answers of any size."""
    return grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", -1)])
