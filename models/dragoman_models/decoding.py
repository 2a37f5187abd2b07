"""Beam search on CTranslate2: batches of tokens in, hypotheses out, for both model families."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman_models.attention import (
    Attention,
    covered_first,
    hard_alignment,
    left_out,
    received,
    text_columns,
    without_hints,
)
from dragoman_models.errors import InvalidInputError, TextTooLongError
from dragoman_models.hints import hint_spans
from dragoman_models.types import DecodingOptions, Hypothesis

__all__ = ["Decoder", "check_lengths", "check_options", "mean_log_probability"]


def check_lengths(batch: Sequence[Sequence[str]], max_source_tokens: int) -> None:
    """Refuse a batch in which a source is too long, because no source is ever cut.

    Raises:
        TextTooLongError: a source has more tokens than the checkpoint can take.
    """
    longest = max(map(len, batch), default=0)
    if longest > max_source_tokens:
        raise TextTooLongError(
            "contents",
            f"a text of {longest} tokens is over the checkpoint's limit of "
            f"{max_source_tokens}; split it into sentences",
        )


def check_options(options: DecodingOptions) -> None:
    """Refuse settings that no search can follow, each by its name.

    Raises:
        InvalidInputError: a setting is out of its range.
    """
    for name, least in (("num_beams", 1), ("num_hypotheses", 1), ("min_new_tokens", 0)):
        if getattr(options, name) < least:
            raise InvalidInputError(name, f"{name} must be at least {least}")
    limit = options.max_new_tokens
    if limit is not None and limit < max(1, options.min_new_tokens):
        raise InvalidInputError("max_new_tokens", "max_new_tokens must be 1 or min_new_tokens")
    if options.repetition_penalty <= 0:
        raise InvalidInputError("repetition_penalty", "repetition_penalty must be over 0")
    if options.coverage_penalty < 0:
        raise InvalidInputError("coverage_penalty", "coverage_penalty must be at least 0")


def mean_log_probability(score: float, *, length: int, penalty: float, forced: int = 0) -> float:
    """Turn a beam search score into the mean log-probability (nats) of a chosen token.

    CTranslate2 and transformers both report the sum of the log-probabilities
    over `length ** penalty`, where `length` counts all tokens of the hypothesis
    with `</s>` and with the `forced` ones at its start, which add nothing to the
    sum. So the sum is had back, whatever the length penalty.
    """
    total: float = score * length**penalty
    return total / max(1, length - forced)


@dataclass(frozen=True, slots=True)
class Decoder:
    """Run one loaded CTranslate2 model; thread-safe, and the GIL is released meanwhile.

    `join` makes a text of target tokens. `end` is the token that closes a
    sequence; `appends_end` says that the model adds it to a source by itself
    (checkpoints converted from Marian's own format do). `positions` is the
    longest target in tokens that the model has places for. `forced` are the
    tokens that every target starts with, `special` those that stand for no text,
    and `suppressed` those that may not come out, the unknown token aside, which
    never does. `shortlisted` says that the model's folder lists the tokens that
    can come out, see `shortlist`.
    """

    translator: Any
    join: Callable[[Sequence[str]], str]
    end: str
    positions: int
    appends_end: bool = False
    forced: tuple[str, ...] = ()
    special: frozenset[str] = frozenset()
    suppressed: tuple[str, ...] = ()
    shortlisted: bool = False

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, *, max_new_tokens: int
    ) -> list[tuple[Hypothesis, ...]]:
        """Search for each source's hypotheses, best first, in the order of the batch.

        `max_new_tokens` is the limit where the options have none. A source
        without tokens gives one empty hypothesis.
        """
        filled = [i for i, tokens in enumerate(batch) if tokens]
        sources = [self._without_end(batch[i]) for i in filled]
        settings = self._settings(options, max_new_tokens)
        results = self._search(sources, settings)
        firsts = self._first_rows(sources, settings, needed=options.return_alignment)
        answers: list[tuple[Hypothesis, ...]] = [(Hypothesis("", 0.0),)] * len(batch)
        for i, result, first in zip(filled, results, firsts, strict=True):
            answers[i] = self._hypotheses(batch[i], result, first, options)
        return answers

    def _search(self, sources: Sequence[list[str]], settings: Mapping[str, Any]) -> Sequence[Any]:
        if not sources:
            return ()
        prefix = [list(self.forced)] * len(sources) if self.forced else None
        results: Sequence[Any] = self.translator.translate_batch(sources, prefix, **settings)
        return results

    def _first_rows(
        self, sources: Sequence[list[str]], settings: Mapping[str, Any], *, needed: bool
    ) -> Sequence[Attention]:
        """Compute the attention of each target's first token where it is needed and mixed up.

        A beam search of CTranslate2 4.8 on several sources returns for the first
        token of source i the attention of source i // num_beams, since at the
        first step it has not repeated the sources yet. One greedy step, whose
        attention is the same for all hypotheses of a source, gives the right one.
        """
        sound = settings["beam_size"] == 1 or len(sources) == 1 or bool(self.forced)
        if sound or not needed:
            return [()] * len(sources)
        step = {"beam_size": 1, "num_hypotheses": 1}
        step |= {"max_decoding_length": 1, "min_decoding_length": 1}
        return [found.attention[0][:1] for found in self._search(sources, {**settings, **step})]

    def _without_end(self, tokens: Sequence[str]) -> list[str]:
        return list(tokens[:-1] if self.appends_end and tokens[-1] == self.end else tokens)

    def _settings(self, options: DecodingOptions, max_new_tokens: int) -> Mapping[str, Any]:
        limit = max_new_tokens if options.max_new_tokens is None else options.max_new_tokens
        longest = min(limit + len(self.forced), self.positions)
        # An empty target is never right for a source that has tokens.
        shortest = max(1, options.min_new_tokens) + len(self.forced)
        return {
            "beam_size": max(options.num_beams, options.num_hypotheses),
            "num_hypotheses": options.num_hypotheses,
            "length_penalty": options.length_penalty,
            "repetition_penalty": options.repetition_penalty,
            "no_repeat_ngram_size": options.no_repeat_ngram_size,
            "max_decoding_length": longest,
            "min_decoding_length": min(shortest, longest),
            "disable_unk": True,
            "suppress_sequences": [[token] for token in self.suppressed] or None,
            # 0 switches off a limit over which sources would be cut in silence.
            "max_input_length": 0,
            "return_scores": True,
            # With it the length of a hypothesis counts `</s>`, as in transformers.
            "return_end_token": True,
            "return_attention": options.return_alignment or options.coverage_penalty > 0,
            "use_vmap": self.shortlisted,
        }

    def _hypotheses(
        self, source: Sequence[str], result: Any, first: Attention, options: DecodingOptions
    ) -> tuple[Hypothesis, ...]:
        spans = hint_spans(source)
        words = text_columns(source, spans, special=self.special)
        attentions = [
            without_hints(attention, spans)
            for attention in result.attention or [()] * len(result.hypotheses)
        ]
        first = without_hints(first, spans)
        ranks: Sequence[int] = range(len(result.hypotheses))
        omitted: Sequence[tuple[int, ...]] = [()] * len(ranks)
        if options.coverage_penalty:
            gots = [received(attention, words) for attention in attentions]
            ranks = covered_first(result.scores, gots, penalty=options.coverage_penalty)
            omitted = [left_out(got, words) for got in gots]
        return tuple(
            self._hypothesis(
                result.hypotheses[rank],
                self._mean(result.scores[rank], len(result.hypotheses[rank]), options),
                alignment=hard_alignment([*first, *attentions[rank][len(first) :]], words)
                if options.return_alignment
                else (),
                omitted=omitted[rank],
            )
            for rank in ranks
        )

    def _mean(self, score: float, length: int, options: DecodingOptions) -> float:
        return mean_log_probability(
            score, length=length, penalty=options.length_penalty, forced=len(self.forced)
        )

    def _hypothesis(
        self,
        tokens: Sequence[str],
        score: float,
        *,
        alignment: Sequence[tuple[int, int]],
        omitted: tuple[int, ...],
    ) -> Hypothesis:
        start, finished = len(self.forced), tokens[-1:] == [self.end]
        content = tuple(tokens[start : -1 if finished else None])
        pairs = tuple(
            (target - start, source)
            for target, source in alignment
            if 0 <= target - start < len(content)
        )
        return Hypothesis(self.join(content), score, content, pairs, finished, omitted)
