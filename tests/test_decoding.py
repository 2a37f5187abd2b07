"""The arithmetic of scores, and the order of hypotheses, without a model."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest

from dragoman_models.decoding import Decoder, mean_log_probability
from dragoman_models.types import DecodingOptions

SOURCE = (*"abcdefgh", "</s>")


class Found:
    """Stand for a CTranslate2 model that finds the same two hypotheses for every source."""

    asked: dict[str, Any]

    def translate_batch(
        self,
        sources: list[list[str]],
        prefix: None,
        **settings: Any,
    ) -> list[SimpleNamespace]:
        """Find a short hypothesis that is likely and a longer one that covers the source."""
        self.asked = settings
        half, rest = [0.4] * 4 + [0.0] * 5, [0.0] * 4 + [0.4] * 4 + [0.0]
        end = [0.0] * 8 + [1.0]
        short, whole = [half, end], [half, half, rest, end]
        found = SimpleNamespace(
            hypotheses=[["one", "</s>"], ["one", "and", "two", "</s>"]],
            scores=[-0.5, -0.75],
            attention=[short, whole] if settings["return_attention"] else [],
        )
        return [found] * len(sources)


def decoded(options: DecodingOptions) -> tuple[list[str], Found]:
    """Decode one source of eight words; give the targets in their order, and the model."""
    found = Found()
    decoder = Decoder(found, " ".join, "</s>", positions=9, special=frozenset({"</s>"}))
    (answer,) = decoder.decode([SOURCE], options, max_new_tokens=8)
    return [each.text for each in answer], found


def test_the_order_is_that_of_the_search() -> None:
    """And no attention is asked for."""
    targets, found = decoded(DecodingOptions(num_hypotheses=2))
    assert targets == ["one", "one and two"]
    assert not found.asked["return_attention"]


def test_what_covers_the_source_comes_first_where_that_counts() -> None:
    """The alignment, which costs one more step, is still given only to who asks for it."""
    targets, found = decoded(DecodingOptions(num_hypotheses=2, coverage_penalty=0.1))
    assert targets == ["one and two", "one"]
    assert found.asked["return_attention"]


def test_coverage_changes_no_score() -> None:
    """A score is the mean log-probability of a token, whoever ranks."""
    decoder = Decoder(Found(), " ".join, "</s>", positions=9, special=frozenset({"</s>"}))
    options = DecodingOptions(num_hypotheses=2, coverage_penalty=0.1)
    (answer,) = decoder.decode([SOURCE], options, max_new_tokens=8)
    assert [each.score for each in answer] == [-0.75, -0.5]
    assert not any(each.alignment for each in answer)


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


def test_what_a_hypothesis_leaves_out_is_told_where_coverage_counts() -> None:
    """The short one never looks at the second half of the source."""
    decoder = Decoder(Found(), " ".join, "</s>", positions=9, special=frozenset({"</s>"}))
    told = []
    for penalty in (0.0, 0.1):
        options = DecodingOptions(num_hypotheses=2, coverage_penalty=penalty)
        (answer,) = decoder.decode([SOURCE], options, max_new_tokens=8)
        told.append({each.text: each.left_out for each in answer})
    assert told[0] == {"one": (), "one and two": ()}
    assert told[1] == {"one": tuple(range(8)), "one and two": ()}
