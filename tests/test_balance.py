"""Brackets and quotation marks come in pairs."""

from __future__ import annotations

import pytest

from dragoman_models.balance import is_balanced, is_unbalanced


@pytest.mark.parametrize(
    "text",
    [
        "Он сказал: «Да, „может быть“», — и ушёл (в дом).",
        "Նա ասաց. «Այո»։",
        "O, “bəli” dedi [gülür].",
        "او گفت: «بله» (می‌خندد).",
        'He said: "Yes."',
        "It's the ministers' car",
        "",
    ],
)
def test_whole_pairs_are_balanced(text: str) -> None:
    """Each language's marks close what they open; apostrophes count for nothing."""
    assert is_balanced(text)


@pytest.mark.parametrize(
    "text",
    ["«Да, сказал он.", "Այո», ասաց նա։", "“Bəli, dedi.", "(بله", 'He said: "Yes.', ")да("],
)
def test_half_a_pair_is_not(text: str) -> None:
    """A mark without its other half, or before it, is found."""
    assert not is_balanced(text)


def test_a_target_may_be_as_unbalanced_as_its_source() -> None:
    """A quotation that runs over several segments is nobody's fault."""
    assert not is_unbalanced('"We are ready, he said.', "«Мы готовы, — сказал он.")
    assert is_unbalanced('"We are ready," he said.', "«Мы готовы, — сказал он.")
