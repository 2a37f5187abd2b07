"""Damaged copies are found, and where a stretch went is read off the attention."""

from __future__ import annotations

import pytest

from dragoman_models.marks import Work
from dragoman_models.repair import (
    aligned_span,
    find_copy,
    find_near_copy,
    insertion_point,
    is_free,
    origins_of,
)
from dragoman_models.types import Hypothesis


def part(text: str, span: tuple[int, int] | None) -> str | None:
    """Return the text of a span."""
    return None if span is None else text[slice(*span)]


@pytest.mark.parametrize(
    ("text", "wanted", "start"),
    [
        ("Пишите @ab", "@ab", 7),
        ("Пишите @abc и @ab", "@ab", 14),
        ("Reutersը գրել է", "Reuters", 0),
        ("Reuters-ի լուրը", "Reuters", 0),
        ("по данным reuters", "Reuters", None),
        ("F-160 и F-16", "F-16", 8),
    ],
)
def test_a_copy_is_a_word_of_its_own(text: str, wanted: str, start: int | None) -> None:
    """Byte for byte, not within a longer word; a suffix of another script may hang on it."""
    found = find_copy(text, wanted)
    assert found == (None if start is None else (start, start + len(wanted)))


def test_a_copy_counts_once() -> None:
    """What is taken is no second copy."""
    assert find_copy("@ab @ab", "@ab", taken=[(0, 3)]) == (4, 7)
    assert find_copy("@ab", "@ab", taken=[(0, 3)]) is None


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("См. https://armenpres.am/news.", "https://armenpress.am/news", "https://armenpres.am/news"),
        ("См. https: //armenpress. am", "https://armenpress.am", "https: //armenpress. am"),
        ("گفت @ presidentaz، دیروز", "@presidentaz", "@ presidentaz"),
        ("в MEDUZZA сказали", "Meduza", None),
        ("в Meduzza, сказали", "Meduza", "Meduzza"),
        ("Пишите нам", "a@b.am", None),
    ],
)  # fmt: skip
def test_a_near_copy_is_found(text: str, wanted: str, found: str | None) -> None:
    """A letter lost or doubled, spaces within; no word of the language."""
    assert part(text, find_near_copy(text, wanted, taken=())) == found


def test_a_near_copy_that_is_taken_is_none() -> None:
    """Another address, which is right, is not overwritten."""
    text = "См. https://a.am/news/1"
    assert find_near_copy(text, "https://a.am/news/2", taken=[(4, len(text))]) is None


SOURCE = "The army received new S-300 systems from France"
SPAN = (22, 27)


@pytest.mark.parametrize(
    ("origins", "found"),
    [
        ([0, 1, 4, 4, 7, 8], "новые комплексы"),
        ([0, 1, 2, 3, 7, 8], None),
        ([4, 1, 2, 4, 5, 8], "комплексы из"),
        ([4, 4, 4, 4, 4, 4], "Армия получила новые комплексы из Франции"),
    ],
)
def test_the_words_that_came_of_a_stretch(origins: list[int | None], found: str | None) -> None:
    """One run of words, those of the longest where there are several."""
    target = "Армия получила новые комплексы из Франции"
    # The words of the source are: The army received new S - 300 systems from France.
    span = aligned_span(SOURCE, SPAN, target, origins=origins, taken=())
    assert part(target, span) == found


def test_a_whole_sentence_is_no_rendering_of_one_word() -> None:
    """Attention that looks at one place all the time says nothing."""
    target = "а б в г д е ж з и к"
    assert aligned_span("It saw @ab there", (7, 10), target, origins=[2] * 10, taken=()) is None


def test_the_words_of_another_stretch_are_not_taken() -> None:
    """What is right stays."""
    target = "Армия получила F-16"
    span = aligned_span(SOURCE, SPAN, target, origins=[1, 4, 4, 4, 4], taken=[(15, 19)])
    assert part(target, span) == "получила"


def test_a_stretch_goes_behind_the_word_before_it() -> None:
    """Else ahead of the word after it; else nobody knows."""
    target = "Армия получила новые из Франции"
    new_known = [1, 2, 3, 8, 9]
    point = insertion_point(SOURCE, SPAN, target, origins=new_known, taken=())
    assert target[:point] == "Армия получила новые"
    from_known = [1, None, None, 8, 9]
    point = insertion_point(SOURCE, SPAN, target, origins=from_known, taken=())
    assert target[:point] == "Армия получила новые "
    assert insertion_point(SOURCE, SPAN, target, origins=[None] * 5, taken=()) is None


def test_a_stretch_is_not_put_into_another() -> None:
    """A place within what is taken is none."""
    target = "Армия получила новые"
    assert insertion_point(SOURCE, SPAN, target, origins=[1, 2, 3], taken=[(10, 25)]) is None


def test_origins_are_read_off_the_pieces() -> None:
    """A word comes from the word that its pieces looked at."""
    hypothesis = Hypothesis("Да нет", -0.1, ("Да", "нет"), ((0, 1), (1, 0)))
    assert origins_of("No yes", "Да нет", Work(("No", "yes", "</s>"), hypothesis)) == [1, 0]


def test_spans_that_touch_are_free() -> None:
    """Only an overlap is in the way."""
    assert is_free((3, 5), [(0, 3), (5, 9)])
    assert not is_free((3, 5), [(4, 9)])
