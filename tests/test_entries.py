"""An entry knows who waits for it, and how long."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from dragoman_models.types import DecodingOptions
from dragoman_server.entries import Entry, Lane, Owner, Priority, Waiter

LANE = Lane("compact", DecodingOptions(num_beams=4))


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Give a loop for futures that nobody awaits."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def entry(*waiters: Waiter) -> Entry:
    """Make an entry that some wait for."""
    return Entry(LANE, ("word",), Priority.BULK, Owner(), list(waiters))


def test_an_entry_is_wanted_until_the_last_waiter_leaves(loop: asyncio.AbstractEventLoop) -> None:
    """One that stays is enough."""
    first, second = (Waiter(loop.create_future(), 0, 9) for _ in range(2))
    both = entry(first, second)
    first.future.cancel()
    assert both.wanted
    second.future.cancel()
    assert not both.wanted


def test_late_waiters_are_taken_out_once(loop: asyncio.AbstractEventLoop) -> None:
    """Who is late is named the first time only, and who is gone not at all."""
    late, gone, early = (Waiter(loop.create_future(), 0, by) for by in (5, 5, 9))
    gone.future.cancel()
    shared = entry(late, gone, early)
    assert shared.take_late(5) == [late]
    assert shared.take_late(5) == []
    assert shared.waiters == [early]


def test_entries_are_numbered_by_age() -> None:
    """The older of two has the lower number."""
    assert entry().number < entry().number
