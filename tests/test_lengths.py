"""Targets that are too short or too long for their source."""

from __future__ import annotations

import pytest

from dragoman_models.lengths import is_length_suspicious, length_deviation

SOURCE = "The Foreign Ministry of Armenia said on Friday that 25 people had returned from Baku."
GOOD = {
    "hy": "Հայաստանի ԱԳՆ-ն ուրբաթ հայտարարել է, որ Բաքվից վերադարձել է 25 մարդ։",
    "az": "Ermənistan XİN cümə günü bildirib ki, Bakıdan 25 nəfər geri qayıdıb.",
    "fa": "وزارت خارجه ارمنستان روز جمعه اعلام کرد که ۲۵ نفر از باکو بازگشته‌اند.",
    "ru": "МИД Армении заявил в пятницу, что из Баку вернулись 25 человек.",
}
LANGUAGES = list(GOOD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_a_translation_is_too_short(language: str) -> None:
    """A target that stops early, or says more than was asked, is suspicious."""
    good = GOOD[language]
    assert not is_length_suspicious(SOURCE, good, language=language)
    assert is_length_suspicious(SOURCE, good[: len(good) // 3], language=language)
    assert is_length_suspicious(SOURCE, f"{good} {good} {good}", language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_deviation_grows_with_the_target(language: str) -> None:
    """A longer target deviates further upwards."""
    short, long = GOOD[language][:40], GOOD[language] * 2
    deviations = [
        length_deviation(SOURCE, text, language=language) for text in (short, GOOD[language], long)
    ]
    assert deviations == sorted(deviations)


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [("UN", "ՄԱԿ", "hy"), ("Why?", "Почему так?", "ru"), ("Sport", "ورزش", "fa"), ("", "", "az")],
)
def test_short_segments_may_vary_more(source: str, target: str, language: str) -> None:
    """A word of one language is three of another."""
    assert not is_length_suspicious(source, target, language=language)


def test_a_long_sentence_without_a_third_is_too_short() -> None:
    """The longer a sentence, the less its length may vary."""
    source = " ".join([SOURCE, "The ministry added that the talks would go on next week."] * 2)
    target = f"{GOOD['ru']} Министерство добавило, что переговоры продолжатся на следующей неделе."
    whole = f"{target} {target}"
    assert not is_length_suspicious(source, whole, language="ru")
    assert is_length_suspicious(source, whole[: len(whole) * 3 // 5], language="ru")
