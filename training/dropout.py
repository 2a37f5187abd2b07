"""Dropout whose masks are cut from a pool of random numbers drawn once.

PyTorch draws a number for every element in every step, on a CPU in one thread: a tenth of the time
of a step of the compact model. A slice of a pool from a random place on costs next to nothing.
"""

from __future__ import annotations

from torch import Tensor, nn, rand, randint
from transformers import MarianMTModel

__all__ = ["PooledDropout", "attach_dropout"]

_POOL = 1 << 23
"""Elements; several times as many as the largest hidden state has."""
_SUBLAYERS = ("out_proj", "fc2", "shared", "embed_tokens")
"""What Marian drops from: what each sublayer adds to the hidden state, and the embeddings."""


class PooledDropout:
    """Set a share of a module's output to zero while it trains, and scale up the rest."""

    def __init__(self, share: float, *, pool: int = _POOL) -> None:
        """Draw the pool.

        Raises:
            ValueError: `share` is not in [0, 1).
        """
        if not 0 <= share < 1:
            raise ValueError(f"dropout is {share}, not in [0, 1)")
        self._pool = rand(pool).ge(share).float() / (1 - share)

    def __call__(self, module: nn.Module, _: tuple[object, ...], output: Tensor) -> Tensor:
        """Return the output with a share dropped; a forward hook.

        Raises:
            ValueError: the output has more elements than the pool.
        """
        if not module.training:
            return output
        if output.numel() > len(self._pool):
            raise ValueError(f"{output.numel()} elements, and {len(self._pool)} in the pool")
        self._pool = self._pool.to(output.device)
        start = int(randint(len(self._pool) - output.numel() + 1, ()))
        return output * self._pool[start : start + output.numel()].view_as(output)


def attach_dropout(model: MarianMTModel, share: float) -> None:
    """Drop from the sublayers of `model` while it trains, in place of its own dropout.

    Raises:
        ValueError: `share` is not in [0, 1).
    """
    if share == 0:
        return
    dropout = PooledDropout(share)
    for name, module in model.named_modules():
        if name.rpartition(".")[2] in _SUBLAYERS:
            module.register_forward_hook(dropout)
