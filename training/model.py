"""The compact MarianMT shape, and child models that start from a parent of another language.

Parent-child transfer follows Zoph et al. (2016) and Kocmi and Bojar (2018): the child keeps the
parent's encoder, decoder and English embeddings; only the new target pieces start fresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import MarianConfig, MarianMTModel

from training.alignment import Aligner
from training.tokenizer import Vocabulary

__all__ = ["Shape", "bridge", "build_model", "inherit", "load_parent", "take_rows"]

_LEAST_WEIGHT = 1e-3
SUPPRESSED = -1e4
"""Output bias of pieces that only the English side uses: large, yet finite in float16."""


@dataclass(frozen=True)
class Shape:
    """Layers and widths of a model; lengths in tokens."""

    encoder_layers: int = 4
    decoder_layers: int = 2
    width: int = 256
    heads: int = 4
    feed_forward: int = 1024
    positions: int = 256


def build_model(vocabulary: Vocabulary, shape: Shape) -> MarianMTModel:
    """Return a freshly initialised MarianMT model for `vocabulary`."""
    config = MarianConfig(
        vocab_size=len(vocabulary),
        d_model=shape.width,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads,
        encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.feed_forward,
        dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        activation_function="swish",
        max_position_embeddings=shape.positions,
        scale_embedding=True,
        init_std=shape.width**-0.5,
        pad_token_id=vocabulary.pad_id,
        eos_token_id=vocabulary.eos_id,
        forced_eos_token_id=vocabulary.eos_id,
        decoder_start_token_id=vocabulary.pad_id,
        attn_implementation="eager",
    )
    model = MarianMTModel(config)
    model.generation_config.num_beams = 4
    model.generation_config.max_length = shape.positions
    _initialise(model, vocabulary)
    return model


def _initialise(model: MarianMTModel, vocabulary: Vocabulary) -> None:
    """Use Glorot's uniform weights (as Marian does), zero padding, and bar English-only pieces."""
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1 and "embed" not in name and "shared" not in name:
                torch.nn.init.xavier_uniform_(weight)
        model.model.shared.weight[vocabulary.pad_id] = 0.0
        model.final_logits_bias.fill_(SUPPRESSED)
        model.final_logits_bias[0, vocabulary.target_ids] = 0.0


def inherit(
    child: MarianMTModel, vocabulary: Vocabulary, parent: MarianMTModel, theirs: Vocabulary
) -> int:
    """Copy the layers of `parent` and the embeddings of shared pieces; return their number."""
    own, old = child.state_dict(), parent.state_dict()
    layers = {name: value for name, value in old.items() if ".layers." in name}
    child.load_state_dict({**own, **layers})
    with torch.no_grad():
        torch.nn.init.normal_(
            child.model.shared.weight, std=float(parent.model.shared.weight.std())
        )
        shared = [piece for piece in vocabulary.ids if piece in theirs.ids]
        source = parent.model.shared.weight[[theirs.ids[piece] for piece in shared]]
        child.model.shared.weight[[vocabulary.ids[piece] for piece in shared]] = source
        child.model.shared.weight[vocabulary.pad_id] = 0.0
    return len(shared)


def bridge(
    child: MarianMTModel,
    vocabulary: Vocabulary,
    parent: MarianMTModel,
    theirs: Vocabulary,
    *,
    aligners: tuple[Aligner, Aligner],
) -> int:
    """Start new target pieces near the parent's pieces that translate the same English.

    A piece h becomes the mean of the parent's pieces r under sum over e of p(e | h) p(r | e), with
    English pieces e: the idea of trans-tokenisation (Remy et al. 2024) by way of a third language.
    `aligners` are the child's and the parent's. Returns the number of pieces that were placed.
    """
    english = np.array([i for piece, i in vocabulary.ids.items() if theirs.ids.get(piece) == i])
    new = np.array([i for piece, i in vocabulary.ids.items() if piece not in theirs.ids])
    known = np.array(theirs.target_ids)
    own, old = aligners
    origins = own.origins(english, new) ** 2
    origins /= np.maximum(origins.sum(axis=0, keepdims=True), 1e-12)
    weights = origins.T @ old.translations(english, known) ** 2
    placed = weights.sum(axis=1) > _LEAST_WEIGHT
    weights = weights[placed] / weights[placed].sum(axis=1, keepdims=True)
    with torch.no_grad():
        pieces = parent.model.shared.weight[torch.from_numpy(known)]
        rows = torch.from_numpy(weights.astype(np.float32)) @ pieces
        # Means of many pieces are short, and the output layer compares lengths: restore them.
        rows *= pieces.norm(dim=1).mean() / rows.norm(dim=1, keepdim=True)
        child.model.shared.weight[torch.from_numpy(new[placed])] = rows
    return int(placed.sum())


def take_rows(
    child: MarianMTModel, vocabulary: Vocabulary, earlier: MarianMTModel, theirs: Vocabulary
) -> None:
    """Take over the rows of the target's own pieces from an earlier model of the same language."""
    if vocabulary.ids != theirs.ids:
        raise ValueError("the earlier model has another vocabulary")
    english = {vocabulary.source_model.id_to_piece(i) for i in range(len(vocabulary.source_model))}
    own = [i for piece, i in vocabulary.ids.items() if piece not in english]
    with torch.no_grad():
        child.model.shared.weight[own] = earlier.model.shared.weight[own]


def load_parent(folder: Path) -> tuple[MarianMTModel, Vocabulary]:
    """Load a Hugging Face folder that `training.export` or `training.average` wrote."""
    return MarianMTModel.from_pretrained(folder), Vocabulary(folder)
