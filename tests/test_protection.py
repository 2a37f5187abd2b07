"""What must survive is hidden from the model, and what the model needs is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.protection import Protected, protect
from dragoman_models.terms import Terms

SOURCE = "The OSCE said on https://osce.org/x that Reuters was wrong."
TERMS = Terms.of(["Reuters"], {"OSCE": "ԵԱՀԿ"})


def targets(protected: Protected) -> list[str]:
    """Return what must be in the target."""
    return [item.target for item in protected.items]


def test_marks_stand_for_what_is_protected() -> None:
    """The model sees marks, in order, and the rest of the text."""
    protected = protect(SOURCE, terms=TERMS)
    assert protected.text == "The ⟦0⟧ said on ⟦1⟧ that ⟦2⟧ was wrong."
    assert targets(protected) == ["ԵԱՀԿ", "https://osce.org/x", "Reuters"]
    assert [item.verbatim for item in protected.items] == [False, True, True]


def test_without_marks_the_text_stays() -> None:
    """A checkpoint that does not know the marks gets the source, and the places are known."""
    protected = protect(SOURCE, terms=TERMS, placeholders=False)
    assert protected.text == SOURCE
    assert [SOURCE[slice(*item.span)] for item in protected.items] == [
        "OSCE",
        "https://osce.org/x",
        "Reuters",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SU 1866 left at 10:30 with 243 on board", "⟦0⟧ left at ⟦1⟧ with 243 on board"),
        ("Ararat won 2-1 on 15 November 2024", "Ararat won ⟦0⟧ on 15 November 2024"),
        ("They paid $1,234,567 and 3.4% of 48", "They paid $⟦0⟧ and 3.4% of 48"),
        ("Two S-300s and the file report.pdf", "Two ⟦0⟧ and the file ⟦1⟧"),
        ("Dear {{ name }}, %1$s of 5 came 👏🏽", "Dear ⟦0⟧, ⟦1⟧ of 5 came ⟦2⟧"),
        ("Call +374 10 620 525 or write to a@b.am", "Call ⟦0⟧ or write to ⟦1⟧"),
    ],
)  # fmt: skip
def test_each_kind_in_a_sentence(text: str, shown: str) -> None:
    """Codes, long figures, scores and times get marks; days, years and shares stay."""
    assert protect(text).text == shown


def test_figures_are_no_items() -> None:
    """They may be printed otherwise, so no check asks for them byte for byte."""
    protected = protect("In 2024 SU 1866 carried 1,234,567 people.")
    assert targets(protected) == ["SU 1866"]
    assert [item.source for item in protected.figures] == ["2024", "1,234,567"]
    assert [item.mark for item in protected.figures] == ["", "⟦1⟧"]


def test_a_plural_of_a_code_is_its_singular() -> None:
    """No target language has a plural in "s"."""
    assert targets(protect("Two F-16s and Su-25s flew")) == ["F-16", "Su-25"]


def test_a_term_within_an_address_is_not_touched() -> None:
    """An address stays whole; a term that holds one wins over it."""
    terms = Terms.of((), {"osce": "ԵԱՀԿ", "S-300 system": "С-300", "news": "xəbər"})
    protected = protect("See osce.org/news and #news of the S-300 system.", terms=terms)
    assert targets(protected) == ["osce.org/news", "#news", "С-300"]


def test_a_glossary_may_name_a_code() -> None:
    """Who writes S-300 in Cyrillic says so."""
    protected = protect("Two S-300 were sent", terms=Terms.of((), {"S-300": "С-300"}))
    assert targets(protected) == ["С-300"]


def test_more_than_ten_leave_figures_and_the_last_in_place() -> None:
    """Marks go to addresses before figures, the first ten of them."""
    source = "At 10:30 follow " + " ".join(f"@user{index}" for index in range(11))
    protected = protect(source)
    assert protected.text.startswith("At 10:30 follow ⟦0⟧ ")
    assert protected.text.endswith("⟦9⟧ @user10")
    assert protected.items[-1].span == (len(protected.text) - 7, len(protected.text))


def test_brackets_of_the_source_are_protected() -> None:
    """A mark that the writer typed is hidden like any stretch."""
    protected = protect("Type ⟦3⟧ now")
    assert protected.text == "Type ⟦0⟧ now"
    assert targets(protected) == ["⟦3⟧"]


def test_too_many_brackets_of_the_source_leave_everything_in_place() -> None:
    """Else those without a mark would be taken for the model's own."""
    source = "Type " + "⟦x⟧ " * 11
    assert protect(source).text == source


def test_a_segment_of_nothing_but_terms_is_translated_by_them() -> None:
    """The glossary is the translation, with the source's capital by the language's rule."""
    protected = protect("Council, 2024", terms=Terms.of((), {"council": "icma"}), language="az")
    assert (protected.text, protected.whole) == ("Council, 2024", "İcma, 2024")
    assert not protected.wants_attention


def test_a_segment_of_nothing_but_addresses_is_its_own_translation() -> None:
    """No model is asked."""
    assert protect("https://osce.org 👍").whole == "https://osce.org 👍"


def test_text_without_anything_to_protect_is_unchanged() -> None:
    """The common case holds nothing."""
    assert protect("Plain words.", terms=TERMS) == Protected("Plain words.")


def test_attention_is_wanted_where_something_may_be_lost() -> None:
    """Not for a figure that the model sees: it is seldom damaged, and attention takes time."""
    assert protect("See a@b.am now").wants_attention
    assert protect("Ararat won 2-1").wants_attention
    assert not protect("On 15 November").wants_attention
    assert not protect("On Monday").wants_attention


@given(
    text=st.text(alphabet="a b.@#⟦⟧01{}%s/:,-SU", max_size=40),
    terms=st.lists(st.text(alphabet="ab@1", min_size=1, max_size=3), max_size=3),
    placeholders=st.booleans(),
)
def test_items_are_where_they_are_said_to_be(
    text: str, terms: list[str], *, placeholders: bool
) -> None:
    """Each item's span shows its mark or itself; taking them back gives the source."""
    protected = protect(text, terms=Terms.of(terms), placeholders=placeholders)
    if protected.whole is not None:
        return
    everything = sorted((*protected.items, *protected.figures), key=lambda item: item.start)
    rebuilt, position = "", 0
    for item in everything:
        assert protected.text[slice(*item.span)] == item.shown
        rebuilt += protected.text[position : item.start] + item.source
        position = item.span[1]
    assert rebuilt + protected.text[position:] == text
