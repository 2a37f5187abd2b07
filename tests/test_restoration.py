"""Protected stretches come through a model, or it is said that they did not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.marks import Work
from dragoman_models.protection import protect
from dragoman_models.restoration import Restored, restore
from dragoman_models.terms import Terms
from dragoman_models.types import Hypothesis

SOURCE = "The OSCE said on https://osce.org/x that Reuters was wrong."
GLOSSARY = {"OSCE": "ԵԱՀԿ"}
TERMS = Terms.of(["Reuters"], GLOSSARY)


def attending(source: str, target: str, *pairs: tuple[int, int]) -> Work:
    """Let the decoder of a word model look at these words."""
    words = tuple(target.split())
    return Work(tuple(source.split()), Hypothesis(target, -0.1, words, tuple(pairs)))


def in_place(source: str, target: str, *pairs: tuple[int, int], terms: Terms = TERMS) -> Restored:
    """Restore a target of a model that knows no marks, by its attention."""
    protected = protect(source, terms=terms, placeholders=False)
    return restore(target, protected, work=attending(source, target, *pairs) if pairs else None)


def test_marks_are_replaced_wherever_they_went() -> None:
    """The target's own order decides, and suffixes stay attached."""
    protected = protect(SOURCE, terms=TERMS)
    restored = restore("⟦2⟧-ը սխալ էր, ասել է ⟦0⟧-ն ⟦ 1 ⟧ կայքում։", protected)
    assert restored.text == "Reuters-ը սխալ էր, ասել է ԵԱՀԿ-ն https://osce.org/x կայքում։"
    assert restored.missing == ()


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Flight SU 1866 landed", "⟦0⟧ reysi endi", "SU 1866 reysi endi"),
        ("Ararat won 2-1 on Monday", "«Արարատը» հաղթեց ⟦0⟧", "«Արարատը» հաղթեց 2-1"),
        ("They spent 1,234,567", "Они потратили ⟦0⟧", "Они потратили 1,234,567"),
        ("Well 👨‍👩‍👧‍👦 said @mfa", "گفت ⟦1⟧ خوب ⟦0⟧", "گفت @mfa خوب 👨‍👩‍👧‍👦"),
        ("Dear {{ name }}, see %1$s", "Уважаемый ⟦0⟧, см. ⟦1⟧", "Уважаемый {{ name }}, см. %1$s"),
        ("The S-300s and report.pdf", "⟦0⟧ və ⟦1⟧", "S-300 və report.pdf"),
    ],
)  # fmt: skip
def test_each_kind_comes_back_byte_for_byte(source: str, target: str, expected: str) -> None:
    """In sentences of all four languages."""
    assert restore(target, protect(source)) == Restored(expected)


def test_a_lost_stretch_is_appended_and_reported() -> None:
    """Where nothing says where it belongs, it stands in brackets before the full stop."""
    protected = protect(SOURCE, terms=Terms.of(["Reuters"]))
    restored = restore("ОБСЕ заявила на ⟦0⟧, что это неверно.", protected)
    assert restored.text == "ОБСЕ заявила на https://osce.org/x, что это неверно (Reuters)."
    assert restored.missing == ("Reuters",)


def test_what_is_appended_does_not_break_an_address() -> None:
    """A bracket at the end may be the address's own."""
    protected = protect("Says @ab at https://osce.org/(archive).")
    restored = restore("Пишет на ⟦1⟧", protected)
    assert restored.text == "Пишет на https://osce.org/(archive) (@ab)"
    restored = restore("(Пишет на ⟦1⟧.)", protected)
    assert restored.text == "(Пишет на https://osce.org/(archive) (@ab).)"


def test_a_lost_mark_takes_the_place_of_what_came_of_it() -> None:
    """Words that the model wrote while it looked at the mark stand for the stretch."""
    protected = protect("The army received S-300 systems")
    target = "Բանակը ստացել է համակարգ համակարգեր"
    work = attending(protected.text, target, (0, 1), (1, 2), (2, 2), (3, 3), (4, 4))
    assert restore(target, protected, work=work) == Restored("Բանակը ստացել է S-300 համակարգեր")


def test_a_stretch_without_a_trace_is_put_beside_its_neighbours_and_reported() -> None:
    """It goes behind what became of the word before it."""
    protected = protect("The army received new S-300 from France.")
    target = "Армия получила новые из Франции."
    work = attending(protected.text, target, (0, 1), (1, 2), (2, 3), (3, 5), (4, 6))
    restored = restore(target, protected, work=work)
    assert restored == Restored("Армия получила новые S-300 из Франции.", ("S-300",))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Да ⟦0⟧ ⟦0⟧ ⟦7⟧.", "Да @a1."),
        ("Да⟦0⟧.", "Да @a1."),
        ("Да ⟦0 ⟧, ⟧", "Да @a1,"),
        ("Да ⟦0.", "Да @a1."),
        ("بله ⟦۰⟧.", "بله @a1."),
    ],
)
def test_damaged_and_doubled_marks_do_not_leak(target: str, expected: str) -> None:
    """No bracket of ours reaches a reader."""
    assert restore(target, protect("Yes @a1.")).text == expected


def test_a_mark_that_nobody_asked_for_does_not_leak() -> None:
    """A model may make one up where nothing is protected."""
    assert restore("Да ⟦3⟧, конечно.", protect("Yes, of course.")).text == "Да, конечно."


def test_a_wrong_number_stands_for_the_stretch_without_a_mark() -> None:
    """A model that writes another number than it was given means the one that is missing."""
    restored = restore("Գրեք ⟦0⟧ և ⟦5⟧։", protect("Write to a@b.am and @cc."))
    assert restored == Restored("Գրեք a@b.am և @cc։")


def test_brackets_of_the_source_survive() -> None:
    """A mark that the writer typed comes back, with marks of ours and without."""
    assert restore("Введите ⟦0⟧ сейчас", protect("Type ⟦3⟧ now")).text == "Введите ⟦3⟧ сейчас"
    assert in_place("Type ⟦3⟧ now", "Введите ⟦3⟧ сейчас").text == "Введите ⟦3⟧ сейчас"


def test_the_eleventh_is_left_in_place_and_checked() -> None:
    """More stretches than marks lose nothing either."""
    protected = protect("Follow " + " ".join(f"@user{index}" for index in range(11)))
    marks = " ".join(f"⟦{index}⟧" for index in range(10))
    assert restore(f"Следите {marks} @user10", protected).missing == ()
    assert restore(f"Следите {marks}", protected).missing == ("@user10",)


def test_in_place_a_near_copy_is_repaired() -> None:
    """Without marks, a damaged address is put right and is not missing."""
    restored = in_place(
        "See https://armenpress.am/news/5 now.", "Смотрите https: //armenpres.am/news/5."
    )
    assert restored == Restored("Смотрите https://armenpress.am/news/5.")


def test_in_place_the_words_that_came_of_it_are_replaced() -> None:
    """Without marks, the attention says which words are a name that was translated."""
    source, target = "Reporters from Meduza were there", "Журналисты из Медуза были там"
    pairs = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4))
    restored = in_place(source, target, *pairs, terms=Terms.of(["Meduza"]))
    assert restored == Restored("Журналисты из Meduza были там")


def test_in_place_a_lost_address_is_appended() -> None:
    """Without marks and attention, what is gone comes back in brackets."""
    restored = in_place("Write to a@example.com.", "Пишите нам!")
    assert restored == Restored("Пишите нам (a@example.com)!", ("a@example.com",))


def test_in_place_a_glossary_term_in_another_form_is_left() -> None:
    """Its inflection is the model's, and nothing is missing."""
    terms = Terms.of((), {"ministry": "նախարարություն"})
    restored = in_place("The ministry's reply came", "Նախարարության պատասխանը եկավ", terms=terms)
    assert restored == Restored("Նախարարության պատասխանը եկավ")


def test_in_place_another_translation_gives_way_to_the_glossary() -> None:
    """The words that came of the term are replaced by the term's own."""
    source, target = "The OSCE met today", "Կազմակերպությունը հանդիպեց այսօր"
    restored = in_place(source, target, (0, 1), (1, 2), (2, 3))
    assert restored == Restored("ԵԱՀԿ հանդիպեց այսօր")


def test_in_place_a_glossary_term_without_a_trace_is_reported_only() -> None:
    """Where the attention tells nothing, the model's other translation stands."""
    restored = in_place("The OSCE met.", "Կազմակերպությունը հանդիպել է։")
    assert restored == Restored("Կազմակերպությունը հանդիպել է։", ("ԵԱՀԿ",))


def test_a_broken_figure_is_put_right() -> None:
    """Only its digits are replaced; what hangs on them stays."""
    source, target = "It started in 2027 there", "Orada 2207-ci ildə başladı"
    restored = in_place(source, target, (0, 4), (1, 3), (2, 3), (3, 1))
    assert restored == Restored("Orada 2027-ci ildə başladı")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("It took 5 days there", "Это заняло пять дней"),
        ("It cost 1.5 million there", "Это стоило 1500000 там"),
        ("It took 48 days there", "Это заняло сорок восемь дней"),
    ],
)
def test_a_figure_in_words_or_another_scale_is_left(source: str, target: str) -> None:
    """Only digits are put for digits."""
    pairs = tuple((index, index) for index in range(4))
    assert in_place(source, target, *pairs).text == target


def test_right_figures_are_not_overwritten() -> None:
    """Of two figures the wrong one is put right, and none where the attention points elsewhere."""
    source, target = "From 48 to 260 km", "От 48 до 620 км"
    assert in_place(source, target, (1, 1), (3, 3)).text == "От 48 до 260 км"
    assert in_place(source, target, (1, 3), (3, 4)).text == target


def test_a_term_that_begins_a_later_sentence_has_a_capital() -> None:
    """By the rules of the target's language."""
    protected = protect("It rained. The drone fell.", terms=Terms.of((), {"drone": "insansız"}))
    assert restore("Yağdı. ⟦0⟧ düşdü.", protected).text == "Yağdı. insansız düşdü."
    protected = protect(
        "It rained. The drone fell.", terms=Terms.of((), {"drone": "insansız"}), language="az"
    )
    assert restore("Yağdı. ⟦0⟧ düşdü.", protected).text == "Yağdı. İnsansız düşdü."


def test_an_armenian_ending_joins_an_armenian_term() -> None:
    """Endings follow marks behind a hyphen, which stays only behind what is no Armenian word."""
    protected = protect("The OSCE and Reuters met", terms=TERMS)
    assert restore("⟦0⟧-ն և ⟦1⟧-ը", protected).text == "ԵԱՀԿ-ն և Reuters-ը"
    protected = protect("The council met", terms=Terms.of((), {"council": "խորհուրդ"}))
    assert restore("⟦0⟧-ի նիստը", protected).text == "խորհուրդի նիստը"


def test_a_segment_of_nothing_but_terms_is_not_the_models() -> None:
    """Whatever the model says."""
    assert restore("anything", protect("OSCE, 2024", terms=TERMS)).text == "ԵԱՀԿ, 2024"


SOURCES = st.lists(
    st.text(alphabet="a b.@#⟦⟧01{}%d/:,-SU👍", max_size=20)
    | st.sampled_from(["https://a.am/(b)", "@ab", "+374 10 620 525", "1,234", "{{ a }}", "S-300"]),
    max_size=4,
).map(" ".join)
TARGETS = st.text(alphabet="я ⟦⟧0195۲.@a(,)։👍", max_size=30)
LOOKS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=8)


@given(text=SOURCES, placeholders=st.booleans())
def test_a_model_that_copies_loses_nothing(text: str, *, placeholders: bool) -> None:
    """Restoring the protected text itself gives the source back."""
    protected = protect(text, terms=Terms.of(["ab", "SU"]), placeholders=placeholders)
    assert restore(protected.text, protected) == Restored(text)


@given(text=SOURCES, target=TARGETS, looks=LOOKS, placeholders=st.booleans())
def test_nothing_protected_is_ever_lost(
    text: str, target: str, looks: list[tuple[int, int]], *, placeholders: bool
) -> None:
    """Whatever a model answers and looks at, each stretch is in the result."""
    protected = protect(f"Say {text}", terms=Terms.of(["ab"]), placeholders=placeholders)
    restored = restore(target, protected, work=attending(protected.text, target, *looks))
    assert all(item.target in restored.text for item in protected.items)
    assert set(restored.missing) <= {item.target for item in (*protected.items, *protected.figures)}


@given(
    text=st.text(alphabet="a b.@#01/:-SU", max_size=40),
    target=TARGETS,
    looks=LOOKS,
    placeholders=st.booleans(),
)
def test_no_mark_ever_leaks(
    text: str, target: str, looks: list[tuple[int, int]], *, placeholders: bool
) -> None:
    """A source without the brackets gets a target without them, whatever a model answers."""
    protected = protect(f"Say {text}", placeholders=placeholders)
    restored = restore(target, protected, work=attending(protected.text, target, *looks))
    assert not set("⟦⟧") & set(restored.text)


def test_a_raised_figure_hangs_on_what_it_hung_on() -> None:
    """Put over a word that came of it, it takes the word's place without its space."""
    source = "The chip has 10\ufff99\ufffb parts."
    protected = protect(source, every_figure=True)
    pieces = ("▁The", "▁chip", "▁has", "▁", "⟦0⟧", "⟦1⟧", "▁parts", ".", "</s>")
    target = ("▁Чип", "▁был", "▁", "⟦0⟧", "▁участ", "ников", ".")
    looks = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 5), (6, 7))
    text = "Чип был ⟦0⟧ участников."
    work = Work(pieces, Hypothesis(text, -0.1, target, looks))
    assert restore(text, protected, work=work).text == "Чип был 10\ufff99\ufffb."
