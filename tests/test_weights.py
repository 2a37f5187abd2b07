"""The header of model.bin: what is read of a sound file and of damaged ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_checkpoints import build_tiny_marian

from dragoman_models.weights import read_shapes


@pytest.fixture
def model_bin(tmp_path: Path) -> Path:
    """Build a checkpoint and give its weights."""
    return build_tiny_marian(tmp_path / "tiny", target_language="az") / "model.bin"


def test_shapes_of_weights_and_aliases_are_read(model_bin: Path) -> None:
    """Position tables have their rows, and tables saved once for both sides are found twice."""
    shapes = read_shapes(model_bin)
    positions = shapes["decoder/position_encodings/encodings"]
    assert positions[0] == 512
    assert shapes["encoder/position_encodings/encodings"] == positions
    assert shapes["decoder/embeddings/weight"][1] == positions[1]


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.999])
def test_file_that_ends_early_is_refused(model_bin: Path, share: float) -> None:
    """A download that stopped anywhere is told from a whole file."""
    content = model_bin.read_bytes()
    model_bin.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(ValueError, match="ends"):
        read_shapes(model_bin)


def test_file_that_goes_on_is_refused(model_bin: Path) -> None:
    """Bytes after the last weight are no part of a model."""
    model_bin.write_bytes(model_bin.read_bytes() + b"\0")
    with pytest.raises(ValueError, match="goes on"):
        read_shapes(model_bin)


def test_other_format_is_refused(model_bin: Path) -> None:
    """A web page saved as model.bin is no model."""
    model_bin.write_bytes(b"<!doctype html><title>404</title>")
    with pytest.raises(ValueError, match="version 6"):
        read_shapes(model_bin)
