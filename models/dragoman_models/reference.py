"""The same two model families on transformers and torch, as a measure for the others.

They load Hugging Face folders, need the extra `[convert]`, and are several times
slower than CTranslate2. Their settings are those under which transformers and
CTranslate2 search alike: a search with a length penalty ends when `num_beams`
hypotheses have ended, and probabilities sum to one after tokens were barred.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from dragoman_models.attention import Attention, covered_first, hard_alignment, left_out, received
from dragoman_models.bart import summary_limit
from dragoman_models.decoding import check_lengths, check_options
from dragoman_models.marian import target_limit, target_token
from dragoman_models.tokens import BartTokens, MarianTokens, is_target_token
from dragoman_models.types import CheckpointIdentity, DecodingOptions, Hypothesis

__all__ = ["ReferenceSummarizer", "ReferenceTranslator"]

_REVISION: Final = "transformers"


@dataclass(frozen=True, slots=True)
class _Search:
    """Search with a transformers model; `vocabulary` has a token at each of its numbers."""

    model: Any
    vocabulary: Sequence[str]
    special: frozenset[str]
    join: Callable[[Sequence[str]], str]
    numbers: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        numbers = {token: number for number, token in enumerate(self.vocabulary)}
        object.__setattr__(self, "numbers", MappingProxyType(numbers))

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions, *, max_new_tokens: int
    ) -> list[tuple[Hypothesis, ...]]:
        import torch

        if not batch:
            return []
        numbers, mask = self._padded(batch)
        with torch.inference_mode():
            found = self.model.generate(
                input_ids=numbers,
                attention_mask=mask,
                generation_config=self._settings(options, max_new_tokens),
            )
            scores = self.model.compute_transition_scores(
                found.sequences, found.scores, getattr(found, "beam_indices", None)
            )
            each = options.num_hypotheses
            return [
                self._hypotheses(
                    source, found.sequences[i : i + each], scores[i : i + each], options
                )
                for source, i in zip(batch, range(0, len(scores), each), strict=True)
            ]

    def _padded(self, batch: Sequence[Sequence[str]]) -> tuple[Any, Any]:
        import torch

        unknown = self.numbers.get("<unk>", self.numbers.get("[UNK]", 0))
        rows = [torch.tensor([self.numbers.get(t, unknown) for t in tokens]) for tokens in batch]
        pad = torch.nn.utils.rnn.pad_sequence
        numbers = pad(rows, batch_first=True, padding_value=self.model.config.pad_token_id)
        return numbers, pad([torch.ones_like(row) for row in rows], batch_first=True)

    def _settings(self, options: DecodingOptions, max_new_tokens: int) -> Any:
        from transformers import GenerationConfig

        forced = len(self._forced())
        limit = max_new_tokens if options.max_new_tokens is None else options.max_new_tokens
        longest = min(limit + forced, self.model.config.max_position_embeddings - 1)
        beams = max(options.num_beams, options.num_hypotheses)
        # Of no use to a search with one beam, and transformers says so in a warning.
        # Without a length penalty CTranslate2 goes on until nothing better can come.
        stopping = options.length_penalty != 0
        penalty = {"length_penalty": options.length_penalty, "early_stopping": stopping}
        return GenerationConfig(
            num_beams=beams,
            num_return_sequences=options.num_hypotheses,
            **(penalty if beams > 1 else {}),
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            max_new_tokens=longest,
            min_new_tokens=min(max(1, options.min_new_tokens) + forced, longest),
            bad_words_ids=[[number] for number in self._barred()] or None,
            renormalize_logits=True,
            output_scores=True,
            return_dict_in_generate=True,
        )

    def _barred(self) -> list[int]:
        barred = {"<pad>", "[PAD]", "<unk>", "[UNK]"}
        return [
            n
            for n, token in enumerate(self.vocabulary)
            if token in barred or is_target_token(token)
        ]

    def _forced(self) -> tuple[str, ...]:
        number = self.model.generation_config.forced_bos_token_id
        return () if number is None else (self.vocabulary[number],)

    def _hypotheses(
        self, source: Sequence[str], sequences: Any, scores: Any, options: DecodingOptions
    ) -> tuple[Hypothesis, ...]:
        """Make the hypotheses of one source, ranked as `decoding.Decoder` ranks them."""
        words = [i for i, token in enumerate(source) if token not in self.special]
        lengths = [self._length(sequence) for sequence in sequences]
        attended = options.return_alignment or options.coverage_penalty
        attentions = [
            self._attention(source, sequence[: length + 1])[:length] if attended else ()
            for sequence, length in zip(sequences, lengths, strict=True)
        ]
        totals = [
            float(score[len(self._forced()) : length].sum())
            for score, length in zip(scores, lengths, strict=True)
        ]
        ranks: Sequence[int] = range(len(totals))
        omitted: Sequence[tuple[int, ...]] = [()] * len(totals)
        if options.coverage_penalty:
            gots = [received(attention, words) for attention in attentions]
            searched = [
                total / length**options.length_penalty
                for total, length in zip(totals, lengths, strict=True)
            ]
            ranks = covered_first(searched, gots, penalty=options.coverage_penalty)
            omitted = [left_out(got, words) for got in gots]
        return tuple(
            self._hypothesis(
                sequences[rank][1 : lengths[rank] + 1].tolist(),
                totals[rank],
                alignment=hard_alignment(attentions[rank], words)
                if options.return_alignment
                else (),
                omitted=omitted[rank],
            )
            for rank in ranks
        )

    def _length(self, sequence: Any) -> int:
        """Count the tokens up to the first `</s>`, which counts."""
        numbers, end = sequence[1:].tolist(), self.model.generation_config.eos_token_id
        return numbers.index(end) + 1 if end in numbers else len(numbers)

    def _hypothesis(
        self,
        numbers: Sequence[int],
        total: float,
        *,
        alignment: Sequence[tuple[int, int]],
        omitted: tuple[int, ...],
    ) -> Hypothesis:
        start = len(self._forced())
        finished = numbers[-1] == self.model.generation_config.eos_token_id
        content = tuple(self.vocabulary[n] for n in numbers[start : len(numbers) - finished])
        pairs = tuple(
            (target - start, source)
            for target, source in alignment
            if 0 <= target - start < len(content)
        )
        mean = total / max(1, len(numbers) - start)
        return Hypothesis(self.join(content), mean, content, pairs, finished, omitted)

    def _attention(self, source: Sequence[str], sequence: Any) -> Attention:
        numbers, mask = self._padded([source])
        answer = self.model(
            input_ids=numbers,
            attention_mask=mask,
            decoder_input_ids=sequence[None],
            output_attentions=True,
        )
        attention: Attention = answer.cross_attentions[-1][0, 0].tolist()
        return attention


class ReferenceTranslator:
    """Translate with a MarianMT checkpoint in a Hugging Face folder.

    Source and target token rules are those of `marian.MarianTranslator`.

    Raises:
        OSError: the folder is not such a checkpoint.
    """

    def __init__(
        self,
        folder: Path,
        *,
        num_beams: int = 4,
        target_tokens: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        from transformers import MarianMTModel

        load = MarianMTModel.from_pretrained
        model = _without_settings(load(folder, attn_implementation="eager"))
        vocabulary = _in_order(json.loads((folder / "vocab.json").read_text(encoding="utf-8")))
        self._tokens = MarianTokens(folder, vocabulary)
        special = frozenset({"</s>", "<pad>", *filter(is_target_token, vocabulary)})
        self._search = _Search(model, vocabulary, special, self._tokens.decode)
        self._target_tokens = target_tokens
        self.identity = CheckpointIdentity(folder.name, _REVISION)
        self.num_beams = num_beams
        self.max_source_tokens = int(model.config.max_position_embeddings)

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Tokenise a source text; a target token is put first where one is due.

        Raises:
            UnsupportedLanguageError: the checkpoint has several targets, none of them this.
        """
        first = target_token(self._target_tokens, target_language)
        return self._tokens.encode(text, target_token=first)

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Return each source's hypotheses, best first, in the order of the batch.

        Raises:
            TextTooLongError: a source has more than `max_source_tokens`.
            InvalidInputError: an option is out of its range.
        """
        check_options(options)
        check_lengths(batch, self.max_source_tokens)
        limit = target_limit(max(map(len, batch), default=0))
        return self._search.decode(batch, options, max_new_tokens=limit)


class ReferenceSummarizer:
    """Summarize with a BART checkpoint in a Hugging Face folder.

    Raises:
        OSError: the folder is not such a checkpoint.
    """

    def __init__(self, folder: Path, *, num_beams: int = 4) -> None:
        from transformers import (
            AutoTokenizer,
            BartForConditionalGeneration,
        )

        load = BartForConditionalGeneration.from_pretrained
        model = _without_settings(load(folder, attn_implementation="eager"))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        begin = tokenizer.bos_token or tokenizer.cls_token or ""
        end = tokenizer.eos_token or tokenizer.sep_token
        self._tokens = BartTokens(folder, begin=begin, end=end, unknown=tokenizer.unk_token)
        special = frozenset({begin, end, tokenizer.pad_token})
        vocabulary = _in_order(tokenizer.get_vocab())
        self._search = _Search(model, vocabulary, special, self._tokens.decode)
        self.identity = CheckpointIdentity(folder.name, _REVISION)
        self.num_beams = num_beams
        self.max_source_tokens = int(model.config.max_position_embeddings)

    def encode(
        self,
        text: str,
        *,
        target_language: str | None = None,  # noqa: ARG002  a summary is in the article's language
    ) -> tuple[str, ...]:
        """Tokenise an article with the tokens that open and close it."""
        return self._tokens.encode(text)

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Return each article's summaries, best first, in the order of the batch.

        Raises:
            TextTooLongError: a source has more than `max_source_tokens`.
            InvalidInputError: an option is out of its range.
        """
        check_options(options)
        check_lengths(batch, self.max_source_tokens)
        limit = summary_limit(max(map(len, batch), default=0))
        return self._search.decode(batch, options, max_new_tokens=limit)


def _without_settings(model: Any) -> Any:
    """Leave a model only the numbers of its special tokens.

    transformers fills what a request leaves open from the checkpoint's own
    settings, among them a `</s>` forced at the limit, which CTranslate2 knows not.
    """
    from transformers import GenerationConfig

    own = model.generation_config
    model.generation_config = GenerationConfig(
        pad_token_id=own.pad_token_id,
        eos_token_id=own.eos_token_id,
        decoder_start_token_id=own.decoder_start_token_id,
        forced_bos_token_id=own.forced_bos_token_id,
    )
    return model.eval()


def _in_order(numbers: Mapping[str, int]) -> list[str]:
    return sorted(numbers, key=numbers.__getitem__)
