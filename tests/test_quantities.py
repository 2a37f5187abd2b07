"""What figures count is compared, not only the figures."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dragoman_models.quantities import misplaced, quantities

RIGHT = [
    ("by 15 November", "до 15 ноября", "ru"),
    ("by November 15", "նոյեմբերի 15-ին", "hy"),
    ("on 15 May", "mayın 15-də", "az"),
    ("$1.5 million", "۱٫۵ میلیون دلار", "fa"),
    ("a $5m deal", "сделка на 5 млн долларов", "ru"),
    ("5-7 million people", "5–7 миллионов человек", "ru"),
    ("20,000 people", "20 min nəfər", "az"),
    ("12 percent of 40 people", "40 человек, из них 12%", "ru"),
    ("They won 2-1 at 9:30", "Они победили 2:1 в 9:30", "ru"),
    ("He is 15 years old", "او ۱۵ ساله است", "fa"),
    ("30 m in 2020", "30 մ 2020 թվականին", "hy"),
    ("killed millions in 1950", "1950-ci ildə milyonlarla insan öldü", "az"),
    ("40 centimetres of snow", "40 سانتی‌متر برف", "fa"),
    ("fell to -12 degrees", "-12°C-yə düşüb", "az"),
    ("30° in the shade", "30 градусов в тени", "ru"),
    ("no figures", "без цифр", "ru"),
]
WRONG = [
    ("by 15 November", "до 15 миллионов долларов", "ru", 15),
    ("by 15 November", "15 դեկտեմբերի", "hy", 15),
    ("12 percent", "12 dollar", "az", 12),
    ("12 percent of voters", "12 رأی‌دهنده", "fa", 12),
    ("40 million dollars", "40 миллиардов долларов", "ru", 40),
    ("40 million dollars", "40 դոլար", "hy", 40),
    ("40 people", "40 میلیون نفر", "fa", 40),
    ("300 dollars", "300 avro", "az", 300),
    ("300 km", "300 метров", "ru", 300),
    ("15 days", "15 տարի", "hy", 15),
    ("40 cm of snow", "40 կմ ձյուն", "hy", 40),
    ("40 cm of snow", "40 متر برف", "fa", 40),
    ("90 miles away", "в 90 километрах", "ru", 90),
    ("341 yen", "341 yuan", "az", 341),
    ("9.8 seconds", "9,8 минуты", "ru", 9.8),
    ("30° in the shade", "30% в тени", "ru", 30),
    ("₴500 a tonne", "500 рублей за тонну", "ru", 500),
    ("14,000 acres burned", "14,000 هکتار سوخت", "fa", 14000),
]


@pytest.mark.parametrize(("source", "target", "language"), RIGHT)
def test_the_same_quantity_passes(source: str, target: str, language: str) -> None:
    """Each language's own words and order for a unit are known."""
    assert misplaced(source, target, language=language) == ()


@pytest.mark.parametrize(("source", "target", "language", "value"), WRONG)
def test_a_figure_that_counts_something_else_is_found(
    source: str, target: str, language: str, value: float
) -> None:
    """Another month, scale, currency, unit or kind is listed by its figure."""
    assert misplaced(source, target, language=language) == (value,)


def test_units_stand_beside_their_number() -> None:
    """A unit is read before the number, behind it, and behind a range's end."""
    assert quantities("from 5 to 7 million euros", "en")[5.0] == [
        frozenset({("scale", "1e6"), ("currency", "euro")})
    ]
    assert quantities("€20", "en")[20.0] == [frozenset({("currency", "euro")})]


def test_the_verb_may_is_no_month() -> None:
    """English months begin with a capital."""
    assert quantities("In 2020 may", "en")[2020.0] == [frozenset()]
    assert quantities("9 May", "en")[9.0] == [frozenset({("month", "5")})]


@pytest.mark.parametrize("language", ["hy", "az", "fa", "ru"])
def test_references_raise_no_alarm(language: str) -> None:
    """The newswire corpus's own dev translations pass."""
    path = Path(__file__).parents[1] / "training/data/newswire/newswire5.dev.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert not [row for row in rows if misplaced(row["en"], row[language], language=language)]
