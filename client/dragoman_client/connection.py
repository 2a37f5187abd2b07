"""How the command finds its server: an address, or one of its own with `--local`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

import click

from dragoman_client.client import DEFAULT_ADDRESS, Client
from dragoman_client.errors import (
    CancelledError,
    CheckpointMissingError,
    ClientError,
    DeadlineExceededError,
    InvalidRequestError,
    OverloadedError,
    PermissionDeniedError,
    UnauthenticatedError,
    UnavailableError,
)
from dragoman_client.exits import ExitCode, Failure
from dragoman_client.tls import TLS

__all__ = ["LOCAL_GROUP", "Connection"]

# The client imports no server: what serves in this process is looked up.
LOCAL_GROUP = "dragoman.local"
LOCAL_NAME = "serve"

_CODES: Mapping[type[ClientError], ExitCode] = MappingProxyType(
    {
        InvalidRequestError: ExitCode.BAD_INPUT,
        UnavailableError: ExitCode.UNREACHABLE,
        UnauthenticatedError: ExitCode.REFUSED,
        PermissionDeniedError: ExitCode.REFUSED,
        OverloadedError: ExitCode.TRY_AGAIN,
        DeadlineExceededError: ExitCode.TRY_AGAIN,
        CancelledError: ExitCode.TRY_AGAIN,
        CheckpointMissingError: ExitCode.NOT_INSTALLED,
    }
)
# What every further input would meet as well.
_FATAL = frozenset({ExitCode.UNREACHABLE, ExitCode.REFUSED})


@dataclass(frozen=True, slots=True)
class Connection:
    """Hold what the options say about the server; `timeout` is in seconds a call."""

    server: str | None
    api_key: str | None = field(repr=False)
    tls: bool
    tls_ca: Path | None
    tls_cert: Path | None
    tls_key: Path | None
    tls_server_name: str | None
    timeout: float
    local: bool
    store: str | None

    @contextmanager
    def open(self) -> Iterator[Client]:
        """Open a client, with a server of its own for `--local`.

        Raises:
            click.UsageError: the options contradict each other.
            Failure: `--local` without the extra, or a certificate that cannot be read.
        """
        self._check()
        with self._address() as address, self._client(address) as client:
            yield client

    @contextmanager
    def reporting(self) -> Iterator[None]:
        """Turn a client error of the block into a failure with its exit code.

        Raises:
            Failure: the message is the server's, and says what to do.
        """
        try:
            yield
        except ClientError as error:
            raise self._failure_of(error) from error

    def is_fatal(self, failure: Failure) -> bool:
        """Say whether every further call would fail in the same way."""
        return failure.exit_code in _FATAL

    def _check(self) -> None:
        if self.store is not None and not self.local and _was_typed("store"):
            raise click.UsageError("--store goes with --local; a server has its own --store")
        if self.local and _was_typed("server"):
            raise click.UsageError("give either --server or --local, not both")

    def _address(self) -> AbstractContextManager[str]:
        if not self.local:
            return nullcontext(self.server or DEFAULT_ADDRESS)
        return _serve_in_process(self.store)

    def _client(self, address: str) -> Client:
        try:
            return Client(
                address,
                api_key=None if self.local else self.api_key,
                tls=None if self.local else self._tls(),
                timeout=self.timeout,
            )
        except ValueError as exc:
            raise click.UsageError(str(exc)) from exc

    def _tls(self) -> TLS | None:
        files = {"ca": self.tls_ca, "certificate": self.tls_cert, "key": self.tls_key}
        wanted = self.tls or self.tls_server_name is not None or any(files.values())
        if not wanted:
            return None
        try:
            return TLS.from_files(**files, server_name=self.tls_server_name)
        except OSError as exc:
            problem = f"{exc.filename}: {exc.strerror}"
            raise Failure(problem, code=ExitCode.BAD_INPUT) from exc

    def _failure_of(self, error: ClientError) -> Failure:
        code = _code_of(error)
        message = str(error)
        if code is ExitCode.UNREACHABLE:
            message = f"{self._how_to_reach()} (gRPC says: {error})"
        elif isinstance(error, DeadlineExceededError):
            message = f"not done in {self.timeout:g} s; --timeout gives more (gRPC says: {error})"
        elif code is ExitCode.REFUSED:
            message = f"{error}; give a key with --api-key or DRAGOMAN_API_KEY"
        if error.request_id and error.request_id not in message:
            message = f"{message} (request {error.request_id})"
        return Failure(message, code=code)

    def _how_to_reach(self) -> str:
        if self.local:
            return "The server of this process has gone."
        if self.server is not None:
            return f"No server answers at {self.server}: is the address right, and TLS on or off?"
        return (
            f"No server answers at {DEFAULT_ADDRESS}. Start one with `dragoman serve` or name"
            " one with --server HOST:PORT (DRAGOMAN_SERVER); or translate in this process,"
            " without a server, with --local."
        )


def _was_typed(option: str) -> bool:
    # A variable may be set for other commands, and contradicts nothing.
    source = click.get_current_context().get_parameter_source(option)
    return source is click.core.ParameterSource.COMMANDLINE


def _code_of(error: ClientError) -> ExitCode:
    if isinstance(error, UnavailableError) and error.request_id:
        # Somebody did answer: the server itself says that it is not ready.
        return ExitCode.TRY_AGAIN
    codes = (_CODES[kind] for kind in type(error).__mro__ if kind in _CODES)
    return next(codes, ExitCode.FAILED)


@contextmanager
def _serve_in_process(store: str | None) -> Iterator[str]:
    server = _local_server(store)
    try:
        address = server.__enter__()
    except Exception as exc:  # the server's errors are its own classes, unknown here
        problem = f"--local could not start: {exc}"
        raise Failure(problem, code=ExitCode.NOT_INSTALLED) from exc
    with ExitStack() as stack:
        stack.push(server)
        yield address


def _local_server(store: str | None) -> AbstractContextManager[str]:
    for entry_point in entry_points(group=LOCAL_GROUP, name=LOCAL_NAME):
        try:
            server: AbstractContextManager[str] = entry_point.load()(store=store)
        except ModuleNotFoundError as exc:
            raise _local_missing(f"the module {exc.name}") from exc
        return server
    raise _local_missing("the server")


def _local_missing(what: str) -> Failure:
    return Failure(
        f"--local needs {what}, which the base install leaves out;"
        " install it with: pip install 'dragoman[server]'",
        code=ExitCode.NOT_INSTALLED,
    )
