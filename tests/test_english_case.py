"""English reaches the models as sentences, whatever case a desk writes its headlines in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.english_case import (
    for_model,
    is_common,
    is_title_case,
    needs_sense_case,
    sense_case,
    spellings,
)


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
        ("TIKTOK WON'T LEAVE IPHONES", "TikTok won't leave iPhones"),
        ("WHITE HOUSE AND UNITED NATIONS AGREE", "White House and United Nations agree"),
        ("SHIP SINKS IN CASPIAN SEA", "Ship sinks in Caspian Sea"),
        ("NORTH KOREA FIRES ROCKET, BANK OF ENGLAND WAITS",
         "North Korea fires rocket, Bank of England waits"),
        ("THE ICRC SAID SO", "The ICRC said so"),
        ("“WE WILL NOT LEAVE,” SAYS MAYOR", "“We will not leave,” says mayor"),
    ],
)  # fmt: skip
def test_headlines_in_capitals_become_sentences(text: str, expected: str) -> None:
    """Common words get small letters, names one capital, acronyms and brands their own."""
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Armenia And Iran Agree To Reopen Road", "Armenia and Iran agree to reopen road"),
        ("Oil Slides to Three-Month Low as Fears Ease",
         "Oil slides to three-month low as fears ease"),
        ("U.S. Senate Backs Aid For Ukraine, Says McConnell",
         "U.S. Senate backs aid for Ukraine, says McConnell"),
        ("How The White House Lost Its Voice", "How the White House lost its voice"),
    ],
)  # fmt: skip
def test_headlines_in_title_case_become_sentences(text: str, expected: str) -> None:
    """American capitals go; those of names stay."""
    assert is_title_case(text)
    assert for_model(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Armenia and Iran agree to reopen road",
        "Nikol Pashinyan met Ilham Aliyev in Washington.",
        "Vladimir Putin, Ilham Aliyev, Nikol Pashinyan",
        "By Jane Smith",
        "New York Times",
        "The Old Town Square is closed.",
    ],
)
def test_other_texts_are_no_title_case(text: str) -> None:
    """Sentences and lists of names keep their capitals."""
    assert not is_title_case(text)
    assert for_model(text) == text


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
def test_datelines_are_names(text: str, expected: str) -> None:
    """A dateline's place is a name to the model."""
    assert for_model(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said he would NEVER resign.", "He said he would never resign."),
        ("They did NOT sign, the WHO and NATO said.", "They did not sign, the WHO and NATO said."),
        ("BREAKING: Iran closes its border.", "Breaking: Iran closes its border."),
        ("The AMD EPYC chip is out.", "The AMD EPYC chip is out."),
        ("It is the BBC's own HQ.", "It is the BBC's own HQ."),
        ("Use the FREEDOM50 code.", "Use the FREEDOM50 code."),
        ("The US and the UN met.", "The US and the UN met."),
    ],
)
def test_a_stressed_word_is_an_ordinary_one(text: str, expected: str) -> None:
    """Words in capitals for stress become small, acronyms and codes stay."""
    assert for_model(text) == expected


def test_the_article_tells_its_names() -> None:
    """What running text writes in small letters, or with capitals, overrules the lists."""
    known = spellings(
        [
            "GARDENERS SELL KELVA TO TURKEY",
            "The farmers sell kelva, a root, and the Ganja river is low; Turkey buys kelva.",
            "In a letter, the EcoLand group and the ministry of Turkey agreed.",
        ]
    )
    assert (known["kelva"], known["turkey"], known["ecoland"]) == ("kelva", "Turkey", "EcoLand")
    shouted = "ECOLAND SELLS KELVA TO TURKEY"
    assert sense_case(shouted, known=known) == "EcoLand sells kelva to Turkey"
    assert sense_case("GARDENS FULL OF KELVA") == "Gardens full of Kelva"


def test_a_sentence_start_tells_nothing() -> None:
    """The capital of a first word, or behind an opening quotation mark, is no name's."""
    texts = ["KELVA GROWS HERE", "Kelva grows here.", "They said: “Kelva grows.”"]
    assert "kelva" not in spellings(texts)
    assert spellings(texts)["grows"] == "grows"


def test_nothing_is_learnt_where_nothing_is_asked() -> None:
    """An article without a headline in capitals costs no count of its words."""
    assert not spellings(["A root, kelva, grows here.", "It is low."])


@pytest.mark.parametrize(
    ("word", "expected"),
    [("road", True), ("Roads", True), ("reopened", True), ("Pashinyan", False), ("Baku's", False)],
)
def test_common_words(word: str, *, expected: bool) -> None:
    """Listed words and their regular forms are common, names are not."""
    assert is_common(word) is expected


@given(st.text())
def test_the_length_stays(text: str) -> None:
    """Offsets into the text hold in what the model gets, for any text at all."""
    assert len(for_model(text)) == len(text)
    assert len(sense_case(text)) == len(text)


HEADLINE_WORDS = "THE Iran ROAD Reopens in NATO's “Baku WON'T F-16 go"


@given(st.lists(st.sampled_from(HEADLINE_WORDS.split())))
def test_is_a_fixed_point(words: list[str]) -> None:
    """A sentence stays a sentence."""
    once = for_model(" ".join(words))
    assert for_model(once) == once
