"""A summary is made of an article's own sentences, within its length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.extractive import BUDGETS, summarize
from dragoman_models.types import SummaryLength

ENGLISH = [
    "Armenia and Azerbaijan opened the road between Yeraskh and Sadarak on Tuesday for lorries.",
    "It was raining.",
    "The road had been closed for thirty years because of the war between the two countries.",
    "A tea house stands near it.",
    "Officials of Armenia and Azerbaijan said that lorries would use the road every day.",
    "The driver of the first lorry, who is 51, likes football and has two dogs at home.",
    "Iran and Georgia welcomed the opening of the road between Armenia and Azerbaijan.",
    "Tickets for the concert on Sunday cost ten dollars and can be bought at the door.",
]
ARTICLES = {
    "en": ENGLISH,
    "hy": [
        "Հայաստանը և Ադրբեջանը երեքշաբթի օրը բացել են Երասխի ճանապարհը բեռնատարների համար։",
        "Ճանապարհը փակ էր երեսուն տարի երկու երկրների միջև պատերազմի պատճառով։",
        "Իրանը և Վրաստանը ողջունել են Հայաստանի և Ադրբեջանի միջև ճանապարհի բացումը։",
        "Անձրև էր գալիս, և մարդիկ սպասում էին սրճարանում։",
    ],
    "az": [
        "Ermənistan və Azərbaycan çərşənbə axşamı yük maşınları üçün yolu açıb.",
        "Yol iki ölkə arasındakı müharibə səbəbindən otuz il bağlı olub.",
        "İran və Gürcüstan Ermənistanla Azərbaycan arasında yolun açılmasını alqışlayıb.",
        "Yağış yağırdı və insanlar çayxanada gözləyirdilər.",
    ],
    "fa": [
        "ارمنستان و آذربایجان روز سه‌شنبه جاده را برای کامیون‌ها باز کردند.",
        "این جاده سی سال به دلیل جنگ میان دو کشور بسته بود.",
        "ایران و گرجستان از گشایش جاده میان ارمنستان و آذربایجان استقبال کردند.",
        "باران می‌بارید و مردم در چای‌خانه منتظر بودند.",
    ],
    "ru": [
        "Армения и Азербайджан во вторник открыли дорогу для грузовиков.",
        "Дорога была закрыта тридцать лет из-за войны между двумя странами.",
        "Иран и Грузия приветствовали открытие дороги между Арменией и Азербайджаном.",
        "Шел дождь, и люди ждали в чайхане.",
    ],
}


@pytest.mark.parametrize("sentences", ARTICLES.values(), ids=ARTICLES.keys())
def test_a_brief_tells_the_main_thing(sentences: list[str]) -> None:
    """In each language the opening is taken and the weather is not."""
    chosen = summarize(sentences, length=SummaryLength.BRIEF, headline=None)
    assert chosen[0] == 0
    assert 3 not in chosen
    assert len(chosen) == 2


def test_a_paragraph_leaves_asides_out() -> None:
    """The weather and the concert do not make it."""
    chosen = summarize(ENGLISH, length=SummaryLength.PARAGRAPH, headline=None)
    assert {0, 2, 4} <= set(chosen)
    assert not {1, 7} & set(chosen)


def test_a_headline_draws_sentences_like_it() -> None:
    """What the headline is about is preferred among equals."""
    sentences = [
        "Prices of bread rose by a tenth in the capital during the last month of the year.",
        "A new bridge over the river was opened by the mayor of the town on Monday morning.",
        "The football team of the city won its third match in a row on Sunday evening.",
    ]
    (chosen,) = summarize(
        sentences, length=SummaryLength.HEADLINE, headline="Football team wins third match"
    )
    assert chosen in {0, 2}
    brief = summarize(
        sentences, length=SummaryLength.BRIEF, headline="City football team wins third match"
    )
    assert 2 in brief


@pytest.mark.parametrize("length", SummaryLength)
def test_budgets_are_kept(length: SummaryLength) -> None:
    """Sentences and words stay within the length, and the order is the article's."""
    chosen = summarize(ENGLISH * 3, length=length, headline=None)
    budget = BUDGETS[length]
    assert budget.fewest <= len(chosen) <= budget.most
    assert sum(len((ENGLISH * 3)[index].split()) for index in chosen) <= budget.words
    assert list(chosen) == sorted(set(chosen))


@pytest.mark.parametrize("length", SummaryLength)
def test_a_sentence_over_the_budget_is_better_than_none(length: SummaryLength) -> None:
    """The first sentence is taken whole where nothing fits."""
    assert summarize(["word " * 200, "more " * 200], length=length, headline=None) == (0,)


def test_no_sentences_give_no_summary() -> None:
    """There is nothing to choose from."""
    assert summarize([], length=SummaryLength.BRIEF, headline="A") == ()


def test_a_repeated_sentence_is_taken_once() -> None:
    """The same words twice say nothing more."""
    sentences = [ENGLISH[0], ENGLISH[0], ENGLISH[2], ENGLISH[6]]
    assert 1 not in summarize(sentences, length=SummaryLength.PARAGRAPH, headline=None)


def test_a_paragraph_of_long_sentences_still_has_three() -> None:
    """A sentence of a hundred words would crowd out the others."""
    sentences = ["Armenia opened the road " + "very " * 90 + "early.", *ENGLISH]
    chosen = summarize(sentences, length=SummaryLength.PARAGRAPH, headline=None)
    assert 0 not in chosen
    assert len(chosen) >= 3


@given(st.lists(st.text(max_size=40), max_size=12), st.sampled_from(SummaryLength))
def test_any_sentences_give_valid_indices(sentences: list[str], length: SummaryLength) -> None:
    """Marks, blanks and single letters do no harm."""
    chosen = summarize(sentences, length=length, headline="x")
    assert bool(chosen) == bool(sentences)
    assert all(0 <= index < len(sentences) for index in chosen)
