"""Azerbaijani is written with the letters of its alphabet."""

from __future__ import annotations

import pytest

from dragoman_models.azerbaijani import azerbaijani


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Әli mәktәbdә", "Əli məktəbdə"),
        ("ǝlavǝ Ǝsas", "əlavə Əsas"),
        ("dəniz keșiyi, Șuşa", "dəniz keşiyi, Şuşa"),
        ("Bi\u0307z i\u0307şləyirik", "Biz işləyirik"),
    ],
)
def test_twins_become_the_letters_of_the_alphabet(text: str, expected: str) -> None:
    """A schwa of another script, a comma for a cedilla, and a second dot are put right."""
    assert azerbaijani(text) == expected


@pytest.mark.parametrize("text", ["Iğdır və İran", "2026-cı il", "NATO-nun", "ılıq", "São Paulo"])
def test_the_rest_stays(text: str) -> None:
    """Both i's, case endings behind hyphens, and names of other languages are as they are."""
    assert azerbaijani(text) == text
