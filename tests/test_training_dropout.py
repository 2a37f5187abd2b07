"""Dropout from a pool drops what dropout drops, for less time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from torch import Tensor

torch = pytest.importorskip("torch")

from training.dropout import PooledDropout, attach_dropout  # noqa: E402
from transformers import MarianConfig, MarianMTModel  # noqa: E402

pytestmark = pytest.mark.torch

IDS = torch.tensor([[5, 6, 7]])


def small_model() -> MarianMTModel:
    """Return a model of one layer a side, without dropout of its own."""
    torch.manual_seed(1)
    return MarianMTModel(
        MarianConfig(
            vocab_size=16,
            d_model=16,
            encoder_layers=1,
            decoder_layers=1,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=32,
            decoder_ffn_dim=32,
            max_position_embeddings=16,
            pad_token_id=0,
            decoder_start_token_id=0,
            dropout=0.0,
            attention_dropout=0.0,
            activation_dropout=0.0,
        )
    )


def logits(model: MarianMTModel) -> Tensor:
    """Return what the model says of one pair."""
    with torch.no_grad():
        return model(input_ids=IDS, decoder_input_ids=IDS).logits


def dropped(share: float, shape: tuple[int, ...] = (100, 100)) -> Tensor:
    """Return ones after dropout in training."""
    torch.manual_seed(1)
    hook = PooledDropout(share, pool=20_000)
    return hook(torch.nn.Identity().train(), (), torch.ones(shape))


def test_the_share_is_dropped() -> None:
    """A quarter of ten thousand elements, to within six standard deviations."""
    assert dropped(0.25).eq(0).float().mean().item() == pytest.approx(0.25, abs=0.026)


def test_what_is_kept_is_scaled_so_that_the_mean_stays() -> None:
    """At inference nothing is dropped, and nothing scaled."""
    assert dropped(0.25).unique().tolist() == pytest.approx([0.0, 4 / 3])


def test_two_masks_differ() -> None:
    """Each step drops others."""
    torch.manual_seed(1)
    hook = PooledDropout(0.5, pool=20_000)
    module, ones = torch.nn.Identity().train(), torch.ones(50, 50)
    assert not torch.equal(hook(module, (), ones), hook(module, (), ones))


def test_nothing_is_dropped_outside_training() -> None:
    """A dev loss has no dropout."""
    hook = PooledDropout(0.5, pool=100)
    ones = torch.ones(10)
    assert hook(torch.nn.Identity().eval(), (), ones) is ones


def test_the_gradient_of_what_is_dropped_is_zero() -> None:
    """As if it had not been there."""
    torch.manual_seed(1)
    hook = PooledDropout(0.5, pool=1000)
    given = torch.ones(100, requires_grad=True)
    kept = hook(torch.nn.Identity().train(), (), given)
    kept.sum().backward()
    assert given.grad is not None
    assert torch.equal(given.grad, kept.detach())


def test_an_output_that_is_larger_than_the_pool_is_refused() -> None:
    """A mask that repeats within one state would drop in stripes."""
    with pytest.raises(ValueError, match="101 elements, and 100 in the pool"):
        PooledDropout(0.5, pool=100)(torch.nn.Identity().train(), (), torch.ones(101))


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    """All of an output cannot be dropped."""
    with pytest.raises(ValueError, match=r"not in \[0, 1\)"):
        PooledDropout(share, pool=10)


def test_a_model_in_training_says_something_else_each_time() -> None:
    """Its sublayers drop from what they add."""
    model = small_model()
    attach_dropout(model, 0.5)
    model.train()
    assert not torch.equal(logits(model), logits(model))


def test_a_model_says_the_same_once_trained() -> None:
    """What is attached for training changes no translation."""
    model = small_model().eval()
    before = logits(model)
    attach_dropout(model, 0.5)
    assert torch.equal(logits(model), before)


def test_every_sublayer_and_both_embeddings_drop() -> None:
    """Two a layer of the encoder, three of the decoder, and the words of either side."""
    model = small_model()
    attach_dropout(model, 0.1)
    calls = []
    hooks = [m for m in model.modules() if m._forward_hooks]
    for module in hooks:
        module.register_forward_hook(lambda *_: calls.append(1))
    logits(model.train())
    assert len(calls) == 2 + 3 + 2


def test_no_dropout_attaches_nothing() -> None:
    """And costs nothing."""
    model = small_model()
    attach_dropout(model, 0.0)
    assert not any(m._forward_hooks for m in model.modules())
