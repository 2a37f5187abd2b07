"""Whether an article supports a summary sentence."""

from __future__ import annotations

import pytest

from dragoman_models.support import nearest_sentence, unsupported_words

ARTICLE = (
    "Armenia and Iran signed a deal worth 18 million dollars on Wednesday. "
    "Transport Minister Karen Avagyan’s office confirmed the news. "
    "“We are ready to open the road,” he said, “and the bridge.” "
    "The European Bank for Reconstruction lent 25 of the 1,500 lorries."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Armenia and Iran signed a deal.",
        "The deal is worth 18 million dollars.",
        "Avagyan's office confirmed it.",
        "However, the minister spoke on Wednesday.",
        "AVAGYAN'S office confirmed it.",
        "Officials confirmed it.",
        "Iranian and Armenian officials signed.",
        "Twenty-five lorries were lent.",
        "Both sides signed two papers.",
        "The EBR lent 1500 lorries.",
        "The deal is worth 18,000,000 dollars.",
        'Avagyan said: "We are ready to open the road."',
        "He said he is “ready to open the road … and the bridge”.",
        "The “road” is open.",
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
        ("Petrosyan’s office confirmed it.", "Petrosyan"),
        ("Thirty-five lorries were lent.", "Thirty-five"),
        ("The deal is worth 18 million euros.", "18"),
        ("Turkish officials signed.", "Turkish"),
        ('He said: "We are not ready."', '"We are not ready."'),
        ("He is “ready to close the road”.", "“ready to close the road”"),
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
