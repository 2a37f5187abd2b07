"""Alignments and coverage of attentions, without a model."""

from __future__ import annotations

import math

from dragoman_models.attention import (
    covered_first,
    hard_alignment,
    left_out,
    log_coverage,
    received,
    text_columns,
    without_hints,
)

WORDS = range(8)
WHOLE, HALF = [1.0] * 8, [0.5] * 8


def test_each_target_token_meets_the_source_token_of_most_weight() -> None:
    """Rows are target tokens; columns that stand for no text are left out."""
    attention = [[0.1, 0.2, 0.7, 0.0], [0.9, 0.06, 0.04, 0.0], [0.0, 0.3, 0.1, 0.6]]
    assert hard_alignment(attention, [1, 2]) == ((0, 2), (1, 1), (2, 1))


def test_equal_weights_go_to_the_first() -> None:
    """A tie is decided the same way every time."""
    assert hard_alignment([[0.5, 0.5]], [0, 1]) == ((0, 0),)


def test_source_without_text_has_no_pairs() -> None:
    """Neither columns without words nor a hypothesis without rows is an error."""
    assert hard_alignment([[0.5, 0.5]], []) == ()
    assert hard_alignment([], [0]) == ()


def test_a_word_receives_from_every_target_token_but_the_first() -> None:
    """A batch gives the first another attention; the third column stands for no text."""
    assert received([[9.0, 9.0, 9.0], [0.5, 0.5, 0.0], [0.25, 0.0, 0.75]], [0, 1]) == [0.75, 0.5]


def test_words_receive_nothing_from_a_hypothesis_of_one_token() -> None:
    """Nor from one without attention."""
    assert received([[0.5, 0.5]], [0, 1]) == received([], [0, 1]) == [0, 0]


def test_a_source_that_is_attended_to_whole_loses_nothing() -> None:
    """More attention than one is worth no more than one."""
    assert log_coverage(WHOLE) == log_coverage([2.0, 1.0]) == 0.0


def test_each_word_counts_by_what_it_got() -> None:
    """Half of the attention is a logarithm less for each word."""
    assert math.isclose(log_coverage(HALF), 8 * math.log(0.5))


def test_a_word_that_was_left_out_takes_off_a_limited_sum() -> None:
    """The rest of the source still counts beside it."""
    assert math.isclose(log_coverage([1.0, 0.0]), math.log(1e-3))


def test_what_covers_more_passes_a_slightly_better_score() -> None:
    """Eight words of which half is missing cost 5.5 times the penalty."""
    assert list(covered_first([-1.0, -1.5], [HALF, WHOLE], penalty=0.1)) == [1, 0]


def test_a_much_better_score_stays_first() -> None:
    """Coverage is one voice of two."""
    assert list(covered_first([-1.0, -1.6], [HALF, WHOLE], penalty=0.1)) == [0, 1]


def test_equals_stay_in_the_order_of_the_search() -> None:
    """The same answer every time."""
    assert list(covered_first([-1.0] * 3, [WHOLE] * 3, penalty=0.1)) == [0, 1, 2]


def test_the_hypotheses_of_a_few_words_stay_in_their_order() -> None:
    """`Yes` needs one token, which is the first."""
    assert list(covered_first([-1.0, -1.1], [HALF[:7], WHOLE[:7]], penalty=9.0)) == [0, 1]


def test_three_tokens_on_end_that_got_little_are_left_out() -> None:
    """The whole stretch is told, in its order."""
    assert left_out([1.0, 0.2, 0.1, 0.29, 0.1, 1.0, 1.0, 1.0], WORDS) == (1, 2, 3, 4)


def test_each_stretch_is_told() -> None:
    """The second one ends with the source."""
    assert left_out([0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0], WORDS) == (0, 1, 2, 5, 6, 7)


def test_two_tokens_and_scattered_ones_are_not() -> None:
    """An article or a preposition has no word of its own in the target."""
    assert left_out([0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.3], WORDS) == ()


def test_a_token_that_stands_for_no_text_does_not_break_a_stretch() -> None:
    """Nor does it count."""
    words = [0, 1, 2, 4, 5, 6, 7, 8]
    assert left_out([1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0], words) == (1, 2, 4)


def test_nothing_of_a_few_words_is_told() -> None:
    """Their first target token may hold them all."""
    assert left_out([0.0] * 7, range(7)) == ()


HINTED = ["▁the", "▁rep", "airs", "</s>", "▁tə", "mir", "▁end", "</s>"]
SPANS = [(1, 3, 6)]


def test_hints_are_no_text() -> None:
    """Neither is the bar before one, nor the end."""
    assert text_columns(HINTED, SPANS, special=frozenset({"</s>"})) == [0, 1, 2, 6]


def test_what_a_hint_was_given_is_its_words() -> None:
    """The sum of a row stays."""
    row = [0.1, 0.1, 0.1, 0.05, 0.3, 0.25, 0.1, 0.0]
    (folded,) = without_hints([row], SPANS)
    assert math.isclose(folded[1], 0.7)
    assert math.isclose(sum(folded), sum(row))
    assert hard_alignment([folded], [0, 1, 2, 6]) == ((0, 1),)


def test_without_hints_nothing_is_copied() -> None:
    """Most checkpoints have none."""
    attention = [[0.5, 0.5]]
    assert without_hints(attention, []) is attention
