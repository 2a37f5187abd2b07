"""Numbers of the source are written with the marks of hy, az and ru."""

from __future__ import annotations

import pytest

from dragoman_models.number_marks import with_number_marks


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("4,000 men", "4,000 человек", "4000 человек"),
        ("4,000 men", "4 000 человек", "4 000 человек"),
        ("40,000 men", "40,000 человек", "40\u00a0000 человек"),
        ("40,000 men", "40.000 nəfər", "40\u00a0000 nəfər"),
        ("40,000 men", "40 000 մարդ", "40\u00a0000 մարդ"),
        ("1,234,567 men", "1,234,567 человек", "1\u00a0234\u00a0567 человек"),
        ("1,234.5 tonnes", "1,234.5 тонны", "1234,5 тонны"),
        ("2.5% of it", "2.5% этого", "2,5% этого"),
        ("$2.5 billion", "2.5 milyard dollar", "2,5 milyard dollar"),
        ("held at 4.15%", "на уровне 4.15%", "на уровне 4,15%"),
        ("a fall of -1.40 today", "падение на -1.40", "падение на -1,40"),
        ("10\u00a0000 men", "10,000 человек", "10\u00a0000 человек"),
    ],
)
def test_marks_are_the_languages(source: str, text: str, expected: str) -> None:
    """A comma parts decimals, a no-break space thousands, four digits have none."""
    assert with_number_marks(text, source) == expected


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("version 4.5 is out", "вышла версия 4.5"),
        ("under Article 12.9", "по статье 12.9"),
        ("iOS 17.5 is out", "вышла iOS 17.5"),
        ("The S-2.5 flew", "S-2.5 улетел"),
        ("PM2.5 rose", "PM2.5 вырос"),
        ("at 7.30 the doors open", "в 7.30 двери"),
        ("7.30 p.m. is late", "7.30 поздно"),
        ("on 24.02.2022", "24.02.2022"),
        ("from 10.0.0.1", "с 10.0.0.1"),
        ("In 2024 300,000 left", "В 2024 300 ушло"),
        ("2-1, 3:2, +374 10", "2-1, 3:2, +374 10"),
        ("no numbers", "4,000 человек"),
        ("2.500 is a decimal", "2,500 штуки"),
    ],
)
def test_other_points_and_commas_stay(source: str, text: str) -> None:
    """Versions, articles, hours, dates, and numbers that the source does not have, are left."""
    assert with_number_marks(text, source) == text


def test_is_a_fixed_point() -> None:
    """What has the language's marks keeps them."""
    source = "He has 40,000, 4,000, 1,234.5 and 2.5."
    once = with_number_marks("40,000, 4,000, 1,234.5 и 2.5", source)
    assert with_number_marks(once, source) == once
