"""A MarianMT checkpoint of CTranslate2 in Hugging Face's form, with the same weights.

The int8 weights are turned back into the numbers that they stand for, so that
transformers computes with what CTranslate2 does.
"""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import numpy as np

__all__ = ["read_weights", "write_hub_form"]

_Weights: TypeAlias = Mapping[str, np.ndarray[Any, Any]]

# The numbers of types in `ctranslate2.specs.ModelSpec.save`.
_TYPES = (np.float32, np.int8, np.int16, np.int32, np.float16)
_TOKENIZER_FILES = ("source.spm", "target.spm", "tokenizer_config.json")
_PAD = "<pad>"
_ENCODER_TABLE, _DECODER_TABLE = "encoder/embeddings_0/weight", "decoder/embeddings/weight"


def read_weights(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """Read the weights of a `model.bin` by name, those in int8 as the numbers they stand for."""
    with path.open("rb") as file:
        _read(file, "I")
        _text(file)
        _read(file, "I")
        weights = dict(_weight(file) for _ in range(_read(file, "I")))
        for _ in range(_read(file, "I")):
            alias, name = _text(file), _text(file)
            weights[alias] = weights[name]
            if f"{name}_scale" in weights:
                weights[f"{alias}_scale"] = weights[f"{name}_scale"]
    return {
        name: weight / weights[f"{name}_scale"][:, None] if f"{name}_scale" in weights else weight
        for name, weight in weights.items()
    }


def write_hub_form(source: Path, target: Path) -> Path:
    """Write a folder that transformers loads, from one that CTranslate2 does; needs torch."""
    from transformers import MarianConfig, MarianMTModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    weights = read_weights(source / "model.bin")
    vocabulary: list[str] = json.loads((source / "shared_vocabulary.json").read_text("utf-8"))
    end = vocabulary.index("</s>")
    # CTranslate2 leaves the padding out; transformers starts a target with it.
    tokens = [token for token in vocabulary if token != _PAD] + [_PAD]
    pad = len(tokens) - 1
    config = MarianConfig(
        vocab_size=len(tokens),
        **_sizes(weights),
        activation_function="swish",
        scale_embedding=_is_scaled(weights),
        tie_word_embeddings=_is_tied(weights),
        share_encoder_decoder_embeddings=_is_tied(weights),
        pad_token_id=pad,
        eos_token_id=end,
        forced_eos_token_id=end,
        decoder_start_token_id=pad,
    )
    model = MarianMTModel(config)
    model.load_state_dict(_state(weights, len(tokens)), strict=False)
    model.generation_config.max_length = config.max_position_embeddings
    model.save_pretrained(target)
    for name in _TOKENIZER_FILES:
        shutil.copyfile(source / name, target / name)
    numbers = {token: number for number, token in enumerate(tokens)}
    (target / "vocab.json").write_text(json.dumps(numbers, ensure_ascii=False), "utf-8")
    return target


def _sizes(weights: _Weights) -> dict[str, int]:
    layers = {name.split("/")[1] for name in weights if name.startswith("encoder/layer_")}
    decoder_layers = {name.split("/")[1] for name in weights if name.startswith("decoder/layer_")}
    heads = int(weights["decoder/num_heads"])
    feed_forward = len(weights["decoder/layer_0/ffn/linear_0/bias"])
    positions, width = weights["decoder/position_encodings/encodings"].shape
    return {
        "d_model": width,
        "max_position_embeddings": positions,
        "encoder_layers": len(layers),
        "decoder_layers": len(decoder_layers),
        "encoder_attention_heads": heads,
        "decoder_attention_heads": heads,
        "encoder_ffn_dim": feed_forward,
        "decoder_ffn_dim": feed_forward,
    }


def _state(weights: _Weights, num_tokens: int) -> dict[str, Any]:
    import torch

    bias = np.full((1, num_tokens), -1e4, np.float32)
    bias[0, :-1] = weights["decoder/projection/bias"][: num_tokens - 1]
    state = {
        "final_logits_bias": bias,
        "lm_head.weight": _padded(weights["decoder/projection/weight"], num_tokens),
        "model.encoder.embed_tokens.weight": _padded(weights[_ENCODER_TABLE], num_tokens),
        "model.decoder.embed_tokens.weight": _padded(weights[_DECODER_TABLE], num_tokens),
    }
    state["model.shared.weight"] = state["model.encoder.embed_tokens.weight"]
    for side in ("encoder", "decoder"):
        state[f"model.{side}.embed_positions.weight"] = weights[
            f"{side}/position_encodings/encodings"
        ]
        state.update(_layers(weights, side))
    return {name: torch.from_numpy(np.array(value, np.float32)) for name, value in state.items()}


def _padded(table: np.ndarray[Any, Any], num_tokens: int) -> np.ndarray[Any, Any]:
    """Give the padding, the last token, a row of zeros, as CTranslate2 begins a target with."""
    padded = np.zeros((num_tokens, table.shape[1]), np.float32)
    padded[:-1] = table[: num_tokens - 1]
    return padded


def _is_scaled(weights: _Weights) -> bool:
    """Say whether embeddings are multiplied by the root of their width.

    Raises:
        ValueError: they are multiplied by something else, which transformers cannot.
    """
    scale = weights["encoder/scale_embeddings"]
    root = weights[_ENCODER_TABLE].shape[1] ** 0.5
    factor = float(scale) if scale.dtype != np.int8 else root if scale else 1.0
    if factor not in {1.0, root}:
        raise ValueError(f"embeddings are multiplied by {factor}, not by the root of their width")
    return bool(factor == root)


def _is_tied(weights: _Weights) -> bool:
    tables = (weights[_ENCODER_TABLE], weights["decoder/projection/weight"])
    return all(np.array_equal(weights[_DECODER_TABLE], table) for table in tables)


def _layers(weights: _Weights, side: str) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    number = 0
    while f"{side}/layer_{number}/ffn/linear_0/bias" in weights:
        source, target = f"{side}/layer_{number}", f"model.{side}.layers.{number}"
        for kind in ("weight", "bias"):
            own = weights[f"{source}/self_attention/linear_0/{kind}"]
            for name, part in zip("qkv", np.split(own, 3), strict=True):
                yield f"{target}.self_attn.{name}_proj.{kind}", part
            yield (
                f"{target}.self_attn.out_proj.{kind}",
                weights[f"{source}/self_attention/linear_1/{kind}"],
            )
            for place in (0, 1):
                yield (
                    f"{target}.fc{place + 1}.{kind}",
                    weights[f"{source}/ffn/linear_{place}/{kind}"],
                )
            if side == "decoder":
                yield from _cross_attention(weights, source, target, kind)
        norms = {"self_attention": "self_attn_layer_norm", "ffn": "final_layer_norm"}
        norms |= {"attention": "encoder_attn_layer_norm"} if side == "decoder" else {}
        for name, other in norms.items():
            yield f"{target}.{other}.weight", weights[f"{source}/{name}/layer_norm/gamma"]
            yield f"{target}.{other}.bias", weights[f"{source}/{name}/layer_norm/beta"]
        number += 1


def _cross_attention(
    weights: _Weights, source: str, target: str, kind: str
) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    attention, place = f"{source}/attention", f"{target}.encoder_attn"
    yield f"{place}.q_proj.{kind}", weights[f"{attention}/linear_0/{kind}"]
    both = np.split(weights[f"{attention}/linear_1/{kind}"], 2)
    yield from (
        (f"{place}.{name}_proj.{kind}", part) for name, part in zip("kv", both, strict=True)
    )
    yield f"{place}.out_proj.{kind}", weights[f"{attention}/linear_2/{kind}"]


def _weight(file: BinaryIO) -> tuple[str, np.ndarray[Any, Any]]:
    name = _text(file)
    shape = [_read(file, "I") for _ in range(_read(file, "B"))]
    kind = _TYPES[_read(file, "B")]
    return name, np.frombuffer(file.read(_read(file, "I")), kind).reshape(shape)


def _text(file: BinaryIO) -> str:
    return file.read(_read(file, "H")).rstrip(b"\0").decode("utf-8")


def _read(file: BinaryIO, code: str) -> int:
    number: int = struct.unpack(f"={code}", file.read(struct.calcsize(f"={code}")))[0]
    return number
