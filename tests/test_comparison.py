"""The comparison of two versions of a story as a whole."""

from __future__ import annotations

from story_translations import segment, translation

from dragoman.v1.types_pb2 import Segment
from dragoman_client.changes import Kind
from dragoman_client.comparison import Comparison, compare
from dragoman_client.inputs import Location, Source
from dragoman_client.results import Result

CLOSED = "The border crossing was closed on Friday after the talks failed."
REOPENED = "The border crossing was reopened on Saturday after the talks."
TRAINS = "Trains were running as usual."


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
    assert comparison.tally() == "1 changed, 1 unchanged"
    assert [change.kind for change in comparison.told(every=False)] == [Kind.CHANGED]
    assert len(comparison.told(every=True)) == 2
    assert not compare(old, old).differs()
    assert Comparison(old, new, ()).tally() == "nothing to compare"
