"""The summarizer's loss: smoothed cross-entropy, and attention guided to what is copied."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch.nn import functional
from transformers import BartForConditionalGeneration

from training.batches import Batch
from training.loss import Losses, pad_ids
from training.wordpieces import WordPieces

__all__ = ["BriefCriterion", "copy_target"]

_NEIGHBOUR = 4.0
"""Weight of a match whose neighbour matches too, over a match alone."""


def copy_target(source: torch.Tensor, target: torch.Tensor, pad: int) -> torch.Tensor:
    """Say where in the source each target token may have been copied from.

    `source` is (count, source positions) and `target` (count, target positions), ids filled up
    with `pad`. The result, (count, target positions, source positions), sums to 1 over the source
    where a token occurs in it and to 0 where it does not; places at which the token before or
    after matches too weigh more.
    """
    real = source.ne(pad)[:, None, :] & target.ne(pad)[:, :, None]
    same = (target[:, :, None].eq(source[:, None, :]) & real).float()
    before = functional.pad(same[:, :-1, :-1], (1, 0, 1, 0))
    after = functional.pad(same[:, 1:, 1:], (0, 1, 0, 1))
    weight = same * (1.0 + _NEIGHBOUR * (before + after))
    return weight / weight.sum(dim=2, keepdim=True).clamp_min(1.0)


class BriefCriterion:
    """Compute the losses of a batch of openings and summaries.

    The guidance is that of `training.loss`: the last layer to what is written next, the first one
    to what was written last. A summary mostly repeats words of its article, and the new attention
    of the decoder learns within minutes where they are.
    """

    def __init__(self, pieces: WordPieces, *, smoothing: float = 0.1) -> None:
        self._pad, self._begin = pieces.pad_id, pieces.begin_id
        self._smoothing = smoothing

    def __call__(
        self, model: BartForConditionalGeneration, batch: Batch, *, bf16: bool = False
    ) -> Losses:
        """Run `model` on `batch`, with bfloat16 products if `bf16`."""
        device = model.device
        source = pad_ids(batch.sources, self._pad).to(device)
        target = pad_ids(batch.targets, self._pad).to(device)
        started = torch.cat([torch.full_like(target[:, :1], self._begin), target[:, :-1]], dim=1)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
            outputs = model.model(
                input_ids=source,
                attention_mask=source.ne(self._pad),
                decoder_input_ids=started,
                output_attentions=model.training,
                use_cache=False,
            )
            real = target.ne(self._pad)
            logits = model.lm_head(outputs.last_hidden_state[real])
        loss = functional.cross_entropy(
            logits.float(), target[real], label_smoothing=self._smoothing
        )
        if not model.training:
            return Losses(loss, None)
        return Losses(loss, self._guided(outputs.cross_attentions, source, target))

    def _guided(
        self, attentions: Sequence[torch.Tensor], source: torch.Tensor, target: torch.Tensor
    ) -> torch.Tensor:
        teacher = copy_target(source, target, self._pad)
        last = attentions[-1].float().mean(dim=1)
        loss = -(teacher * torch.log(last + 1e-6)).sum()
        if len(attentions) > 1:
            first = attentions[0].float().mean(dim=1)[:, 1:]
            loss = 0.5 * (loss - (teacher[:, :-1] * torch.log(first + 1e-6)).sum())
        return loss / teacher.sum().clamp_min(1.0)
