"""The table of forms is made of CLDR and of rows written by hand."""

from __future__ import annotations

import re
import unicodedata

import pytest

pytest.importorskip("babel")

from benchmarks.checks.form_table import HEAD, TABLE, cell, rows, written_by_hand
from benchmarks.checks.name_table import written

LETTERS = {
    "hy": "[\u0531-\u0587 -]+",
    "az": "[A-Za-zÇçƏəĞğIıİiÖöŞşÜü '’-]+",
    "fa": "[\u0621-\u06cc\u200c -]+",
    "ru": "[А-Яа-яЁё -]+",
}


def test_the_table_holds_what_was_written_by_hand() -> None:
    """It was made again after the last change; CLDR's rows change with its releases."""
    lines = set(TABLE.read_text(encoding="utf-8").splitlines())
    assert lines.issuperset(written(HEAD, dict(written_by_hand())).splitlines())


@pytest.mark.parametrize("language", sorted(LETTERS))
def test_each_form_is_in_its_languages_letters(language: str) -> None:
    """No look-alike, no note in brackets, NFC all through."""
    for name, forms in written_by_hand():
        form = forms[language]
        assert re.fullmatch(LETTERS[language], form), (name, form)
        assert form == unicodedata.normalize("NFC", form)


def test_what_is_written_by_hand_goes_before_cldr() -> None:
    """The press has shorter names than atlases."""
    assert rows()["United States"]["ru"] == "США"


@pytest.mark.parametrize(
    ("form", "language", "expected"),
    [
        ("Гонконг (САР)", "ru", ""),
        ("о-ва Кука", "ru", ""),
        ("HKG", "hy", ""),
        ("Honq Konq", "az", "Honq Konq"),
        ("Кот-д’Ивуар", "ru", "Кот-д’Ивуар"),
    ],
)
def test_a_form_that_no_newspaper_prints_is_left_out(
    form: str, language: str, expected: str
) -> None:
    """Brackets, cut words and foreign letters are an atlas's."""
    assert cell(form, language) == expected
