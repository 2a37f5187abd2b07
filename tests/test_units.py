"""The units of an article."""

from __future__ import annotations

from story_translations import segment, translation

from dragoman.v1.types_pb2 import FLAG_SPLIT, FLAG_WRONG_SCRIPT
from dragoman_client.units import Target, units_of

CLOSED = "The border crossing was closed on Friday after the talks failed."
MONDAY = "The talks will resume on Monday."


def test_a_segment_is_a_unit() -> None:
    """Where all languages cut alike, each segment is one unit, in order, numbered from 1."""
    one = translation("ru", segment(0, CLOSED, "Закрыто."), segment(70, MONDAY, "Понедельник."))
    other = translation("hy", segment(0, CLOSED, "Փակ է։"), segment(70, MONDAY, "Երկուշաբթի։"))
    first, second = units_of([one, other])
    assert (first.number, first.source, first.span) == (1, CLOSED, (0, len(CLOSED)))
    assert second.targets == {"ru": Target("Понедельник."), "hy": Target("Երկուշաբթի։")}


def test_languages_that_cut_differently_share_larger_units() -> None:
    """A sentence that one checkpoint took in parts is one unit in every language."""
    whole = translation("ru", segment(0, "One, two.", "Раз, два."), segment(10, "Three.", "Три."))
    parts = translation(
        "hy",
        segment(0, "One,", "Մեկ,", FLAG_SPLIT),
        segment(5, "two.", "երկու։", FLAG_SPLIT, FLAG_WRONG_SCRIPT),
        segment(10, "Three.", "Երեք։"),
    )
    for order in ([whole, parts], [parts, whole]):
        first, second = units_of(order)
        assert first.source == "One, two."
        assert first.span == (0, 9)
        assert first.targets["hy"] == Target("Մեկ, երկու։", (FLAG_SPLIT, FLAG_WRONG_SCRIPT))
        assert first.targets["ru"] == Target("Раз, два.")
        assert second.targets["hy"].text == "Երեք։"


def test_soft_line_breaks_do_not_change_a_unit() -> None:
    """The same words on other lines are the same source."""
    (one,) = units_of([translation("ru", segment(0, "The border\nwas closed.", "Закрыто."))])
    assert one.source == "The border was closed."


def test_an_article_without_words_has_no_units() -> None:
    """Nothing gives nothing."""
    assert units_of([translation("ru"), translation("hy")]) == ()


def test_a_language_that_begins_later_lacks_nothing() -> None:
    """Segments before every shared place are in the first unit, in the languages that have them."""
    whole = translation("ru", segment(0, "One.", "Раз."), segment(10, "Two.", "Два."))
    late = translation("hy", segment(10, "Two.", "Երկու։"))
    for order in ([whole, late], [late, whole]):
        first, second = units_of(order)
        assert (first.source, first.targets["hy"].text) == ("One.", "")
        assert second.targets["hy"].text == "Երկու։"
