"""Letters change case as their language has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.casing import capitalise, lower, upper


@pytest.mark.parametrize(
    ("small", "large", "language"),
    [
        ("bakı və gəncə istisu", "BAKI VƏ GƏNCƏ İSTİSU", "az"),
        ("ереван", "ЕРЕВАН", "ru"),
        ("երևան", "ԵՐԵՎԱՆ", "hy"),
        ("تهران", "تهران", "fa"),
        ("istanbul", "ISTANBUL", "en"),
    ],
)
def test_capitals(small: str, large: str, language: str) -> None:
    """Azerbaijani dots its capital İ, Armenian writes its ligature out, Persian has no case."""
    assert upper(small, language) == large


@pytest.mark.parametrize(
    ("large", "small", "language"),
    [
        ("BAKI İSTİSU", "bakı istisu", "az"),
        ("İSTANBUL", "istanbul", "en"),
        ("ИРАН", "иран", "ru"),
        ("ԲԱՔՈՒ", "բաքու", "hy"),
    ],
)
def test_small_letters(large: str, small: str, language: str) -> None:
    """No stray dot is left on an i."""
    assert lower(large, language) == small


@given(st.text(alphabet="abcçdeəfgğhxıijkqlmnoöprsştuüvyz "))
def test_azerbaijani_case_comes_back(text: str) -> None:
    """To capitals and back is where one began, letter by letter."""
    assert lower(upper(text, "az"), "az") == text
    assert len(upper(text, "az")) == len(text)


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("iran təklif edir", "İran təklif edir", "az"),
        ("«иран» предлагает", "«Иран» предлагает", "ru"),
        ("և հետո", "Եվ հետո", "hy"),
        ("18-րդ հոդված", "18-րդ հոդված", "hy"),
        ("", "", "az"),
        ("ایران", "ایران", "fa"),
    ],
)
def test_only_the_first_letter_is_capitalised(text: str, expected: str, language: str) -> None:
    """The rest is as it was."""
    assert capitalise(text, language) == expected
