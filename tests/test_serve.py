"""`dragoman serve` in a process of its own: start, signals, TLS, ports, network."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from certificates import Authority
from grpc_health.v1 import health_pb2, health_pb2_grpc
from server_doubles import SENTENCE

from dragoman.v1 import translation_pb2, translation_pb2_grpc

# Serves word models through the real command's own code path, with no weights.
_SCRIPT = """
import sys
from dragoman_server import app
from running_servers import roster_of
from server_doubles import GatedModel

seconds = float(sys.argv.pop(1))
models = {code: GatedModel(f"words-{code}", code, seconds=seconds) for code in ("hy", "fa", "ru")}
real = app.serve
app.serve = lambda settings: real(settings, load=lambda _: roster_of(models))
from dragoman_server.cli import serve
serve(prog_name="dragoman serve")
"""

# Finds no checkpoint anywhere.
_EMPTY_SCRIPT = """
from pathlib import Path
from dragoman_models.store import Store
from dragoman_server import app
from dragoman_server.checkpoints import load_roster

real = app.serve
store = Store(None, bundled=Path("/nonexistent"))
app.serve = lambda settings: real(settings, load=lambda _: load_roster(store))
from dragoman_server.cli import serve
serve(prog_name="dragoman serve")
"""

# Takes its time to load.
_SLOW_SCRIPT = """
import time
from dragoman_server import app
from dragoman_server.checkpoints import Roster

real = app.serve

def load(settings):
    time.sleep(2)
    return Roster({}, {})

app.serve = lambda settings: real(settings, load=load)
from dragoman_server.cli import serve
serve(prog_name="dragoman serve")
"""


@dataclass
class Process:
    """A server in a process of its own, and the events that it has logged so far."""

    popen: subprocess.Popen[str]
    events: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read standard error as it comes."""
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.popen.stderr or ():
            with self._grown:
                self.lines.append(line)
                if line.startswith("{"):
                    self.events.append(json.loads(line))
                self._grown.notify_all()

    def wait_for(self, name: str, seconds: float = 30) -> dict[str, Any]:
        """Wait for an event of a name, and return it."""

        def found() -> dict[str, Any] | None:
            return next((each for each in self.events if each["event"] == name), None)

        with self._grown:
            assert self._grown.wait_for(found, seconds), f"no {name} in {self.lines}"
        event = found()
        assert event is not None
        return event

    @property
    def address(self) -> str:
        """Wait until it serves, and return its address."""
        return str(self.wait_for("serving")["address"])

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the exit code."""
        self.popen.send_signal(number)
        return self.popen.wait(20)


@contextmanager
def started(*flags: str, seconds: float = 0.0, command: tuple[str, ...] = ()) -> Iterator[Process]:
    """Start a server of word models, whose every batch takes so many seconds."""
    words = command or (sys.executable, "-c", _SCRIPT, str(seconds))
    search = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(search)}
    with subprocess.Popen(
        [*words, "--port", "0", "--metrics-port", "0", *flags],
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as popen:
        process = Process(popen)
        try:
            yield process
        finally:
            popen.kill()
            popen.wait(10)


def call(wire: grpc.Channel, **options: Any) -> grpc.Future:
    """Start a call that translates one sentence."""
    request = translation_pb2.TranslateTextRequest(
        contents=[SENTENCE], target_language_codes=["ru"]
    )
    stub = translation_pb2_grpc.TranslationServiceStub(wire)
    return stub.TranslateText.future(request, timeout=20, **options)


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def established(pid: int) -> set[str]:
    """List the remote addresses of a process's TCP connections."""
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        # A file may be closed between the list and the look.
        with contextlib.suppress(FileNotFoundError):
            found = re.fullmatch(r"socket:\[(\d+)\]", str(entry.readlink()))
            inodes |= {found[1]} if found else set()
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[2] for row in rows if row[9] in inodes and row[3] != "0A"}


def test_it_listens_before_it_serves_and_says_both() -> None:
    """The log gives the address, with the port that was taken."""
    with started() as process:
        address = process.wait_for("listening")["address"]
        assert process.address == address
        assert re.fullmatch(r"127\.0\.0\.1:\d+", address)
        with grpc.insecure_channel(address) as wire:
            assert call(wire).result().translations


def test_the_server_imports_no_library_that_it_does_not_serve_with() -> None:
    """Neither torch nor what talks to hubs: they would cost seconds and memory at each start."""
    unwanted = ("torch", "transformers", "huggingface_hub", "httpx", "requests", "numpy.testing")
    code = f"""
import sys
import dragoman_server.app
print([name for name in {unwanted!r} if name in sys.modules])
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


def test_it_never_opens_a_connection() -> None:
    """Neither at start nor at work does it hold a socket to anywhere but its clients."""
    with started() as process:
        with grpc.insecure_channel(process.address) as wire:
            call(wire).result()
            assert len(established(process.popen.pid)) == 1
        deadline = time.monotonic() + 10
        while established(process.popen.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert established(process.popen.pid) == set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_calls_in_flight_finish(number: int) -> None:
    """The call gets its answer, the process ends with 0, and says that it stopped."""
    with started(seconds=1.0) as process:
        with grpc.insecure_channel(process.address) as wire:
            running = call(wire)
            time.sleep(0.4)
            assert process.end(number) == 0
            assert running.result().translations
        assert process.wait_for("stopping")["signal"] == signal.Signals(number).name
        process.wait_for("stopped")


def test_a_stopping_server_takes_no_more_calls() -> None:
    """A call that comes after the signal is UNAVAILABLE, at once."""
    with (
        started(seconds=1.5) as process,
        grpc.insecure_channel(process.address) as wire,
    ):
        running = call(wire)
        time.sleep(0.4)
        process.popen.send_signal(signal.SIGTERM)
        process.wait_for("stopping")
        time.sleep(0.1)
        with grpc.insecure_channel(process.address) as late:
            assert call(late).code() is grpc.StatusCode.UNAVAILABLE
        assert running.result().translations


def test_health_says_not_serving_while_calls_finish() -> None:
    """A watcher is told before the server is gone."""
    with (
        started(seconds=1.5) as process,
        grpc.insecure_channel(process.address) as wire,
    ):
        watching = health_pb2_grpc.HealthStub(wire).Watch(health_pb2.HealthCheckRequest())
        assert next(watching).status == health_pb2.HealthCheckResponse.SERVING
        running = call(wire)
        time.sleep(0.3)
        process.popen.send_signal(signal.SIGTERM)
        assert next(watching).status == health_pb2.HealthCheckResponse.NOT_SERVING
        assert running.result().translations


def test_grace_has_an_end() -> None:
    """Calls that outlast it are cut, and the process still ends with 0."""
    with (
        started("--grace-seconds", "0.3", seconds=4.0) as process,
        grpc.insecure_channel(process.address) as wire,
    ):
        running = call(wire)
        time.sleep(0.3)
        began = time.monotonic()
        assert process.end() == 0
        assert time.monotonic() - began < 8
        assert running.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)


def test_a_second_signal_cuts_the_grace_short() -> None:
    """Whoever presses twice does not want to wait."""
    with started(seconds=2.5) as process:
        with grpc.insecure_channel(process.address) as wire:
            running = call(wire)
            time.sleep(0.3)
            process.popen.send_signal(signal.SIGINT)
            process.wait_for("stopping")
            assert process.end(signal.SIGINT) == 0
            assert running.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
        process.wait_for("stopping_at_once")


def test_a_port_in_use_is_one_clear_line() -> None:
    """The exit code is 1, and the line names the address and what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = subprocess.run(
            [sys.executable, "-m", "dragoman_server", "--port", str(port), "--metrics-port", "0"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr == (
        f"Error: cannot listen on 127.0.0.1:{port}: Address already in use;"
        " stop what listens there, or choose another --host or --port\n"
    )


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("no-such-host.invalid", "check --host"),
        ("192.0.2.1", "Cannot assign requested address"),
    ],
)
def test_a_host_that_is_not_this_machine_is_one_clear_line(host: str, reason: str) -> None:
    """A name that nobody knows, and an address of another machine."""
    with started("--host", host, "--port", "50051") as process:
        assert process.popen.wait(20) == 1
        process._reader.join(5)
    assert process.lines[-1].startswith(f"Error: cannot listen on {host}:50051: ")
    assert reason in process.lines[-1]
    assert "Traceback" not in "".join(process.lines)


def test_a_name_may_stand_for_more_addresses_than_there_are() -> None:
    """`localhost` is an IPv6 address too, also where there is no IPv6."""
    flags = ("--host", "localhost", "--port", str(free_port()))
    with started(*flags) as process, grpc.insecure_channel(process.address) as wire:
        assert call(wire).result().translations


def test_two_servers_do_not_share_a_port() -> None:
    """The second does not quietly take half of the first one's calls."""
    with started() as first:
        port = first.address.rpartition(":")[2]
        result = subprocess.run(
            [sys.executable, "-m", "dragoman_server", "--port", port, "--metrics-port", "0"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert result.returncode == 1
    assert "Address already in use" in result.stderr


def test_a_metrics_port_in_use_is_one_clear_line() -> None:
    """And the server is not left half-started."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        with started("--metrics-port", port) as process:
            assert process.popen.wait(20) == 1
        assert process.lines[-1].startswith(f"Error: cannot serve metrics on 127.0.0.1:{port}: ")
        assert "--metrics-port" in process.lines[-1]


def test_metrics_are_scraped_on_their_own_port() -> None:
    """What a call cost is there when it has ended."""
    port = free_port()
    with started("--metrics-port", str(port)) as process:
        with grpc.insecure_channel(process.address) as wire:
            call(wire).result()
        with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
            wire.sendall(b"GET /metrics HTTP/1.0\r\n\r\n")
            text = b"".join(iter(lambda: wire.recv(65_536), b"")).decode()
    assert 'dragoman_batch_entries_count{checkpoint="words-ru"} 1.0' in text
    assert "dragoman_checkpoints_loaded 3.0" in text
    assert "talks" not in text


def test_a_bad_certificate_is_one_clear_line(tmp_path: Path) -> None:
    """The exit code is 1, and the line names the file."""
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("no certificate")
    flags = ("--tls-certificate", str(rubbish), "--tls-key", str(rubbish))
    with started(*flags) as process:
        assert process.popen.wait(20) == 1
        process._reader.join(5)
    assert "Traceback" not in "".join(process.lines)
    assert f"Error: tls_certificate {rubbish}" in process.lines[-1]


def test_a_plain_client_on_a_tls_port_is_refused_and_the_server_lives_on(tmp_path: Path) -> None:
    """The plain client gets UNAVAILABLE, the next one with TLS its answer."""
    authority = Authority(tmp_path)
    own = authority.identity("server")
    flags = ("--tls-certificate", str(own.certificate), "--tls-key", str(own.key))
    with started(*flags) as process:
        with grpc.insecure_channel(process.address) as wire:
            assert call(wire).code() is grpc.StatusCode.UNAVAILABLE
        trusted = grpc.ssl_channel_credentials(authority.certificate.read_bytes())
        with grpc.secure_channel(process.address, trusted) as wire:
            assert call(wire).result().translations
        assert process.end() == 0


def test_mutual_tls_lets_in_who_has_a_certificate(tmp_path: Path) -> None:
    """Without one of the authority's there is no call."""
    authority = Authority(tmp_path)
    own, client = authority.identity("server"), authority.identity("client")
    flags = (
        *("--tls-certificate", str(own.certificate), "--tls-key", str(own.key)),
        *("--tls-client-ca", str(authority.certificate)),
    )
    root = authority.certificate.read_bytes()
    with started(*flags) as process:
        with grpc.secure_channel(process.address, grpc.ssl_channel_credentials(root)) as wire:
            assert call(wire).code() is grpc.StatusCode.UNAVAILABLE
        credentials = grpc.ssl_channel_credentials(
            root, client.key.read_bytes(), client.certificate.read_bytes()
        )
        with grpc.secure_channel(process.address, credentials) as wire:
            assert call(wire).result().translations


def test_a_unix_socket_serves_and_a_second_server_keeps_off(tmp_path: Path) -> None:
    """A socket in use is refused; one that a killed server left is taken over."""
    path = tmp_path / "socket"
    flags = ("--unix-socket", str(path))
    with started(*flags) as first:
        with grpc.insecure_channel(first.address) as wire:
            assert call(wire).result().translations
        with started(*flags) as second:
            assert second.popen.wait(20) == 1
            second._reader.join(5)
        assert "another server listens there" in second.lines[-1]
        with grpc.insecure_channel(first.address) as wire:
            assert call(wire).result().translations
    assert path.exists()
    with started(*flags) as third, grpc.insecure_channel(third.address) as wire:
        assert call(wire).result().translations


def test_without_a_checkpoint_it_says_what_to_do() -> None:
    """Health stays NOT_SERVING, and a call names the command."""
    command = (sys.executable, "-c", _EMPTY_SCRIPT)
    with started(command=command) as process:
        process.wait_for("no_checkpoint")
        address = str(process.wait_for("listening")["address"])
        with grpc.insecure_channel(address) as wire:
            health = health_pb2_grpc.HealthStub(wire)
            status = health.Check(health_pb2.HealthCheckRequest(), timeout=5).status
            assert status == health_pb2.HealthCheckResponse.NOT_SERVING
            with pytest.raises(grpc.RpcError) as caught:
                call(wire).result()
        assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert "dragoman models pull" in caught.value.details()
        assert process.end() == 0


def test_a_signal_while_it_loads_ends_it() -> None:
    """It does not first become ready."""
    with started(command=(sys.executable, "-c", _SLOW_SCRIPT)) as process:
        process.wait_for("listening")
        assert process.end() == 0
        process._reader.join(5)
    assert "serving" not in {event["event"] for event in process.events}
    assert "Traceback" not in "".join(process.lines)


def test_a_setting_from_the_environment_reaches_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The log is for a console when DRAGOMAN_LOG_FORMAT says so."""
    monkeypatch.setenv("DRAGOMAN_LOG_FORMAT", "console")
    with started() as process:
        deadline = time.monotonic() + 20
        while not any("serving" in line for line in process.lines):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert not process.events


def test_a_summarizer_that_nobody_installed_ends_the_start() -> None:
    """The command says which names there are, in one line, and does not serve without summaries."""
    command = [sys.executable, "-m", "dragoman_server", "--port", "0", "--metrics-port", "0"]
    done = subprocess.run(
        [*command, "--summarizer", "nope"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Error: unknown checkpoint 'nope'; choose one of: ")
    assert "dragoman-brief" in last
