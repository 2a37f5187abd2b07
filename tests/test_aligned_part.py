"""Stretches of a segment are found again in its translation."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dragoman_models.aligned_part import Part, parts_of
from dragoman_models.segmentation import join, segment
from dragoman_models.types import Hypothesis, Segment


@dataclass(frozen=True)
class Answer:
    """Be a translation, aligned word by word or not at all."""

    target: str
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None


def part_of(source: str, target: str, pairs: tuple[tuple[int, int], ...] = ()) -> Part:
    """Make the part of one segment; `pairs` are (target word, source word)."""
    words = tuple(f"▁{word}" for word in target.split())
    hypothesis = Hypothesis(target, -0.1, words, pairs) if pairs else None
    tokens = tuple(f"▁{word}" for word in source.split()) if pairs else None
    (part,) = parts_of([Segment(0, len(source), source)], [Answer(target, hypothesis, tokens)])
    return part


def went(part: Part, words: str) -> str:
    """Return where words of the source went."""
    first = part.segment.text.index(words)
    start, end = part.span(first, first + len(words))
    return part.target[start:end]


def test_words_are_followed_by_alignment() -> None:
    """A stretch is where the words are that came from it, as one run."""
    part = part_of("Iran and Armenia agreed", "Հայաստանն ու Իրանը համաձայնեցին",
                   ((0, 2), (1, 1), (2, 0), (3, 3)))  # fmt: skip
    assert went(part, "Armenia") == "Հայաստանն"
    assert went(part, "Iran and") == "ու Իրանը"
    assert went(part, "agreed") == "համաձայնեցին"


def test_words_without_alignment_are_found_by_position() -> None:
    """The same share of the text, whole words."""
    part = part_of("one two three four", "bir iki üç dörd")
    assert went(part, "three") == "üç"
    assert went(part, "one two") == "bir iki"


def test_a_stretch_is_never_a_mark_alone() -> None:
    """Where only a mark came from a word, the place decides."""
    part = part_of("He read War twice", "او «جنگ» را خواند", ((1, 2),))
    assert any(letter.isalpha() for letter in went(part, "War"))


def test_a_copy_has_each_place_where_it_was() -> None:
    """In a segment that stayed as it was every point is its own."""
    part = part_of("Jane Doe", "Jane Doe")
    assert [part.place(offset) for offset in range(9)] == list(range(9))
    assert went(part, "ne D") == "ne D"


@pytest.mark.parametrize("target", ["Да.", "", "Да, да, да."])
def test_the_whole_segment_is_the_whole_target(target: str) -> None:
    """Its ends are the target's ends, whatever that is."""
    part = part_of("It rained.", target)
    assert part.span(0, 10) == (0, len(target))
    assert part.place(0) == 0
    assert part.place(10) == len(target)


def test_parts_stand_where_join_puts_their_targets() -> None:
    """Starts and ends are those in the section's target text."""
    source = " It rained. Roads closed.\nNobody came."
    segments = segment(source, max_tokens=99, count_tokens=len)
    targets = ["Անձրևեց։", "Ճանապարհները փակվեցին։", "Ոչ ոք չեկավ։"]
    text = join(segments, targets)
    parts = parts_of(segments, [Answer(target) for target in targets])
    assert [text[part.start : part.end] for part in parts] == targets


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Ապրիլին գնաճը 7,4 տոկոս էր", "7,4"),
        ("تورم ۷٫۴ درصد بود", "۷٫۴"),
        ("Инфляция — 7.4 процента", "7.4"),
    ],
)
def test_a_number_is_followed_by_its_value(target: str, expected: str) -> None:
    """Whatever its digits and its decimal mark, and wherever the attention looked."""
    part = part_of("Inflation was 7.4 percent", target, ((0, 2), (1, 2)))
    assert went(part, "7.4") == expected


def test_a_number_that_stands_twice_is_followed_by_alignment() -> None:
    """Its value does not tell which of the two it is."""
    part = part_of("From 7.4 then to 7.4", "7,4 իսկ ապա 7,4", ((0, 1), (1, 2), (2, 2), (3, 4)))
    start, end = part.span(5, 8)
    assert (start, end) == (0, 3)


@pytest.mark.parametrize(
    ("pairs", "before"),
    [(((0, 0), (1, 1), (2, 2), (3, 3)), "40 կմ"), (((0, 0), (2, 3)), "40")],
)
def test_what_hugs_a_word_stays_at_the_end_of_one(
    pairs: tuple[tuple[int, int], ...], before: str
) -> None:
    """The place behind `km` is behind the word for it, or without one by position."""
    part = part_of("40 km of plain", "40 կմ է հարթավայրը", pairs)
    assert part.target[: part.place(len("40 km"))] == before


def test_a_part_says_what_it_only_guesses() -> None:
    """A word that no word came from is placed by position, and known to be."""
    part = part_of("Iran and 5 men met", "Иран, 5 и Оман", ((0, 0),))
    assert [part.knows(first, first + 4) for first in (0, 11)] == [True, False]
    assert part.knows(9, 10)
    assert part.knows(0, len("Iran and 5 men met"))


def test_a_word_that_went_to_many_places_is_where_most_of_it_is() -> None:
    """Words of other origin between them are no part of it."""
    part = part_of("Officials reacted quickly", "Əslində bu gün hökumət çox tez reaksiya verdi",
                   ((0, 1), (1, 2), (2, 0), (3, 0), (4, 2), (5, 2), (6, 1), (7, 1)))  # fmt: skip
    assert went(part, "reacted") == "reaksiya verdi"


def test_a_copied_word_is_cut_where_the_source_was() -> None:
    """The figure of a formula that is there twice stays a figure, on either side of it."""
    part = part_of("H2O and H2O", "H2O və H2O", ((0, 0), (1, 1), (2, 2)))
    assert went(part, "2") == "2"
    assert went(part, "H2") == "H2"


def test_a_mark_before_the_first_word_stays_outside() -> None:
    """The stretch had none there."""
    part = part_of("He read War twice", "او « جنگ را خواند", ((0, 0), (1, 2), (2, 2), (4, 1)))
    assert went(part, "War") == "جنگ"


def test_an_empty_target_has_one_place() -> None:
    """Whatever is asked for is there."""
    part = part_of("one two", "")
    assert part.span(0, 3) == (0, 0)
    assert part.place(4) == 0
