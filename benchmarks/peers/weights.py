"""What is the same in every system: the translators' weights, and their beam."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.serving.options import Options, bundled
from benchmarks.serving.shapes import OPUS_MT, build

__all__ = ["BEAMS", "BUNDLED", "CHOICES", "SHAPED", "Weights", "chosen"]

BEAMS: Final = 4
"""The beam that the bundled checkpoints were measured with, and Dragoman's default for them."""
BUNDLED: Final = "bundled"
SHAPED: Final = OPUS_MT.name
CHOICES: Final = (BUNDLED, SHAPED)


@dataclass(frozen=True, slots=True)
class Weights:
    """Hold a name and, where a checkpoint of the store takes the place of a bundled one, the store.

    Weights of a public checkpoint's size are made on the spot: they cost what
    real ones cost, and write nonsense of a fixed length.
    """

    name: str
    store: Path | None = None

    @property
    def flags(self) -> tuple[str, ...]:
        """Give the flags with which Dragoman's server serves them."""
        return ("--store", str(self.store)) if self.store else ()

    @property
    def says_something(self) -> bool:
        """Tell whether their translations are worth a look."""
        return self.store is None

    def checkpoint(self, language: str) -> Path:
        """Return the folder of the checkpoint from English to a language."""
        if self.store is not None and language == OPUS_MT.target:
            return self.store / OPUS_MT.name
        return bundled(language)


def chosen(name: str) -> Weights:
    """Return the weights of a name out of `CHOICES`, made first if they are not there yet.

    Raises:
        ValueError: there are no weights of this name.
    """
    if name not in CHOICES:
        raise ValueError(f"there are no weights {name!r}; choose one of {', '.join(CHOICES)}")
    if name == BUNDLED:
        return Weights(name)
    store = Options().scratch.resolve() / "store"
    build(OPUS_MT, store)
    return Weights(name, store)
