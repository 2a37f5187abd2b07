"""Cleaning removes what is not text, says so, and keeps what only looks removable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.moses import normalise_punctuation
from dragoman_models.normalisation import (
    clean,
    encode_known,
    is_translatable,
    neutralise,
    without_accents,
)
from dragoman_models.numbers import numbers

KEPT = {
    "Persian zero-width non-joiner": "می‌خواهم کتاب‌ها را بخوانم",
    "emoji joiner": "👩‍💻 at work",
    "emoji flag of tags": "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "no-break space": "12\u00a0000\u202f000 рублей",
    "Persian vowel marks": "مُحَمَّد",
    "Armenian marks": "Ինչո՞ւ, ե՛ւ հիմա՜",
    "left-to-right mark": "\u200eF-16\u200f",
    "soft hyphen": "co\u00adoperation",
    "tab and line ends": "a\tb\nc\r\nd\re",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_text_is_kept(text: str) -> None:
    """What a writer may mean comes through unchanged and unflagged."""
    cleaned = clean(text)
    assert cleaned.text == unicodedata.normalize("NFC", text)
    assert not cleaned.removed


@pytest.mark.parametrize(
    "character",
    [
        chr(code)
        for code in (0, 1, 8, 27, 127, 128, 159, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF, 0xD800)
    ],
)
def test_what_is_not_text_is_removed(character: str) -> None:
    """Controls, overrides, isolates, the byte order mark and lone surrogates go, and it is said."""
    cleaned = clean(f"Baku{character} said")
    assert cleaned.text == "Baku said"
    assert cleaned.removed


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x85", "\x1d"])
def test_rare_line_ends_still_separate_words(character: str) -> None:
    """A form feed between two paragraphs becomes a line end instead of gluing them."""
    assert clean(f"one{character}two").text == "one\ntwo"
    assert clean(f"one{character}two").removed


def test_composes_to_nfc_without_a_flag() -> None:
    """Decomposed letters become composed ones, which is no loss to report."""
    cleaned = clean("Bak\u0131 İzmir caf" + "e\u0301")
    assert cleaned.text == "Bak\u0131 İzmir café"
    assert not cleaned.removed


def test_removing_a_control_lets_marks_compose() -> None:
    """The text is in NFC even where a control character stood between letter and mark."""
    assert clean("e\x00\u0301").text == "é"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_is_a_fixed_point(source: str) -> None:
    """Cleaning twice changes nothing and reports nothing, for any string at all."""
    once = clean(source).text
    again = clean(once)
    assert again.text == once
    assert not again.removed
    once.encode("utf-8")


@given(st.text(alphabet="ab \n\x00\u202e", min_size=0))
def test_removed_is_said_when_and_only_when_it_happened(source: str) -> None:
    """The flag is set exactly when the text without composition differs."""
    assert clean(source).removed == bool(set(source) & {"\x00", "\u202e"})


@pytest.mark.parametrize("source", [">>rus<< Hello", ">>aze_Latn<<", "see >>fas<< here"])
def test_a_target_token_becomes_plain_text(source: str) -> None:
    """No `>>xx<<` is left for a tokenizer to take as a language."""
    safe = neutralise(source)
    assert ">>" not in safe
    assert safe.replace("> >", ">>") == source


@pytest.mark.parametrize("source", ["a >> b", "x << y >> z", "5 > 3", ">>> prompt", "plain"])
def test_other_brackets_are_left(source: str) -> None:
    """Shifts, arrows and prompts are not target tokens and stay as they are."""
    assert neutralise(source) == source


def test_invisible_cuts_are_kept_from_the_model() -> None:
    """A model sees the word, not the soft hyphens and zero-width spaces in it."""
    assert neutralise("co\u00adoper\u200bation") == "cooperation"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baku", True),
        ("2024", False),
        ("— * —", False),
        ("", False),
        ("\n \t", False),
        ("Երևան", True),
        ("12.5%", False),
        ("🎉👩\u200d💻", False),
        ("S-300", True),
    ],
)
def test_only_text_with_letters_is_translatable(text: str, *, expected: bool) -> None:
    """One letter of any script makes a text translatable."""
    assert is_translatable(text) is expected


MEANT = {
    "10\u00a0000 men": "10,000 men",
    "1\u202f234\u202f567 euros": "1,234,567 euros",
    "12\u2009500 men": "12,500 men",
    "10’000 francs": "10,000 francs",
    "10'000 francs": "10,000 francs",
    "5\u00a0km": "5 km",
    "May\u00a012 300 men": "May 12 300 men",
    "5½ years": "5.5 years",
    "a ½ cup": "a 1/2 cup",
    "2⅓ cups": "2 1/3 cups",
    "1⁄2": "1/2",
    "20ºC, 68 ˚F": "20°C, 68 °F",
    "−5 and non‑stop": "-5 and non-stop",
    "5′10″ tall": "5'10\" tall",
    "Hawaiʻi, Qurʼan": "Hawai'i, Qur'an",
    "iPhone™ 15": "iPhone 15",
    "one\rtwo": "one two",
}


@pytest.mark.parametrize(("source", "expected"), MEANT.items(), ids=ascii)
def test_the_meaning_reaches_the_model(source: str, expected: str) -> None:
    """What a normaliser or a vocabulary would spoil is written so that it means the same."""
    assert neutralise(source) == expected


@pytest.mark.parametrize(("source", "expected"), MEANT.items(), ids=ascii)
def test_moses_leaves_what_was_neutralised(source: str, expected: str) -> None:
    """The punctuation normaliser of the models makes no other number of it."""
    assert numbers(normalise_punctuation(neutralise(source))) == numbers(expected)


@pytest.mark.parametrize(
    "source",
    [
        "the 1990's and '90s",
        "5'10 tall",
        "He said 'no' twice",
        "2024 300",
        "3/4, 2-1, 10:30",
        "£5m",
    ],
)
def test_what_is_plain_already_stays(source: str) -> None:
    """Apostrophes, scores and hours are no thousands marks."""
    assert neutralise(source) == source


@given(st.text(alphabet="10½⅓\u00a0\u202f'’ a>ru<−º\u00ad", max_size=20))
def test_neutralising_twice_is_neutralising_once(source: str) -> None:
    """What a model may see needs no second pass."""
    once = neutralise(source)
    assert neutralise(once) == once


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Erdoğan, Əliyev, Kılıçdaroğlu, İlham", "Erdogan, Aliyev, Kilicdaroglu, Ilham"),
        ("São Paulo, Łódź, Győr, Ødegård", "Sao Paulo, Lodz, Gyor, Odegard"),
        ("“Yes” — ½ of Երևան", "“Yes” — ½ of Երևան"),
    ],
)
def test_accents_are_taken_off(source: str, expected: str) -> None:
    """Latin letters lose their marks, and all else stays."""
    assert without_accents(source) == expected


def spelt(text: str) -> tuple[str, ...]:
    """Encode letter by letter, as a model that knows `é` and no other accent."""
    return tuple(letter if letter.isascii() or letter == "é" else "<unk>" for letter in text)


def test_a_model_gets_letters_that_it_knows() -> None:
    """A text with holes is spelt plainly, one without stays, and what cannot be helped too."""
    assert "".join(encode_known("Erdoğan", spelt)) == "Erdogan"
    assert "".join(encode_known("café", spelt)) == "café"
    assert encode_known("Ա", spelt) == ("<unk>",)
