"""Languages are looked up by their code, and one that is not there lists those that are."""

from __future__ import annotations

import unicodedata

import pytest

from dragoman_models.errors import UnsupportedLanguageError
from dragoman_models.languages import (
    LANGUAGES,
    SOURCE_LANGUAGE_CODES,
    TARGET_LANGUAGE_CODES,
    Direction,
    source_language,
    target_language,
)

LETTERS = {"Latn": "LATIN", "Armn": "ARMENIAN", "Arab": "ARABIC", "Cyrl": "CYRILLIC"}


def test_every_language_is_a_source_or_a_target() -> None:
    """And is known by its own code."""
    assert set(LANGUAGES) == {*SOURCE_LANGUAGE_CODES, *TARGET_LANGUAGE_CODES}
    assert all(code == language.code for code, language in LANGUAGES.items())


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_language_names_itself_in_its_script(code: str) -> None:
    """The script is that of the language's own name, and the direction is the script's."""
    language = LANGUAGES[code]
    assert all(
        unicodedata.name(letter).startswith(LETTERS[language.script])
        for letter in language.native_name
    )
    right_to_left = unicodedata.bidirectional(language.native_name[0]) in {"R", "AL"}
    assert (language.direction is Direction.RIGHT_TO_LEFT) is right_to_left


def test_a_code_gives_its_language() -> None:
    """Each side has its own codes."""
    assert source_language("en").name == "English"
    assert [target_language(code).code for code in TARGET_LANGUAGE_CODES] == [
        "hy",
        "az",
        "fa",
        "ru",
    ]


@pytest.mark.parametrize("code", ["en", "hye", "RU", "", "hy\n"])
def test_what_is_no_target_lists_the_targets(code: str) -> None:
    """English is none, and a code is written as it is listed."""
    with pytest.raises(UnsupportedLanguageError, match="choose one of: az, fa, hy, ru") as caught:
        target_language(code, field="targets[1]")
    assert (caught.value.field, caught.value.code) == ("targets[1]", code)


def test_what_is_no_source_lists_the_sources() -> None:
    """The error's field is the contract's where the caller names no other."""
    with pytest.raises(UnsupportedLanguageError, match="'ru'; choose one of: en") as caught:
        source_language("ru")
    assert caught.value.field == "source_language_code"
