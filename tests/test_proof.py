"""No answer of a checkpoint is used before its files and one answer were looked at."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from model_doubles import WordModel
from tiny_checkpoints import GOLDEN, build_tiny_marian, respell

from dragoman_models.errors import CheckpointCorruptedError, CheckpointError, GoldenSentenceError
from dragoman_models.loading import load
from dragoman_models.manifest import InstalledCheckpoint, read_manifest, write_manifest
from dragoman_server import log
from dragoman_server.proof import Proof, unusable


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkpoint once."""
    return build_tiny_marian(tmp_path_factory.mktemp("built") / "tiny-ru", target_language="ru")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """Give a copy that a test may damage."""
    return Path(shutil.copytree(built, tmp_path / "tiny-ru"))


@pytest.fixture
def installed(folder: Path) -> InstalledCheckpoint:
    """Read its manifest."""
    return read_manifest(folder, bundled=False)


def damage(path: Path) -> None:
    """Change a file's bytes and neither its size nor its place."""
    data = bytearray(path.read_bytes())
    data[-40] ^= 0x55
    path.write_bytes(bytes(data))


def test_whole_files_pass_and_damaged_ones_do_not(
    installed: InstalledCheckpoint, folder: Path
) -> None:
    """The error names the file and the command."""
    proof = Proof(installed)
    proof.check_files()
    damage(folder / "model.bin")
    with pytest.raises(CheckpointCorruptedError, match=r"model\.bin.*dragoman models pull tiny-ru"):
        proof.check_files()


def test_files_that_are_gone_are_told(installed: InstalledCheckpoint, folder: Path) -> None:
    """Deleting a checkpoint under a server is no riddle to whoever reads the error."""
    proof = Proof(installed)
    proof.check_files()
    shutil.rmtree(folder)
    with pytest.raises(CheckpointCorruptedError, match="dragoman models pull tiny-ru"):
        proof.check_files()


def test_files_that_were_only_touched_or_copied_pass(
    installed: InstalledCheckpoint, folder: Path
) -> None:
    """They are hashed again, and are the same."""
    proof = Proof(installed)
    proof.check_files()
    os.utime(folder / "model.bin")
    proof.check_files()
    shutil.copytree(folder, folder.with_name("copy"))
    shutil.rmtree(folder)
    folder.with_name("copy").rename(folder)
    proof.check_files()


def test_another_revision_in_the_same_folder_asks_for_a_restart(
    installed: InstalledCheckpoint, folder: Path
) -> None:
    """Its tokenizer is not the one in memory, so that nothing of it may be used."""
    proof = Proof(installed)
    proof.check_files()
    damage(folder / "model.bin")
    write_manifest(folder, installed.checkpoint, revision="tiny-2")
    with pytest.raises(CheckpointError, match=r"installed anew.*restart the server"):
        proof.check_files()


def test_the_golden_sentence_is_asked_once(installed: InstalledCheckpoint) -> None:
    """Weights that are loaded again are the same files, so that their answer is known."""
    model = WordModel(name="tiny-ru", answers={GOLDEN: [respell(GOLDEN, "ru")]})
    proof = Proof(installed)
    proof.check_answer(model)
    proof.check_answer(model)
    assert len(model.batches) == 1


def test_a_wrong_answer_is_told_each_time(installed: InstalledCheckpoint) -> None:
    """Having failed is not having answered."""
    model = WordModel(name="tiny-ru", answers={GOLDEN: ["Совсем другое предложение."]})
    proof = Proof(installed)
    for _ in range(2):
        with pytest.raises(GoldenSentenceError, match="golden sentence"):
            proof.check_answer(model)


def test_a_golden_sentence_that_cannot_be_asked_is_the_checkpoints_fault(
    installed: InstalledCheckpoint,
) -> None:
    """A language that it lacks, or a text too long for it, is no mistake of a caller's."""
    checkpoint = installed.checkpoint
    tokens = replace(checkpoint, target_tokens={"hy": "▁"})
    proof = Proof(replace(installed, checkpoint=tokens))
    with pytest.raises(CheckpointError, match="cannot be loaded: unsupported language"):
        proof.check_answer(load(replace(installed, checkpoint=tokens)))


def test_a_failure_holds_until_the_files_change(
    installed: InstalledCheckpoint, folder: Path
) -> None:
    """A checkpoint that was mended on the disk gets another try."""
    proof, error = Proof(installed), unusable(installed, ValueError("no"))
    assert proof.failure is None
    proof.refuse(error)
    assert proof.failure is error
    os.utime(folder / "model.bin")
    assert proof.failure is None


def test_a_checkpoint_that_proves_itself_has_no_failure_any_more(
    installed: InstalledCheckpoint,
) -> None:
    """Accepting says whether there was one."""
    proof = Proof(installed)
    assert not proof.accept()
    proof.refuse(unusable(installed, ValueError("no")))
    assert proof.accept()
    assert proof.failure is None


def test_one_error_is_logged_once(
    installed: InstalledCheckpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    """However many calls meet it."""
    log.configure()
    proof, error = Proof(installed), unusable(installed, ValueError("no"))
    proof.refuse(error)
    proof.refuse(error)
    (event,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (event["event"], event["checkpoint"]) == ("checkpoint_failed", "tiny-ru")
