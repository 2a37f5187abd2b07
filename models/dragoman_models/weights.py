"""The header of CTranslate2's `model.bin`: which weights it holds, and of what shape."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

__all__ = ["read_shapes"]


def read_shapes(path: Path) -> Mapping[str, tuple[int, ...]]:
    """Read the shape of every weight by name, aliases included, without the weights.

    The layout is that of `ctranslate2.specs.ModelSpec.save`, version 6: a
    version, the specification's name and revision, then for each weight its
    name, dimensions, type and bytes, then the aliases.

    Raises:
        OSError: the file cannot be read.
        ValueError: the file ends early, or too late, or is of another format.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if _number(file, "I") != 6:  # noqa: PLR2004  the one version there is a layout of
            raise ValueError(f"{path.name} is not a CTranslate2 model of version 6")
        _name(file)
        _number(file, "I")
        shapes = dict(_weight(file, size) for _ in range(_number(file, "I")))
        for _ in range(_number(file, "I")):
            alias, name = _name(file), _name(file)
            shapes[alias] = shapes.get(name, ())
        if file.tell() != size:
            raise ValueError(f"{path.name} goes on after its last weight")
    return shapes


def _weight(file: BinaryIO, size: int) -> tuple[str, tuple[int, ...]]:
    name = _name(file)
    shape = tuple(_number(file, "I") for _ in range(_number(file, "B")))
    _number(file, "B")
    end = _number(file, "I") + file.tell()
    if end > size:
        raise ValueError(f"model.bin ends at byte {size}, inside the weight {name}")
    file.seek(end)
    return name, shape


def _name(file: BinaryIO) -> str:
    return _bytes(file, _number(file, "H")).rstrip(b"\0").decode("utf-8")


def _number(file: BinaryIO, code: str) -> int:
    number: int = struct.unpack(f"={code}", _bytes(file, struct.calcsize(f"={code}")))[0]
    return number


def _bytes(file: BinaryIO, count: int) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise ValueError("model.bin ends inside a header")
    return found
