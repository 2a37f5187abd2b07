"""What is known of a call: its id, and where its time went."""

from __future__ import annotations

import time

import pytest

from dragoman_server.calls import Call, request_id


@pytest.mark.parametrize("given", ["a", "3f2c-11", "desk/2026:11.22_7", "x" * 128])
def test_a_sane_request_id_is_kept(given: str) -> None:
    """A client finds its own id in the server's log."""
    assert request_id(given) == given


@pytest.mark.parametrize("given", [None, "", "x" * 129, "two words", "line\nbreak", "ключ", '"}'])
def test_an_id_that_is_none_to_log_is_replaced(given: str | None) -> None:
    """Nothing can be smuggled into a log line, and every call has an id."""
    made = request_id(given)
    assert made != given
    assert len(made) == 16
    assert request_id(given) != made


def test_timing_is_in_the_contract_s_durations() -> None:
    """Queue and inference times are as given, the total runs from the call's arrival."""
    call = Call("/method", "id", deadline=0, started=time.monotonic() - 2)
    timing = call.timing(queue_seconds=0.25, inference_seconds=1.5)
    assert timing.queue_time.ToMilliseconds() == 250
    assert timing.inference_time.ToMilliseconds() == 1500
    assert 2000 <= timing.total_time.ToMilliseconds() < 4000
