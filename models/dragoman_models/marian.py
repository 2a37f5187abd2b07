"""MarianMT translation checkpoints on CTranslate2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dragoman_models.decoding import Decoder, check_lengths, check_options
from dragoman_models.errors import UnsupportedLanguageError
from dragoman_models.loadable import LoadableWeights
from dragoman_models.tokens import MarianTokens
from dragoman_models.types import CheckpointIdentity, DecodingOptions, Hypothesis

__all__ = ["MarianTranslator", "target_limit", "target_token"]

_LIMIT_PER_SOURCE_TOKEN = 3
_LIMIT_BASE = 32


def target_limit(source_tokens: int) -> int:
    """Give the most target tokens for a source of so many tokens: `3 n + 32`.

    The slope is over the ratio of any long sentence, the constant leaves room
    for short ones, whose ratio varies most. Over the 997 sentences of FLORES-200
    dev, in Armenian, Azerbaijani, Persian and Russian with vocabularies of about
    4,000 pieces, no reference needs more than `2 n + 6`. A search that loops
    stops there instead of at the model's last position.
    """
    return _LIMIT_PER_SOURCE_TOKEN * source_tokens + _LIMIT_BASE


def target_token(tokens: Mapping[str, str], language: str | None) -> str:
    """Return the token that asks a checkpoint for a language, or "" where it has one target.

    Raises:
        UnsupportedLanguageError: the checkpoint has several targets, none of them `language`.
    """
    if not tokens:
        return ""
    if language is None or language not in tokens:
        raise UnsupportedLanguageError("target_language_codes", language or "", tokens)
    return tokens[language]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MarianTranslator:
    """Translate with one MarianMT checkpoint; thread-safe.

    CTranslate2 releases the interpreter lock while `decode` computes, so other
    threads run meanwhile. `max_source_tokens` counts the target token and
    `</s>`; `num_beams` is what the checkpoint was measured with. `target_tokens`
    maps a language to the token that a checkpoint with several targets needs
    first; it is empty where there is one target.
    """

    identity: CheckpointIdentity
    decoder: Decoder
    tokens: MarianTokens
    num_beams: int
    max_source_tokens: int
    target_tokens: Mapping[str, str] = field(default_factory=dict)

    @property
    def weights(self) -> LoadableWeights:
        """Give the weights, which `decode` loads if they are not in memory."""
        weights: LoadableWeights = self.decoder.translator
        return weights

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Tokenise a source text; the last token is always `</s>`.

        A text that begins with `>>rus<<` is tokenised as text. A checkpoint with
        one target takes no notice of `target_language`.

        Raises:
            UnsupportedLanguageError: the checkpoint has several targets, and
                `target_language` is none of them.
        """
        first = target_token(self.target_tokens, target_language)
        return self.tokens.encode(text, target_token=first)

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Return each source's hypotheses, best first, in the order of the batch.

        Without `max_new_tokens` the longest source of the batch sets the limit,
        see `target_limit`. More hypotheses than beams widen the search;
        `coverage_penalty` ranks them by what they attend to as well.
        `return_alignment` pairs each target token with the source token that the
        last decoder layer weighs most, `</s>` and target tokens aside
        (`decoding.hard_alignment`). The weights are those of the first head, as
        OPUS-MT trains it, or the mean of as many as the conversion set in
        `alignment_heads`.

        Raises:
            TextTooLongError: a source has more than `max_source_tokens`.
            InvalidInputError: an option is out of its range.
        """
        check_options(options)
        check_lengths(batch, self.max_source_tokens)
        longest = max(map(len, batch), default=0)
        return self.decoder.decode(batch, options, max_new_tokens=target_limit(longest))
