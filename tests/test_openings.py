"""The word that opens a sentence is written as the vocabulary knows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from training.bundle import bundle_folder

from dragoman_models.loading import load_folder
from dragoman_models.openings import with_known_opening


def spelt_out_when_capital(word: str) -> int:
    """Count as a vocabulary that holds small words whole and spells capitals out."""
    return 1 if word.islower() else len(word)


def known_either_way(word: str) -> int:
    """Count as a vocabulary that holds every word whole."""
    return 1


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Transport ministers met.", "transport ministers met."),
        ("“Repairs were slow,” he said.", "“repairs were slow,” he said."),
        ("— Markets fell.", "— markets fell."),
        ("(Traders sold.)", "(traders sold.)"),
    ],
)
def test_a_common_word_is_small_where_that_is_shorter(text: str, written: str) -> None:
    """Marks before it do not hide it."""
    assert with_known_opening(text, spelt_out_when_capital) == written


@pytest.mark.parametrize(
    "text",
    [
        "Yerevan hosted the talks.",
        "NATO met.",
        "iPhone sales fell.",
        "Don't go.",
        "Oil-rich states met.",
        "U.S. markets fell.",
        "12 ministers met.",
        "A man spoke.",
        "I was there.",
        "",
        "…",
    ],
)
def test_names_acronyms_and_compounds_stay(text: str) -> None:
    """A capital that says something of its word is kept."""
    assert with_known_opening(text, spelt_out_when_capital) == text


def test_a_word_that_is_spelt_out_either_way_is_small() -> None:
    """Its small pieces are met far more often than those with a capital."""
    assert with_known_opening("Repair work began.", len) == "repair work began."


def test_a_word_with_more_pieces_when_small_stays() -> None:
    """The vocabulary knows it with its capital."""
    assert with_known_opening("Repair work began.", lambda word: 2 + word.islower()) == (
        "Repair work began."
    )


def test_a_word_that_is_known_either_way_stays() -> None:
    """The text is not touched for nothing."""
    assert with_known_opening("Transport ministers met.", known_either_way) == (
        "Transport ministers met."
    )


@pytest.mark.parametrize("count", [spelt_out_when_capital, known_either_way])
def test_the_number_of_code_points_stays(count: Callable[[str], int]) -> None:
    """Places in the text hold."""
    text = "Ministers and farmers agreed on Friday."
    assert len(with_known_opening(text, count)) == len(text)


def test_the_bundled_checkpoints_see_transport_as_they_know_it() -> None:
    """The word is one piece for them, and three with its capital."""
    model = load_folder(bundle_folder("az"), bundled=True)
    assert model.encode("Transport ministers met.", target_language="az")[0] == "▁transport"
