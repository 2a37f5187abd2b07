"""BART summarization checkpoints on CTranslate2."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman_models.decoding import Decoder, check_lengths, check_options
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


class BartSummarizer:
    """Summarize with one BART checkpoint; thread-safe.

    CTranslate2 releases the interpreter lock while `decode` computes, so other
    threads run meanwhile.
    """

    def __init__(
        self,
        decoder: Decoder,
        tokens: BartTokens,
        *,
        identity: CheckpointIdentity,
        num_beams: int,
        max_source_tokens: int,
    ) -> None:
        self._decoder = decoder
        self._tokens = tokens
        self._identity = identity
        self._num_beams = num_beams
        self._max_source_tokens = max_source_tokens

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the checkpoint."""
        return self._identity

    @property
    def max_source_tokens(self) -> int:
        """Give the longest source in tokens, opening and closing tokens included."""
        return self._max_source_tokens

    @property
    def num_beams(self) -> int:
        """Give the number of beams that the checkpoint was measured with."""
        return self._num_beams

    def encode(
        self,
        text: str,
        *,
        target_language: str | None = None,  # noqa: ARG002  a summary is in the article's language
    ) -> tuple[str, ...]:
        """Tokenise an article, `<s>` before and `</s>` behind it."""
        return self._tokens.encode(text)

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
        check_lengths(batch, self._max_source_tokens)
        longest = max(map(len, batch), default=0)
        return self._decoder.decode(batch, options, max_new_tokens=summary_limit(longest))
