"""Numbers in English words have values."""

from __future__ import annotations

import pytest

from dragoman_models.number_words import number_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twenty-five people", {"Twenty-five": 25}),
        ("three hundred and two thousand men", {"three hundred and two thousand": 302_000}),
        ("one million two hundred thousand", {"one million two hundred thousand": 1_200_000}),
        ("nineteen of ninety", {"nineteen": 19, "ninety": 90}),
        ("a hundred years", {}),
        ("millions of phones for someone", {}),
        ("", {}),
    ],
)
def test_numbers_in_words_are_read(text: str, expected: dict[str, int]) -> None:
    """Units, tens and scales are put together; a scale alone is no number."""
    assert number_words(text) == expected
