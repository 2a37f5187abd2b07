"""Of two candidates the one with lesser faults is the better."""

from __future__ import annotations

from dragoman_models.candidate import FAILURES, Candidate, better
from dragoman_models.types import Flag, Hypothesis


def candidate(*flags: Flag) -> Candidate:
    """Make a candidate with these flags."""
    return Candidate("text", -0.5, flags)


def test_a_candidate_without_flags_has_no_faults() -> None:
    """Neither failures nor severity."""
    assert (candidate().failures, candidate().severity) == (0, 0)


def test_a_low_score_is_no_fault() -> None:
    """A low score is said and chooses nothing."""
    assert candidate(Flag.LOW_SCORE, Flag.SPLIT, Flag.RETRIED).severity == 0


def test_english_is_worse_than_every_other_fault_together() -> None:
    """A text in the target's language wins over the source, whatever is wrong with it."""
    rest = candidate(*(FAILURES - {Flag.UNTRANSLATED}), Flag.UNBALANCED)
    assert rest.severity < candidate(Flag.UNTRANSLATED).severity


def test_an_open_bracket_chooses_but_does_not_fail() -> None:
    """It decides between two that are equal otherwise."""
    assert candidate(Flag.UNBALANCED).failures == 0
    assert better(candidate(Flag.UNBALANCED), candidate()).flags == (Flag.RETRIED,)


def test_of_equal_candidates_the_first_stays() -> None:
    """The model's own order decides where the checks do not."""
    old = candidate(Flag.NUMBER_MISMATCH)
    assert better(old, candidate(Flag.NUMBER_MISMATCH)) is old
    assert better(None, old) is old


def test_the_better_one_keeps_the_alternatives() -> None:
    """The alternatives that the caller asked for are those of the first search."""
    other = Hypothesis("other", -0.7)
    old = Candidate("old", -0.1, (Flag.REPETITION,), alternatives=(other,))
    assert better(old, candidate()).alternatives == (other,)


def test_a_word_said_twice_is_no_worse_than_a_wrong_figure() -> None:
    """An editor sees the one at once, and may overlook the other."""
    doubled, wrong = candidate(Flag.REPETITION), candidate(Flag.NUMBER_MISMATCH)
    assert doubled.severity <= wrong.severity
    looped = candidate(Flag.REPETITION, Flag.LENGTH_RATIO)
    assert wrong.severity < looped.severity < candidate(Flag.UNTRANSLATED).severity
