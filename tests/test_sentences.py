"""Sentences of English news end where a reader would say that they do."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman_models.sentences import sentence_spans

GOLD = Path(__file__).parents[1] / "benchmarks" / "segmentation" / "gold.txt"
ITEMS = [
    line.split(" ¦ ")
    for line in GOLD.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# An abbreviation that no list can hold, for it is a past tense without its stop.
HARD = {"Supt. Ali Khan of the Met. Police would not comment."}


def sentences(text: str) -> list[str]:
    """Return the sentences themselves."""
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item[0][:40])
def test_the_gold_list_is_split_as_its_author_split_it(item: list[str]) -> None:
    """Each item comes apart into its sentences and no others, the known hard ones aside."""
    text = " ".join(item)
    assert (sentences(text) == item) is (text not in HARD)


def test_the_list_is_long_enough_to_mean_something() -> None:
    """There are at least 150 items, and at least 100 boundaries within them."""
    assert len(ITEMS) >= 150
    assert sum(len(item) - 1 for item in ITEMS) >= 100


@pytest.mark.parametrize("space", ["  ", "\u00a0", "\t", "\n", "\r\n"])
def test_any_white_space_parts_sentences(space: str) -> None:
    """Two spaces, a no-break space, a tab and a line end part as a space does."""
    assert sentences(f"It rained.{space}Roads closed.") == ["It rained.", "Roads closed."]


def test_the_end_of_a_line_parts_without_a_stop() -> None:
    """A line is a unit of its own, whatever the next begins with."""
    assert sentences("Baku and\nyerevan") == ["Baku and", "yerevan"]


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_white_space_holds_no_sentence(text: str) -> None:
    """Nothing is found where nothing is written."""
    assert sentences(text) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The lights went out.", "Nobody was hurt."),
        ("Were they told?", "Yes, by a neighbour."),
        ("“It is over.”", "Then he left."),
        ("The fund lost $2.5m.", "The bank was calm."),
        ("It ended at 5 a.m.", "The guests left."),
        ("He went home.", "It’s late."),
        ("Read it on news.am.", "The end is sad."),
    ],
)
def test_sentences_that_run_into_each_other_are_parted(before: str, after: str) -> None:
    """A space that a layout has lost does not join what two sentences say."""
    assert sentences(before + after) == [before, after]


@pytest.mark.parametrize(
    "text",
    [
        "It runs on Node.js and the site is Monday.Com now.",
        "The U.S.Army and St.Petersburg agreed with Mr.Smith today.",
        "Ph.D.Students met.",
        "See https://example.org/one.The next page.",
        "See https://example.org/a-slug-of-many-words-and-more.The next page.",
        "See https://example.org/a-slug-of-many-words-and-more.Police there.",
        "Will.I.Am sang with vs.Arsenal fans.",
        "1.The court ruled.",
    ],
)
def test_names_and_addresses_with_stops_stay_whole(text: str) -> None:
    """A stop between two letters is part of a word more often than not."""
    assert sentences(text) == [text]
