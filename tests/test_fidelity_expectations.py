"""The judges of the fidelity suite: each is met by one answer and not by another."""

from __future__ import annotations

from typing import Any, TypeAlias

import pytest
from benchmarks.fidelity.answers import Answer, AnsweredSegment, Judged, NotOfferedError
from benchmarks.fidelity.vocabulary import EXPECTATIONS

HTML, MARKDOWN = "text/html", "text/markdown"

# Expectation, argument (None where it takes none), language, MIME type, source,
# a target that meets it, and one that does not.
Pair: TypeAlias = tuple[str, Any, str, str, str, str, str]
PAIRS: list[Pair] = [
    ("not_empty", None, "ru", "text/plain", "Hi.", "Привет.", " "),
    ("contains", ["F-16"], "ru", "text/plain", "An F-16", "Самолёт F-16", "Самолёт Ф-16"),
    ("contains_one_of", ["3-2", "3:2"], "ru", "text/plain", "3-2", "3:2", "32"),
    ("lacks", ["?"], "hy", "text/plain", "Who?", "Ո՞վ։", "Ով?"),
    ("occurs", {"%s": 1}, "ru", "text/plain", "%s", "Привет, %s", "%s, %s"),
    ("keeps_in_order", ["6-4", "7-5"], "az", "text/plain", "6-4, 7-5", "6-4, 7-5", "7-5, 6-4"),
    ("equals", "۱۲", "fa", "text/plain", "12", "۱۲", "12"),
    ("byte_for_byte", None, "ru", "text/plain", "  \n", "  \n", " \n"),
    ("target_differs_from_source", None, "az", "text/plain", "Storm", "Tufan", "STORM "),
    ("lines_equal", None, "ru", "text/plain", "A\n\nB", "А\n\nБ", "А\nБ"),
    ("paragraphs_equal", None, "ru", "text/plain", "A\n\nB", "А\n \nБ", "А\nБ"),
    ("ends_kept", None, "ru", "text/plain", "\n A\n", "\n А\n", "А\n"),
    ("item_marks_kept", None, "ru", "text/plain", "1. A\n  - B", "1. А\n  - Б", "1. А\n- Б"),
    ("length_between", [0.5, 2], "ru", "text/plain", "Soup", "Суп", "Не рекомендуется детям"),
    ("no_residue", None, "ru", "text/plain", "A ▁ b", "А ▁ б", "А ⁇ б"),
    ("nfc", None, "ru", "text/plain", "Y", "й", "и\u0306"),
    ("in_script", None, "hy", "text/plain", "The sea", "Ծովը", "Море"),
    (
        "in_script",
        None,
        "ru",
        "text/plain",
        "It is",
        "Это https://x.com",
        "Это the море и город",
    ),
    ("no_english", None, "az", "text/plain", "The sea", "Dəniz", "Dəniz and sahil"),
    ("no_mixed_script_words", None, "ru", "text/plain", "Port", "Порт F-16", "Пoрт"),
    ("no_loop", None, "ru", "text/plain", "Cry", "Да, да", "да да да"),
    ("no_loop", None, "ru", "text/plain", "Cry", "в год и в месяц", "на его пути на его пути"),
    ("no_loop", None, "ru", "text/plain", "Cry", "Ага", "Агагагагагага"),
    (
        "no_doubled_word",
        None,
        "az",
        "text/plain",
        "On Monday",
        "tez-tez",
        "Bazar ertəsi bazar ertəsi",
    ),
    ("sense_case", None, "ru", "text/plain", "OIL FALLS", "Нефть дешевеет", "НЕФТЬ ДЕШЕВЕЕТ"),
    ("first_letter_as_source", None, "az", "text/plain", "Iran", "İran", "iran"),
    ("marks_of_language", None, "hy", "text/plain", "It rained.", "Անձրև էր։", "Անձրև էր."),
    ("armenian_marks", None, "hy", "text/plain", "Who came?", "Ո՞վ եկավ։", "Ով եկավ?"),
    ("armenian_marks", None, "hy", "text/plain", "Men and", "տղամարդիկ և", "տղամարդիկ եւ"),
    ("persian_marks", None, "fa", "text/plain", "Who came?", "چه کسی آمد؟", "چه کسی آمد?"),
    ("persian_letters", None, "fa", "text/plain", "One", "یکی", "يكي"),
    ("persian_joiners", None, "fa", "text/plain", "He goes", "او می‌رود", "او می رود"),
    ("persian_joiners", None, "fa", "text/plain", "Houses", "خانه‌ها", "خانه\u200c ها"),
    ("russian_marks", None, "ru", "text/plain", "Who?", "Кто?", "Кто؟"),
    ("azerbaijani_marks", None, "az", "text/plain", "Who?", "Kim?", "Kim."),
    ("azerbaijani_letters", None, "az", "text/plain", "Iran", "İran", "i\u0307ran"),
    ("quotes_of_language", None, "ru", "text/plain", "“Yes”", "«Да»", '"Да"'),
    ("quotes_of_language", None, "fa", "text/plain", "“Yes”", "«بله»", "«بله"),
    ("spaced_as_prose", None, "ru", "text/plain", "So, yes", "Так, да", "Так , да"),
    (
        *("spaced_as_prose", None, "hy", "text/plain", "See https://a.am/b."),
        *("Տեսեք https://a.am/b։", "Տեսեք ։ https://a.am/b"),
    ),
    ("numbers_kept", None, "fa", "text/plain", "1,204 and 3.5", "۱٬۲۰۴ و ۳٫۵", "۱۲۰۴ و ۳۵"),
    ("numbers_kept", None, "ru", "text/plain", "12,450 men", "12 450 человек", "12,45 человека"),
    ("numbers_kept", None, "ru", "text/plain", "at 7:30 p.m.", "в 19:30", "в 8:30"),
    ("numbers_kept", None, "ru", "text/plain", "by 31/12/2026", "до 31.12.2026", "до 31.11.2026"),
    ("numbers_kept", None, "az", "text/plain", "at 18:30", "saat 18.30-da", "saat 18.20-də"),
    ("numbers_kept", None, "hy", "text/plain", "9 days", "ինն օր", "տասը օր"),
    ("no_new_numbers", None, "ru", "text/plain", "Two men", "2 мужчин", "2 мужчин в 1999"),
    ("numbers_in_order", ["1.40", "4.21"], "ru", "text/plain", "", "1,40; 4,21", "4,21; 1,40"),
    ("digits_western", None, "fa", "text/plain", "12", "12", "۱۲"),
    ("digits_native", None, "fa", "text/plain", "12", "۱۲", "12"),
    ("same_tags", None, "ru", HTML, "<b>A</b>", "<b>А</b>", "<B>А</b>"),
    ("well_formed", None, "ru", HTML, "<b>A</b>", "<b>А</b>", "<b>А"),
    ("well_formed", None, "ru", HTML, "<b><i>A</b></i>", "<b><i>А</b></i>", "<b><p>А</b></i>"),
    ("same_blocks", None, "ru", HTML, "<p>A</p><hr>", "<p>А</p><hr>", "<hr><p>А</p>"),
    ("same_tree", None, "ru", HTML, "<p>A</p>B", "<p>А</p>Б", "А<p>Б</p><p></p>"),
    (
        *("byte_for_byte_outside_text", None, "ru", HTML),
        *("<p> A </p>\n<p>B</p>", "<p> А </p>\n<p>Б</p>", "<p>А</p>\n<p>Б</p>"),
    ),
    (
        *("byte_for_byte_outside_text", None, "ru", HTML),
        *(
            "<p>Type <code>a</code>.</p>",
            "<p><code>a</code> введите.</p>",
            "<p> <code>a</code></p>",
        ),
    ),
    (
        *("links_kept", None, "ru", HTML, '<a href="/1">A</a>'),
        *('<a href="/1">А</a>', '<a href="/1"></a>А'),
    ),
    ("tag_holds", {"b": "1,250"}, "ru", HTML, "", "<b>1 250</b> домов", "1 250 <b>домов</b>"),
    ("entities_escaped", None, "ru", HTML, "A &amp; B", "А &amp; Б", "А &amp;amp; Б"),
    ("entities_escaped", None, "ru", HTML, "A &amp; B", "А и Б", "А & Б"),
    ("entities_escaped", None, "ru", HTML, "&foo; &lt;", "&amp;foo; &lt;", "&amp;lt;"),
    ("reads", ["AT&T"], "ru", HTML, "AT&amp;T", "<b>AT&amp;T</b>", "AT&amp;amp;T"),
    ("same_markdown_blocks", None, "ru", MARKDOWN, "# A\n\nB", "# А\n\nБ", "А\n\nБ"),
    ("code_kept", None, "ru", MARKDOWN, "`make test`", "`make test`", "«make test»"),
    ("destinations_kept", None, "ru", MARKDOWN, "[A](/a)", "[А](/a)", "А (/a)"),
    ("emphasis_kept", None, "ru", MARKDOWN, "*A* **b**", "*А* **б**", "*А* *б*"),
    ("at_least_sentences", 2, "hy", HTML, "", "<p>Եկավ։ Գնաց։</p>", "<p>Եկավ, գնաց։</p>"),
    ("words_at_most", 3, "ru", "text/plain", "", "Дождь закрыл дорогу", "Дождь закрыл всю дорогу"),
    ("whole_sentences", None, "fa", "text/plain", "", "باران آمد.", "باران آمد و"),
    ("supported", None, "ru", "text/plain", "9 died, 21 hurt", "Погибли 9", "Погибли 30"),
    ("names_from_source", None, "en", "text/plain", "In Baku, on", "It is Baku", "It is Ganja"),
]


def judged(
    source: str, answer: Answer, *, language: str = "ru", mime: str = "text/plain"
) -> Judged:
    """Put an answer beside its source."""
    return Judged(source, answer, language, mime)


def verdict(name: str, argument: Any, about: Judged) -> str:
    """Ask one expectation."""
    function = EXPECTATIONS[name]
    return function(about) if argument is None else function(about, argument)


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{pair[0]}-{pair[5]}" for pair in PAIRS])
def test_an_expectation_is_met_by_one_target_and_not_by_the_other(pair: Pair) -> None:
    """Each judge of a text has nothing to say of the good target, and something of the bad one."""
    name, argument, language, mime, source, *targets = pair
    fine, fault = (
        verdict(name, argument, judged(source, Answer(text), language=language, mime=mime))
        for text in targets
    )
    assert (fine, bool(fault)) == ("", True)


def test_every_expectation_has_a_pair_or_a_test_here() -> None:
    """No judge is left untried."""
    of_segments = set(SEGMENT_PAIRS)
    assert set(EXPECTATIONS) == {pair[0] for pair in PAIRS} | of_segments


SOURCE = "It rained. Nobody came."
GOOD = (
    AnsweredSegment(0, 10, "It rained.", "Шёл дождь."),
    AnsweredSegment(11, 23, "Nobody came.", "Никто не пришёл.", ("LOW_SCORE",)),
)
TEXT = "Шёл дождь. Никто не пришёл."
# Expectation: its argument, and the segments that do not meet it.
SEGMENT_PAIRS: dict[str, tuple[Any, Answer]] = {
    "one_target_each": (None, Answer(TEXT, (GOOD[0], AnsweredSegment(11, 23, "Nobody", " ")), ())),
    "segments_are": (["It rained.", "Nobody came."], Answer(TEXT, GOOD[:1], ())),
    "segments_in_order": (None, Answer(TEXT, GOOD[::-1], ())),
    "offsets_right": (None, Answer(TEXT, (AnsweredSegment(1, 10, "It rained.", "Да."),), ())),
    "every_word_in_a_segment": (None, Answer(TEXT, GOOD[:1], ())),
    "targets_in_text": (None, Answer("Никто не пришёл. Шёл дождь.", GOOD, ())),
    "flagged": (["LOW_SCORE"], Answer(TEXT, GOOD[:1], ())),
    "not_flagged": (["SPLIT"], Answer(TEXT, GOOD, ("SPLIT",))),
    "sentences_at_most": (2, Answer(TEXT, (*GOOD, GOOD[0]), ())),
    "leaves_out": ([], Answer(TEXT, GOOD, ())),
    "faults_flagged": (
        None,
        Answer(TEXT, (AnsweredSegment(0, 10, "It rained.", "It rained in 1999."),), ()),
    ),
}


@pytest.mark.parametrize("name", sorted(set(SEGMENT_PAIRS) - {"leaves_out"}))
def test_an_expectation_about_segments_tells_good_from_bad(name: str) -> None:
    """Each judge of segments and flags is met by two right segments and not by its bad answer."""
    argument, bad = SEGMENT_PAIRS[name]
    fine = verdict(name, argument, judged(SOURCE, Answer(TEXT, GOOD, ())))
    fault = verdict(name, argument, judged(SOURCE, bad))
    assert (fine, bool(fault)) == ("", True)


def test_what_is_left_out_must_be_said() -> None:
    """A stretch of furniture counts as left out only where the answer lists it."""
    said = Answer("Дождь.", left_out=("- Advertisement -",))
    assert verdict("leaves_out", ["Advertisement"], judged("", said)) == ""
    assert verdict("leaves_out", ["Advertisement"], judged("", Answer("Дождь.")))


def test_paragraphs_that_are_said_to_be_left_out_do_not_count() -> None:
    """Furniture that the answer lists is no lost paragraph."""
    answer = Answer("Дождь.", left_out=("Leave a Reply",))
    assert verdict("paragraphs_equal", None, judged("Rain.\n\nLeave a Reply", answer)) == ""


@pytest.mark.parametrize("name", ["one_target_each", "flagged", "offsets_right"])
def test_a_system_without_segments_is_not_judged_by_them(name: str) -> None:
    """What a system does not offer is told apart from what it does wrong."""
    with pytest.raises(NotOfferedError):
        verdict(name, None if name != "flagged" else ["SPLIT"], judged(SOURCE, Answer(TEXT)))


def test_a_fault_with_its_flag_is_an_honest_answer() -> None:
    """A number that is wrong and said to be wrong meets `faults_flagged`."""
    segment = AnsweredSegment(0, 9, "12 came.", "Пришли 13.", ("NUMBER_MISMATCH",))
    assert verdict("faults_flagged", None, judged("12 came.", Answer("", (segment,), ()))) == ""


def test_a_text_that_is_said_to_be_copied_may_keep_its_script() -> None:
    """A sentence in another language comes back as it is, and its flag says so."""
    russian = "Министр ушёл в отставку."
    for flags, honest in ((("UNTRANSLATED",), True), ((), False)):
        segment = AnsweredSegment(0, len(russian), russian, russian, flags)
        about = judged(russian, Answer(russian, (segment,), ()), language="hy")
        assert (verdict("faults_flagged", None, about) == "") is honest


def test_a_loop_of_the_source_is_no_loop() -> None:
    """What the source says three times, the target may say three times."""
    answer = Answer("«Свобода! Свобода! Свобода!»")
    assert verdict("no_loop", None, judged("“Freedom! Freedom! Freedom!”", answer)) == ""


def test_offsets_in_html_pass_over_tags_and_entities() -> None:
    """A segment's span may hold tags and entities between its words."""
    source = "<p>The <b>big</b> bank &amp; he</p>"
    segment = AnsweredSegment(3, 31, "The big bank & he", "Банк")
    about = judged(source, Answer("", (segment,), ()), mime=HTML)
    assert verdict("offsets_right", None, about) == ""
