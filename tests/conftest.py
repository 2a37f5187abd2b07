"""What every test gets: a clean environment and folders of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from client_doubles import Script, serving
from hypothesis import settings

# A machine that does other work beside is slow, not wrong; and the same tree passes the
# same tests twice. `pytest --hypothesis-profile=search` looks for other counterexamples.
settings.register_profile("dragoman", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=3000)
settings.load_profile("dragoman")


@pytest.fixture(autouse=True)
def clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Hide the settings and the checkpoints of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("DRAGOMAN_"):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("HF_HOME", str(home / "hub"))
    # A test must say so when it wants colours or another locale.
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(autouse=True, scope="session")
def interruptible_commands() -> None:
    """Let the commands under test be interrupted.

    Tests that a shell runs in the background inherit an ignored SIGINT, and would pass it on.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def script() -> Script:
    """Give the script of the double."""
    return Script()


@pytest.fixture
def server(script: Script) -> Iterator[str]:
    """Serve the double."""
    with serving(script) as address:
        yield address
