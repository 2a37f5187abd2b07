"""A server in the caller's own process answers as any other, and leaves nothing behind."""

from __future__ import annotations

import stat
import threading
from importlib.metadata import entry_points
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from running_servers import channel
from tiny_checkpoints import build_tiny_marian, respell

from dragoman.v1 import translation_pb2, translation_pb2_grpc
from dragoman_server.local import serve_in_process

SENTENCE = "The court in Yerevan postponed the hearing."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a folder with one checkpoint that the catalog ranks before the bundled one."""
    folder = tmp_path_factory.mktemp("store")
    build_tiny_marian(folder / "armenian-base", target_language="hy")
    return str(folder)


def translated(wire: grpc.Channel) -> str:
    """Translate a sentence into Armenian."""
    request = translation_pb2.TranslateTextRequest(
        contents=[SENTENCE], target_language_codes=["hy"]
    )
    stub = translation_pb2_grpc.TranslationServiceStub(wire)
    return stub.TranslateText(request, timeout=30).translations[0].target_text


def test_it_serves_what_the_store_holds(store: str) -> None:
    """As soon as the address is there, health is SERVING and calls are answered."""
    with serve_in_process(store=store) as address, channel(address) as wire:
        health = health_pb2_grpc.HealthStub(wire)
        status = health.Check(health_pb2.HealthCheckRequest(), timeout=5).status
        assert status == health_pb2.HealthCheckResponse.SERVING
        assert respell("court in Yerevan", "hy") in translated(wire)


def test_nobody_else_can_reach_it(store: str) -> None:
    """The socket lies in a folder of the user's alone, and no port is taken."""
    with serve_in_process(store=store) as address:
        path = Path(address.removeprefix("unix:"))
        assert path.is_socket()
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_leaves_nothing_behind(store: str) -> None:
    """Neither a folder nor a thread, and it can be run again."""
    for _ in range(2):
        with serve_in_process(store=store) as address, channel(address) as wire:
            assert translated(wire)
        assert not Path(address.removeprefix("unix:")).parent.exists()
        assert "dragoman-local" not in {thread.name for thread in threading.enumerate()}


def test_an_error_of_the_caller_stops_it(store: str) -> None:
    """The caller's own error comes out, and the server is gone."""
    with pytest.raises(KeyError, match="own"), serve_in_process(store=store):
        raise KeyError("own")
    assert "dragoman-local" not in {thread.name for thread in threading.enumerate()}


def test_a_long_temporary_folder_is_no_obstacle(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths of sockets are short; the user's folder may not be."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("deep" * 30)))
    with serve_in_process(store=store) as address, channel(address) as wire:
        assert translated(wire)


def test_the_client_finds_it_by_its_entry_point() -> None:
    """The client may not import the server."""
    (entry_point,) = entry_points(group="dragoman.local", name="serve")
    assert entry_point.load() is serve_in_process
