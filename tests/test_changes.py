"""Which units of a story changed, and how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.v1 import types_pb2
from dragoman.v1.types_pb2 import Role
from dragoman_client import changes
from dragoman_client.changes import Change, Kind, match
from dragoman_client.units import Target, Unit

HEADLINE, BODY = types_pb2.ROLE_HEADLINE, types_pb2.ROLE_BODY
CLOSED = "The border crossing was closed on Friday after the talks failed."
REOPENED = "The border crossing was reopened on Saturday after the talks."
MONDAY = "The talks will resume on Monday."
TRAINS = "Trains were running as usual."
FUEL = "Prices of fuel rose by 3.5% in the capital."


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
def test_a_unit_is_compared_with_few_others(
    monkeypatch: pytest.MonkeyPatch, *, repeated: bool
) -> None:
    """However long two stories are, and whether their units differ or are all alike."""
    compared = []
    similarity = changes._similarity

    def counted(*words: Counter[str]) -> float:
        compared.append(words)
        return similarity(*words)

    monkeypatch.setattr(changes, "_similarity", counted)
    old = units(*(f"old{0 if repeated else n} one two" for n in range(500)))
    new = units(*(f"new{0 if repeated else n} three four" for n in range(500)))
    found = match(old, new)
    assert len(compared) <= (2 * changes.REACH + 1) * 500
    assert {change.kind for change in found} == {Kind.ADDED, Kind.REMOVED}
    assert {change.kind for change in match(old, old)} == {Kind.UNCHANGED}


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
    assert change.caption() == expected


def test_a_role_of_two_words_is_read_as_two_words() -> None:
    """A list item is no identifier to a reader."""
    item = Unit(1, Role.Value("ROLE_LIST_ITEM"), (0, 0), "x", {})
    assert Change(Kind.ADDED, None, item).caption() == "1 added (list item)"


def test_a_change_of_nothing_is_refused() -> None:
    """A change without a unit on either side is a mistake."""
    with pytest.raises(ValueError, match="both"):
        _ = Change(Kind.ADDED, None, None).present
