"""Translations are printed by the rules of their language, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.orthography import Digits, finish

SENTENCE = "The ministry said that on Friday."


def finished(text: str, language: str, *, source: str = SENTENCE) -> str:
    """Finish a translation of a sentence that begins with a capital and ends with a stop."""
    return finish(text, language=language, source=source)


PERSIAN = [
    ("علي كتاب خرید.", "علی کتاب خرید."),
    ("تهران, مسکو و باکو.", "تهران، مسکو و باکو."),
    ("او رفت; من ماندم.", "او رفت؛ من ماندم."),
    ("کجا بودی?", "کجا بودی؟"),
    ("۲۵ نفر و ١٢ زن.", "25 نفر و 12 زن."),
    ("4,000 نظامی.", "4,000 نظامی."),
    ("شرکت Apple, Inc. گفت.", "شرکت Apple, Inc. گفت."),
    ("می‌خواهم کتاب‌ها.", "می‌خواهم کتاب‌ها."),
    ("کتاب‌ ها‌.", "کتاب ها."),
    ("می‌‌خواهم.", "می‌خواهم."),
    ('گفت: "بله".', "گفت: «بله»."),
    ("ببینید https://a.ir/x?y=1,2 را.", "ببینید https://a.ir/x?y=1,2 را."),
    ("این خبر ، مهم است .", "این خبر، مهم است."),
]
ARMENIAN = [
    ("Նա գնաց.", "Նա գնաց։"),
    ("Նա գնաց:", "Նա գնաց։"),
    ("Նա գնաց: Նրանք մնացին:", "Նա գնաց։ Նրանք մնացին։"),
    ("Նա ասաց. «Ոչ»:", "Նա ասաց. «Ոչ»։"),
    ("Հայաստանը եւ Իրանը։", "Հայաստանը և Իրանը։"),
    ("Ո՞ւր գնաց նա?", "Ո՞ւր գնաց նա։"),
    ("Գնաց նա?", "Գնաց նա?"),
    ("Նա` Արամը, գնաց։", "Նա՝ Արամը, գնաց։"),
    ("Ժամը 9:30-ին՝ 2.5 %։", "Ժամը 9:30-ին՝ 2.5 %։"),
    ("Ա. Պետրոսյանը եկավ։", "Ա. Պետրոսյանը եկավ։"),
    ("Սա 2023.", "Սա 2023։"),
    ("ﬔնք գնացինք։", "Մենք գնացինք։"),
]
AZERBAIJANI = [
    ("iran təklif etdi.", "İran təklif etdi."),
    ("Әli gəldi.", "Əli gəldi."),
    ("Bakıda mәktәb.", "Bakıda məktəb."),
    ("O dedi: «Yox».", "O dedi: “Yox”."),
    ("Bi\u0307z gəldik.", "Biz gəldik."),
    ("ılıq hava.", "Ilıq hava."),
]
RUSSIAN = [
    ('Он сказал: "Нет".', "Он сказал: «Нет»."),
    ("Москва - столица.", "Москва — столица."),
    ("Матч 2-1, 1990-е.", "Матч 2-1, 1990-е."),
    ("Mосква решила.", "Москва решила."),
    ("Компания Apple решила.", "Компания Apple решила."),
    ("иран предложил.", "Иран предложил."),
    ("iPhone подорожал.", "IPhone подорожал."),
    ("@user написал.", "@user написал."),
    ("Да  ,  он сказал .", "Да, он сказал."),
]
CASES = [
    (language, *pair)
    for language, pairs in {
        "fa": PERSIAN,
        "hy": ARMENIAN,
        "az": AZERBAIJANI,
        "ru": RUSSIAN,
    }.items()
    for pair in pairs
]


@pytest.mark.parametrize(("language", "text", "expected"), CASES)
def test_the_rules_of_each_language(language: str, text: str, expected: str) -> None:
    """Letters, marks, quotes and digits come out as the press prints them."""
    assert finished(text, language) == expected


@pytest.mark.parametrize(("language", "expected"), [(c[0], c[2]) for c in CASES])
def test_what_is_right_stays(language: str, expected: str) -> None:
    """Finishing twice changes nothing."""
    assert finished(expected, language) == expected


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Iran offers aid", "Иран предлагает помощь.", "Иран предлагает помощь"),
        ("It happened in 2023.", "Это было в 2023 г.", "Это было в 2023 г."),
        ("War in 2023", "Война в 2023 г.", "Война в 2023 г."),
        ("He said it was so.", "Он сказал, что это так", "Он сказал, что это так."),
        ("He said: “No.”", "Он сказал: «Нет»", "Он сказал: «Нет»"),
        ("Inc.", "Инк", "Инк"),
        ("and so on", "и так далее", "и так далее"),
        ("Wait...", "Подождите...", "Подождите..."),
    ],
)  # fmt: skip
def test_start_and_end_follow_the_source(source: str, text: str, expected: str) -> None:
    """A headline has no stop, a sentence has one, and a continuation no capital."""
    assert finish(text, language="ru", source=source) == expected


def test_a_name_in_small_letters_stays() -> None:
    """A word of the source that opens the target keeps its case."""
    source = "The iPhone is dearer, they said."
    assert finish("iPhone подорожал.", language="ru", source=source) == "iPhone подорожал."


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        (Digits.NATIVE, "۲۵ جنگنده F-16 با ۴٬۰۰۰ نفر و ۲٫۵ درصد"),
        (Digits.WESTERN, "25 جنگنده F-16 با 4,000 نفر و 2.5 درصد"),
    ],
)
def test_digits_of_persian_are_a_choice(digits: Digits, expected: str) -> None:
    """Native digits have their own marks; names such as F-16 keep theirs."""
    text = "25 جنگنده F-16 با 4,000 نفر و 2.5 درصد"
    assert finish(text, language="fa", source="x", digits=digits) == expected


def test_digits_may_be_kept() -> None:
    """What the model wrote stands."""
    text = "۲۵ و 12"
    assert finish(text, language="fa", source="x", digits=Digits.KEEP) == text


@pytest.mark.parametrize("language", ["hy", "az", "fa", "ru"])
def test_addresses_and_placeholders_are_untouched(language: str) -> None:
    """No rule of a language reaches into an address."""
    kept = "https://a.am/?q=1,2;x {name}, a@b.am; #Baku %s ⟦1⟧"
    assert finish(kept, language=language, source="x").split()[0] == kept.split(maxsplit=1)[0]
    for item in ("{name}", "a@b.am", "#Baku", "%s", "⟦1⟧"):
        assert item in finish(kept, language=language, source="x")


@pytest.mark.parametrize("language", ["hy", "az", "fa", "ru"])
def test_the_corpus_is_printed_right_already(language: str) -> None:
    """Reference translations, written by the rules, hardly change."""
    path = Path(__file__).parents[1] / "training/data/newswire/newswire5.dev.tsv"
    header, *rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    source, target = header.index("en"), header.index(language)
    pairs = [(row[source], row[target]) for row in rows]
    changed = [t for s, t in pairs if finish(t, language=language, source=s) != t]
    assert len(changed) <= 0.05 * len(pairs)


@given(
    st.text(alphabet="абв АБB.,;?-– 12iəƏәكي‌می։:`եւՈ՞", max_size=40),
    st.sampled_from(["hy", "az", "fa", "ru"]),
)
def test_is_a_fixed_point(text: str, language: str) -> None:
    """Finishing what is finished changes nothing, for any text without quotations."""
    once = finish(text, language=language, source="Some words.")
    assert finish(once, language=language, source="Some words.") == once
