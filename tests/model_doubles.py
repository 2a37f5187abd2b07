"""Models for tests: they implement SequenceModel by words, without weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dragoman_models.types import CheckpointIdentity, DecodingOptions, Hypothesis

# Each language's letters for the words of the source, so that scripts are right.
LETTERS = {
    "hy": "աբգդեզէըթժիլխծկհ",
    "az": "abcçdeəfgğhıijk",
    "fa": "ابپتثجچحخدذرزژسش",
    "ru": "абвгдежзийклмноп",
}


def word_in(language: str, word: str) -> str:
    """Turn a source word into a word of as many letters in the target's script."""
    if any(character.isdigit() for character in word):
        return word
    letters = LETTERS[language]
    core = word.strip(".,!?;:\"'“”’()")
    spelled = "".join(letters[ord(character) % len(letters)] for character in core)
    return word.replace(core, spelled, 1) if core else word


@dataclass
class WordModel:
    """Translate word by word; `answers` overrides what a given source gets.

    Every batch that was decoded is kept in `batches`, with its options.
    """

    name: str = "words"
    language: str = "ru"
    max_source_tokens: int = 64
    num_beams: int = 2
    revision: str = "test"
    answers: dict[str, list[str]] = field(default_factory=dict)
    batches: list[tuple[list[tuple[str, ...]], DecodingOptions]] = field(default_factory=list)
    before_decode: Callable[[], None] | None = None

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the double."""
        return CheckpointIdentity(self.name, self.revision)

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Split at white space and close the sentence."""
        return (*text.split(), "</s>")

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Answer each source from `answers`, or word by word."""
        if self.before_decode is not None:
            self.before_decode()
        self.batches.append(([tuple(tokens) for tokens in batch], options))
        return [self._hypotheses(tokens[:-1], options) for tokens in batch]

    def _hypotheses(self, words: Sequence[str], options: DecodingOptions) -> tuple[Hypothesis, ...]:
        translated = " ".join(word_in(self.language, word) for word in words)
        texts = self.answers.get(" ".join(words), [translated])[: options.num_hypotheses]
        return tuple(
            Hypothesis(
                text,
                score=-0.1 - index / 10,
                tokens=tuple(text.split()),
                alignment=tuple((i, i) for i in range(min(len(words), len(text.split())))),
            )
            for index, text in enumerate(texts)
        )
