"""How the press writes well-known names, and which name a form belongs to."""

from __future__ import annotations

import pytest

from dragoman_models.name_forms import forms, owners


def test_a_name_has_a_form_in_each_language() -> None:
    """Hyphens of English names are spaces in the table."""
    assert forms()["Washington"]["az"] == "Vaşinqton"
    assert not [name for name in forms() if "-" in name]


@pytest.mark.parametrize(
    ("language", "word"),
    [("hy", "Վաշինգտոնում"), ("az", "VAŞİNQTONDA"), ("fa", "واشنگتن"), ("ru", "Вашингтоном")],
)
def test_an_inflected_form_belongs_to_its_name(language: str, word: str) -> None:
    """In capitals, too."""
    assert owners(word, language) == {"Washington"}


@pytest.mark.parametrize("word", ["министр", "Ом", "Вашингтонианцами"])
def test_other_words_belong_to_no_name(word: str) -> None:
    """Neither do words that are much longer than the form."""
    assert owners(word, "ru") == frozenset()
