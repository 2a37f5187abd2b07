"""Weights of the size of public checkpoints, made on the spot: random, and of a fixed length.

They cost what the real ones cost, weight by weight, and say nothing. Every layer
computes with random weights, and the last matrix of each adds nothing to its
input, so that the output hangs on positions alone: always the same tokens, and
`</s>` at the same place.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from benchmarks.serving.options import bundled

from dragoman_models.catalog import Checkpoint, Golden
from dragoman_models.manifest import write_manifest

__all__ = ["DISTILBART", "OPUS_MT", "Shape", "build"]

_SEED = 20261122
# A summary is no longer than its source, so this one is long.
_GOLDEN = " ".join(["The court in Yerevan postponed the hearing until Monday."] * 5)
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
_SHORTEST_WORD = 4
_SHARPNESS = 200.0
# A checkpoint's folder that was not finished has no such file.
_FINISHED = "checkpoint.json"
_TOKENIZER_FILES = ("source.spm", "target.spm", "tokenizer_config.json", "vocab.json", "vocab.txt")


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold the sizes of a checkpoint, and the length of what it writes, in tokens."""

    name: str
    family: Literal["marian", "bart"]
    width: int
    heads: int
    layers: tuple[int, int]
    feed_forward: int
    vocabulary: int
    positions: int
    length: int
    target: str

    @property
    def is_bart(self) -> bool:
        """Say whether it summarizes."""
        return self.family == "bart"


OPUS_MT = Shape("opus-mt-shaped", "marian", 512, 8, (6, 6), 2048, 60_000, 512, 36, "ru")
"""As `Helsinki-NLP/opus-mt-en-ru`."""
DISTILBART = Shape("distilbart-shaped", "bart", 1024, 16, (12, 6), 4096, 50_264, 1024, 56, "en")
"""As `sshleifer/distilbart-cnn-12-6`."""


def build(shape: Shape, store: Path) -> Path:
    """Make a checkpoint of this shape in a store, unless it is there; return its folder."""
    folder = store / shape.name
    if (folder / _FINISHED).exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    own = bundled(shape.target) if not shape.is_bart else bundled("ru").parent / "dragoman-brief"
    for name in _TOKENIZER_FILES:
        if (own / name).exists():
            shutil.copyfile(own / name, folder / name)
    tokens = _tokens(own, shape)
    settings = json.loads((own / "config.json").read_text("utf-8"))
    _save(folder, shape, tokens, settings)
    write_manifest(folder, _checkpoint(shape), revision="made-on-the-spot")
    return folder


def _tokens(own: Path, shape: Shape) -> list[str]:
    """Fill a bundled checkpoint's vocabulary up with tokens that no text has."""
    tokens: list[str] = json.loads((own / "shared_vocabulary.json").read_text("utf-8"))
    return tokens + [f"<filler{i}>" for i in range(shape.vocabulary - len(tokens))]


def _save(folder: Path, shape: Shape, tokens: Sequence[str], settings: dict[str, Any]) -> None:
    import ctranslate2

    activations = ctranslate2.specs.common_spec.Activation
    spec = ctranslate2.specs.TransformerSpec.from_config(
        shape.layers,
        shape.heads,
        pre_norm=False,
        activation=activations.GELU if shape.is_bart else activations.SWISH,
        layernorm_embedding=shape.is_bart,
    )
    draw = np.random.default_rng(_SEED)
    for side in (spec.encoder, spec.decoder):
        _fill_side(side, shape, draw)
    spec.encoder.embeddings[0].weight = _random(draw, shape.vocabulary, shape.width)
    spec.decoder.embeddings.weight = np.zeros((shape.vocabulary, shape.width), np.float32)
    spec.decoder.start_from_zero_embedding = not shape.is_bart
    spec.decoder.projection.weight = _projection(shape, tokens, spec.decoder.position_encodings)
    spec.decoder.projection.bias = np.zeros(shape.vocabulary, np.float32)
    spec.register_source_vocabulary(list(tokens))
    spec.register_target_vocabulary(list(tokens))
    for name in ("bos_token", "eos_token", "unk_token", "decoder_start_token", "add_source_eos"):
        setattr(spec.config, name, settings.get(name))
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def _fill_side(side: Any, shape: Shape, draw: np.random.Generator) -> None:
    side.scale_embeddings = 1.0
    side.position_encodings.encodings = _positions(shape)
    if shape.is_bart:
        _fill_norm(side.layernorm_embedding, shape)
    for layer in side.layer:
        _fill_attention(layer.self_attention, shape, draw, shares=(3, 1))
        if hasattr(layer, "attention"):
            _fill_attention(layer.attention, shape, draw, shares=(1, 2, 1))
        _fill_linear(layer.ffn.linear_0, _random(draw, shape.feed_forward, shape.width))
        _fill_linear(layer.ffn.linear_1, np.zeros((shape.width, shape.feed_forward), np.float32))
        _fill_norm(layer.ffn.layer_norm, shape)


def _positions(shape: Shape) -> np.ndarray[Any, Any]:
    """Return the sines and cosines that transformers computes for MarianMT by itself."""
    places = np.arange(shape.width) // 2 * 2 / shape.width
    angles = np.arange(shape.positions)[:, None] / 10_000.0**places
    return np.hstack([np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2])]).astype(np.float32)


def _fill_attention(
    attention: Any, shape: Shape, draw: np.random.Generator, *, shares: Sequence[int]
) -> None:
    for linear, share in zip(attention.linear, shares, strict=True):
        last = linear is attention.linear[-1]
        weight = _random(draw, share * shape.width, shape.width)
        _fill_linear(linear, np.zeros_like(weight) if last else weight)
    _fill_norm(attention.layer_norm, shape)


def _fill_linear(linear: Any, weight: np.ndarray[Any, Any]) -> None:
    linear.weight, linear.bias = weight, np.zeros(len(weight), np.float32)


def _fill_norm(norm: Any, shape: Shape) -> None:
    norm.gamma, norm.beta = np.ones(shape.width, np.float32), np.zeros(shape.width, np.float32)


def _random(draw: np.random.Generator, rows: int, columns: int) -> np.ndarray[Any, Any]:
    scale = np.float32(columns**-0.5)
    return draw.standard_normal((rows, columns), dtype=np.float32) * scale


def _projection(shape: Shape, tokens: Sequence[str], positions: Any) -> np.ndarray[Any, Any]:
    """Let each position ask for one token, the last for the one that ends."""
    weights = np.zeros((shape.vocabulary, shape.width), np.float32)
    words = [i for i, token in enumerate(tokens) if _is_word(token, shape)][-shape.length :]
    end = tokens.index("[SEP]" if shape.is_bart else "</s>")
    codes = positions.encodings
    # As a layer's norm leaves them; so sharp that neighbours are no choice for the search.
    codes = (codes - codes.mean(1, keepdims=True)) / codes.std(1, keepdims=True)
    for code, token in zip(codes, [*words[: shape.length - 1], end], strict=False):
        weights[token] = code * (_SHARPNESS / shape.width)
    return weights


def _is_word(token: str, shape: Shape) -> bool:
    own = token.isascii() == shape.is_bart and (shape.is_bart or token.startswith(_SPACE))
    letters = token.strip(_SPACE)
    return own and letters.isalpha() and len(letters) >= _SHORTEST_WORD


def _checkpoint(shape: Shape) -> Checkpoint:
    return Checkpoint(
        name=shape.name,
        task="summarization" if shape.is_bart else "translation",
        family=shape.family,
        format="transformers",
        source_language="en",
        target_languages=(shape.target,),
        licence="CC0-1.0",
        num_beams=4,
        max_source_tokens=shape.positions,
        golden=Golden(_GOLDEN, None, shape.target),
        repo_id="dragoman/made-on-the-spot",
        # Before the bundled ones, or a server would take those.
        rank={shape.target: 1},
    )
