"""Which of a search's hypotheses is taken, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from model_doubles import WordModel

from dragoman_models.jobs import Job, Jobs
from dragoman_models.selection import Selection
from dragoman_models.terms import Terms
from dragoman_models.types import DigitPolicy, Flag, Hypothesis, Segment, TranslationOptions

SOURCE = "The minister said that 25 people were hurt."
GOOD = "Министр сообщил, что пострадали 25 человек."
WRONG_NUMBER = "Министр сообщил, что пострадали 35 человек."
LOOP = "министр министр министр министр министр министр министр министр"


def job(text: str = SOURCE, *, language: str = "ru") -> Job:
    """Make a text ready for a search."""
    return Jobs(WordModel(language=language), language, Terms()).first(Segment(0, len(text), text))


def hypotheses(*texts: str) -> list[Hypothesis]:
    """Make hypotheses, each worth less than the one before it."""
    return [Hypothesis(text, -0.1 - index / 10) for index, text in enumerate(texts)]


def selection(language: str = "ru", **options: object) -> Selection:
    """Make a selection with some options."""
    return Selection(language, replace(TranslationOptions(), **options), low_score=-1.5)


def test_the_first_hypothesis_without_fault_is_taken() -> None:
    """Where no check objects, the model's own order holds."""
    chosen = selection().choose(job(), hypotheses(GOOD, "Министр сказал: пострадали 25 человек."))
    assert (chosen.target, chosen.flags) == (GOOD, ())


@pytest.mark.parametrize("better", [GOOD, WRONG_NUMBER])
def test_a_later_hypothesis_with_lesser_faults_is_taken_and_said_to_be(better: str) -> None:
    """A wrong figure is a fault, yet not as bad as a loop."""
    chosen = selection().choose(job(), hypotheses(LOOP, better))
    assert chosen.target == better
    assert chosen.flags[-1] is Flag.RETRIED


def test_of_equal_faults_the_likelier_hypothesis_is_taken() -> None:
    """Nothing is said to be retried where the first one stands."""
    chosen = selection().choose(job(), hypotheses(WRONG_NUMBER, WRONG_NUMBER.replace("35", "45")))
    assert (chosen.target, chosen.flags) == (WRONG_NUMBER, (Flag.NUMBER_MISMATCH,))


def test_alternatives_are_the_others_as_many_as_are_wanted() -> None:
    """The chosen hypothesis is not offered a second time."""
    others = ["Министр сказал: пострадали 25 человек.", "Сообщается о 25 пострадавших."]
    chosen = selection(num_hypotheses=2).choose(job(), hypotheses(WRONG_NUMBER, GOOD, *others))
    assert chosen.target == GOOD
    assert [other.text for other in chosen.alternatives] == [WRONG_NUMBER]


@pytest.mark.parametrize("nothing", [[], [""], ["..."], ["« »"]])
def test_nothing_said_is_the_source_with_a_flag(nothing: list[str]) -> None:
    """An empty target would be a silent loss."""
    chosen = selection().choose(job(), hypotheses(*nothing))
    assert (chosen.target, chosen.flags) == (SOURCE, (Flag.UNTRANSLATED,))


def test_a_hypothesis_that_was_cut_off_is_flagged() -> None:
    """It ended at the limit of tokens and not at the end of the sentence."""
    chosen = selection().choose(job(), [Hypothesis(GOOD, -0.1, finished=False)])
    assert chosen.flags == (Flag.TRUNCATED,)


def test_a_hypothesis_that_left_words_out_is_flagged_and_gives_way() -> None:
    """The next one of the same search is taken where it has all of them."""
    short = Hypothesis(GOOD, -0.1, left_out=(5, 6, 7))
    found = selection().choose(job(), [short])
    assert (found.flags, found.left_out) == ((Flag.OMISSION,), ("people were hurt.",))
    whole = Hypothesis(GOOD, -0.2)
    chosen = selection().choose(job(), [short, whole])
    assert (chosen.hypothesis, chosen.flags) == (whole, (Flag.RETRIED,))


def test_a_score_under_the_threshold_is_flagged() -> None:
    """The threshold is the checkpoint's own."""
    strict = replace(selection(), low_score=-0.05)
    assert strict.choose(job(), hypotheses(GOOD)).flags == (Flag.LOW_SCORE,)


@pytest.mark.parametrize(
    ("language", "target", "flags"),
    [
        ("fa", "نخست‌وزیر با Brodský دیدار کرد.", (Flag.NAME_AS_WRITTEN,)),
        ("az", "Baş nazir Brodský ilə görüşüb.", ()),
    ],
)
def test_a_name_in_latin_letters_is_told_where_the_language_has_others(
    language: str, target: str, flags: tuple[Flag, ...]
) -> None:
    """Azerbaijani is written in Latin letters itself."""
    named = replace(
        job("The prime minister met Brodský.", language=language), as_written=("Brodský",)
    )
    assert selection(language).choose(named, hypotheses(target)).flags == flags


@pytest.mark.parametrize(
    ("digits", "target"), [(DigitPolicy.WESTERN, "1987"), (DigitPolicy.NATIVE, "۱۹۸۷")]
)
def test_what_needs_no_model_is_copied_with_the_wanted_digits(
    digits: DigitPolicy, target: str
) -> None:
    """A figure alone is the same in every language, but for its digits."""
    copied = selection("fa", digits=digits).copied(job("1987", language="fa"))
    assert (copied.target, copied.flags) == (target, (Flag.COPIED,))
