"""The tables of words that come with the package: a key, and a cell for each language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

__all__ = ["read_table"]


def read_table(name: str) -> Mapping[str, Mapping[str, str]]:
    """Read a table: by the first cell of a row, the others under the names of their columns."""
    listed = resources.files("dragoman_models").joinpath(name)
    lines = listed.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    header = rows[0][1:]
    return {key: dict(zip(header, cells, strict=True)) for key, *cells in rows[1:]}
