"""Translations are printed by the rules of their language, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_doubles import WordModel

from dragoman_models.article import parse_text
from dragoman_models.orthography import finish
from dragoman_models.pipeline import Pipeline, run
from dragoman_models.types import DigitPolicy, MimeType, TranslationOptions

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
    ("کتاب‌ ها‌.", "کتاب‌ها."),
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
    ("Ինչու՞ գնաց։", "Ինչո՞ւ գնաց։"),
    ("Ես այսoր տանն եմ։", "Ես այսօր տանն եմ։"),
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
    ("on nəfər gəldi.", "On nəfər gəldi."),
    ("Baкıda 2026-cı il.", "Bakıda 2026-cı il."),
    ("O dedi: “Yox.”", "O dedi: “Yox”."),
]
RUSSIAN = [
    ('Он сказал: "Нет".', "Он сказал: «Нет»."),
    ("Москва - столица.", "Москва — столица."),
    ("Матч 2-1, 1990-е.", "Матч 2-1, 1990-е."),
    ("Mосква решила.", "Москва решила."),
    ("Компания Apple решила.", "Компания Apple решила."),
    ("иран предложил.", "Иран предложил."),
    ("iPhone подорожал.", "iPhone подорожал."),
    ("@user написал.", "@user написал."),
    ("Аpple подорожал.", "Apple подорожал."),
    ("Он вышел c детьми в 1990-x.", "Он вышел с детьми в 1990-х."),
    ("Он сказал: «Уйду.»", "Он сказал: «Уйду»."),
    ("«Уйду,» — сказал он.", "«Уйду», — сказал он."),
    ("Счёт 10 - 12, а дом ( новый ) стоит.", "Счёт 10 - 12, а дом (новый) стоит."),
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
    """A Latin word of the source that opens the target keeps its case."""
    source = "Nobody at adidas would comment, they said."
    assert finish("adidas молчит.", language="ru", source=source) == "adidas молчит."


@pytest.mark.parametrize(
    ("source", "text", "language", "expected"),
    [
        ("Where is he?", "Где он.", "ru", "Где он?"),
        ("Where is he?", "او کجاست.", "fa", "او کجاست؟"),
        ("“Where is he?”", "“O haradadır.”", "az", "“O haradadır?”"),
        ("Where is he?", "Որտեղ է նա։", "hy", "Որտե՞ղ է նա։"),
        ("Where is he? Nobody knows.", "Где он? Никто не знает.", "ru", "Где он? Никто не знает."),
    ],
)
def test_a_question_stays_one(source: str, text: str, language: str, expected: str) -> None:
    """A source that asks has a target that asks."""
    assert finish(text, language=language, source=source) == expected


def test_a_stop_behind_a_name_that_is_kept() -> None:
    """A sentence that ends in a stretch that is not to be touched ends with a stop all the same."""
    source = "They all wrote to a@b.am."
    assert finish("Все писали на a@b.am", language="ru", source=source) == "Все писали на a@b.am."


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Turkey sent 10 thsd. men", "Турция послала 10 тыс.", "Турция послала 10 тыс."),
        ("Baku wins 2-1", "Баку выиграл 2-1.", "Баку выиграл 2-1"),
        ("Pashinyan: “No”", "Пашинян: «Нет».", "Пашинян: «Нет»"),
    ],
)
def test_a_headline_has_no_stop(source: str, text: str, expected: str) -> None:
    """The stop goes behind figures and quotations too, but stays with an abbreviation."""
    assert finish(text, language="ru", source=source) == expected


@pytest.mark.parametrize("language", ["hy", "az", "fa", "ru"])
def test_addresses_and_placeholders_are_untouched(language: str) -> None:
    """No rule of a language reaches into an address."""
    kept = "https://a.am/?q=1,2;x {name}, a@b.am; #Baku %s ⟦1⟧"
    assert finish(kept, language=language, source="x").split()[0] == kept.split(maxsplit=1)[0]
    for item in ("{name}", "a@b.am", "#Baku", "%s", "⟦1⟧"):
        assert item in finish(kept, language=language, source="x")


def test_code_and_kept_terms_are_untouched() -> None:
    """What the source has in backticks, and what the caller keeps, comes through."""
    source = 'Run `a ,"b"` and say "Apple, Inc" to them.'
    text = 'اجرا کنید `a ,"b"` و بگویید Apple , "Inc" را.'
    finished = finish(text, language="fa", source=source, kept=('Apple , "Inc"',))
    assert '`a ,"b"`' in finished
    assert 'Apple , "Inc"' in finished


@pytest.mark.parametrize("language", ["hy", "az", "fa", "ru"])
def test_the_corpus_is_printed_right_already(language: str) -> None:
    """Reference translations, written by the rules, hardly change but for no-break spaces."""
    path = Path(__file__).parents[1] / "training/data/newswire/newswire5.dev.tsv"
    header, *rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    source, target = header.index("en"), header.index(language)
    pairs = [(row[source], row[target]) for row in rows]
    changed = [
        target
        for source, target in pairs
        if finish(target, language=language, source=source).replace("\u00a0", " ") != target
    ]
    assert len(changed) <= 0.02 * len(pairs)


def test_the_digits_of_the_options_reach_the_text() -> None:
    """A pipeline prints the digits that its caller asked for."""
    source = "They sent 25 men on Friday."
    model = WordModel(language="fa", answers={source: ["آنها 25 نفر را در روز جمعه فرستادند."]})
    pipeline = Pipeline({"words": model}, {"fa": "words"})
    steps = pipeline.translate(
        parse_text(source, MimeType.PLAIN),
        target="fa",
        options=TranslationOptions(digits=DigitPolicy.NATIVE),
    )
    translation = run(steps, {"words": model})
    assert translation.text == "آنها ۲۵ نفر را در روز جمعه فرستادند."


WORDS = {
    "hy": "Ինչ նա որտեղ և եւ 40,000 4,000 2.5 F-16 https://a.am/x?y=1 @user եմ հավատում այսoր օր"
    " «բառ բառ» «բառ բառ ։ : ? ՞ ՝ ` , . - — % ինչու՞ թ. ) ( {name}",
    "az": "iran İran ılıq və o on 40,000 4,000 2.5 “söz söz” , . ? ! - – — : ; әli Bakı’nın"
    ' 2026-cı https://a.az {name} ) ( ... "söz söz"',
    "fa": "می شود ها کتاب های ای است شده اند ترین نمی علي كتاب ۲۵ ۴٬۰۰۰ 2.5 25% ٪ F-16 , ; ? ،"
    ' «واژه واژه» " . می‌شود https://a.ir ( ) Apple, خانه',
    "ru": "иран слово Москва Mосква c о - – — , . ? ! : 40,000 4,000 2.5 000 «слово слово» 1990-x"
    ' «слово „слово слово“ слово» "слово слово" слово, слово." @user %s https://a.ru/?q=1,2 тыс. (',
}
SOURCES = [
    "Some words are here.",
    "Is it so?",
    "Where is it: there? He has 40,000 and 4,000 of 2.5.",
    "A headline with 40,000 and 2.5",
    "what",
]


def prose(language: str) -> st.SearchStrategy[str]:
    """Give texts of real words, numbers and marks, with few, many or no spaces between."""
    gaps = st.sampled_from([" ", " ", " ", "", "  ", "\u00a0", "\u200c"])
    pairs = st.tuples(st.sampled_from(WORDS[language].split(" ")), gaps)
    return st.lists(pairs, max_size=12).map(lambda found: "".join(map("".join, found)))


@pytest.mark.parametrize("digits", DigitPolicy)
def test_a_joiner_hides_no_code(digits: DigitPolicy) -> None:
    """Behind a figure nothing joins, and the name of the plane is one without it."""
    once = finish("۲۵\u200cF-16", language="fa", source="Some words.", digits=digits)
    assert "\u200c" not in once
    assert finish(once, language="fa", source="Some words.", digits=digits) == once


@pytest.mark.parametrize("term", ["DNA\u200cها", "क्\u200cष"])
def test_a_joiner_of_a_kept_term_stays(term: str) -> None:
    """A glossary's term, and a word of a script that needs it, come through as they are."""
    assert finish(f"این {term} است", language="fa", source="Some words.", kept=(term,)) == (
        f"این {term} است."
    )


def test_a_letter_of_another_script_hides_no_vowel() -> None:
    """The question mark stands over the word whose Latin o was a slip."""
    assert finish("այսoր եմ", language="hy", source="Is it so?") == "Այսօ՞ր եմ։"


def test_a_joiner_that_joins_nothing_hides_no_prefix() -> None:
    """It goes first, so that the verb behind it is found at once."""
    once = finish("25\u200cمی رود", language="fa", source="Some words are here.")
    assert once == "25می\u200cرود."


@given(
    st.data(),
    st.sampled_from(["hy", "az", "fa", "ru"]),
    st.sampled_from(SOURCES),
    st.sampled_from(DigitPolicy),
)
def test_is_a_fixed_point_of_prose(
    data: st.DataObject, language: str, source: str, digits: DigitPolicy
) -> None:
    """Finishing what is finished changes nothing, whatever the source and the policy."""
    text = data.draw(prose(language))
    once = finish(text, language=language, source=source, digits=digits)
    assert finish(once, language=language, source=source, digits=digits) == once


@given(
    st.text(alphabet="абв АБB.,;?-– 12iəƏәكي‌می։:`եւՈ՞", max_size=40),
    st.sampled_from(["hy", "az", "fa", "ru"]),
)
def test_is_a_fixed_point(text: str, language: str) -> None:
    """Finishing what is finished changes nothing, for any text without quotations."""
    once = finish(text, language=language, source="Some words.")
    assert finish(once, language=language, source="Some words.") == once
