"""A month is in the translation, and is the same month."""

from __future__ import annotations

import pytest

from dragoman_models.lost_names import lost_names
from dragoman_models.months import FORMS, missing_months
from dragoman_models.names import missing_names

MONTHS = tuple(FORMS["hy"])
LANGUAGES = ("hy", "az", "fa", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("month", MONTHS)
def test_each_month_is_found_and_is_no_other(language: str, month: str) -> None:
    """What stands for a lost month is what is looked for."""
    target = f"{FORMS[language][month]}."
    found = {
        each for each in MONTHS if not missing_months(f"In {each}.", target, language=language)
    }
    assert found == {month}


@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("hy", "Ընտրությունները մայիսի վերջին են։"),
        ("hy", "ԸՆՏՐՈՒԹՅՈՒՆՆԵՐԸ ՄԱՅԻՍԻՆ ԵՆ"),
        ("az", "Seçkilər mayadək keçiriləcək."),
        ("az", "SEÇKİLƏR MAYIN SONUNDADIR"),
        ("fa", "انتخابات در ماه مه برگزار می‌شود."),
        ("ru", "Майские выборы состоятся."),
    ],
)
def test_endings_and_capitals_do_not_hide_a_month(language: str, target: str) -> None:
    """Each language inflects its months, and shouts them in headlines."""
    assert missing_months("Elections are held in May.", target, language=language) == ()


@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("hy", "Ընտրությունները մարտին են։"),
        ("az", "Seçkilər iyunda keçiriləcək."),
        ("fa", "انتخابات در ژوئن برگزار می‌شود."),
        ("ru", "Выборы состоятся скоро."),
    ],
)
def test_another_month_and_none_are_missed(language: str, target: str) -> None:
    """The check of names objects, so that the segment is tried again."""
    assert missing_names("Elections are held in May.", target, language=language) == ("May",)


@pytest.mark.parametrize(
    "source",
    [
        "Mrs May and April Jones marched.",
        "They may march on.",
        "The October Revolution and the Fourth of July are remembered.",
        "Agreement with May was reached.",
        "It was signed on 5 May and on 15th of June.",
        "It opened in May 2026 and closed on March 3.",
        "Mayors met.",
        "Theresa May spoke in May.",
    ],
)
def test_people_feasts_and_dates_with_figures_are_not_looked_for(source: str) -> None:
    """Figures are compared with what they count elsewhere."""
    assert missing_months(source, "Это было.", language="ru") == ()


@pytest.mark.parametrize(
    "source", ["Since late March it has rained.", "mid-May", "The October talks failed."]
)
def test_a_word_of_time_makes_a_month_of_a_name(source: str) -> None:
    """Behind these words nobody is called May."""
    assert missing_months(source, "Это было.", language="ru")


def test_a_headline_in_capitals_has_months() -> None:
    """They are read as the model reads them."""
    assert missing_names("TALKS END IN JULY", "Переговоры завершены", language="ru") == ("July",)


def test_a_lost_month_has_a_form() -> None:
    """It is put over what came of it."""
    lost = lost_names("Talks begin in December.", "Переговоры начнутся в июне.", language="ru")
    assert lost == {"December": "декабре"}
