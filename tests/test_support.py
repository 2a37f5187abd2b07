"""Whether an article supports a summary sentence."""

from __future__ import annotations

import pytest

from dragoman_models.support import nearest_sentence, unsupported_words

ARTICLE = (
    "Armenia and Iran signed a deal worth 18 million dollars on Wednesday. "
    "Transport Minister Karen Avagyan’s office confirmed the news."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Armenia and Iran signed a deal.",
        "The deal is worth 18 million dollars.",
        "Avagyan's office confirmed it.",
        "However, the minister spoke on Wednesday.",
    ],
)
def test_supported_sentence_has_no_unsupported_words(sentence: str) -> None:
    """A sentence whose numbers and names stand in the article is supported."""
    words = unsupported_words(sentence, ARTICLE)

    assert words == ()


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The deal is worth 81 million dollars.", "81"),
        ("Armenia and Turkey signed a deal.", "Turkey"),
        ("Petrosyan confirmed the news.", "Petrosyan"),
        ("It was signed at 18:30.", "18:30"),
    ],
)
def test_unknown_number_or_name_is_listed(sentence: str, word: str) -> None:
    """A number or a name that the article lacks is listed, also at a sentence's start."""
    assert unsupported_words(sentence, ARTICLE) == (word,)


def test_nearest_sentence_shares_most_words() -> None:
    """The nearest sentence is the one with most words in common."""
    candidates = ["Rain fell on Friday.", "The deal is worth 18 million.", "Nobody commented."]

    assert nearest_sentence("A deal worth 20 million was signed.", candidates) == 1


def test_nearest_sentence_of_equal_ones_is_the_first() -> None:
    """Where no candidate is nearer, the article's order decides."""
    assert nearest_sentence("Something else", ["One.", "Two."]) == 0
