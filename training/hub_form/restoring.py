"""A converted checkpoint as a folder that transformers loads, made without torch.

The checkpoints are int8 for CTranslate2. transformers, and EasyNMT on top of it,
want float32 by other names: the reverse of what CTranslate2's converter for
MarianMT does (`ctranslate2.converters.transformers.MarianMTLoader`), the fused
projections split again and the row of `<pad>` put back.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from training.hub_form.tensors import Tensors, read_tensors, write_safetensors

__all__ = ["restore"]

_TOKENIZER: Final = (
    "source.spm",
    "target.spm",
    "tokenizer_config.json",
    "special_tokens_map.json",
)
_SWISH: Final = 2
_NEVER: Final = -1e9
_SOURCE_TABLE: Final = "encoder/embeddings_0/weight"
# What of CTranslate2 is one table in transformers, where the languages share theirs.
_OTHER_TABLES: Final = {
    "decoder/embeddings/weight": "model.decoder.embed_tokens.weight",
    "decoder/projection/weight": "lm_head.weight",
}
# CTranslate2's name of a norm or a linear layer, and transformers', in each kind of layer.
_ENCODER: Final = {
    "self_attention/layer_norm": "self_attn_layer_norm",
    "ffn/layer_norm": "final_layer_norm",
    "ffn/linear_0": "fc1",
    "ffn/linear_1": "fc2",
}
_DECODER: Final = {**_ENCODER, "attention/layer_norm": "encoder_attn_layer_norm"}
_SELF: Final = {"linear_0": ("q_proj", "k_proj", "v_proj"), "linear_1": ("out_proj",)}
_CROSS: Final = {
    "linear_0": ("q_proj",),
    "linear_1": ("k_proj", "v_proj"),
    "linear_2": ("out_proj",),
}


def restore(checkpoint: Path, folder: Path) -> None:
    """Write the weights, configuration and tokenizer of a translator into `folder`.

    Raises:
        ValueError: the checkpoint is not a Marian model with the swish activation,
            or one whose embeddings transformers cannot scale.
    """
    tensors = read_tensors(checkpoint / "model.bin")
    if round(float(tensors["encoder/activation"])) != _SWISH:
        raise ValueError(f"{checkpoint.name} has another activation than swish")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _TOKENIZER:
        shutil.copyfile(checkpoint / name, folder / name)
    write_safetensors(folder / "model.safetensors", dict(_renamed(tensors)))
    _write(folder / "vocab.json", _vocabulary(checkpoint))
    _write(folder / "config.json", _config(tensors))
    _write(folder / "generation_config.json", _generation(tensors))


def _vocabulary(checkpoint: Path) -> dict[str, Any]:
    """Number the tokens, with `<pad>` behind those that CTranslate2 has."""
    tokens = json.loads((checkpoint / "shared_vocabulary.json").read_text(encoding="utf-8"))
    return {token: number for number, token in enumerate([*tokens, "<pad>"])}


def _renamed(tensors: Tensors) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield from _tables(tensors)
    for side in ("encoder", "decoder"):
        positions = tensors[f"{side}/position_encodings/encodings"]
        yield f"model.{side}.embed_positions.weight", positions
    bias = tensors["decoder/projection/bias"]
    yield "final_logits_bias", np.append(bias, np.float32(_NEVER))[np.newaxis].astype(np.float32)
    for index in range(_layers(tensors, "encoder")):
        ours, theirs = f"encoder/layer_{index}", f"model.encoder.layers.{index}"
        yield from _plain(tensors, ours, theirs, _ENCODER)
        yield from _split(tensors, f"{ours}/self_attention", f"{theirs}.self_attn", _SELF)
    for index in range(_layers(tensors, "decoder")):
        ours, theirs = f"decoder/layer_{index}", f"model.decoder.layers.{index}"
        yield from _plain(tensors, ours, theirs, _DECODER)
        yield from _split(tensors, f"{ours}/self_attention", f"{theirs}.self_attn", _SELF)
        yield from _split(tensors, f"{ours}/attention", f"{theirs}.encoder_attn", _CROSS)


def _tables(tensors: Tensors) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield the tables of tokens, each with a row of zeros for `<pad>`."""
    if _is_tied(tensors):
        yield "model.shared.weight", _with_pad(tensors[_SOURCE_TABLE])
        return
    yield "model.encoder.embed_tokens.weight", _with_pad(tensors[_SOURCE_TABLE])
    for ours, theirs in _OTHER_TABLES.items():
        yield theirs, _with_pad(tensors[ours])


def _with_pad(table: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.pad(table, ((0, 1), (0, 0)))


def _is_tied(tensors: Tensors) -> bool:
    source = tensors[_SOURCE_TABLE]
    return all(np.array_equal(source, tensors[name]) for name in _OTHER_TABLES)


def _is_scaled(tensors: Tensors) -> bool:
    """Tell whether embeddings are multiplied by the root of their width, or by nothing."""
    root = math.sqrt(tensors[_SOURCE_TABLE].shape[1])
    factor = float(tensors["encoder/scale_embeddings"])
    if factor not in {1.0, root}:
        raise ValueError(f"embeddings are multiplied by {factor}, not by the root of their width")
    return factor == root


def _plain(
    tensors: Tensors, ours: str, theirs: str, names: dict[str, str]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for one, other in names.items():
        weight, bias = ("gamma", "beta") if one.endswith("norm") else ("weight", "bias")
        yield f"{theirs}.{other}.weight", tensors[f"{ours}/{one}/{weight}"]
        yield f"{theirs}.{other}.bias", tensors[f"{ours}/{one}/{bias}"]


def _split(
    tensors: Tensors, ours: str, theirs: str, fused: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    for linear, names in fused.items():
        for kind in ("weight", "bias"):
            parts = np.split(tensors[f"{ours}/{linear}/{kind}"], len(names))
            yield from zip((f"{theirs}.{name}.{kind}" for name in names), parts, strict=True)


def _layers(tensors: Tensors, side: str) -> int:
    return len({name.split("/")[1] for name in tensors if name.startswith(f"{side}/layer_")})


def _config(tensors: Tensors) -> dict[str, Any]:
    vocabulary, width = tensors[_SOURCE_TABLE].shape
    positions = tensors["encoder/position_encodings/encodings"].shape[0]
    sides = {
        f"{side}_{name}": value
        for side in ("encoder", "decoder")
        for name, value in (
            ("layers", _layers(tensors, side)),
            ("attention_heads", round(float(tensors[f"{side}/num_heads"]))),
            ("ffn_dim", tensors[f"{side}/layer_0/ffn/linear_0/bias"].shape[0]),
        )
    }
    return {
        **sides,
        **_ends(vocabulary),
        "architectures": ["MarianMTModel"],
        "model_type": "marian",
        "activation_function": "swish",
        "d_model": width,
        "vocab_size": vocabulary + 1,
        "decoder_vocab_size": vocabulary + 1,
        "max_position_embeddings": positions,
        "scale_embedding": _is_scaled(tensors),
        "static_position_embeddings": True,
        "share_encoder_decoder_embeddings": _is_tied(tensors),
        "tie_word_embeddings": _is_tied(tensors),
        "is_encoder_decoder": True,
        "dtype": "float32",
    }


def _generation(tensors: Tensors) -> dict[str, Any]:
    vocabulary, _ = tensors[_SOURCE_TABLE].shape
    positions = tensors["encoder/position_encodings/encodings"].shape[0]
    return {**_ends(vocabulary), "max_length": positions}


def _ends(pad: int) -> dict[str, int]:
    """Give the ends of a text: `</s>` is the first entry, `<pad>` stands behind the last."""
    return {
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "pad_token_id": pad,
        "decoder_start_token_id": pad,
    }


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
