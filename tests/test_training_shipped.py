"""What is shipped is a parent for the next run; none of this needs torch."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from training.bundle import bundle_folder
from training.shipped import lay_out_shipped
from training.tokenizer import Vocabulary


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay the Armenian checkpoint out."""
    folder = tmp_path_factory.mktemp("runs")
    assert lay_out_shipped("hy", folder) == "hy-shipped"
    return folder


def test_the_run_has_the_vocabulary_of_the_checkpoint(runs: Path) -> None:
    """Every row of the weights keeps its piece."""
    own = Vocabulary(runs / "tokenizers" / "en-hy")
    parent = Vocabulary(runs / "hy-shipped" / "hf")
    assert own.ids == parent.ids == Vocabulary(bundle_folder("hy")).ids


def test_the_parent_has_weights_for_every_piece(runs: Path) -> None:
    """`training.train --parent` finds a Hugging Face folder."""
    folder = runs / "hy-shipped" / "hf"
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["vocab_size"] == len(Vocabulary(folder))
    assert (folder / "model.safetensors").stat().st_size > 4 * config["vocab_size"]


def test_a_language_that_is_not_shipped_is_missed(tmp_path: Path) -> None:
    """The error names the file that is not there."""
    with pytest.raises(FileNotFoundError, match=r"dragoman-compact-en-hy.*model\.bin"):
        lay_out_shipped("hy", tmp_path, bundled=tmp_path)


def test_runs_with_another_vocabulary_are_left_alone(tmp_path: Path) -> None:
    """Their weights would be of other pieces from then on."""
    own = tmp_path / "tokenizers" / "en-hy"
    shutil.copytree(bundle_folder("ru"), own)
    with pytest.raises(ValueError, match="another vocabulary"):
        lay_out_shipped("hy", tmp_path)
    assert Vocabulary(own).ids == Vocabulary(bundle_folder("ru")).ids


def test_laying_out_again_changes_nothing(runs: Path) -> None:
    """A run is gone on with by the same command."""
    assert lay_out_shipped("hy", runs) == "hy-shipped"
