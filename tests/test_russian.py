"""Russian has a dash between words, and a hyphen within them."""

from __future__ import annotations

import pytest

from dragoman_models.russian import russian


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Москва - столица", "Москва — столица"),
        ("Москва – столица", "Москва — столица"),
        ("Москва -- столица", "Москва — столица"),
        ("«Да», - сказал он", "«Да», — сказал он"),
        ("Москва\u00a0– столица", "Москва\u00a0— столица"),
        ("в 2024 - это много", "в 2024 — это много"),
    ],
)
def test_a_dash_stands_between_words(text: str, expected: str) -> None:
    """Hyphens and en dashes with spaces around are dashes; a no-break space before one stays."""
    assert russian(text) == expected
    assert russian(expected) == expected


@pytest.mark.parametrize("text", ["кто-то", "10–15 лет", "2 - 1", "-5 градусов", "ещё", "1990-е"])
def test_hyphens_ranges_and_scores_stay(text: str) -> None:
    """Within words and between figures nothing changes, and ё is the model's own."""
    assert russian(text) == text
