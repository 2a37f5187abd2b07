"""BART summarization checkpoints on CTranslate2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman_models.decoding import Decoder, check_lengths, check_options
from dragoman_models.loadable import LoadableWeights
from dragoman_models.tokens import BartTokens
from dragoman_models.types import CheckpointIdentity, DecodingOptions, Hypothesis

__all__ = ["BartSummarizer", "summary_limit"]

_LONGEST_SUMMARY = 256


def summary_limit(source_tokens: int) -> int:
    """Give the most summary tokens for a source of so many tokens.

    A summary is not longer than its article, and 256 tokens are twice the
    longest that CNN/DailyMail checkpoints were trained to write.
    """
    return max(1, min(source_tokens, _LONGEST_SUMMARY))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BartSummarizer:
    """Summarize with one BART checkpoint; thread-safe.

    CTranslate2 releases the interpreter lock while `decode` computes, so other
    threads run meanwhile. `max_source_tokens` counts the opening and the closing
    token; `num_beams` is what the checkpoint was measured with.
    """

    identity: CheckpointIdentity
    decoder: Decoder
    tokens: BartTokens
    num_beams: int
    max_source_tokens: int

    @property
    def weights(self) -> LoadableWeights:
        """Give the weights, which `decode` loads if they are not in memory."""
        weights: LoadableWeights = self.decoder.translator
        return weights

    def encode(
        self,
        text: str,
        *,
        target_language: str | None = None,  # noqa: ARG002  a summary is in the article's language
    ) -> tuple[str, ...]:
        """Tokenise an article, `<s>` before and `</s>` behind it."""
        return self.tokens.encode(text)

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Return each article's summaries, best first, in the order of the batch.

        Without `max_new_tokens` the longest source of the batch sets the limit,
        see `summary_limit`.

        Raises:
            TextTooLongError: a source has more than `max_source_tokens`.
            InvalidInputError: an option is out of its range.
        """
        check_options(options)
        check_lengths(batch, self.max_source_tokens)
        longest = max(map(len, batch), default=0)
        return self.decoder.decode(batch, options, max_new_tokens=summary_limit(longest))
