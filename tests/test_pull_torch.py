"""Pulls of Transformers repositories to their end, which needs torch."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

import models_command
import transformers_repository
from hub_server import HubServer
from installed_checkpoints import summarizer, translator

from dragoman_models.catalog import Checkpoint, Golden
from dragoman_models.loading import load
from dragoman_models.lock import read_lock
from dragoman_models.store import Store
from dragoman_models.types import DecodingOptions

pytestmark = pytest.mark.torch

((ENGLISH, RUSSIAN),) = transformers_repository.PAIRS.items()
TRANSLATOR = replace(
    translator("tiny-russian"),
    target_tokens={"ru": ">>rus<<"},
    max_source_tokens=64,
    golden=Golden(ENGLISH, None, "ru"),
)
SUMMARIZER = replace(
    summarizer("tiny-brief"),
    max_source_tokens=128,
    golden=Golden(transformers_repository.ARTICLE, None, "en"),
)
Make = Callable[[Path], dict[str, bytes]]


@pytest.fixture
def hub() -> Iterator[HubServer]:
    """Run an empty hub."""
    with HubServer() as server:
        yield server


@pytest.mark.parametrize(
    ("checkpoint", "make", "target"),
    [
        (TRANSLATOR, transformers_repository.marian_repository, RUSSIAN),
        (SUMMARIZER, transformers_repository.bart_repository, transformers_repository.SUMMARY),
    ],
    ids=["marian", "bart"],
)
def test_a_repository_is_pulled_killed_resumed_and_used(
    hub: HubServer, tmp_path: Path, checkpoint: Checkpoint, make: Make, target: str
) -> None:
    """A MarianMT and a BART repository survive a SIGKILL in mid-download, and then answer"""
    (tmp_path / "trained").mkdir()
    files = make(tmp_path / "trained")
    commit = hub.add_repository(str(checkpoint.repo_id), files)
    catalog = models_command.write_catalog(tmp_path / "catalog.toml", checkpoint)
    store = Store(tmp_path / "checkpoints", bundled=tmp_path / "bundled")
    arguments = ["--store", tmp_path / "checkpoints", "--catalog", catalog, "pull"]
    arguments += ["--endpoint", hub.endpoint, checkpoint.name]
    hub.bytes_per_second = 300_000
    with models_command.start(*arguments) as process:
        while sum(request.sent for request in hub.downloads("model.safetensors")) < 50_000:
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    assert store.scan().installed == ()
    assert store.scan().broken == ()
    hub.requests.clear()
    hub.bytes_per_second = None
    finished = models_command.run(*arguments)
    assert finished.returncode == 0, finished.stderr
    (resumed,) = hub.downloads("model.safetensors")
    assert resumed.start > 0
    assert resumed.sent == len(files["model.safetensors"]) - resumed.start
    assert hub.downloads("config.json") == []
    installed = store.verify(checkpoint.name)
    assert installed.revision == read_lock(tmp_path / "checkpoints")[checkpoint.name].revision
    assert installed.revision == commit
    model = load(installed)
    tokens = model.encode(
        checkpoint.golden.source, target_language=checkpoint.golden.target_language
    )
    ((best, *_),) = model.decode([tokens], DecodingOptions(num_beams=4))
    assert best.text == target
