"""Protected stretches come through a model, or it is said that they did not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.protection import knows_placeholders, protect, restore

SOURCE = "The OSCE said on https://osce.org/x that Reuters was wrong."
GLOSSARY = {"OSCE": "ԵԱՀԿ"}


def test_marks_stand_for_what_is_protected() -> None:
    """The model sees marks, in order, and the rest of the text."""
    protected = protect(SOURCE, do_not_translate=["Reuters"], glossary=GLOSSARY)
    assert protected.text == "The ⟦0⟧ said on ⟦1⟧ that ⟦2⟧ was wrong."
    assert [item.target for item in protected.items] == ["ԵԱՀԿ", "https://osce.org/x", "Reuters"]


def test_marks_are_replaced_wherever_they_went() -> None:
    """The target's own order decides, and suffixes stay attached."""
    protected = protect(SOURCE, do_not_translate=["Reuters"], glossary=GLOSSARY)
    restored = restore("⟦2⟧-ը սխալ էր, ասել է ⟦0⟧-ն ⟦ 1 ⟧ կայքում։", protected)
    assert restored.text == "Reuters-ը սխալ էր, ասել է ԵԱՀԿ-ն https://osce.org/x կայքում։"
    assert restored.missing == ()


def test_a_lost_stretch_is_appended_and_reported() -> None:
    """What the model dropped stands in brackets before the full stop."""
    protected = protect(SOURCE, do_not_translate=["Reuters"])
    restored = restore("ОБСЕ заявила на ⟦0⟧, что это неверно.", protected)
    assert restored.text == "ОБСЕ заявила на https://osce.org/x, что это неверно (Reuters)."
    assert restored.missing == ("Reuters",)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Да ⟦0⟧ ⟦0⟧ ⟦7⟧.", "Да @a1."),
        ("Да⟦0⟧.", "Да @a1."),
        ("Да ⟦0 ⟧, ⟧", "Да @a1,"),
        ("Да ⟦0.", "Да @a1."),
    ],
)
def test_damaged_and_doubled_marks_do_not_leak(target: str, expected: str) -> None:
    """No bracket of ours reaches a reader."""
    assert restore(target, protect("Yes @a1.")).text == expected


def test_a_wrong_number_stands_for_the_stretch_without_a_mark() -> None:
    """A model that writes another number than it was given means the one that is missing."""
    protected = protect("Write to a@b.am and @cc.")
    restored = restore("Գրեք ⟦0⟧ և ⟦5⟧։", protected)
    assert restored.text == "Գրեք a@b.am և @cc։"
    assert restored.missing == ()


def test_brackets_of_the_source_survive() -> None:
    """A mark that the writer typed is protected like any stretch."""
    protected = protect("Type ⟦3⟧ now")
    assert protected.text == "Type ⟦0⟧ now"
    assert restore("Введите ⟦0⟧ сейчас", protected).text == "Введите ⟦3⟧ сейчас"


def test_more_than_ten_stretches() -> None:
    """The eleventh is left in place and checked."""
    source = "Follow " + " ".join(f"@user{index}" for index in range(11))
    protected = protect(source)
    assert protected.text.endswith("⟦9⟧ @user10")
    marks = " ".join(f"⟦{index}⟧" for index in range(10))
    assert restore(f"Следите {marks} @user10", protected).missing == ()
    assert restore(f"Следите {marks}", protected).missing == ("@user10",)


def test_in_place_a_near_copy_is_repaired() -> None:
    """Without marks, a damaged address is put right and is not missing."""
    protected = protect("See https://armenpress.am/news/5 now.", placeholders=False)
    assert protected.text == "See https://armenpress.am/news/5 now."
    restored = restore("Смотрите https://armenpres.am/news/5.", protected)
    assert restored.text == "Смотрите https://armenpress.am/news/5."
    assert restored.missing == ()


def test_in_place_a_lost_address_is_appended() -> None:
    """Without marks, what is gone comes back in brackets."""
    protected = protect("Write to a@example.com.", placeholders=False)
    restored = restore("Пишите нам!", protected)
    assert restored.text == "Пишите нам (a@example.com)!"
    assert restored.missing == ("a@example.com",)


def test_in_place_a_glossary_term_is_reported_only() -> None:
    """The model's other translation stands, with a report."""
    protected = protect("The OSCE met.", glossary=GLOSSARY, placeholders=False)
    restored = restore("Կազմակերպությունը հանդիպել է։", protected)
    assert restored.text == "Կազմակերպությունը հանդիպել է։"
    assert restored.missing == ("ԵԱՀԿ",)


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("The Sun shone on the sun.", ["Sun"], ["Sun"]),
        ("Peace talks and PEACE TALKS", ["peace talks"], ["Peace talks", "PEACE TALKS"]),
        ("Apple and Applebee", ["Apple"], ["Apple"]),
        ("York Times of York", ["York", "York Times"], ["York Times", "York"]),
        ("the AT&T (US) deal", ["AT&T", "(US)"], ["AT&T", "(US)"]),
        ("Radio\nFree Europe", ["Radio Free Europe"], ["Radio\nFree Europe"]),
        ("nothing", ["", "  "], []),
    ],
)  # fmt: skip
def test_terms_are_whole_words(text: str, terms: list[str], expected: list[str]) -> None:
    """Case counts where the term has capitals, and the longest term wins."""
    assert [item.source for item in protect(text, do_not_translate=terms).items] == expected


def test_a_glossary_term_beats_do_not_translate() -> None:
    """Who gives a translation wants it."""
    protected = protect("OSCE said so", do_not_translate=["OSCE"], glossary=GLOSSARY)
    assert protected.items[0].target == "ԵԱՀԿ"


def test_a_segment_of_nothing_but_terms_is_translated_by_them() -> None:
    """The glossary is the translation, whatever the model says."""
    protected = protect("OSCE, 2024", glossary=GLOSSARY)
    assert protected.text == "OSCE, 2024"
    assert restore("anything", protected).text == "ԵԱՀԿ, 2024"


def test_a_segment_of_nothing_but_addresses_has_no_letters_left() -> None:
    """So that it is copied and not translated."""
    assert protect("https://osce.org 👍").text == "⟦0⟧ ⟦1⟧"


def test_text_without_anything_to_protect_is_unchanged() -> None:
    """The common case costs nothing."""
    protected = protect("Plain words.")
    assert protected.text == "Plain words."
    assert restore("Простые слова.", protected).text == "Простые слова."


@given(text=st.text(alphabet="a b.@#⟦⟧01{}%s/:", max_size=40), placeholders=st.booleans())
def test_a_model_that_copies_loses_nothing(text: str, *, placeholders: bool) -> None:
    """Restoring the protected text itself gives the source back."""
    protected = protect(text, placeholders=placeholders)
    assert restore(protected.text, protected).text == text
    assert restore(protected.text, protected).missing == ()


@given(st.text(alphabet="a b.@#⟦⟧01", max_size=30), st.text(alphabet="я ⟦⟧019.", max_size=30))
def test_nothing_protected_is_ever_lost(text: str, target: str) -> None:
    """Whatever a model answers, each stretch is in the result."""
    protected = protect(f"a {text}")
    restored = restore(target, protected)
    assert all(item.target in restored.text for item in protected.items)


def test_tokenizer_with_the_marks_knows_them() -> None:
    """A vocabulary that holds the marks gives one piece for one."""
    assert knows_placeholders(lambda text: ("\u2581" + text, "</s>"))


def test_tokenizer_that_spells_the_marks_does_not_know_them() -> None:
    """A hub checkpoint spells a mark with pieces, or with `<unk>`."""
    assert not knows_placeholders(lambda _: ("\u2581", "<unk>", "0", "<unk>", "</s>"))
