"""Which stretches of a source count as left out."""

from __future__ import annotations

import pytest

from dragoman_models.omissions import omissions


def told(source: str, *words: str) -> tuple[str, ...]:
    """Leave out some words of a source, each of which is one token."""
    tokens = source.split()
    left_out = [index for index, token in enumerate(tokens) if token in words]
    return omissions(source, [f"▁{token}" for token in tokens], left_out)


def test_a_stretch_of_two_words_that_matter_is_an_omission() -> None:
    """With the small words between them."""
    source = "Levels hit twelve times the WHO guideline for cities on Monday"
    assert told(source, "times", "the", "WHO", "guideline") == ("times the WHO guideline",)


def test_each_stretch_is_told() -> None:
    """In the order of the source."""
    source = "Angry parents blocked the road after heavy rain"
    assert told(source, "Angry", "parents", "heavy", "rain") == ("Angry parents", "heavy rain")


@pytest.mark.parametrize(
    "words", [("Tbilisi",), ("of", "the", "Tbilisi"), ("of", "the"), ("19", "80"), ()]
)
def test_one_word_and_small_words_are_none(words: tuple[str, ...]) -> None:
    """The first word of a target may stand for one, and no word for an article."""
    assert told("Mayor of the Tbilisi council met 19 of 80 drivers", *words) == ()
