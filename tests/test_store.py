"""The store: what is installed, what is damaged, and what to do about it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from installed_checkpoints import REVISION, edit_manifest, install, summarizer, translator

from dragoman_models.catalog import load_catalog
from dragoman_models.errors import (
    CheckpointCorruptedError,
    CheckpointError,
    CheckpointMissingError,
    UnknownCheckpointError,
)
from dragoman_models.store import Store, default_root
from dragoman_models.types import CheckpointIdentity


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    """Make a folder of bundled checkpoints: a translator and a summarizer."""
    folder = tmp_path / "bundled"
    install(folder, translator("dragoman-compact-en-ru", rank=50))
    install(folder, summarizer("dragoman-brief", rank=50))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a folder for pulled checkpoints."""
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    return folder


@pytest.fixture
def store(root: Path, bundled: Path) -> Store:
    """Open the store of both."""
    return Store(root, bundled=bundled)


def names(store: Store) -> list[str]:
    """List what is installed."""
    return [each.checkpoint.name for each in store.installed()]


def test_bundled_and_pulled_checkpoints_are_listed(store: Store, root: Path) -> None:
    """The bundled ones come first, each kind in the order of the names"""
    install(root, translator("tiny"))
    assert names(store) == ["dragoman-brief", "dragoman-compact-en-ru", "tiny"]
    assert [each.bundled for each in store.installed()] == [True, True, False]


def test_an_installed_checkpoint_names_its_weights(store: Store, root: Path) -> None:
    """The identity is the name with the resolved revision, and the files have their sizes"""
    folder = install(root, translator("tiny"))
    installed = store.find("tiny")
    assert installed.identity == CheckpointIdentity("tiny", REVISION)
    assert installed.path == folder
    assert installed.files["model.bin"].size == len(b"weights of tiny")
    assert installed.size_bytes == sum(
        (folder / name).stat().st_size for name in ("model.bin", "config.json")
    )


def test_what_was_written_is_read_back(store: Store, root: Path) -> None:
    """A checkpoint's description comes through its checkpoint.json, the revision resolved"""
    checkpoint = translator("tiny", targets=("hy", "ru"))
    install(root, checkpoint)
    assert store.find("tiny").checkpoint == replace(checkpoint, revision=REVISION)


@pytest.mark.parametrize("closes", [True, False])
def test_the_store_says_who_closes_a_source(store: Store, root: Path, *, closes: bool) -> None:
    """Whether CTranslate2 appends the end of the sentence is read from what it converted"""
    folder = install(root, translator("tiny"), add_source_eos=closes)
    assert store.find("tiny").add_source_eos is closes
    assert json.loads((folder / "checkpoint.json").read_text("utf-8"))["add_source_eos"] is closes


def test_translators_for_a_language_come_best_first(store: Store, root: Path) -> None:
    """The lowest rank goes first, and checkpoints for other languages stay out"""
    install(root, translator("good", rank=10))
    install(root, translator("better", targets=("hy", "ru"), rank=5))
    install(root, translator("persian", targets=("fa",), rank=1))
    found = [each.checkpoint.name for each in store.installed_for("ru")]
    assert found == ["better", "good", "dragoman-compact-en-ru"]


def test_a_catalog_decides_on_the_order(root: Path, bundled: Path) -> None:
    """The rank of the catalog counts, not the one that was written at the time of the pull"""
    install(root, translator("slavic-big", rank=99))
    assert Store(root, bundled=bundled).installed_for("ru")[0].checkpoint.name == "slavic-big"


def test_summarizers_come_best_first(store: Store, root: Path) -> None:
    """A pulled summarizer goes before the bundled one"""
    install(root, summarizer("distilbart-cnn-12-6"))
    found = [each.checkpoint.name for each in store.summarizers()]
    assert found == ["distilbart-cnn-12-6", "dragoman-brief"]


def test_a_missing_checkpoint_is_answered_with_the_command(store: Store) -> None:
    """What is known and not installed comes with the command that installs it"""
    with pytest.raises(CheckpointMissingError, match="run: dragoman models pull slavic-big"):
        store.find("slavic-big")


def test_a_missing_bundled_checkpoint_is_not_to_be_pulled(store: Store) -> None:
    """What belongs to the package cannot be pulled, so the package is named"""
    with pytest.raises(CheckpointMissingError, match="install the package again"):
        store.find("dragoman-compact-en-hy")


def test_an_unknown_name_is_answered_with_the_known_ones(store: Store) -> None:
    """A name that nobody knows comes with the names there are"""
    with pytest.raises(UnknownCheckpointError, match="slavic-big"):
        store.find("opus-mt-en-fa")


def write_junk(folder: Path) -> None:
    """Make checkpoint.json something that is not JSON."""
    (folder / "checkpoint.json").write_text("half a fi")


def write_bytes(folder: Path) -> None:
    """Make checkpoint.json something that is not text."""
    (folder / "checkpoint.json").write_bytes(b"\xff\xfe\x00")


def write_list(folder: Path) -> None:
    """Make checkpoint.json something that is not a table."""
    (folder / "checkpoint.json").write_text("[]")


def drop_manifest(folder: Path) -> None:
    """Take checkpoint.json away."""
    (folder / "checkpoint.json").unlink()


def drop_weights(folder: Path) -> None:
    """Take the weights away."""
    (folder / "model.bin").unlink()


def shorten_weights(folder: Path) -> None:
    """Cut the weights off."""
    (folder / "model.bin").write_bytes(b"wei")


def drop_licence(folder: Path) -> None:
    """Leave a field out of checkpoint.json."""
    edit_manifest(folder, licence=None)


def rename(folder: Path) -> None:
    """Say another name in checkpoint.json."""
    edit_manifest(folder, name="other")


def point_outside(folder: Path) -> None:
    """Name a file outside of the folder in checkpoint.json."""
    edit_manifest(folder, files={"../secret": {"size": 1, "sha256": "0"}})


def list_no_files(folder: Path) -> None:
    """Name no files in checkpoint.json."""
    edit_manifest(folder, files={})


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (write_junk, "cannot be read"),
        (write_bytes, "codec"),
        (write_list, "holds no table"),
        (drop_manifest, "checkpoint.json is missing"),
        (drop_weights, "model.bin is missing"),
        (shorten_weights, "model.bin has 3 bytes, not 15"),
        (drop_licence, "'licence' is missing"),
        (rename, "'other'"),
        (point_outside, "plain name"),
        (list_no_files, "lists no file"),
    ],
)
def test_a_damaged_checkpoint_is_reported_and_not_raised(
    store: Store, root: Path, damage: Callable[[Path], None], reason: str
) -> None:
    """A damaged folder is not installed, is reported with its reason, and harms no other"""
    install(root, translator("whole"))
    damage(install(root, translator("tiny")))
    inventory = store.scan()
    assert "tiny" not in names(store)
    assert "whole" in names(store)
    (broken,) = inventory.broken
    assert broken.name == "tiny"
    assert reason in broken.reason
    with pytest.raises(CheckpointCorruptedError, match="run: dragoman models pull tiny"):
        store.find("tiny")


def test_junk_in_the_root_is_tolerated(store: Store, root: Path) -> None:
    """Files, hidden folders and Python's own are passed over; an empty folder is reported"""
    (root / "notes.txt").write_text("remember the milk")
    (root / ".partial" / "slavic-big").mkdir(parents=True)
    (root / "__pycache__").mkdir()
    (root / "empty").mkdir()
    inventory = store.scan()
    assert [each.name for each in inventory.broken] == ["empty"]
    assert len(inventory.installed) == 2


@pytest.mark.parametrize("make", [lambda _: None, lambda path: path.write_text("a file")])
def test_a_root_that_is_no_folder_leaves_the_bundled_ones(
    tmp_path: Path, bundled: Path, make: Callable[[Path], object]
) -> None:
    """A root that is absent, or is a file, takes nothing away from what is bundled"""
    make(tmp_path / "elsewhere")
    assert len(Store(tmp_path / "elsewhere", bundled=bundled).installed()) == 2
    assert len(Store(None, bundled=bundled).installed()) == 2


def test_a_pulled_checkpoint_cannot_pass_for_a_bundled_one(store: Store, root: Path) -> None:
    """A folder with the name of a bundled checkpoint is reported, and the bundled one serves"""
    install(root, translator("dragoman-compact-en-ru"))
    assert store.find("dragoman-compact-en-ru").bundled
    assert "bundled" in store.scan().broken[0].reason


def test_a_damaged_bundled_checkpoint_wants_the_package_again(store: Store, bundled: Path) -> None:
    """The remedy for a damaged bundled checkpoint is not a pull"""
    drop_weights(bundled / "dragoman-brief")
    with pytest.raises(CheckpointCorruptedError, match="install the package again"):
        store.find("dragoman-brief")


@pytest.mark.parametrize(
    ("scores", "read"),
    [
        ({}, {}),
        ({"hy": {"chrF": 41.5}}, {"hy": {"chrF": 41.5}}),
        ({"chrF": 41.5, "note": "dev"}, {"hy": {"chrF": 41.5}}),
        (
            {"flores": {"chrF": 41.5, "items": 997}},
            {"hy": {"chrF on flores": 41.5, "items on flores": 997}},
        ),
        ("good", {}),
    ],
)
def test_a_checkpoint_json_made_by_the_training_recipe_is_read(
    root: Path, bundled: Path, scores: object, read: object
) -> None:
    """Scores by test set are those of the one target, and what is null or empty is left out"""
    folder = install(bundled, translator("dragoman-compact-en-hy", targets=("hy",)))
    edit_manifest(
        folder,
        format=None,
        size_bytes=None,
        rank=None,
        repo_id=None,
        target_tokens={"hy": ""},
        scores=scores,
        golden={"source": "One.", "target": "Մեկ։", "target_language": None},
    )
    checkpoint = Store(root, bundled=bundled).find("dragoman-compact-en-hy").checkpoint
    assert checkpoint.format == "bundled"
    assert checkpoint.target_tokens == {}
    assert checkpoint.scores == read
    assert checkpoint.golden.target_language == "hy"
    assert checkpoint.rank_for("hy") == load_catalog().checkpoints[checkpoint.name].rank_for("hy")


def test_a_summarizer_without_targets_summarizes_in_its_own_language(
    root: Path, bundled: Path
) -> None:
    """No target language means the language of the source"""
    edit_manifest(bundled / "dragoman-brief", target_languages=[], golden={"source": "One. Two."})
    (found,) = Store(root, bundled=bundled).summarizers()
    assert found.checkpoint.target_languages == ("en",)


def test_looking_reads_no_weights(store: Store, root: Path) -> None:
    """Weights of 64 GB whose hash is wrong are listed like others"""
    folder = install(root, translator("huge"))
    size = 64 << 30
    os.truncate(folder / "model.bin", size)
    files = json.loads((folder / "checkpoint.json").read_text("utf-8"))["files"]
    edit_manifest(folder, files={**files, "model.bin": {"size": size, "sha256": "0" * 64}})
    assert "huge" in names(store)


def test_verify_hashes_every_file(store: Store, root: Path) -> None:
    """A byte that was changed behind an unchanged size is found"""
    folder = install(root, translator("tiny"))
    assert store.verify("tiny").checkpoint.name == "tiny"
    (folder / "model.bin").write_bytes(b"weightS of tiny")
    assert "tiny" in names(store)
    with pytest.raises(CheckpointCorruptedError, match=r"model\.bin is not the file"):
        store.verify("tiny")


def test_remove_deletes_a_pulled_checkpoint(store: Store, root: Path) -> None:
    """What was removed is gone, and what a pull of it left is gone with it"""
    install(root, translator("tiny"))
    (root / ".partial" / "tiny" / "source-main").mkdir(parents=True)
    store.remove("tiny")
    assert "tiny" not in names(store)
    assert not store.is_interrupted("tiny")
    assert not (root / "tiny").exists()


def test_remove_deletes_a_damaged_checkpoint(store: Store, root: Path) -> None:
    """A damaged checkpoint can be removed like a whole one"""
    write_junk(install(root, translator("tiny")))
    store.remove("tiny")
    assert not store.scan().broken


def test_a_bundled_checkpoint_cannot_be_removed(store: Store) -> None:
    """Removing a bundled checkpoint is refused, and nothing is deleted"""
    with pytest.raises(CheckpointError, match="came with the package"):
        store.remove("dragoman-brief")
    assert "dragoman-brief" in names(store)


@pytest.mark.parametrize("name", ["slavic-big", "indo-european-big"])
def test_removing_what_is_not_there_says_so(store: Store, name: str) -> None:
    """What is not installed cannot be removed"""
    with pytest.raises(CheckpointMissingError, match="not installed"):
        store.remove(name)


@pytest.mark.parametrize("name", ["../outside", "..", ".", ".locks", "a/b", ""])
def test_remove_stays_inside_the_root(store: Store, root: Path, name: str) -> None:
    """A name that means a path is unknown, and nothing outside the root is deleted"""
    outside = root.parent / "outside"
    outside.mkdir()
    (root / ".locks").mkdir()
    with pytest.raises(CheckpointError):
        store.remove(name)
    assert outside.is_dir()
    assert (root / ".locks").is_dir()
    assert root.is_dir()


def test_the_default_root_follows_the_base_directory_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An absolute data home is used, a relative or absent one is not"""
    monkeypatch.setenv("HOME", "/home/desk")
    assert default_root(tmp_path) == tmp_path / "dragoman" / "checkpoints"
    expected = Path("/home/desk/.local/share/dragoman/checkpoints")
    assert default_root() == default_root(Path("relative")) == expected


def test_a_removal_that_was_killed_is_finished_by_the_next(store: Store, root: Path) -> None:
    """Half a removed checkpoint is listed nowhere, and another removal deletes it"""
    install(root, translator("tiny")).rename(root / "half")
    (root / ".partial" / "tiny").mkdir(parents=True)
    (root / "half").rename(root / ".partial" / "tiny" / "removed-1")
    assert "tiny" not in names(store)
    assert not store.scan().broken
    store.remove("tiny")
    assert not (root / ".partial" / "tiny").exists()
