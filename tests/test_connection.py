"""What the command says and how it exits when its server is not there, or not as it should be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pytest

from dragoman_client import connection as connection_module
from dragoman_client.connection import LOCAL_GROUP, Connection
from dragoman_client.errors import (
    CancelledError,
    CheckpointMissingError,
    ClientError,
    DeadlineExceededError,
    InvalidRequestError,
    LimitExceededError,
    OverloadedError,
    PermissionDeniedError,
    ServerError,
    UnauthenticatedError,
    UnavailableError,
)
from dragoman_client.exits import ExitCode, Failure

REMOTE = Connection(
    server="desk.example:50051",
    api_key=None,
    tls=False,
    tls_ca=None,
    tls_cert=None,
    tls_key=None,
    tls_server_name=None,
    timeout=2.5,
    local=False,
    store=None,
)
LOCAL = replace(REMOTE, server=None, local=True)


def failure_of(error: ClientError, connection: Connection = REMOTE) -> Failure:
    """Report a client error, and return what it became."""
    with pytest.raises(Failure) as caught, connection.reporting():
        raise error
    return caught.value


@contextmanager
def opened(connection: Connection, monkeypatch: pytest.MonkeyPatch, entry: str) -> Iterator[str]:
    """Open a connection whose server is an entry point of this module, and give its address."""
    points = (EntryPoint("serve", f"{__name__}:{entry}", LOCAL_GROUP),) if entry else ()
    monkeypatch.setattr(connection_module, "entry_points", lambda **_: points)
    with click.Context(click.Command("translate")), connection.open() as client:
        yield repr(client)


@contextmanager
def failing_server(store: str | None) -> Iterator[str]:
    """Be a server that cannot start."""
    raise OSError(f"the store {store} is on fire")
    yield ""


def server_without_a_library(store: str | None) -> None:
    """Be a server of which a library is not installed."""
    raise ModuleNotFoundError("No module named 'ctranslate2'", name="ctranslate2")


closed: list[str] = []


@contextmanager
def quick_server(store: str | None) -> Iterator[str]:
    """Be a server that starts, and note when it is closed."""
    yield "localhost:1"
    closed.append(store or "")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidRequestError("a"), ExitCode.BAD_INPUT),
        (LimitExceededError("a"), ExitCode.BAD_INPUT),
        (UnavailableError("a"), ExitCode.UNREACHABLE),
        (UnauthenticatedError("a"), ExitCode.REFUSED),
        (PermissionDeniedError("a"), ExitCode.REFUSED),
        (OverloadedError("a"), ExitCode.TRY_AGAIN),
        (DeadlineExceededError("a"), ExitCode.TRY_AGAIN),
        (CancelledError("a"), ExitCode.TRY_AGAIN),
        (CheckpointMissingError("a"), ExitCode.NOT_INSTALLED),
        (ServerError("a"), ExitCode.FAILED),
        (ClientError("a"), ExitCode.FAILED),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_every_error_has_its_exit_code(error: ClientError, code: ExitCode) -> None:
    """A kind of error without one of its own has its parent's."""
    assert failure_of(error).exit_code == code


def test_a_server_that_is_not_ready_may_be_asked_again() -> None:
    """Who gives a request id is there, so the address is right."""
    failure = failure_of(UnavailableError("it loads its checkpoints", request_id="63f6"))
    assert failure.exit_code == ExitCode.TRY_AGAIN
    assert failure.message == "it loads its checkpoints (request 63f6)"
    assert not REMOTE.is_fatal(failure)


def test_a_request_id_that_is_in_the_text_is_not_said_twice() -> None:
    """It is there for whoever reads the server's log."""
    assert failure_of(ServerError("call 63f6 failed", request_id="63f6")).message.count("63f6") == 1


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (REMOTE, "No server answers at desk.example:50051: is the address right"),
        (replace(REMOTE, server=None), "No server answers at localhost:50051. Start one with"),
        (LOCAL, "The server of this process has gone."),
    ],
)
def test_a_server_that_is_away_is_named(connection: Connection, said: str) -> None:
    """With what can be done about it, and what gRPC says; the next input would fare no better."""
    failure = failure_of(UnavailableError("connection refused"), connection)
    assert failure.message.startswith(said)
    assert failure.message.endswith("(gRPC says: connection refused)")
    assert connection.is_fatal(failure)


def test_the_time_that_was_too_short_is_said() -> None:
    """And the flag that gives more."""
    failure = failure_of(DeadlineExceededError("x"))
    assert failure.message == "not done in 2.5 s; --timeout gives more (gRPC says: x)"


def test_a_certificate_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    """The message names the file and what is wrong with it."""
    connection = replace(REMOTE, tls_ca=tmp_path / "ca.pem")
    with (
        click.Context(click.Command("translate")),
        pytest.raises(Failure) as caught,
        connection.open(),
    ):
        pytest.fail("it was opened")
    assert caught.value.exit_code == ExitCode.BAD_INPUT
    assert caught.value.message == f"{tmp_path / 'ca.pem'}: No such file or directory"


def test_half_an_identity_is_a_usage_error(tmp_path: Path) -> None:
    """A certificate without its key."""
    (tmp_path / "cert.pem").write_text("x")
    connection = replace(REMOTE, tls_cert=tmp_path / "cert.pem")
    with (
        click.Context(click.Command("translate")),
        pytest.raises(click.UsageError, match="give both"),
        connection.open(),
    ):
        pytest.fail("it was opened")


@pytest.mark.parametrize(
    ("entry", "missing"),
    [("", "the server"), ("server_without_a_library", "the module ctranslate2")],
)
def test_local_without_the_extra_says_how_to_install_it(
    entry: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether all of the server is left out, or a library of it."""
    with pytest.raises(Failure) as caught, opened(LOCAL, monkeypatch, entry):
        pytest.fail("it was opened")
    assert caught.value.exit_code == ExitCode.NOT_INSTALLED
    assert caught.value.message.startswith(f"--local needs {missing}, which the base install")
    assert "pip install 'dragoman[server]'" in caught.value.message


def test_a_local_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own words, and without a trace."""
    connection = replace(LOCAL, store="/models")
    with pytest.raises(Failure) as caught, opened(connection, monkeypatch, "failing_server"):
        pytest.fail("it was opened")
    assert caught.value.message == "--local could not start: the store /models is on fire"


def test_a_local_server_ends_with_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is closed behind the client that used it."""
    closed.clear()
    with opened(replace(LOCAL, store="/models"), monkeypatch, "quick_server"):
        assert closed == []
    assert closed == ["/models"]
