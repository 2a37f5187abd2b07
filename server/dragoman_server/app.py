"""The server from its start to its end: listen, load, serve, drain."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from dragoman.v1 import (
    article_pb2,
    article_pb2_grpc,
    summarization_pb2,
    summarization_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
)
from dragoman_models.errors import GlossaryError
from dragoman_models.glossary import Glossary
from dragoman_models.heaps import give_back, share_heaps
from dragoman_models.store import Store
from dragoman_server.checkpoints import Roster, load_roster
from dragoman_server.config import Settings, store_root
from dragoman_server.credentials import ApiKeys, server_credentials
from dragoman_server.errors import AddressError, UnavailableError
from dragoman_server.interceptors import CallInterceptor
from dragoman_server.log import logger
from dragoman_server.metrics import Metrics, MetricsServer
from dragoman_server.residence import Residence
from dragoman_server.scheduling import Scheduler
from dragoman_server.servicers import (
    ArticleServicer,
    SummarizationServicer,
    TranslationServicer,
)

__all__ = ["SERVICES", "LoadRoster", "Server", "serve"]

SERVICES = tuple(
    module.DESCRIPTOR.services_by_name[name].full_name
    for module, name in (
        (translation_pb2, "TranslationService"),
        (summarization_pb2, "SummarizationService"),
        (article_pb2, "ArticleService"),
    )
)
_SERVING = health_pb2.HealthCheckResponse.SERVING
_NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING

_PING_MILLISECONDS = 10_000
_KEEPALIVE_MILLISECONDS = 60_000
# A burst that is taken up within a third of a second or so.
_PENDING_CALLS = 256
# Memory that bursts have left is given back this often.
_GIVE_BACK_SECONDS = 60.0

LoadRoster = Callable[[Settings], Roster]


class Server:
    """Hold one server, in the event loop that it is made in.

    `load` loads the checkpoints, in a thread; None does as the settings say.

    Raises:
        AddressError: it cannot listen where the settings say.
        CredentialsError: a certificate, key or API-key file cannot be used.
        GlossaryError: the glossary file cannot be used.
    """

    def __init__(self, settings: Settings, *, load: LoadRoster | None = None) -> None:
        credentials = server_credentials(settings)
        _check_free(settings)
        self._settings = settings
        self._load = load or self._load_store
        self._residence: Residence | None = None
        path = settings.glossary
        self._glossary = Glossary() if path is None else Glossary.read(path)
        self._metrics = Metrics()
        self._metrics_server: MetricsServer | None = None
        self._health = health.aio.HealthServicer()
        self._scheduler = Scheduler(settings, self._metrics)
        keys = None if settings.api_keys is None else ApiKeys.read(settings.api_keys)
        self._interceptor = CallInterceptor(settings, self._metrics, keys)
        self._server = grpc.aio.server(
            interceptors=[self._interceptor],
            options=[
                # Else a second server would share the port, and get half of the calls.
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", settings.max_message_bytes),
                # A client that waits long for an article pings; by default gRPC
                # takes a third ping within ten minutes for an attack.
                ("grpc.http2.min_ping_interval_without_data_ms", _PING_MILLISECONDS),
                ("grpc.http2.max_ping_strikes", 0),
                # Calls that come faster than they can be refused wait here, and would for
                # seconds; gRPC drops those beyond, some from the first number on.
                ("grpc.server.max_pending_requests", _PENDING_CALLS),
                ("grpc.server.max_pending_requests_hard_limit", 2 * _PENDING_CALLS),
                # Finds clients whose machine is gone, so that their work is dropped.
                ("grpc.keepalive_time_ms", _KEEPALIVE_MILLISECONDS),
            ],
        )
        self._add_services()
        self.address = self._bind(credentials)

    def _add_services(self) -> None:
        scheduler, server = self._scheduler, self._server
        translation_pb2_grpc.add_TranslationServiceServicer_to_server(
            TranslationServicer(scheduler), server
        )
        summarization_pb2_grpc.add_SummarizationServiceServicer_to_server(
            SummarizationServicer(scheduler), server
        )
        article_pb2_grpc.add_ArticleServiceServicer_to_server(ArticleServicer(scheduler), server)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        names = (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME)
        reflection.enable_server_reflection(names, server)

    def _bind(self, credentials: grpc.ServerCredentials | None) -> str:
        settings = self._settings
        try:
            if credentials is None:
                port = self._server.add_insecure_port(settings.address)
            else:
                port = self._server.add_secure_port(settings.address, credentials)
        except RuntimeError as error:
            raise AddressError(f"cannot listen on {settings.address}: {error}") from error
        if settings.unix_socket is not None:
            return settings.address
        return f"{settings.address.rpartition(':')[0]}:{port}"

    async def start(self) -> None:
        """Answer calls; health is NOT_SERVING, and other calls are UNAVAILABLE, until loaded."""
        for service in ("", *SERVICES):
            await self._health.set(service, _NOT_SERVING)
        if self._settings.metrics_port:
            self._metrics_server = MetricsServer(
                self._metrics, host=self._settings.metrics_host, port=self._settings.metrics_port
            )
        await self._server.start()
        logger().info("listening", address=self.address)

    async def load(self) -> None:
        """Load the checkpoints, then say SERVING for what they allow."""
        roster = await asyncio.to_thread(self._load, self._settings)
        self._scheduler.start(replace(roster, house_terms=self._glossary.terms))
        self._oversee(roster)
        if not roster.models:
            logger().error("no_checkpoint", reason="see what to install: dragoman models list")
            return
        await self._tell_health(roster)
        logger().info("serving", address=self.address, checkpoints=sorted(roster.models))

    def _load_store(self, settings: Settings) -> Roster:
        return load_roster(
            Store(settings.store or store_root()),
            workers=settings.decoders,
            threads=settings.threads,
            summarizer=settings.summarizer,
            residence=Residence(
                memory_bytes=settings.memory_bytes,
                idle_seconds=settings.idle_unload,
                metrics=self._metrics,
            ),
            lazy=settings.load == "first-use",
        )

    def _oversee(self, roster: Roster) -> None:
        """Have weights unloaded as they fall idle, and the health follow what their use shows."""
        self._residence, loop = roster.residence, asyncio.get_running_loop()

        def tell() -> None:
            asyncio.run_coroutine_threadsafe(self._tell_health(roster), loop)

        if self._residence is not None:
            self._residence.start(on_proof=tell)

    async def _tell_health(self, roster: Roster) -> None:
        status = _SERVING if roster.serves else _NOT_SERVING
        for service in ("", *SERVICES):
            await self._health.set(service, status)

    async def reload_glossary(self) -> None:
        """Read the glossary file again; where it cannot be used, keep what was read last."""
        path = self._settings.glossary
        if path is None:
            logger().warning("glossary_kept", reason="no --glossary was given")
            return
        try:
            self._glossary = await asyncio.to_thread(Glossary.read, path)
        except GlossaryError as error:
            logger().error("glossary_kept", reason=str(error))
            return
        # While the checkpoints load, nobody has a glossary yet; `load` hands it on.
        with contextlib.suppress(UnavailableError):
            self._scheduler.adopt(self._glossary.terms)
        logger().info("glossary_loaded", path=str(path), terms=len(self._glossary))

    async def stop(self, grace_seconds: float | None) -> None:
        """Take no more calls, and let those in flight finish, or end with None at once.

        A second stop may cut the first one short.
        """
        await self._health.enter_graceful_shutdown()
        stopping = asyncio.create_task(self._server.stop(grace_seconds))
        # Whoever watches the health has been told; a watch has no end of its own.
        await asyncio.sleep(0)
        self._interceptor.end_probes()
        await stopping

    async def close(self) -> None:
        """Release everything, ending at once what still goes on."""
        await self._server.stop(None)
        await self._scheduler.close()
        if self._residence is not None:
            await asyncio.to_thread(self._residence.close)
        if self._metrics_server is not None:
            await asyncio.to_thread(self._metrics_server.close)


def _check_free(settings: Settings) -> None:
    """Find out why an address cannot be had; gRPC says only that it cannot.

    Raises:
        AddressError: names the address and the reason.
    """
    if settings.unix_socket is not None:
        _check_socket_free(settings.unix_socket)
        return
    errors = [_try_bind(*place) for place in _resolved(settings)]
    # A name may stand for an address that this machine does not have, too.
    telling = [error for error in errors if error and error.errno != errno.EADDRNOTAVAIL]
    found = telling or ([] if None in errors else errors)
    if found and found[0]:
        raise AddressError(
            f"cannot listen on {settings.address}: {found[0].strerror};"
            " stop what listens there, or choose another --host or --port"
        ) from found[0]


def _resolved(settings: Settings) -> list[tuple[int, Any]]:
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise AddressError(
            f"cannot listen on {settings.address}: {error.strerror}; check --host"
        ) from error
    return [(family, address) for family, _, _, _, address in found]


def _try_bind(family: int, address: Any) -> OSError | None:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def _check_socket_free(path: Path) -> None:
    if not path.parent.is_dir():
        raise AddressError(f"cannot listen on unix:{path}: there is no folder {path.parent}")
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise AddressError(f"cannot listen on unix:{path}: a file of that name is in the way")
    with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(ConnectionRefusedError):
        # A socket that a killed server left refuses; gRPC then takes its place.
        probe.connect(str(path))
        raise AddressError(f"cannot listen on unix:{path}: another server listens there")


def serve(settings: Settings, *, load: LoadRoster | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then finish the calls in flight.

    A second signal ends them at once.

    Raises:
        AddressError: it cannot listen where the settings say.
        CredentialsError: a certificate, key or API-key file cannot be used.
        GlossaryError: the glossary file cannot be used.
    """
    share_heaps()
    asyncio.run(_serve(settings, load))


async def _serve(settings: Settings, load: LoadRoster | None) -> None:
    signals: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, signals.put_nowait, signal.Signals(number).name)
    server = Server(settings, load=load)
    reloads: set[asyncio.Task[None]] = set()
    loop.add_signal_handler(
        signal.SIGHUP, lambda: reloads.add(asyncio.create_task(server.reload_glossary()))
    )
    tidying = asyncio.create_task(_give_back_regularly())
    try:
        await server.start()
        loading = asyncio.create_task(server.load())
        waiting = asyncio.create_task(signals.get())
        await asyncio.wait([loading, waiting], return_when=asyncio.FIRST_COMPLETED)
        if loading.done():
            loading.result()
        name = await waiting
        logger().info("stopping", signal=name, grace_seconds=settings.grace_seconds)
        await _drain(server, signals, settings.grace_seconds)
    finally:
        tidying.cancel()
        await server.close()
    logger().info("stopped")


async def _give_back_regularly() -> None:
    """Give what a burst of calls took and left back to the system, a minute later at most."""
    while True:
        await asyncio.sleep(_GIVE_BACK_SECONDS)
        await asyncio.to_thread(give_back)


async def _drain(server: Server, signals: asyncio.Queue[str], grace_seconds: float) -> None:
    draining = asyncio.create_task(server.stop(grace_seconds))
    again = asyncio.create_task(signals.get())
    await asyncio.wait([draining, again], return_when=asyncio.FIRST_COMPLETED)
    if not draining.done():
        logger().warning("stopping_at_once", signal=again.result())
        await server.stop(None)
    again.cancel()
    await draining
