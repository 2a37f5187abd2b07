"""Figures are found, those that models break apart from the others, and counted as kept."""

from __future__ import annotations

import pytest

from dragoman_models.numbers import numbers
from dragoman_models.source_figures import chunks, figures, is_kept


def found(text: str, *, breaking: bool) -> list[str]:
    """Return the figures of one sort."""
    return [text[start:end] for start, end, breaks in figures(text) if breaks is breaking]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They spent 1,234,567.50 and 48500 drams", ["1,234,567.50", "48500"]),
        ("Ararat won 2-1, then 6:4 and 3–0.", ["2-1", "6:4", "3–0"]),
        ("It took 2:03.41, the rate fell by -1.40 (+0.25).", ["2:03.41", "-1.40", "+0.25"]),
        ("At 10:30 on 05.11.2024, season 2024/25", ["10:30", "05.11.2024", "2024/25"]),
        ("Growth was < 2 percent, (>5% before).", ["< 2", ">5"]),
        ("≥\u00a06 years, ≤ 1,500 metres, ~300 and ≈0.5", ["≥\u00a06", "≤ 1,500", "~300", "≈0.5"]),
        ("The result was 3.5 ± 0.2 percent", ["3.5 ± 0.2"]),
    ],
)
def test_figures_that_break_are_found(text: str, expected: list[str]) -> None:
    """Grouped and long numbers, scores, times, dates in figures, and what is less or more."""
    assert found(text, breaking=True) == expected
    assert found(text, breaking=False) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On 15 November 2024 prices rose 3.4%.", ["15", "2024", "3.4"]),
        ("It cost $5.2 million, a 15-year-old said", ["5.2", "15"]),
        ("The S-300 of the G20", []),
        ("Nothing at 10:30 a.m.", []),
        ("The file~2 and a<3 of x> 4", ["2", "3", "4"]),
    ],
)
def test_other_figures_are_the_models_own(text: str, expected: list[str]) -> None:
    """Days, years, shares and sums need words beside them; an hour before a.m. is counted anew."""
    assert found(text, breaking=False) == expected
    assert found(text, breaking=True) == []


@pytest.mark.parametrize(
    ("figure", "target"),
    [
        ("1,234", "1 234 դրամ"),
        ("300,000", "۳۰۰٬۰۰۰ متر"),
        ("5", "пять человек"),
        ("1.5", "1,5 milyon"),
        ("15", "15 миллионов"),
        ("2-1", "hesab 2:1"),
        ("3,000", "3 հազար"),
    ],
)
def test_a_figure_is_kept_in_any_spelling(figure: str, target: str) -> None:
    """Other marks, other digits, words for small numbers and for thousands."""
    assert is_kept(figure, numbers(target))


def test_a_changed_figure_is_not_kept() -> None:
    """A group that is broken up is another number."""
    assert not is_kept("300,000", numbers("300 00 000 кубометров"))


def test_runs_of_digits_are_found_whole() -> None:
    """Marks and spaces within a run are part of it, those behind it are not."""
    target = "В 2027 году 300 00 000, то есть ۱۲٫۵."
    assert [target[slice(*span)] for span in chunks(target)] == ["2027", "300 00 000", "۱۲٫۵"]
