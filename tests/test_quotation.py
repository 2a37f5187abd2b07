"""Quotation marks are the language's, nested as its press nests them."""

from __future__ import annotations

import pytest

from dragoman_models.quotation import with_quotes, with_stops_outside


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ('Он сказал: "Мы победим".', "Он сказал: «Мы победим».", "ru"),
        ("“Մենք կհաղթենք”,- ասաց նա։", "«Մենք կհաղթենք»,- ասաց նա։", "hy"),
        ('او گفت: "ما پیروز می‌شویم".', "او گفت: «ما پیروز می‌شویم».", "fa"),
        ("O dedi: «Biz qalib gələcəyik».", "O dedi: “Biz qalib gələcəyik”.", "az"),
        ("“Patriot”un raketləri", "“Patriot”un raketləri", "az"),
        ('"Պատրիոտ"-ի հրթիռները', "«Պատրիոտ»-ի հրթիռները", "hy"),
        ('«Он сказал: "Нет"»', "«Он сказал: „Нет“»", "ru"),
        ("„Правда“ пишет", "«Правда» пишет", "ru"),
        ('("Голос")', "(«Голос»)", "ru"),
        ("''Голос''", "«Голос»", "ru"),
    ],
)
def test_marks_are_the_languages(text: str, expected: str, language: str) -> None:
    """Whatever marks the model wrote, the press's come out."""
    assert with_quotes(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("мы победим», — сказал он", "мы победим», — сказал он"),
        ('мы победим", сказал он', "мы победим», сказал он"),
        ("“Мы победим.", "«Мы победим."),
        ('экран 27" и 32"', 'экран 27" и 32"'),
        ("it's ‘so’", "it's ‘so’"),
        ("", ""),
    ],
)
def test_marks_without_a_partner(text: str, expected: str) -> None:
    """A quotation may go on over sentences, and inches quote nothing."""
    assert with_quotes(text, "ru") == expected


@pytest.mark.parametrize("language", ["hy", "az", "fa", "ru"])
def test_is_a_fixed_point(language: str) -> None:
    """Setting marks twice changes nothing."""
    once = with_quotes('"а "б" в" и «г»', language)
    assert with_quotes(once, language) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("«Это «Правда» пишет", "«Это «Правда» пишет"),
        ('"Он был "Правдой", а стал', "«Он был «Правдой», а стал"),
        ("«Это „Правда“ пишет»", "«Это „Правда“ пишет»"),
    ],
)
def test_nothing_is_nested_in_what_is_not_closed(text: str, expected: str) -> None:
    """Where a quotation goes on into the next sentence, marks inside it may be outer ones."""
    assert with_quotes(text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("Он сказал: «Нет.»", "Он сказал: «Нет».", "ru"),
        ("«Нет,» — сказал он", "«Нет», — сказал он", "ru"),
        ("Նա ասաց. «Գնացեք։»", "Նա ասաց. «Գնացեք»։", "hy"),
        ("“Getmirəm,” deyib.", "“Getmirəm”, deyib.", "az"),
        ("«نمی‌روم،» گفت", "«نمی‌روم»، گفت", "fa"),
        ("گفت: «نمی‌روم.»", "گفت: «نمی‌روم.»", "fa"),
        ("Это «2 тыс. и 5 г.»", "Это «2 тыс. и 5 г.»", "ru"),
        ("«Ждём...»", "«Ждём...»", "ru"),
        ("«Кто?»", "«Кто?»", "ru"),
    ],
)
def test_stops_stand_behind_the_closing_mark(text: str, expected: str, language: str) -> None:
    """Full stops and commas go out, other marks and those of abbreviations stay in."""
    assert with_stops_outside(text, language) == expected
    assert with_stops_outside(expected, language) == expected
