"""What is the same in every system: the bundled translators, and their beam."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import dragoman_models

__all__ = ["BEAMS", "checkpoint"]

BEAMS: Final = 4
"""The beam that the bundled checkpoints were measured with, and Dragoman's default for them."""


def checkpoint(language: str) -> Path:
    """Return the folder of the bundled checkpoint from English to a language."""
    bundled = Path(dragoman_models.__file__).parent / "bundled"
    return bundled / f"dragoman-compact-en-{language}"
