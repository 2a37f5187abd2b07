"""A day of the week is in the translation, and is the same day."""

from __future__ import annotations

import pytest

from dragoman_models.lost_names import lost_names
from dragoman_models.names import missing_names
from dragoman_models.weekdays import FORMS, missing_days

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LANGUAGES = ("hy", "az", "fa", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", DAYS)
def test_each_day_is_found_and_is_no_other(language: str, day: str) -> None:
    """Thursday is no Friday, though its name begins with that of Friday in Azerbaijani."""
    target = f"{FORMS[language][day]}."
    found = {each for each in DAYS if not missing_days(f"On {each}.", target, language=language)}
    assert found == {day}


@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("hy", "Երկուշաբթի օրը բանակցություններ են եղել։"),
        ("hy", "ԵՐԿՈՒՇԱԲԹԻ ՕՐԸ ԲԱՆԱԿՑՈՒԹՅՈՒՆՆԵՐ ԵՆ ԵՂԵԼ"),
        ("az", "Bazar ertəsindən danışıqlar gedir."),
        ("az", "BAZAR ERTƏSİ DANIŞIQLAR OLUB"),
        ("fa", "مذاکرات روز دو شنبه برگزار شد."),
        ("ru", "Понедельничные переговоры прошли."),
    ],
)
def test_endings_and_capitals_do_not_hide_a_day(language: str, target: str) -> None:
    """Each language inflects its days, and shouts them in headlines."""
    assert missing_days("Talks were held on Monday.", target, language=language) == ()


@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("az", "Danışıqlar cümə ertəsi olub."),
        ("fa", "مذاکرات سه‌شنبه برگزار شد."),
        ("ru", "Переговоры прошли во вторник."),
        ("hy", "Բանակցություններ են եղել։"),
    ],
)
def test_another_day_and_none_are_missed(language: str, target: str) -> None:
    """The check of names objects, so that the segment is tried again."""
    assert missing_names("Talks were held on Monday.", target, language=language) == ("Monday",)


@pytest.mark.parametrize(
    "source",
    [
        "Black Friday came early.",
        "The Sunday Times reported it.",
        "It burned down on Friday night.",
        "Sundaying is no word.",
    ],
)
def test_feasts_papers_and_nights_are_not_looked_for(source: str) -> None:
    """They have names of their own, and a night may be the next day's."""
    assert missing_days(source, "Это было.", language="ru") == ()


def test_a_headline_in_capitals_has_days() -> None:
    """They are read as the model reads them."""
    assert missing_names("TALKS END MONDAY", "Переговоры завершены", language="ru") == ("Monday",)


def test_a_lost_day_has_a_form() -> None:
    """It is put over what came of it."""
    lost = lost_names("Talks begin on Wednesday.", "Переговоры во вторник.", language="ru")
    assert lost == {"Wednesday": "среду"}
