"""What a model gets of a segment, the first time and the second."""

from __future__ import annotations

import pytest
from model_doubles import WordModel

from dragoman_models.candidate import Candidate
from dragoman_models.jobs import Jobs
from dragoman_models.terms import Terms
from dragoman_models.types import Flag, Segment

SOURCE = "In Doha 25 men met Wetherington."


def jobs(*, terms: Terms | None = None, placeholders: bool = True) -> Jobs:
    """Make jobs for Russian."""
    return Jobs(WordModel(), "ru", terms or Terms(), placeholders=placeholders)


def failed(target: str, *flags: Flag) -> Candidate:
    """Give a candidate that checks object to."""
    return Candidate(target, -1.0, flags)


def segment(text: str) -> Segment:
    """Make a segment of a whole text."""
    return Segment(0, len(text), text)


def test_a_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is counted before it is translated."""
    made = jobs()
    seen: list[str] = []
    encode = WordModel.encode

    def counted(
        model: WordModel, text: str, *, target_language: str | None = None
    ) -> tuple[str, ...]:
        seen.append(text)
        return encode(model, text, target_language=target_language)

    monkeypatch.setattr(WordModel, "encode", counted)
    assert made.count_tokens(SOURCE) == len(made.first(segment(SOURCE)).tokens)
    assert len(seen) == 1


def test_what_holds_no_words_gets_no_tokens() -> None:
    """No model is asked for it."""
    assert jobs().first(segment("25 – 30")).tokens == ()


def test_lost_names_stay_visible_in_the_second_search() -> None:
    """A mark would tell the model nothing of what stands there."""
    made = jobs()
    again = made.again(
        made.first(segment(SOURCE)), failed("Он встретил 25 мужчин.", Flag.NAME_MISSING)
    )
    assert again.protected.text == SOURCE
    assert {item.source: item.target for item in again.protected.items} == {
        "Wetherington": "Wetherington",
        "Doha": "Доха",
    }
    assert again.as_written == ("Wetherington",)


def test_damaged_figures_are_hidden_in_the_second_search() -> None:
    """They come back as they are."""
    made = jobs()
    again = made.again(
        made.first(segment(SOURCE)), failed("Он встретил 52 мужчин.", Flag.NUMBER_MISMATCH)
    )
    assert "25" not in again.protected.text


@pytest.mark.parametrize("flag", [Flag.REPETITION, Flag.LENGTH_RATIO])
def test_another_fault_leaves_the_job_as_it_was(flag: Flag) -> None:
    """Nothing that could be protected was lost."""
    made = jobs()
    job = made.first(segment(SOURCE))
    assert made.again(job, failed("Он встретил.", flag)) is job


def test_a_name_of_the_callers_terms_is_left_to_them() -> None:
    """They say how it is to stand."""
    made = jobs(terms=Terms({"Doha": "город Доха"}))
    again = made.again(made.first(segment(SOURCE)), failed("Он ушёл.", Flag.NAME_MISSING))
    assert [item.target for item in again.protected.items] == ["город Доха", "Wetherington"]
    assert again.as_written == ("Wetherington",)


def test_without_marks_the_job_stays_as_it_was() -> None:
    """A checkpoint that does not know them spells names in its own way."""
    made = jobs(placeholders=False)
    job = made.first(segment(SOURCE))
    assert made.again(job, failed("Он ушёл.", Flag.NAME_MISSING)) is job
