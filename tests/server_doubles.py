"""Models for tests of the server: they can be held, slowed down, and made to fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from model_doubles import WordModel

from dragoman_models.types import DecodingOptions, Hypothesis

TARGETS = ("hy", "az", "fa", "ru")
SENTENCE = "The talks will resume in spring."
ARTICLE = (
    "Talks resume after a year\n\n"
    "The talks will resume in spring, the ministry said.\n\n"
    "The border was closed in March. Two bridges were repaired since then.\n"
)


@dataclass
class GatedModel(WordModel):
    """A word model whose decoding can be held, slowed down, or made to fail.

    A batch with a source that holds the word `poison` fails as a whole.
    """

    seconds: float = 0.0
    poison: str = ""
    began: threading.Event = field(default_factory=threading.Event)
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Start open."""
        self.gate.set()

    @property
    def decoded(self) -> list[str]:
        """List the sources that were decoded, in order."""
        return [" ".join(tokens[:-1]) for batch, _ in self.batches for tokens in batch]

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Wait, then decode as the parent does."""
        self.began.set()
        self.gate.wait(20)
        time.sleep(self.seconds)
        if self.poison and any(self.poison in source for source in batch):
            raise RuntimeError("the weights hold no such row")
        return super().decode(batch, options)


def word_models() -> dict[str, GatedModel]:
    """Make one word model for each target language, named after it."""
    return {code: GatedModel(name=f"words-{code}", language=code) for code in TARGETS}
