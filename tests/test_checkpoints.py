"""The server takes the best checkpoint for each need, and says why a need is not met."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tiny_checkpoints import GOLDEN, build_tiny_bart, build_tiny_marian, respell

from dragoman_models.errors import (
    CheckpointCorruptedError,
    CheckpointMissingError,
    DragomanModelError,
    GoldenSentenceError,
)
from dragoman_models.store import Store
from dragoman_models.types import DecodingOptions
from dragoman_server import log
from dragoman_server.checkpoints import Roster, load_roster
from dragoman_server.residence import Residence


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build tiny checkpoints under names that the catalog knows."""
    folder = tmp_path_factory.mktemp("built")
    build_tiny_marian(folder / "russian-small", target_language="ru")
    build_tiny_marian(folder / "armenian-base", target_language="hy")
    build_tiny_marian(folder / "slavic-big", target_language="ru", target_token=">>rus<<")
    build_tiny_bart(folder / "distilbart-cnn-6-6")
    return folder


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    """Give a copy of the tiny checkpoints that a test may damage."""
    return Path(shutil.copytree(built, tmp_path / "store"))


def roster_of(root: Path) -> Roster:
    """Load what a folder holds, without the bundled checkpoints."""
    return load_roster(Store(root, bundled=root.parent / "no-bundled"))


def lazy_roster_of(root: Path, residence: Residence | None = None) -> Roster:
    """Read what a folder holds, and load nothing yet."""
    return load_roster(
        Store(root, bundled=root.parent / "no-bundled"), residence=residence, lazy=True
    )


def translated(roster: Roster, target: str) -> str:
    """Decode two words with a language's checkpoint."""
    model = roster.models[roster.translators[target]]
    tokens = model.encode("The court", target_language=target)
    ((best, *_),) = model.decode([tokens], DecodingOptions())
    return best.text


def overwrite(path: Path, *, at: int) -> None:
    """Damage a file without changing its size."""
    data = bytearray(path.read_bytes())
    data[at : at + 64] = bytes(byte ^ 0x55 for byte in data[at : at + 64])
    path.write_bytes(data)


def test_the_best_checkpoint_for_each_need_is_loaded(root: Path) -> None:
    """One that no need asks for stays on the disk."""
    roster = roster_of(root)
    assert roster.translators == {"hy": "armenian-base", "ru": "slavic-big"}
    assert roster.summarizer == "distilbart-cnn-6-6"
    assert set(roster.models) == {"armenian-base", "slavic-big", "distilbart-cnn-6-6"}
    identity = roster.identity_for("hy")
    assert identity is not None
    assert (identity.name, identity.revision) == ("armenian-base", "tiny-1")


def test_a_loaded_checkpoint_translates(root: Path) -> None:
    """The model in the roster is the one on the disk."""
    assert translated(roster_of(root), "hy") == respell("The court", "hy")


def test_a_language_without_a_checkpoint_names_the_command(root: Path) -> None:
    """Only for that language; summaries without a checkpoint are extractive, not missing."""
    shutil.rmtree(root / "distilbart-cnn-6-6")
    roster = roster_of(root)
    roster.require(targets=["hy", "ru"], summaries=True)
    assert roster.summarizer is None
    for code in ("az", "fa"):
        with pytest.raises(CheckpointMissingError, match="dragoman models pull"):
            roster.require(targets=["ru", code])
        assert roster.install_commands[code].startswith("dragoman models pull ")
        assert roster.identity_for(code) is None


def test_a_damaged_file_is_found_before_it_answers(root: Path) -> None:
    """The hash differs, the language is not served, and no other checkpoint takes its place."""
    overwrite(root / "slavic-big" / "model.bin", at=5_000)
    roster = roster_of(root)
    assert roster.translators == {"hy": "armenian-base"}
    with pytest.raises(CheckpointCorruptedError, match=r"slavic-big.*model\.bin"):
        roster.require(targets=["ru"])
    roster.require(targets=["hy"], summaries=True)


def test_a_file_that_was_cut_is_found(root: Path) -> None:
    """The error names the checkpoint and the commands."""
    path = root / "armenian-base" / "model.bin"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(CheckpointCorruptedError, match="dragoman models pull armenian-base"):
        roster_of(root).require(targets=["hy"])


def test_a_half_pulled_checkpoint_is_as_good_as_none(root: Path) -> None:
    """What a killed pull left is not served, and not taken for damage."""
    partial = root / ".partial"
    partial.mkdir()
    (root / "armenian-base").rename(partial / "armenian-base")
    roster = roster_of(root)
    with pytest.raises(CheckpointMissingError, match="dragoman models pull"):
        roster.require(targets=["hy"])
    roster.require(targets=["ru"])


def test_a_wrong_golden_sentence_keeps_a_checkpoint_out(root: Path) -> None:
    """A model that answers something else is not served."""
    shutil.rmtree(root / "armenian-base")
    build_tiny_marian(root / "armenian-base", target_language="fa")
    manifest = root / "armenian-base" / "checkpoint.json"
    text = manifest.read_text(encoding="utf-8").replace('"fa"', '"hy"')
    manifest.write_text(text.replace(respell(GOLDEN, "fa"), respell(GOLDEN, "hy")), "utf-8")
    with pytest.raises(GoldenSentenceError, match="golden sentence"):
        roster_of(root).require(targets=["hy"])


def test_a_broken_summarizer_is_not_replaced_in_silence(root: Path) -> None:
    """Summaries fail with the reason; translations go on."""
    (root / "distilbart-cnn-6-6" / "model.bin").unlink()
    roster = roster_of(root)
    roster.require(targets=["ru", "hy"])
    with pytest.raises(CheckpointCorruptedError, match="distilbart-cnn-6-6"):
        roster.require(summaries=True)


def test_an_empty_store_serves_nothing_and_names_every_command(tmp_path: Path) -> None:
    """Each language has its own command."""
    roster = roster_of(tmp_path / "empty")
    assert not roster.models
    assert set(roster.failures) == {"hy", "az", "fa", "ru"}


def test_what_failed_is_logged_by_name(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An operator sees which checkpoint and why, without a call having to fail first."""
    log.configure()
    overwrite(root / "slavic-big" / "model.bin", at=5_000)
    (root / "distilbart-cnn-6-6" / "model.bin").unlink()
    roster_of(root)
    events = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    found = {(event["event"], event.get("checkpoint", event.get("need"))) for event in events}
    assert {
        ("checkpoint_failed", "slavic-big"),
        ("checkpoint_broken", "distilbart-cnn-6-6"),
        ("checkpoint_loaded", "armenian-base"),
        ("not_served", "ru"),
        ("not_served", "az"),
        ("not_served", "summaries"),
    } <= found


def test_the_bundled_summarizer_writes_only_when_it_is_named() -> None:
    """Without being asked for, summaries are sentences of the article."""
    store = Store(None)
    assert load_roster(store).summarizer is None
    assert load_roster(store, summarizer="extractive").summarizer is None
    named = load_roster(store, summarizer="dragoman-brief")
    assert named.summarizer == "dragoman-brief"
    assert set(named.pipeline.prompts) == {"headline", "brief"}


def test_a_summarizer_that_is_not_installed_is_refused() -> None:
    """A wrong name is an error at the start, not a surprise in a summary."""
    with pytest.raises(DragomanModelError, match="distilbart-cnn-6-6"):
        load_roster(Store(None), summarizer="distilbart-cnn-6-6")


def test_a_lazy_roster_has_every_model_and_no_weights(root: Path) -> None:
    """What serves is known at the start, and each is loaded at its first use."""
    residence = Residence()
    roster = lazy_roster_of(root, residence)
    assert set(roster.models) == {"armenian-base", "slavic-big", "distilbart-cnn-6-6"}
    assert residence.loaded_bytes == 0
    assert translated(roster, "hy") == respell("The court", "hy")
    assert residence.loaded_bytes == (root / "armenian-base" / "model.bin").stat().st_size


def test_damage_is_found_at_the_first_use_at_the_latest(root: Path) -> None:
    """From then on its language is as one whose checkpoint failed at the start; others serve."""
    overwrite(root / "slavic-big" / "model.bin", at=5_000)
    roster = lazy_roster_of(root)
    roster.require(targets=["hy", "ru"])
    with pytest.raises(CheckpointCorruptedError, match=r"slavic-big.*model\.bin"):
        translated(roster, "ru")
    with pytest.raises(CheckpointCorruptedError, match=r"slavic-big.*model\.bin"):
        roster.require(targets=["ru"])
    assert roster.identity_for("ru") is None
    assert roster.install_command_for("ru").startswith("dragoman models pull ")
    assert roster.identity_for("hy") is not None
    assert roster.install_command_for("hy") == ""
    assert translated(roster, "hy") == respell("The court", "hy")
    assert roster.serves


def test_a_summarizer_that_fails_at_its_use_is_not_asked_again(root: Path) -> None:
    """Summaries fail with the reason, as they do when it fails at the start."""
    overwrite(root / "distilbart-cnn-6-6" / "model.bin", at=5_000)
    roster = lazy_roster_of(root)
    roster.require(summaries=True)
    model = roster.models["distilbart-cnn-6-6"]
    with pytest.raises(CheckpointCorruptedError):
        model.decode([model.encode("The court met.")], DecodingOptions())
    with pytest.raises(CheckpointCorruptedError, match="distilbart-cnn-6-6"):
        roster.require(summaries=True)


def test_a_roster_of_failures_serves_nothing(root: Path) -> None:
    """Each is known to fail only after its use."""
    roster = lazy_roster_of(root)
    for name, model in roster.models.items():
        assert roster.serves
        shutil.rmtree(root / name)
        with pytest.raises(CheckpointCorruptedError):
            model.decode([("</s>",)], DecodingOptions())
    assert not roster.serves


def test_a_tokenizer_that_cannot_be_read_is_found_at_the_start(root: Path) -> None:
    """A lazy roster does not put off what it needs at once."""
    (root / "armenian-base" / "source.spm").write_bytes(b"no model")
    with pytest.raises(CheckpointCorruptedError, match="armenian-base"):
        lazy_roster_of(root).require(targets=["hy"])


def test_a_start_within_a_bound_proves_all_and_keeps_what_fits(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each checkpoint was loaded once, and the log has nothing to say of the bound."""
    log.configure()
    room = max(path.stat().st_size for path in root.glob("*/model.bin"))
    residence = Residence(memory_bytes=room)
    store = Store(root, bundled=root.parent / "no-bundled")
    roster = load_roster(store, residence=residence)
    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert events.count("checkpoint_loaded") == len(roster.models) == 3
    assert "memory_bytes_exceeded" not in events
    assert 0 < residence.loaded_bytes <= room
    assert translated(roster, "hy") == respell("The court", "hy")
