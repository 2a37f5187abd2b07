"""A server whose weights come and go answers as one whose weights stay."""

from __future__ import annotations

import shutil
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from running_servers import channel, serving
from server_process import serving_process
from test_metrics import free_port
from tiny_checkpoints import build_tiny_marian, respell

from dragoman.v1 import translation_pb2, translation_pb2_grpc
from dragoman_models.store import Store
from dragoman_server.checkpoints import Roster, load_roster
from dragoman_server.config import Settings
from dragoman_server.residence import Residence

TARGETS = ("hy", "az", "fa", "ru")
SENTENCES = (
    "The court postponed the hearing until spring.",
    "Talks between the two ministers will resume in Geneva next week.",
    "At least 12 people were hurt when a bus fell into the river.",
    "The central bank left its rate unchanged at 7.75 per cent.",
)


@contextmanager
def stub_of(address: str) -> Iterator[translation_pb2_grpc.TranslationServiceStub]:
    """Connect to a server."""
    with channel(address) as wire:
        yield translation_pb2_grpc.TranslationServiceStub(wire)


def translated(
    stub: translation_pb2_grpc.TranslationServiceStub, text: str, *targets: str
) -> list[str]:
    """Translate one text."""
    request = translation_pb2.TranslateTextRequest(
        contents=[text], source_language_code="en", target_language_codes=targets
    )
    return [one.target_text for one in stub.TranslateText(request, timeout=60).translations]


def metric(port: int, name: str) -> float:
    """Add up a metric's values over its labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as response:
        lines = response.read().decode().splitlines()
    found = [line for line in lines if line.startswith((f"{name} ", f"{name}{{"))]
    return sum(float(line.rpartition(" ")[2]) for line in found)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something that the server does by itself."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_all_languages_at_once_in_the_room_of_one_and_nothing_fails() -> None:
    """Weights load on first use and go after idling; the answers are those of a plain server."""
    bundled = Store(None).installed_for("hy")[0]
    room = (bundled.path / "model.bin").stat().st_size
    with serving_process("--cache-bytes", "0") as address, stub_of(address) as stub:
        expected = {text: translated(stub, text, *TARGETS) for text in SENTENCES}
    port = free_port()
    flags = ("--load", "first-use", "--idle-unload", "0.5", "--memory-bytes", str(room))
    with (
        serving_process("--metrics-port", str(port), "--cache-bytes", "0", *flags) as address,
        stub_of(address) as stub,
        ThreadPoolExecutor(8) as pool,
    ):
        assert metric(port, "dragoman_weights_bytes") == 0
        assert metric(port, "dragoman_weights_loads_total") == 0
        for _ in range(2):
            calls = [
                (text, i, pool.submit(translated, stub, text, target))
                for text in SENTENCES
                for i, target in enumerate(TARGETS)
            ]
            for text, i, call in calls:
                assert call.result() == [expected[text][i]]
            assert metric(port, "dragoman_weights_bytes") > 0
            wait_until(lambda: metric(port, "dragoman_weights_bytes") == 0)
        loads = metric(port, "dragoman_weights_loads_total")
        assert loads >= 2 * len(TARGETS)
        assert metric(port, "dragoman_weights_unloads_total") == loads


def test_weights_that_idle_leave_a_server_that_loaded_them_at_its_start() -> None:
    """Start and idle are settings apart, and the next call brings one checkpoint back."""
    port = free_port()
    flags = ("--metrics-port", str(port), "--idle-unload", "0.3")
    with serving_process(*flags) as address, stub_of(address) as stub:
        assert metric(port, "dragoman_weights_loads_total") == len(TARGETS)
        wait_until(lambda: metric(port, "dragoman_weights_bytes") == 0)
        assert translated(stub, SENTENCES[0], "ru") != [""]
        assert metric(port, "dragoman_weights_loads_total") == len(TARGETS) + 1


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Build tiny checkpoints for two languages, under names that the catalog knows."""
    build_tiny_marian(tmp_path / "store" / "russian-small", target_language="ru")
    build_tiny_marian(tmp_path / "store" / "armenian-base", target_language="hy")
    return tmp_path / "store"


@contextmanager
def serving_lazily(root: Path, residence: Residence) -> Iterator[str]:
    """Serve what a folder holds, each checkpoint from its first use on."""
    store = Store(root, bundled=root / "none")
    roster: Roster = load_roster(store, lazy=True, residence=residence)
    with serving(roster, Settings(port=0, metrics_port=0, cache_bytes=0)) as address:
        yield address


def health(address: str) -> int:
    """Ask for the health of the server."""
    with channel(address) as wire:
        answer = health_pb2_grpc.HealthStub(wire).Check(health_pb2.HealthCheckRequest(), timeout=5)
        return int(answer.status)


def damage(path: Path) -> None:
    """Change a byte and leave the size."""
    data = bytearray(path.read_bytes())
    data[-40] ^= 0x55
    path.write_bytes(bytes(data))


def test_a_checkpoint_that_fails_at_its_first_use_says_what_to_do(root: Path) -> None:
    """Its calls get FAILED_PRECONDITION with the command, and its language is not served."""
    damage(root / "armenian-base" / "model.bin")
    with serving_lazily(root, Residence()) as address, stub_of(address) as stub:
        for _ in range(2):
            with pytest.raises(grpc.RpcError) as caught:
                translated(stub, SENTENCES[0], "hy")
            assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
            assert "dragoman models pull armenian-base" in caught.value.details()
        assert translated(stub, SENTENCES[0], "ru") == [respell(SENTENCES[0], "ru")]
        answer = stub.ListLanguages(translation_pb2.ListLanguagesRequest())
        listed = {one.language_code: one for one in answer.languages}
        assert not listed["hy"].HasField("checkpoint")
        assert listed["hy"].install_command.startswith("dragoman models pull ")
        assert listed["ru"].HasField("checkpoint")
        assert not listed["ru"].install_command


def test_health_follows_what_the_use_shows(root: Path) -> None:
    """SERVING as long as one checkpoint may serve, then not, and again once one was mended."""
    residence = Residence()
    with serving_lazily(root, residence) as address, stub_of(address) as stub:
        assert health(address) == health_pb2.HealthCheckResponse.SERVING
        for name, target in (("armenian-base", "hy"), ("russian-small", "ru")):
            assert health(address) == health_pb2.HealthCheckResponse.SERVING
            (root / name).rename(root / f".{name}")
            with pytest.raises(grpc.RpcError, match="dragoman models pull"):
                translated(stub, SENTENCES[0], target)
        wait_until(lambda: health(address) == health_pb2.HealthCheckResponse.NOT_SERVING)
        (root / ".russian-small").rename(root / "russian-small")
        assert translated(stub, SENTENCES[0], "ru") == [respell(SENTENCES[0], "ru")]
        wait_until(lambda: health(address) == health_pb2.HealthCheckResponse.SERVING)


def test_a_checkpoint_deleted_while_it_idled_is_said_to_be_gone(root: Path) -> None:
    """It had answered before; the call names what to run and ends at once."""
    residence = Residence(idle_seconds=0.05)
    with serving_lazily(root, residence) as address, stub_of(address) as stub:
        assert translated(stub, SENTENCES[0], "hy") == [respell(SENTENCES[0], "hy")[:-1] + "։"]
        wait_until(lambda: residence.loaded_bytes == 0)
        shutil.rmtree(root / "armenian-base")
        with pytest.raises(grpc.RpcError, match="dragoman models pull armenian-base") as caught:
            translated(stub, SENTENCES[1], "hy")
        assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
