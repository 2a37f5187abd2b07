"""Which units of a story changed, and how."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.v1 import types_pb2
from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman.v1.types_pb2 import FLAG_SPLIT, FLAG_WRONG_SCRIPT, Flag, Role, Section, Segment, Span
from dragoman_client.comparison import (
    Change,
    Comparison,
    Kind,
    Target,
    Unit,
    caption,
    compare,
    match,
    tally,
    units_of,
)
from dragoman_client.inputs import Location, Source
from dragoman_client.results import Result

HEADLINE, BODY = types_pb2.ROLE_HEADLINE, types_pb2.ROLE_BODY
CLOSED = "The border crossing was closed on Friday after the talks failed."
REOPENED = "The border crossing was reopened on Saturday after the talks."
MONDAY = "The talks will resume on Monday."
TRAINS = "Trains were running as usual."
FUEL = "Prices of fuel rose by 3.5% in the capital."


def segment(start: int, source: str, target: str, *flags: Flag.ValueType) -> Segment:
    """Make one segment of a translation."""
    return Segment(
        source_span=Span(start=start, end=start + len(source)),
        source_text=source,
        target_text=target,
        flags=flags,
    )


def translation(language: str, *segments: Segment) -> ArticleTranslation:
    """Make the translation of an article of one section."""
    section = Section(role=BODY, segments=segments)
    return ArticleTranslation(target_language_code=language, sections=[section])


def units(*sources: str, headline: bool = False) -> list[Unit]:
    """Make the units of a story, each with a translation of its own."""
    return [
        Unit(
            number=number,
            role=HEADLINE if headline and number == 1 else BODY,
            span=(0, 0),
            source=source,
            targets={"ru": Target(f"«{source}»")},
        )
        for number, source in enumerate(sources, start=1)
    ]


def kinds(changes: Sequence[Change]) -> list[tuple[Kind, str]]:
    """Say each change by its kind and its source."""
    return [(change.kind, change.present.source) for change in changes]


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


def test_a_story_is_like_itself() -> None:
    """Two equal versions differ in nothing."""
    story = units(CLOSED, MONDAY, MONDAY, TRAINS)
    assert {kind for kind, _ in kinds(match(story, story))} == {Kind.UNCHANGED}


def test_every_kind_of_change() -> None:
    """A reworded, an added, a removed, a moved and an untouched unit each get their name."""
    old = units(CLOSED, MONDAY, TRAINS, FUEL)
    new = units(FUEL, REOPENED, "The first trucks crossed at noon.", TRAINS)
    assert kinds(match(old, new)) == [
        (Kind.MOVED, FUEL),
        (Kind.CHANGED, REOPENED),
        (Kind.REMOVED, MONDAY),
        (Kind.ADDED, "The first trucks crossed at noon."),
        (Kind.UNCHANGED, TRAINS),
    ]


def test_a_change_has_both_sides() -> None:
    """A reworded unit remembers what it was."""
    (change,) = match(units(CLOSED), units(REOPENED))
    assert change.old is not None
    assert change.new is not None
    assert (change.old.source, change.new.source) == (CLOSED, REOPENED)
    assert change.targets("ru") == (Target(f"«{CLOSED}»"), Target(f"«{REOPENED}»"))


def test_a_headline_is_the_version_of_the_headline() -> None:
    """A headline with no word in common is still the old one's new wording."""
    old = units("Border closed", TRAINS, headline=True)
    new = units("Trucks cross after deal", TRAINS, headline=True)
    assert [kind for kind, _ in kinds(match(old, new))] == [Kind.CHANGED, Kind.UNCHANGED]


def test_another_sentence_is_no_new_wording() -> None:
    """A paragraph replaced by another went and came; it did not change."""
    assert kinds(match(units(MONDAY), units(FUEL))) == [(Kind.REMOVED, MONDAY), (Kind.ADDED, FUEL)]


def test_a_new_translation_of_the_same_source_is_a_change() -> None:
    """Who reads the target must be told that it says something else."""
    old, new = units(CLOSED), units(CLOSED)
    new = [Unit(1, BODY, (0, 0), CLOSED, {"ru": Target("Иначе.")})]
    assert [kind for kind, _ in kinds(match(old, new))] == [Kind.CHANGED]


def test_a_removed_unit_stands_where_it_stood() -> None:
    """What is gone is told between its old neighbours."""
    changes = match(units(CLOSED, MONDAY, TRAINS), units(CLOSED, TRAINS))
    assert kinds(changes) == [
        (Kind.UNCHANGED, CLOSED),
        (Kind.REMOVED, MONDAY),
        (Kind.UNCHANGED, TRAINS),
    ]


def test_the_last_units_may_go() -> None:
    """What is gone at the end is told at the end."""
    assert kinds(match(units(CLOSED, MONDAY), units(CLOSED)))[-1] == (Kind.REMOVED, MONDAY)


SENTENCES = st.lists(st.sampled_from([CLOSED, REOPENED, MONDAY, TRAINS, FUEL, "Yes.", ""]))


@given(SENTENCES, SENTENCES)
def test_every_unit_is_told_once(before: list[str], after: list[str]) -> None:
    """Each unit of both versions is in exactly one change, the new ones in their order."""
    old, new = units(*before), units(*after)
    changes = match(old, new)
    assert [change.new for change in changes if change.new] == new
    told = [change.old for change in changes if change.old]
    assert sorted(unit.number for unit in told) == [unit.number for unit in old]


@given(SENTENCES, SENTENCES)
def test_what_stays_stays_in_order(before: list[str], after: list[str]) -> None:
    """No two units that did not move cross each other."""
    changes = match(units(*before), units(*after))
    stayed = [
        change.old.number
        for change in changes
        if change.old and change.kind in (Kind.UNCHANGED, Kind.CHANGED, Kind.REMOVED)
    ]
    assert stayed == sorted(stayed)


@pytest.mark.parametrize("repeated", [False, True])
def test_long_stories_do_not_take_long(*, repeated: bool) -> None:
    """Thousands of units with nothing in common, or all alike, are compared in seconds."""
    old = units(*(f"old{0 if repeated else n} one two" for n in range(3000)))
    new = units(*(f"new{0 if repeated else n} three four" for n in range(3000)))
    started = time.monotonic()
    match(old, new)
    match(old, old)
    assert time.monotonic() - started < 10


def result(name: str, *segments: Segment) -> Result:
    """Make the result of one version."""
    return Result(
        Source(Location(name, name, None), "", "text/plain"), (translation("ru", *segments),)
    )


def test_the_tally_counts_what_there_is() -> None:
    """The counts name what a reader wants to know of first, and leave zeros out."""
    old = result("old", segment(0, CLOSED, "Закрыто."), segment(70, TRAINS, "Поезда ходят."))
    new = result("new", segment(0, REOPENED, "Открыто."), segment(70, TRAINS, "Поезда ходят."))
    comparison = compare(old, new)
    assert comparison.differs()
    assert tally(comparison) == "1 changed, 1 unchanged"
    assert [change.kind for change in comparison.told(every=False)] == [Kind.CHANGED]
    assert len(comparison.told(every=True)) == 2
    assert not compare(old, old).differs()
    assert tally(Comparison(old, new, ())) == "nothing to compare"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(Kind.CHANGED, units("a")[0], units("b")[0]), "1 changed (body)"),
        (Change(Kind.MOVED, units("a", "b")[1], units("b")[0]), "1 moved, from 2 (body)"),
        (Change(Kind.REMOVED, units("a", "b")[1], None), "removed, was 2 (body)"),
        (Change(Kind.ADDED, None, units("b", headline=True)[0]), "1 added (headline)"),
    ],
)
def test_captions(change: Change, expected: str) -> None:
    """A caption has the number in the story that the unit is in."""
    assert caption(change) == expected


def test_a_role_of_two_words_is_read_as_two_words() -> None:
    """A list item is no identifier to a reader."""
    item = Unit(1, Role.Value("ROLE_LIST_ITEM"), (0, 0), "x", {})
    assert caption(Change(Kind.ADDED, None, item)) == "1 added (list item)"


def test_a_change_of_nothing_is_refused() -> None:
    """A change without a unit on either side is a mistake."""
    with pytest.raises(ValueError, match="both"):
        _ = Change(Kind.ADDED, None, None).present
