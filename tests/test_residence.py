"""Weights come and go by use, time and a bound, and no call notices but by its time."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tiny_checkpoints import LINES, build_tiny_marian, respell

from dragoman_models.errors import CheckpointCorruptedError, CheckpointError
from dragoman_models.loading import load
from dragoman_models.manifest import read_manifest
from dragoman_models.store import Store
from dragoman_models.types import DecodingOptions
from dragoman_server import log
from dragoman_server.metrics import Metrics
from dragoman_server.proof import Proof
from dragoman_server.residence import Residence, Resident

TARGETS = ("hy", "az", "fa", "ru")
SENTENCE = "The court in Yerevan postponed the hearing until Monday."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a tiny checkpoint for each language once."""
    folder = tmp_path_factory.mktemp("built")
    for target in TARGETS:
        build_tiny_marian(folder / target, target_language=target)
    return folder


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """Give copies that a test may damage."""
    return Path(shutil.copytree(built, tmp_path / "store"))


@pytest.fixture
def size(built: Path) -> int:
    """Give the size of the largest of their weights."""
    return max((built / target / "model.bin").stat().st_size for target in TARGETS)


def house(
    residence: Residence, root: Path, targets: Sequence[str] = TARGETS
) -> dict[str, Resident]:
    """Take tiny checkpoints in, none of them loaded."""
    installed = {target: read_manifest(root / target, bundled=False) for target in targets}
    return {
        target: residence.house(load(one, lazy=True), Proof(one))
        for target, one in installed.items()
    }


def decoded(model: Resident, target: str, line: str = LINES[0]) -> str:
    """Decode one line."""
    tokens = model.encode(line, target_language=target)
    ((best, *_),) = model.decode([tokens], DecodingOptions(num_beams=2))
    return best.text


def loaded(models: dict[str, Resident]) -> set[str]:
    """Name the models whose weights are in memory."""
    return {target for target, model in models.items() if model.model.weights.loaded}


def count(metrics: Metrics, name: str, **labels: str) -> float:
    """Read a metric."""
    return metrics.registry.get_sample_value(f"dragoman_{name}", labels) or 0.0


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something that happens in the background."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def events(capsys: pytest.CaptureFixture[str], name: str) -> list[dict[str, object]]:
    """Read the events of a name from the log."""
    found = map(json.loads, capsys.readouterr().err.splitlines())
    return [event for event in found if event["event"] == name]


def test_a_resident_is_the_model_that_it_houses(root: Path) -> None:
    """It has the model's name, limits, tokens and answers, and loads by itself."""
    models = house(Residence(), root)
    hy = models["hy"]
    assert (hy.identity, hy.num_beams) == (hy.model.identity, hy.model.num_beams)
    assert hy.max_source_tokens == hy.model.max_source_tokens
    assert not loaded(models)
    assert decoded(hy, "hy") == respell(LINES[0], "hy")
    assert loaded(models) == {"hy"}


def test_without_a_bound_or_a_time_everything_stays(root: Path) -> None:
    """What was loaded once is not loaded again."""
    metrics = Metrics()
    residence = Residence(metrics=metrics)
    models = house(residence, root)
    residence.start()
    for _ in range(2):
        for target, model in models.items():
            decoded(model, target)
    residence.sweep()
    residence.close()
    assert loaded(models) == set(TARGETS)
    assert [count(metrics, "weights_loads_total", checkpoint=one) for one in TARGETS] == [1] * 4
    assert count(metrics, "weights_bytes") == residence.loaded_bytes


def test_the_one_used_longest_ago_makes_room(root: Path, size: int) -> None:
    """Not the one that was loaded first."""
    metrics = Metrics()
    residence = Residence(memory_bytes=2 * size, metrics=metrics)
    models = house(residence, root)
    for target in ("hy", "az", "hy", "fa"):
        decoded(models[target], target)
    assert loaded(models) == {"hy", "fa"}
    assert residence.loaded_bytes <= 2 * size
    assert count(metrics, "weights_unloads_total", checkpoint="az", reason="memory") == 1
    assert count(metrics, "weights_bytes") == residence.loaded_bytes


def test_what_is_in_use_stays_whatever_the_bound(
    root: Path, size: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The other loads all the same, the log says so once, and the surplus goes when it is free."""
    log.configure()
    residence = Residence(memory_bytes=size)
    models = house(residence, root)
    with residence.using("hy"):
        for target in ("az", "fa"):
            assert decoded(models[target], target) == respell(LINES[0], target)
            assert "hy" in loaded(models)
        assert loaded(models) == {"hy", "fa"}
    residence.sweep()
    assert loaded(models) == {"hy"}
    assert residence.loaded_bytes <= size
    (warning,) = events(capsys, "memory_bytes_exceeded")
    assert (warning["checkpoint"], warning["level"]) == ("az", "warning")


def test_the_surplus_goes_in_the_background(root: Path, size: int) -> None:
    """Nobody has to ask for it, and no call waits for it."""
    residence = Residence(memory_bytes=size)
    models = house(residence, root)
    residence.start()
    try:
        with residence.using("hy"), residence.using("az"):
            assert loaded(models) == {"hy", "az"}
        wait_until(lambda: residence.loaded_bytes <= size)
        wait_until(lambda: len(loaded(models)) == 1)
    finally:
        residence.close()


def test_one_checkpoint_over_the_bound_is_not_loaded_for_each_call(root: Path) -> None:
    """The last one stays: a bound that is too small must not cost a load a batch."""
    metrics = Metrics()
    residence = Residence(memory_bytes=1, metrics=metrics)
    models = house(residence, root)
    for _ in range(3):
        decoded(models["hy"], "hy")
        residence.sweep()
    assert count(metrics, "weights_loads_total", checkpoint="hy") == 1
    decoded(models["az"], "az")
    assert loaded(models) == {"az"}


def test_threads_that_want_one_checkpoint_load_it_once(root: Path) -> None:
    """The others wait until it is there."""
    metrics = Metrics()
    model = house(Residence(metrics=metrics), root)["hy"]
    together = threading.Barrier(8)

    def use(_: int) -> str:
        together.wait(20)
        return decoded(model, "hy")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(use, range(8))) == {respell(LINES[0], "hy")}
    assert count(metrics, "weights_loads_total", checkpoint="hy") == 1


def test_idle_weights_go_and_come_back(root: Path) -> None:
    """In the background, each by its own last use."""
    metrics = Metrics()
    residence = Residence(idle_seconds=0.3, metrics=metrics)
    models = house(residence, root)
    residence.start()
    try:
        decoded(models["hy"], "hy")
        with residence.using("az"):
            wait_until(lambda: loaded(models) == {"az"})
        wait_until(lambda: not loaded(models))
        wait_until(lambda: residence.loaded_bytes == 0)
        assert decoded(models["hy"], "hy") == respell(LINES[0], "hy")
    finally:
        residence.close()
    assert count(metrics, "weights_loads_total", checkpoint="hy") == 2
    wait_until(lambda: count(metrics, "weights_unloads_total", checkpoint="hy", reason="idle") > 0)


def test_weights_in_use_are_never_idle(root: Path) -> None:
    """A batch that takes longer than the time keeps its weights."""
    residence = Residence(idle_seconds=0.01)
    models = house(residence, root)
    with residence.using("hy"):
        time.sleep(0.05)
        residence.sweep()
        assert loaded(models) == {"hy"}
    residence.sweep()
    assert loaded(models) == {"hy"}


def test_a_checkpoint_that_cannot_be_loaded_fails_its_calls_alone(root: Path, size: int) -> None:
    """Nobody makes room for it, the others answer, and once mended it answers, too."""
    told: list[bool] = []
    residence = Residence(memory_bytes=size)
    models = house(residence, root)
    residence.start(on_proof=lambda: told.append(True))
    decoded(models["ru"], "ru")
    (root / "hy").rename(root / "gone")
    for _ in range(2):
        with pytest.raises(CheckpointCorruptedError, match="dragoman models pull hy"):
            decoded(models["hy"], "hy")
        assert isinstance(residence.failure_of("hy"), CheckpointError)
    assert len(told) == 1
    assert loaded(models) == {"ru"}
    assert residence.loaded_bytes <= size
    (root / "gone").rename(root / "hy")
    assert residence.failure_of("hy") is None
    assert decoded(models["hy"], "hy") == respell(LINES[0], "hy")
    assert len(told) == 2
    residence.close()


def test_a_folder_deleted_while_unloaded_is_told_clearly(root: Path) -> None:
    """The error names the checkpoint and what to run, for the first caller and the next."""
    residence = Residence(idle_seconds=0.001)
    models = house(residence, root)
    decoded(models["hy"], "hy")
    time.sleep(0.01)
    residence.sweep()
    assert not loaded(models)
    shutil.rmtree(root / "hy")
    for _ in range(2):
        with pytest.raises(CheckpointCorruptedError, match="dragoman models pull hy"):
            decoded(models["hy"], "hy")


def test_weights_that_answer_wrongly_leave_memory_again(root: Path) -> None:
    """Their bytes count no more, and the failure is known without a second try."""
    manifest = root / "hy" / "checkpoint.json"
    spoilt = manifest.read_text("utf-8").replace(respell(SENTENCE, "hy"), "Այլ նախադասություն։")
    manifest.write_text(spoilt, "utf-8")
    metrics = Metrics()
    residence = Residence(metrics=metrics)
    models = house(residence, root)
    for _ in range(2):
        with pytest.raises(CheckpointError, match="golden sentence"):
            decoded(models["hy"], "hy")
    assert not loaded(models)
    assert residence.loaded_bytes == 0
    assert count(metrics, "weights_loads_total", checkpoint="hy") == 0


def test_threads_hammer_three_bundled_checkpoints_in_the_room_of_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every answer is the one that a checkpoint gives which nobody disturbs."""
    log.configure()
    bundled = {
        one.checkpoint.target_languages[0]: one
        for one in Store(None).installed()
        if one.checkpoint.task == "translation"
    }
    targets = ("hy", "fa", "ru")
    room = max((bundled[target].path / "model.bin").stat().st_size for target in targets)
    residence = Residence(memory_bytes=room, idle_seconds=0.02)
    models = {
        target: residence.house(load(one, intra_threads=1, lazy=True), Proof(one))
        for target, one in bundled.items()
        if target in targets
    }
    expected = {target: decoded(model, target, SENTENCE) for target, model in models.items()}
    residence.start()
    wanted = [targets[i % 3] for i in range(45)]
    try:
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda to: decoded(models[to], to, SENTENCE), wanted))
        wait_until(lambda: not loaded(models))
    finally:
        residence.close()
    assert answers == [expected[target] for target in wanted]
    assert residence.loaded_bytes == 0
    assert not events(capsys, "checkpoint_failed")


def test_closing_ends_the_background_work(root: Path) -> None:
    """And may be done without its having begun."""
    residence = Residence(idle_seconds=60)
    house(residence, root)
    residence.start()
    residence.close()
    assert "residence" not in {thread.name for thread in threading.enumerate()}
    Residence().close()
