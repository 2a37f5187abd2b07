"""Lower-cased summaries get the spelling of their article."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.respelling import needs_respelling, respell

SOURCE = (
    "YEREVAN, May 3 — Armenia's Prime Minister Nikol Pashinyan said on Monday that U.S. troops "
    'would leave Gyumri by 15 November. "We\'ll rebuild the 47-kilometre road," Mr. Pashinyan '
    "said. Officials in São Paulo agreed. The bridge cost $2.5m (£1.9m), 12% more than in 2019."
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("nikol pashinyan said on monday", "Nikol Pashinyan said on Monday"),
        ("u . s . troops would leave gyumri", "U.S. troops would leave Gyumri"),
        ("it cost $ 2 . 5m ( £1 . 9m ) , 12 % more", "It cost $2.5m (£1.9m), 12% more"),
        ("sao paulo officials agreed", "São Paulo officials agreed"),
        ("armenia ' s prime minister agreed", "Armenia's Prime Minister agreed"),
        ("the road is closed , officials said", "The road is closed, officials said"),
        ("talks go on by mid - november", "Talks go on by mid-November"),
        (
            'pashinyan : " we\'ll rebuild the 47 - kilometre road "',
            'Pashinyan: "We\'ll rebuild the 47-kilometre road"',
        ),
    ],
)
def test_words_come_back_as_the_article_spells_them(written: str, expected: str) -> None:
    """Capitals, accents, points of abbreviations and spaces are those of the article."""
    assert respell(written, SOURCE) == expected


def test_each_sentence_opens_with_a_capital() -> None:
    """A sentence after a full stop begins in a capital, a word after an abbreviation does not."""
    written = "the bridge cost more . troops would leave . u . s . officials agreed"
    assert (
        respell(written, SOURCE)
        == "The bridge cost more. Troops would leave. U.S. officials agreed"
    )


def test_a_capital_that_only_opens_a_sentence_is_not_taken_over() -> None:
    """The article has "Officials" in a capital, for there it opens a sentence."""
    assert respell("on monday officials in gyumri agreed", SOURCE).split()[2] == "officials"


def test_a_word_from_elsewhere_is_taken_for_a_name() -> None:
    """An invented name must look like one, or the check for invented names passes it over."""
    assert "Karabakh" in respell("the bridge in karabakh cost more", SOURCE)


def test_a_common_word_from_elsewhere_stays_small() -> None:
    """Words that news writes in small letters are no names."""
    assert respell("the costly bridge was expected", SOURCE) == "The costly bridge was expected"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("all small", True), ("One capital", False), ("12 %", False), ("", False)],
)
def test_only_text_without_a_capital_needs_it(text: str, *, expected: bool) -> None:
    """A cased checkpoint's text is left alone."""
    assert needs_respelling(text) is expected


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_no_letter_or_figure_is_lost(text: str) -> None:
    """Whatever was written, its letters and figures come out, but for their case and accents."""

    def bare(value: str) -> str:
        plain = unicodedata.normalize("NFD", value.casefold())
        return "".join(c for c in plain if c.isalnum() and c.isascii())

    assert bare(respell(text, SOURCE)) == bare(text)
