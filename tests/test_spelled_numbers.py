"""Small numbers in words are known in each language, whatever their ending."""

from __future__ import annotations

import pytest

from dragoman_models.languages import TARGET_LANGUAGE_CODES
from dragoman_models.numbers import mismatched
from dragoman_models.spelled_numbers import LARGEST, is_spelled_out


@pytest.mark.parametrize(
    ("value", "target", "language"),
    [
        (3, "Նա երրորդն էր։", "hy"),
        (10, "Տասը տարի անց", "hy"),
        (12, "տասներկու ամիս", "hy"),
        (2, "ikinci dəfə", "az"),
        (10, "on gün sonra", "az"),
        (12, "on iki ay", "az"),
        (3, "سه روز پیش", "fa"),
        (9, "نهم مه", "fa"),
        (1, "نخستین بار", "fa"),
        (4, "четверо суток", "ru"),
        (8, "восьмой день", "ru"),
        (5, "V съезд", "ru"),
    ],
)
def test_words_for_a_number_are_known(value: int, target: str, language: str) -> None:
    """Cardinals, ordinals, collective numbers and Roman figures stand for it."""
    assert is_spelled_out(value, target, language=language)


@pytest.mark.parametrize(
    ("value", "target", "language"),
    [
        (3, "Նա եկավ երեկ։", "hy"),
        (10, "Onlar dünən gəldi.", "az"),
        (9, "خانه بزرگ است", "fa"),
        (5, "Опять пришли люди.", "ru"),
        (7, "Весной", "ru"),
    ],
)
def test_other_words_are_not_taken_for_a_number(value: int, target: str, language: str) -> None:
    """A word that only holds the letters elsewhere is none."""
    assert not is_spelled_out(value, target, language=language)


@pytest.mark.parametrize("language", TARGET_LANGUAGE_CODES)
def test_every_small_number_has_words(language: str) -> None:
    """0 to 12 can be asked for in every language, and no more."""
    for value in range(LARGEST + 1):
        assert is_spelled_out(value, "…", language=language) is False
    with pytest.raises(IndexError):
        is_spelled_out(LARGEST + 1, "", language=language)


def test_a_small_number_that_is_gone_is_a_mismatch() -> None:
    """Neither the figure nor a word for it is there."""
    source = "The council voted 13 to 0 with 2 abstentions."
    assert mismatched(source, "Совет проголосовал 13 против 0.", language="ru") == (2,)
    told = "Совет проголосовал 13 против 0, двое воздержались."
    assert mismatched(source, told, language="ru") == ()
    assert mismatched(source, "Совет проголосовал 13 против 0.") == ()


def test_the_power_of_a_unit_is_no_number() -> None:
    """Square kilometres are square in words."""
    source = "15 islands over 40 km2"
    assert mismatched(source, "15 островов на 40 квадратных километрах", language="ru") == ()
