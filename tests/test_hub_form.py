"""Converted checkpoints in Hugging Face's form: the same weights, read by transformers."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from benchmarks.peers.weights import BEAMS
from benchmarks.serving.options import bundled
from training.hub_form.restoring import restore
from training.hub_form.tensors import read_tensors, write_safetensors

SOURCE = "The president said on Monday that the talks would continue next week."


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Restore the Persian checkpoint for transformers."""
    folder = tmp_path_factory.mktemp("hf") / "opus-mt-en-fa"
    restore(bundled("fa"), folder)
    return folder


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Read a file of weights by the format's own rules."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    body = content[8 + length :]
    return {
        name: np.frombuffer(body[slice(*about["data_offsets"])], "<f4").reshape(about["shape"])
        for name, about in header.items()
        if name != "__metadata__"
    }


def test_restored_weights_are_the_int8_ones_divided_by_their_scales(restored: Path) -> None:
    """The query, key and value of a layer are the three thirds of CTranslate2's fused weight."""
    theirs = read_safetensors(restored / "model.safetensors")
    ours = read_tensors(bundled("fa") / "model.bin")
    name = "model.encoder.layers.0.self_attn.{}_proj.weight"
    fused = np.concatenate([theirs[name.format(part)] for part in "qkv"])
    np.testing.assert_array_equal(fused, ours["encoder/layer_0/self_attention/linear_0/weight"])
    # A row's greatest value was scaled to 127, so that it is a multiple of its 127th part.
    steps = fused / (np.abs(fused).max(axis=1, keepdims=True) / 127)
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-2)


def test_the_pad_that_ctranslate2_drops_is_put_back_and_never_chosen(restored: Path) -> None:
    """The last row is of zeros, its bias below any other, and the configuration counts it."""
    theirs = read_safetensors(restored / "model.safetensors")
    config = json.loads((restored / "config.json").read_text(encoding="utf-8"))
    vocabulary = json.loads((restored / "vocab.json").read_text(encoding="utf-8"))
    shared, bias = theirs["model.shared.weight"], theirs["final_logits_bias"]
    assert len(shared) == bias.shape[1] == config["vocab_size"] == len(vocabulary)
    assert not shared[-1].any()
    assert bias[0, -1] < bias[0, :-1].min() - 1e3
    assert config["pad_token_id"] == vocabulary["<pad>"]
    assert config["eos_token_id"] == vocabulary["</s>"]


@pytest.mark.torch
def test_restored_weights_translate_as_the_bundled_ones_do(restored: Path) -> None:
    """transformers, which EasyNMT runs on, gives the golden translation from them."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    model = transformers.MarianMTModel.from_pretrained(restored).eval()
    tokenizer = transformers.MarianTokenizer.from_pretrained(restored)
    with torch.no_grad():
        found = model.generate(**tokenizer([SOURCE], return_tensors="pt"), num_beams=BEAMS)
    described = json.loads((bundled("fa") / "checkpoint.json").read_text(encoding="utf-8"))
    assert described["golden"]["source"] == SOURCE
    assert tokenizer.decode(found[0], skip_special_tokens=True) == described["golden"]["target"]


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """Another version of CTranslate2's format is not guessed at."""
    path = tmp_path / "model.bin"
    path.write_bytes(struct.pack("<I", 5))
    with pytest.raises(ValueError, match="version 6"):
        read_tensors(path)


def test_safetensors_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    """Names, shapes and values survive."""
    tensors = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.ones(2, np.float32)}
    write_safetensors(tmp_path / "x", tensors)
    found = read_safetensors(tmp_path / "x")
    assert list(found) == ["a", "b"]
    for name, value in tensors.items():
        np.testing.assert_array_equal(found[name], value)


def test_one_table_of_tokens_stands_under_all_its_names() -> None:
    """CTranslate2 keeps it once, and the other names as aliases."""
    ours = read_tensors(bundled("ru") / "model.bin")
    table = ours["encoder/embeddings_0/weight"]
    assert np.array_equal(table, ours["decoder/embeddings/weight"])
    assert np.array_equal(table, ours["decoder/projection/weight"])


def test_embeddings_that_transformers_cannot_scale_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It knows the root of the width and nothing else."""
    tensors = {**read_tensors(bundled("ru") / "model.bin"), "encoder/scale_embeddings": np.array(3)}
    monkeypatch.setattr("training.hub_form.restoring.read_tensors", lambda _: tensors)
    with pytest.raises(ValueError, match="multiplied by 3"):
        restore(bundled("ru"), tmp_path)
