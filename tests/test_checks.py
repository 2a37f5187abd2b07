"""Each check finds its fault and lets good translations pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman_models.checks import (
    check,
    is_repetitive,
    is_untranslated,
    is_wrong_script,
    missing_terms,
    says_nothing,
)
from dragoman_models.protection import Protected, protect
from dragoman_models.terms import Terms
from dragoman_models.types import Flag

SOURCE = "The Foreign Ministry of Armenia said on Friday that 25 people had returned from Baku."
GOOD = {
    "hy": "Հայաստանի ԱԳՆ-ն ուրբաթ հայտարարել է, որ Բաքվից վերադարձել է 25 մարդ։",
    "az": "Ermənistan XİN cümə günü bildirib ki, Bakıdan 25 nəfər geri qayıdıb.",
    "fa": "وزارت خارجه ارمنستان روز جمعه اعلام کرد که ۲۵ نفر از باکو بازگشته‌اند.",
    "ru": "МИД Армении заявил в пятницу, что из Баку вернулись 25 человек.",
}
LANGUAGES = list(GOOD)


def flags(target: str, language: str, *, source: str = SOURCE) -> set[Flag]:
    """Check with a good score."""
    found = check(
        source,
        target,
        language=language,
        score=-0.3,
        finished=True,
        protected=protect(source),
        low_score=-1.5,
    )
    return set(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_translation_raises_nothing(language: str) -> None:
    """Real translations pass all checks."""
    assert flags(GOOD[language], language) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_left_in_place_is_untranslated(language: str) -> None:
    """The source as it is, or mostly, is no translation."""
    assert Flag.UNTRANSLATED in flags(SOURCE, language)
    mixed = f"{GOOD[language].split()[0]} {' '.join(SOURCE.split()[2:])}"
    assert Flag.UNTRANSLATED in flags(mixed, language)


@pytest.mark.parametrize(
    "names", ["Reuters", "Jane Doe", "F-16", "25", "BBC, CNN", "https://osce.org said: 5"[:16]]
)
def test_names_and_figures_may_come_back(names: str) -> None:
    """What is the same in both languages is translated as it stands."""
    assert not is_untranslated(names, names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_english_that_is_not_the_source_is_untranslated(language: str) -> None:
    """English of the model's own making is no translation."""
    english = "The people that were with them have been there."
    assert Flag.UNTRANSLATED in flags(english, language)


def test_a_headline_that_comes_back_is_untranslated() -> None:
    """Capitals on each word do not make it a name."""
    assert is_untranslated("Iran Offers to Mediate", "Iran Offers to Mediate")
    assert is_untranslated("IRAN OFFERS TO MEDIATE", "Iran offers to mediate")


@pytest.mark.parametrize(
    ("target", "language"),
    [
        (GOOD["ru"], "hy"),
        (GOOD["az"], "ru"),
        (GOOD["hy"], "fa"),
        (GOOD["ru"], "az"),
        ("МИД Армении заявил, что վերադարձել 25 человек", "ru"),
        ("سلام به همه", "az"),
    ],
)
def test_the_wrong_script_is_found(target: str, language: str) -> None:
    """Another alphabet, whole or in part, is found."""
    assert is_wrong_script("they said so", target, language=language)


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Apple and Microsoft sued Google.", "Apple и Microsoft подали в суд на Google.", "ru"),
        ("See https://example.com/news for it", "Տես https://example.com/news", "hy"),
        ("iPhone 15", "iPhone 15", "fa"),
        ("5 %", "5 %", "hy"),
    ],
)
def test_latin_names_are_allowed(source: str, target: str, language: str) -> None:
    """Names and addresses of the source may stay in Latin letters."""
    assert not is_wrong_script(source, target, language=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_references_raise_hardly_an_alarm(language: str) -> None:
    """Of the newswire corpus's own dev translations at most one in a hundred is flagged."""
    path = Path(__file__).parents[1] / "training/data/newswire/newswire5.dev.tsv"
    header, *rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    source, target = header.index("en"), header.index(language)
    alarms = [row[source] for row in rows if flags(row[target], language, source=row[source])]
    assert len(alarms) <= len(rows) / 100


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("=== The result ===", "#RD»' -]", True),
        ("The talks have ended.", "— «» ,", True),
        ("The talks have ended.", "a. b", True),
        ("Then", "و", False),
        ("25 percent of it", "25", False),
        ("See it: https://osce.org", "https://osce.org", False),
        ("***", "—", False),
        ("The talks ended.", "Переговоры", False),
    ],
)
def test_marks_alone_say_nothing(source: str, target: str, *, expected: bool) -> None:
    """Figures, addresses of the source and one letter for one word say something."""
    assert says_nothing(source, target) is expected


def test_single_letters_are_untranslated() -> None:
    """They send a segment up the ladder."""
    assert Flag.UNTRANSLATED in flags("Б. а", "ru", source="The long talks ended.")


def test_a_loop_does_not_hide_a_missing_name() -> None:
    """One fault says nothing of another."""
    looped = GOOD["ru"].replace("Баку", "Париже Париже")
    assert flags(looped, "ru") == {Flag.REPETITION, Flag.NAME_MISSING}


LOOPS = [
    "Он сказал, что он сказал, что он сказал, что он сказал, что",
    "да да да да да",
    "կառավարության կառավարության կառավարության կառավարության",
    "ahahahahahahaha",
    "о том, что было и в том, что было и в том, что было и в том, что было и",
    "məclis sədri dedi məclis sədri dedi məclis sədri dedi",
]


@pytest.mark.parametrize("target", LOOPS)
def test_loops_are_found(target: str) -> None:
    """Words, phrases and letters that go in circles are found."""
    assert is_repetitive("He said that this had happened.", target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("It was very, very good.", "Это было очень, очень хорошо."),
        ("Ha ha ha ha ha!", "Ха-ха ха ха ха ха!"),
        ("No, no, no, no!", "Нет, нет, нет, нет!"),
        ("1 1 1 1 1", "1 1 1 1 1"),
        ("bye bye", "bay bay"),
    ],
)
def test_repetition_of_the_source_is_its_own(source: str, target: str) -> None:
    """What the source repeats may be repeated."""
    assert not is_repetitive(source, target)


def test_a_changed_number_is_found() -> None:
    """The segment says 25, and so must the target."""
    assert flags(GOOD["ru"].replace("25", "52"), "ru") == {Flag.NUMBER_MISMATCH}


def test_a_figure_that_counts_something_else_is_found() -> None:
    """The number is there, but of another thing."""
    target = "Они должны уйти до 15 миллионов долларов."
    found = flags(target, "ru", source="They have to leave by 15 November.")
    assert found == {Flag.NUMBER_MISMATCH}


@pytest.mark.parametrize(
    ("language", "good", "other"),
    [("hy", "Բաքվից", "Փարիզից"), ("az", "Bakıdan", "Parisdən"), ("fa", "باکو", "پاریس")],
)
def test_a_missing_name_is_found(language: str, good: str, other: str) -> None:
    """A city that became another is flagged."""
    assert flags(GOOD[language].replace(good, other), language) == {Flag.NAME_MISSING}


def test_half_a_pair_of_quotation_marks_is_found() -> None:
    """The source has both halves, the target one."""
    assert flags("«Да, — сказал он.", "ru", source='"Yes," he said.') == {Flag.UNBALANCED}


def test_a_glossary_term_may_be_inflected() -> None:
    """Where the model translated it; what it made otherwise is missing."""
    terms = Terms.of((), {"ministry": "նախարարություն"})
    protected = protect("the ministry's reply", terms=terms, placeholders=False)
    assert missing_terms("նախարարության պատասխանը", protected) == ()
    assert missing_terms("գերատեսչության պատասխանը", protected) == ("նախարարություն",)


def test_missing_terms_are_listed() -> None:
    """Each protected stretch must be there as often as in the source."""
    protected = protect("See a@b.am, Reuters and Reuters", terms=Terms.of(["Reuters"]))
    assert missing_terms("a@b.am Reuters Reuters", protected) == ()
    assert missing_terms("Reuters", protected) == ("a@b.am", "Reuters")


def test_quotation_marks_of_the_language_do_not_hide_a_term() -> None:
    """A term is found though its quotes were set anew."""
    protected = protect('the "Golos" party', terms=Terms.of(['"Golos"']))
    assert missing_terms("партия «Golos»", protected) == ()


@pytest.mark.parametrize(
    ("score", "finished", "expected"),
    [(-0.3, True, set()), (-2.0, True, {Flag.LOW_SCORE}), (-0.3, False, {Flag.TRUNCATED})],
)
def test_what_the_model_says_of_itself(
    score: float, expected: set[Flag], *, finished: bool
) -> None:
    """A low score and an end by the token limit are flags."""
    found = check(
        SOURCE,
        GOOD["ru"],
        language="ru",
        score=score,
        finished=finished,
        protected=Protected(""),
        low_score=-1.5,
    )
    assert set(found) == expected


def test_a_checkpoint_may_have_its_own_lowest_score() -> None:
    """What is a low score hangs on the weights."""
    found = check(
        SOURCE,
        GOOD["ru"],
        language="ru",
        score=-1.8,
        finished=True,
        protected=Protected(""),
        low_score=-2.0,
    )
    assert found == ()
