"""What was measured of a checkpoint, and what holds for one that nobody measured."""

from __future__ import annotations

from dragoman_models.tuning import Tuning


def test_measured_values_hold_for_their_language() -> None:
    """Each target language has its own."""
    tuning = Tuning(
        low_scores={"hy": -1.6},
        repetition_penalties={"hy": 1.1},
        coverage_penalties={"hy": 0.05},
    )
    assert (tuning.low_score("hy"), tuning.repetition_penalty("hy")) == (-1.6, 1.1)
    assert (tuning.low_score("ru"), tuning.repetition_penalty("ru")) == (-1.5, 1.0)
    assert (tuning.coverage_penalty("hy"), tuning.coverage_penalty("ru")) == (0.05, 0.0)
