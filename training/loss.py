"""The training loss: smoothed cross-entropy over the target's pieces, and guided alignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional
from transformers import MarianMTModel

from training.alignment import Aligner, hinted_posteriors
from training.batches import Batch
from training.tokenizer import Vocabulary

__all__ = ["Criterion", "Losses", "pad_ids"]


@dataclass(frozen=True)
class Losses:
    """Mean losses a target token: `translation` in nats, smoothed; `alignment` in nats or None."""

    translation: torch.Tensor
    alignment: torch.Tensor | None

    def total(self, alignment_weight: float) -> torch.Tensor:
        """Return the weighted sum that is differentiated."""
        if self.alignment is None:
            return self.translation
        return self.translation + alignment_weight * self.alignment


def pad_ids(sequences: list[list[int]], value: int) -> torch.Tensor:
    """Return int64 ids, shape (count, longest), filled up with `value`."""
    padded = torch.full((len(sequences), max(map(len, sequences))), value, dtype=torch.long)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = torch.tensor(sequence)
    return padded


def _alignment_target(
    aligner: Aligner, pieces: Sequence[str], batch: Batch, shape: tuple[int, int]
) -> torch.Tensor:
    """Return teacher posteriors, (count, target positions, source positions).

    `</s>` is aligned with `</s>`. Half of what a word gets goes to its hint, if it has one.
    `pieces` are those of the vocabulary, by id.
    """
    teacher = np.zeros((len(batch.sources), *shape), dtype=np.float32)
    for row, source, target in zip(teacher, batch.sources, batch.targets, strict=True):
        m, n = len(target) - 1, len(source) - 1
        row[m, n] = 1.0
        if m and n:
            row[:m, :n] = hinted_posteriors(aligner, source[:-1], target[:-1], pieces)
    return torch.from_numpy(teacher)


class Criterion:
    """Compute the losses of a batch; logits are made for real positions and target pieces only."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        aligner: Aligner | None = None,
        smoothing: float = 0.1,
        source_word_dropout: float = 0.0,
        target_word_dropout: float = 0.0,
    ) -> None:
        self._pad = vocabulary.pad_id
        self._aligner = aligner
        self._smoothing = smoothing
        self._unk, self._eos = vocabulary.unk_id, vocabulary.eos_id
        self._source_word_dropout = source_word_dropout
        self._target_word_dropout = target_word_dropout
        self._pieces = sorted(vocabulary.ids, key=vocabulary.ids.__getitem__)
        self._target_ids = torch.tensor(vocabulary.target_ids)
        self._local = torch.full((len(vocabulary),), -100, dtype=torch.long)
        self._local[self._target_ids] = torch.arange(len(self._target_ids))

    def __call__(self, model: MarianMTModel, batch: Batch, *, bf16: bool = False) -> Losses:
        """Run `model` on `batch`, with bfloat16 products if `bf16`."""
        device = model.device
        source = pad_ids(batch.sources, self._pad).to(device)
        target = pad_ids(batch.targets, self._pad).to(device)
        started = torch.cat([torch.full_like(target[:, :1], self._pad), target[:, :-1]], dim=1)
        if model.training:
            source = self._drop_words(source, self._source_word_dropout)
            started = self._drop_words(started, self._target_word_dropout)
        guided = self._aligner is not None and model.training
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
            outputs = model.model(
                input_ids=source,
                attention_mask=source.ne(self._pad),
                decoder_input_ids=started,
                output_attentions=guided,
                use_cache=False,
            )
            real = target.ne(self._pad)
            weight = model.model.shared.weight[self._target_ids.to(device)]
            logits = functional.linear(outputs.last_hidden_state[real], weight)
        translation = functional.cross_entropy(
            logits.float(),
            self._local.to(device)[target[real]],
            label_smoothing=self._smoothing,
        )
        if not guided:
            return Losses(translation, None)
        return Losses(translation, self._guided(outputs.cross_attentions, batch, real))

    def _drop_words(self, ids: torch.Tensor, share: float) -> torch.Tensor:
        """Put `<unk>` in place of a share of the pieces, so that context has to be used.

        On the target's side it weakens the decoder's habit of continuing a memorised sentence
        without looking at the source (Gal and Ghahramani 2016), and costs next to nothing.
        """
        if not share:
            return ids
        dropped = (
            (torch.rand(ids.shape, device=ids.device) < share)
            & ids.ne(self._pad)
            & ids.ne(self._eos)
        )
        return ids.masked_fill(dropped, self._unk)

    def _guided(
        self, attentions: Sequence[torch.Tensor], batch: Batch, real: torch.Tensor
    ) -> torch.Tensor:
        """Guide the last layer to what is written next, and the first to what was written last.

        Finding the source of a known word is easy to learn; the last layer then has to look one
        place further, where without the first it would have to guess the word.
        """
        if self._aligner is None:
            raise ValueError("guided alignment needs an aligner")
        means = [attention.float().mean(dim=1) for attention in attentions]
        shape = (means[0].shape[1], means[0].shape[2])
        teacher = _alignment_target(self._aligner, self._pieces, batch, shape).to(means[0].device)
        loss = _cross_entropy(means[-1], teacher)
        if len(means) > 1:
            loss = 0.5 * (loss + _cross_entropy(means[0][:, 1:], teacher[:, :-1]))
        return loss / real.sum()


def _cross_entropy(attention: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    return -(teacher * torch.log(attention + 1e-6)).sum()
