"""Candidates survive the way into bytes and back, and keys tell apart what differs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.candidate import Candidate
from dragoman_models.memory import decoded, encoded, memory_key
from dragoman_models.types import DecodingOptions, Flag, Hypothesis

TEXTS = st.text(max_size=30)
HYPOTHESES = st.builds(
    Hypothesis,
    TEXTS,
    st.floats(-9, 0),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3).map(tuple),
    st.booleans(),
    st.lists(st.integers(0, 9), max_size=3).map(tuple),
)
CANDIDATES = st.builds(
    Candidate,
    TEXTS,
    st.floats(-9, 0),
    st.lists(st.sampled_from(Flag), max_size=3).map(tuple),
    st.lists(HYPOTHESES, max_size=2).map(tuple),
    st.none() | HYPOTHESES,
    st.none() | st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(TEXTS, max_size=2).map(tuple),
)


@given(CANDIDATES)
def test_a_candidate_comes_back_as_it_was(candidate: Candidate) -> None:
    """Text of any script, scores, flags, alternatives and alignments are all kept."""
    assert decoded(encoded(candidate)) == candidate


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'["a",0,["no_such_flag"],[],null,null,[]]'])
def test_other_bytes_are_refused(data: bytes) -> None:
    """What is no candidate is an error, not half a candidate."""
    with pytest.raises(ValueError, match=r".+"):
        decoded(data)


def test_a_key_depends_on_every_part() -> None:
    """Text, options and checkpoint each make another key; the same parts make the same one."""
    options = DecodingOptions()
    parts = ("Թեստ", "ru", "2026a", options)
    assert memory_key(*parts) == memory_key("Թեստ", "ru", "2026a", DecodingOptions())
    others = [
        ("Թեստ.", "ru", "2026a", options),
        ("Թեստ", "fa", "2026a", options),
        ("Թեստ", "ru", "2026b", options),
        ("Թեստ", "ru", "2026a", replace(options, num_beams=5)),
        ("Թեստru", "", "2026a", options),
    ]
    assert len({memory_key(*parts), *(memory_key(*other) for other in others)}) == 6
