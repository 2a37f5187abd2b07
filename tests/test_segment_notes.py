"""What the command says of a segment that a reader should look at."""

from __future__ import annotations

from dragoman.v1 import types_pb2
from dragoman_client.results import segment_notes


def test_the_words_that_may_be_left_out_are_told() -> None:
    """A reader sees at once what to look for; other notes stay as they are."""
    segment = types_pb2.Segment(
        flags=[types_pb2.FLAG_OMISSION, types_pb2.FLAG_LOW_SCORE, types_pb2.FLAG_RETRIED],
        left_out=["the WHO guideline", "on Monday"],
    )
    assert segment_notes(segment) == [
        "words of the source may be left out: “the WHO guideline”, “on Monday”",
        "the model is unsure",
    ]


def test_an_older_server_tells_no_words() -> None:
    """The note says as much as there is."""
    segment = types_pb2.Segment(flags=[types_pb2.FLAG_OMISSION])
    assert segment_notes(segment) == ["words of the source may be left out"]


def test_a_long_stretch_is_told_by_its_beginning() -> None:
    """A note is one line."""
    segment = types_pb2.Segment(
        flags=[types_pb2.FLAG_OMISSION],
        left_out=["prompting furious parents to picket the town hall with empty bottles"],
    )
    (note,) = segment_notes(segment)
    assert note.endswith(": “prompting furious parents to picket the…”")
