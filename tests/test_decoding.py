"""The arithmetic of scores and alignments, without a model."""

from __future__ import annotations

import math

import pytest

from dragoman_models.decoding import hard_alignment, mean_log_probability


@pytest.mark.parametrize("penalty", [0.0, 0.6, 1.0, 2.0])
def test_mean_is_had_back_from_a_penalised_score(penalty: float) -> None:
    """Whatever power of the length a search divided by, the mean is that of the tokens."""
    log_probabilities = [-0.1, -0.4, -0.2, -1.3, -0.05]
    total, length = sum(log_probabilities), len(log_probabilities)
    mean = mean_log_probability(total / length**penalty, length=length, penalty=penalty)
    assert math.isclose(mean, total / length)


def test_forced_tokens_do_not_dilute_the_mean() -> None:
    """A forced token is in the length a search divides by, and not in the mean."""
    assert math.isclose(mean_log_probability(-2.0 / 5, length=5, penalty=1.0, forced=1), -0.5)


def test_hypothesis_of_forced_tokens_alone_has_a_score() -> None:
    """A search that stopped right after the forced token does not divide by zero."""
    assert mean_log_probability(0.0, length=1, penalty=1.0, forced=1) == 0.0


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
