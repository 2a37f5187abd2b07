"""How each rung of the ladder searches."""

from __future__ import annotations

from model_doubles import WordModel

from dragoman_models.searches import attentive, first_search, second_search
from dragoman_models.tuning import Tuning
from dragoman_models.types import DecodingOptions, Flag, TranslationOptions

FIRST = DecodingOptions(num_beams=4, num_hypotheses=4, repetition_penalty=1.1)


def first(options: TranslationOptions) -> DecodingOptions:
    """Return the first search of a model that was measured for Armenian."""
    tuning = Tuning(repetition_penalties={"hy": 1.1}, coverage_penalties={"hy": 0.05})
    return first_search(WordModel("hy"), options, tuning, "hy", with_alignment=False)


def test_the_first_search_gives_every_beam_back() -> None:
    """The next hypothesis costs no search, so all of them are asked for."""
    decoding = first(TranslationOptions(num_beams=3))
    assert (decoding.num_beams, decoding.num_hypotheses) == (3, 3)


def test_as_many_beams_are_searched_as_hypotheses_are_wanted() -> None:
    """A caller that wants seven gets seven, whatever the checkpoint's own width."""
    assert first(TranslationOptions(num_hypotheses=7)).num_hypotheses == 7


def test_the_first_search_is_tuned_to_the_target() -> None:
    """What was measured for one language is not used for another."""
    assert first(TranslationOptions()).repetition_penalty == 1.1
    assert first(TranslationOptions()).coverage_penalty == 0.05


def test_lost_names_alone_are_searched_for_as_before() -> None:
    """The words were right; only the attention is asked for as well."""
    second = second_search(FIRST, [Flag.NAME_MISSING, Flag.RETRIED], protects=True)
    assert second == attentive(FIRST, wanted=True)


def test_names_that_nothing_protects_are_searched_for_in_another_way() -> None:
    """The same search would find the same target."""
    assert second_search(FIRST, [Flag.NAME_MISSING], protects=False).no_repeat_ngram_size == 3


def test_other_failures_are_searched_for_without_repetition() -> None:
    """A lost number is no reason to believe the rest."""
    second = second_search(FIRST, [Flag.NAME_MISSING, Flag.NUMBER_MISMATCH], protects=True)
    assert second.no_repeat_ngram_size == 3
    assert second.repetition_penalty > FIRST.repetition_penalty
    assert second.return_alignment


def test_the_attention_is_not_asked_for_where_nothing_needs_it() -> None:
    """It takes time."""
    assert attentive(FIRST, wanted=False) is FIRST
