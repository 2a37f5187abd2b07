"""Weights by name: read from CTranslate2's `model.bin`, written as `model.safetensors`."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Tensors", "read_tensors", "write_safetensors"]

Tensors: TypeAlias = Mapping[str, NDArray[np.float32]]

_VERSION: Final = 6
# The order is that of `ctranslate2.specs.model_spec`; bfloat16 is unknown to NumPy and left out.
_TYPES: Final = ("<f4", "<i1", "<i2", "<i4", "<f2")
_SCALE: Final = "_scale"


def read_tensors(path: Path) -> Tensors:
    """Read every weight of a CTranslate2 model as float32, aliases included.

    A weight that was quantised to int8 is divided by the scale of its row, so
    it is what the int8 model computes with, up to the rounding of its inputs.

    Raises:
        ValueError: the file is of another version of the format.
    """
    with path.open("rb") as file:
        if _number(file, "I") != _VERSION:
            raise ValueError(f"{path} is not a CTranslate2 model of version {_VERSION}")
        _name(file)
        _number(file, "I")
        raw = dict(_tensor(file) for _ in range(_number(file, "I")))
        aliases = [(_name(file), _name(file)) for _ in range(_number(file, "I"))]
    tensors = {
        name: _dequantised(value, raw.get(name + _SCALE))
        for name, value in raw.items()
        if not name.endswith(_SCALE)
    }
    return {**tensors, **{alias: tensors[name] for alias, name in aliases if name in tensors}}


def write_safetensors(path: Path, tensors: Tensors) -> None:
    """Write weights in the format of `safetensors`: a JSON header of offsets, then the bytes."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    begin = 0
    for name, value in tensors.items():
        end = begin + value.nbytes
        header[name] = {"dtype": "F32", "shape": value.shape, "data_offsets": [begin, end]}
        begin = end
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for value in tensors.values():
            file.write(np.ascontiguousarray(value, dtype="<f4").tobytes())


def _dequantised(
    value: NDArray[np.generic], scale: NDArray[np.generic] | None
) -> NDArray[np.float32]:
    number = value.astype(np.float32)
    return number if scale is None else number / scale.astype(np.float32)[:, np.newaxis]


def _tensor(file: BinaryIO) -> tuple[str, NDArray[np.generic]]:
    name = _name(file)
    shape = tuple(_number(file, "I") for _ in range(_number(file, "B")))
    kind = np.dtype(_TYPES[_number(file, "B")])
    content = file.read(_number(file, "I"))
    return name, np.frombuffer(content, kind, math.prod(shape)).reshape(shape)


def _name(file: BinaryIO) -> str:
    return file.read(_number(file, "H")).rstrip(b"\0").decode("utf-8")


def _number(file: BinaryIO, code: str) -> int:
    number: int = struct.unpack(f"<{code}", file.read(struct.calcsize(f"<{code}")))[0]
    return number
