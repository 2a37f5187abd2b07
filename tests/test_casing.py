"""Letters change case as their language has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.casing import capitalise, for_model, lower, needs_sense_case, sense_case, upper


@pytest.mark.parametrize(
    ("small", "large", "language"),
    [
        ("bakı və gəncə istisu", "BAKI VƏ GƏNCƏ İSTİSU", "az"),
        ("ереван", "ЕРЕВАН", "ru"),
        ("երևան", "ԵՐԵՎԱՆ", "hy"),
        ("تهران", "تهران", "fa"),
        ("istanbul", "ISTANBUL", "en"),
    ],
)
def test_capitals(small: str, large: str, language: str) -> None:
    """Azerbaijani dots its capital İ, Armenian writes its ligature out, Persian has no case."""
    assert upper(small, language) == large


@pytest.mark.parametrize(
    ("large", "small", "language"),
    [
        ("BAKI İSTİSU", "bakı istisu", "az"),
        ("İSTANBUL", "istanbul", "en"),
        ("ИРАН", "иран", "ru"),
        ("ԲԱՔՈՒ", "բաքու", "hy"),
    ],
)
def test_small_letters(large: str, small: str, language: str) -> None:
    """No stray dot is left on an i."""
    assert lower(large, language) == small


@given(st.text(alphabet="abcçdeəfgğhxıijkqlmnoöprsştuüvyz "))
def test_azerbaijani_case_comes_back(text: str) -> None:
    """To capitals and back is where one began, letter by letter."""
    assert lower(upper(text, "az"), "az") == text
    assert len(upper(text, "az")) == len(text)


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("iran təklif edir", "İran təklif edir", "az"),
        ("«иран» предлагает", "«Иран» предлагает", "ru"),
        ("և հետո", "Եվ հետո", "hy"),
        ("18-րդ հոդված", "18-րդ հոդված", "hy"),
        ("", "", "az"),
        ("ایران", "ایران", "fa"),
    ],
)
def test_only_the_first_letter_is_capitalised(text: str, expected: str, language: str) -> None:
    """The rest is as it was."""
    assert capitalise(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IRAN OFFERS TO MEDIATE THE CONFLICT", "Iran offers to mediate the conflict"),
        ("NATO AND THE U.S. WARN OF WAR", "NATO and the U.S. warn of war"),
        ("COVID-19 CASES RISE IN BAKU", "COVID-19 cases rise in Baku"),
        ("TWO F-16 JETS SHOT DOWN: MINISTRY", "Two F-16 jets shot down: Ministry"),
        ("RUSSIA'S PUTIN MEETS PASHINYAN", "Russia's Putin meets Pashinyan"),
        ("O'BRIEN TO RUN AGAIN", "O'Brien to run again"),
        ("EU'S LEADERS MEET", "EU's leaders meet"),
        ("FOLLOW @BBCNEWS NOW", "Follow @BBCNEWS now"),
    ],
)
def test_headlines_in_capitals_become_sentences(text: str, expected: str) -> None:
    """Common words get small letters, names one capital, acronyms stay."""
    assert needs_sense_case(text)
    assert sense_case(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "NATO",
        "BBC",
        "BAKU",
        "OSCE, PACE",
        "F-16",
        "U.S.",
        "Iran Offers to Mediate",
        "2024",
        "",
        "Կ",
    ],
)
def test_names_and_mixed_case_are_left(text: str) -> None:
    """An acronym, a dateline and a text with small letters are as their writer wants them."""
    assert not needs_sense_case(text)


@given(st.text())
def test_sense_case_keeps_the_length(text: str) -> None:
    """Offsets into the text hold in its sense case."""
    assert (
        len(sense_case(text)) == len(text)
        or "ß" in text
        or any(len(letter.upper()) > 1 for letter in text)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("YEREVAN — Talks resumed.", "Yerevan — Talks resumed."),
        ("ABU DHABI, May 3 (AP) — Oil rose.", "Abu Dhabi, May 3 (AP) — Oil rose."),
        ("NEW YORK (AP) -- Oil rose.", "New York (AP) -- Oil rose."),
        ("UN — The council met.", "UN — The council met."),
        ("NATO said — again — no.", "NATO said — again — no."),
        ("The F-16 — a jet — flew.", "The F-16 — a jet — flew."),
        ("ROADS REOPEN IN WINTER", "Roads reopen in winter"),
    ],
)
def test_models_get_datelines_and_capitals_in_ordinary_case(text: str, expected: str) -> None:
    """A dateline's place is a name to the model, and a headline in capitals a sentence."""
    assert for_model(text) == expected
