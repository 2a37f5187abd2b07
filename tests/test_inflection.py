"""What a word may be a form of."""

import pytest

from dragoman_models.inflection import derived_from, inflected_from, singulars


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("repairs", "repair"),
        ("losses", "loss"),
        ("repaired", "repair"),
        ("agreed", "agree"),
        ("repairing", "repair"),
        ("moving", "move"),
        ("blamed", "blame"),
        ("cities", "city"),
        ("carried", "carry"),
    ],
)
def test_a_regular_form_names_its_word(word: str, stem: str) -> None:
    """Plurals and the forms of verbs, with the letters that an ending drops or changes."""
    assert stem in inflected_from(word)


@pytest.mark.parametrize("word", ["manning", "stopped"])
def test_a_doubled_consonant_stays(word: str) -> None:
    """Names end so."""
    assert not {"man", "stop"} & set(inflected_from(word))


def test_a_plural_drops_no_e() -> None:
    """Cars are not care."""
    assert list(inflected_from("cars")) == ["car"]


@pytest.mark.parametrize("word", ["loss", "less", "glass", "bus"])
def test_a_word_in_a_double_s_or_of_three_letters_is_no_plural(word: str) -> None:
    """`less` does not come of `les`."""
    assert not list(singulars(word))
    assert not list(inflected_from(word))


@pytest.mark.parametrize("word", ["as", "bus", "red", "king", "ties", "died", "axes"])
def test_what_is_left_has_three_letters_or_more(word: str) -> None:
    """No two letters are a word that another is made of."""
    assert all(len(stem) > 2 for stem in inflected_from(word))


@pytest.mark.parametrize(
    ("word", "stem"), [("quickly", "quick"), ("farmers", "farm"), ("maker", "make")]
)
def test_a_derived_word_names_what_it_is_made_of(word: str, stem: str) -> None:
    """It means something else, so that it is no inflected form."""
    assert stem in derived_from(word)
    assert stem not in inflected_from(word)
