"""Calls are let in by their tokens, and refused before anything is done with them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from dragoman_server.admission import CODE_POINTS_PER_TOKEN, Admission
from dragoman_server.calls import Call
from dragoman_server.entries import Priority
from dragoman_server.errors import OverloadedError

SPEED = 100.0


def a_call(key: str | None = None, *, seconds: float = 600) -> Call:
    """Make a call of a key, with so many seconds left."""
    return Call("/test", "id", deadline=time.monotonic() + seconds, key_name=key)


def door(*, max_tokens: int = 1_000, max_wait: float = 2.0, free_tokens: int = 0) -> Admission:
    """Make a door to models that decode 100 tokens a second."""
    return Admission(
        max_tokens=max_tokens,
        max_wait=max_wait,
        free_tokens=free_tokens,
        tokens_per_second=lambda: SPEED,
    )


@contextmanager
def entered(
    admission: Admission, call: Call, tokens: int, priority: Priority = Priority.BULK
) -> Iterator[None]:
    """Enter with a text of so many tokens, which are then decoded."""
    size = tokens * CODE_POINTS_PER_TOKEN
    with admission.entered(call, code_points=size, priority=priority):
        call.source_tokens += tokens
        yield


def test_an_empty_server_takes_work_of_any_size() -> None:
    """An article over the bound is not refused for ever."""
    with entered(door(), a_call(), 5_000):
        pass


def test_more_than_the_bound_is_refused_with_the_time_to_come_back() -> None:
    """The refusal names what is in hand, and estimates from the speed when there is room."""
    admission = door()
    with (
        entered(admission, a_call(), 900),
        pytest.raises(OverloadedError, match="about 900 source tokens are in hand") as caught,
        entered(admission, a_call(), 200),
    ):
        pass
    assert caught.value.retry_seconds == pytest.approx(9, rel=0.1)


def test_a_call_that_ends_makes_room() -> None:
    """However it ends."""
    admission = door()
    with pytest.raises(ValueError, match="broken"), entered(admission, a_call(), 900):
        raise ValueError("broken")
    with entered(admission, a_call(), 900):
        pass


def test_a_key_has_its_share_while_another_fills_the_queue() -> None:
    """What one key has in hand refuses that key first."""
    admission = door()
    with entered(admission, a_call("wire"), 1_000):
        with entered(admission, a_call("desk"), 400):
            pass
        with pytest.raises(OverloadedError), entered(admission, a_call("wire"), 400):
            pass
        with pytest.raises(OverloadedError), entered(admission, a_call("desk"), 600):
            pass


def test_bulk_work_leaves_room_for_a_person() -> None:
    """A full queue of articles does not refuse a sentence."""
    admission = door()
    with (
        entered(admission, a_call(), 1_000),
        entered(admission, a_call(), 30, Priority.INTERACTIVE),
    ):
        pass


def test_a_person_is_not_let_wait_longer_than_the_bound() -> None:
    """Where more than two seconds of sentences are before it, a sentence is refused at once."""
    admission = door()
    with ExitStack() as held:
        for _ in range(7):
            held.enter_context(entered(admission, a_call(), 30, Priority.INTERACTIVE))
        with (
            pytest.raises(OverloadedError, match=r"2\.1 s of work waits already"),
            entered(admission, a_call(), 30, Priority.INTERACTIVE),
        ):
            pass


def test_a_slow_model_still_gets_full_batches() -> None:
    """What fills the next batches may wait, however long it takes."""
    admission = door(free_tokens=300)
    with ExitStack() as held:
        for _ in range(11):
            held.enter_context(entered(admission, a_call(), 30, Priority.INTERACTIVE))
        with (
            pytest.raises(OverloadedError),
            entered(admission, a_call(), 30, Priority.INTERACTIVE),
        ):
            pass


def test_a_short_text_does_not_count_all_of_a_long_one() -> None:
    """Turns are shared, so before a sentence there are only an article's free tokens."""
    admission = door(max_tokens=100_000, max_wait=6.0)
    with (
        entered(admission, a_call(), 90_000, Priority.INTERACTIVE),
        entered(admission, a_call(), 30, Priority.INTERACTIVE),
    ):
        pass


def test_a_deadline_that_cannot_be_met_is_refused_at_once() -> None:
    """The client hears how long it would have waited."""
    admission = door()
    with (
        entered(admission, a_call(), 500),
        pytest.raises(OverloadedError, match=r"5\.0 s of work waits already, more than the 1\.0 s"),
        entered(admission, a_call(seconds=1), 500),
    ):
        pass


def test_what_retries_cost_is_learnt() -> None:
    """Where calls are decoded twice over, the wait before the next is twice as long."""
    admission = door()
    for _ in range(200):
        with entered(admission, call := a_call(), 100):
            call.source_tokens += 100
    with (
        entered(admission, a_call(), 150, Priority.INTERACTIVE),
        pytest.raises(OverloadedError, match=r"3\.0 s of work"),
        entered(admission, a_call(), 150, Priority.INTERACTIVE),
    ):
        pass


def test_remembered_stories_do_not_make_new_ones_pass_for_cheap() -> None:
    """After many calls that cost nothing the wait before a new one is estimated in full."""
    admission = door()
    for _ in range(200):
        size = 100 * CODE_POINTS_PER_TOKEN
        with admission.entered(a_call(), code_points=size, priority=Priority.BULK):
            pass
    with (
        entered(admission, a_call(), 300, Priority.INTERACTIVE),
        pytest.raises(OverloadedError, match=r"3\.0 s of work"),
        entered(admission, a_call(), 300, Priority.INTERACTIVE),
    ):
        pass
