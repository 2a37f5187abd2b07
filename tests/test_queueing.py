"""The queue forms batches by padded tokens, priority and turns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from dragoman_models.types import DecodingOptions
from dragoman_server.entries import Entry, Lane, Owner, Priority, Waiter
from dragoman_server.queueing import Late, Queue

FOUR_BEAMS = Lane("compact", DecodingOptions(num_beams=4))
ONE_BEAM = Lane("compact", DecodingOptions(num_beams=1))
OTHER = Lane("other", DecodingOptions(num_beams=4))
ANYBODY = Owner()
FOREVER = 1e9


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Give a loop for futures that nobody awaits."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def entry(loop: asyncio.AbstractEventLoop) -> Callable[..., Entry]:
    """Give a maker of entries, each later than the one before it."""
    clock = 0.0

    def make(
        name: str,
        length: int = 1,
        *,
        priority: Priority = Priority.BULK,
        lane: Lane = FOUR_BEAMS,
        owner: Owner = ANYBODY,
        deadline: float = FOREVER,
    ) -> Entry:
        nonlocal clock
        clock += 1
        waiter = Waiter(loop.create_future(), clock, deadline)
        return Entry(lane, (name, *["x"] * (length - 1)), priority, owner, [waiter])

    return make


def filled(*entries: Entry) -> Queue:
    """Make a queue of entries."""
    queue = Queue()
    for one in entries:
        queue.add(one)
    return queue


def names(batch: tuple[Entry, ...]) -> list[str]:
    """List the entries of a batch, sorted."""
    return sorted(one.tokens[0] for one in batch)


def test_an_empty_queue_gives_an_empty_batch() -> None:
    """Nothing waits, nothing is taken."""
    assert Queue().take(max_tokens=100, now=0) == ((), ())


def test_a_batch_costs_its_longest_times_its_count(entry: Callable[..., Entry]) -> None:
    """Ten entries of ten tokens fill 100 padded tokens; the eleventh waits."""
    queue = filled(*(entry(f"e{index}", 10) for index in range(11)))
    batch = queue.take(max_tokens=100, now=0).batch
    assert len(batch) == 10
    assert len(queue) == 1


def test_padding_counts(entry: Callable[..., Entry]) -> None:
    """A long entry leaves room for fewer short ones than their own tokens would need."""
    queue = filled(entry("long", 50), *(entry(f"s{index}", 2) for index in range(9)))
    assert len(queue.take(max_tokens=100, now=0).batch) == 2


def test_the_oldest_entry_is_in_the_batch(entry: Callable[..., Entry]) -> None:
    """However many longer ones come after it, the oldest goes first."""
    queue = filled(entry("oldest", 1), *(entry(f"l{index}", 40) for index in range(20)))
    assert "oldest" in names(queue.take(max_tokens=80, now=0).batch)


def test_company_is_of_like_length(entry: Callable[..., Entry]) -> None:
    """The batch of a short entry holds the short ones, wherever they stand in the queue."""
    mixed = [
        entry(f"{'long' if index % 2 else 'short'}{index}", 30 if index % 2 else 3)
        for index in range(8)
    ]
    batch = filled(*mixed).take(max_tokens=60, now=0).batch
    assert names(batch) == ["short0", "short2", "short4", "short6"]


@pytest.mark.parametrize(
    ("priority", "taken"),
    [(Priority.INTERACTIVE, ["due"]), (Priority.BULK, ["alike", "due"])],
)
def test_fewer_people_are_passed_over_than_bulk(
    entry: Callable[..., Entry], priority: Priority, taken: list[str]
) -> None:
    """Company behind two batches' worth of others is left there by interactive work."""
    lengths = {"due": 4, "long": 9, "long too": 9, "alike": 4}
    queue = filled(*(entry(name, size, priority=priority) for name, size in lengths.items()))
    assert names(queue.take(max_tokens=10, now=0).batch) == taken


def test_an_entry_over_the_budget_goes_alone(entry: Callable[..., Entry]) -> None:
    """Nothing waits for ever because it is long."""
    queue = filled(entry("huge", 500), entry("small"))
    assert names(queue.take(max_tokens=100, now=0).batch) == ["huge"]
    assert names(queue.take(max_tokens=100, now=0).batch) == ["small"]


def test_options_are_not_mixed(entry: Callable[..., Entry]) -> None:
    """A batch is decoded with one set of options, so it holds one set."""
    queue = filled(entry("a"), entry("b", lane=ONE_BEAM), entry("c"))
    assert names(queue.take(max_tokens=100, now=0).batch) == ["a", "c"]
    assert names(queue.take(max_tokens=100, now=0).batch) == ["b"]


def test_interactive_goes_before_bulk(entry: Callable[..., Entry]) -> None:
    """An entry of a person who waits overtakes older bulk work."""
    queue = filled(entry("bulk"), entry("person", priority=Priority.INTERACTIVE))
    assert names(queue.take(max_tokens=100, now=0).batch) == ["person"]


def test_bulk_is_not_starved(entry: Callable[..., Entry]) -> None:
    """While interactive work never ends, bulk work still gets one batch in five."""
    queue = filled(entry("bulk"))
    taken = []
    for index in range(6):
        queue.add(entry(f"person{index}", 60, priority=Priority.INTERACTIVE))
        queue.add(entry(f"again{index}", 60, priority=Priority.INTERACTIVE))
        taken.append(names(queue.take(max_tokens=100, now=0).batch))
    assert taken.index(["bulk"]) == 4


def test_an_entry_past_its_deadline_is_handed_back(entry: Callable[..., Entry]) -> None:
    """Its waiter is named with the checkpoint, and the model is spared."""
    late, good = entry("late", deadline=5), entry("good")
    (waiter,) = late.waiters
    queue = filled(late, good)
    taken = queue.take(max_tokens=100, now=6)
    assert names(taken.batch) == ["good"]
    assert taken.late == (Late(waiter, "compact"),)
    assert len(queue) == 0


def test_an_entry_that_would_take_too_long_is_handed_back(entry: Callable[..., Entry]) -> None:
    """What cannot be done by its deadline is not begun."""
    long, short = entry("long", 50, deadline=5), entry("short", 10, deadline=5)
    queue = Queue(lambda one: len(one.tokens) / 10)
    queue.add(long)
    queue.add(short)
    taken = queue.take(max_tokens=100, now=3)
    assert names(taken.batch) == ["short"]
    assert len(taken.late) == 1


def test_an_entry_lives_as_long_as_one_of_its_waiters(
    entry: Callable[..., Entry], loop: asyncio.AbstractEventLoop
) -> None:
    """A joined entry is decoded for the call that has time left."""
    shared = entry("shared", deadline=5)
    (early,) = shared.waiters
    patient = Waiter(loop.create_future(), 2, FOREVER)
    shared.waiters.append(patient)
    taken = filled(shared).take(max_tokens=100, now=6)
    assert taken.batch == (shared,)
    assert taken.late == (Late(early, "compact"),)
    assert shared.waiters == [patient]


def test_an_entry_that_nobody_wants_is_not_taken(entry: Callable[..., Entry]) -> None:
    """A call that is gone costs no decoding."""
    gone = entry("gone")
    gone.waiters[0].future.cancel()
    assert filled(gone).take(max_tokens=100, now=0) == ((), ())


def test_tokens_are_counted_in_and_out(entry: Callable[..., Entry]) -> None:
    """The count that admission looks at is of what waits, without padding."""
    first, second = entry("a", 3), entry("b", 4)
    queue = filled(first, second)
    assert queue.tokens["compact"] == 7
    assert queue.remove(first)
    assert not queue.remove(first)
    assert queue.tokens["compact"] == 4
    queue.take(max_tokens=100, now=0)
    assert queue.tokens["compact"] == 0


def test_equal_work_is_found(entry: Callable[..., Entry]) -> None:
    """The same tokens with the same options are one entry, with other options another."""
    waiting = entry("a")
    queue = filled(waiting)
    assert queue.find(FOUR_BEAMS, waiting.tokens) is waiting
    assert queue.find(ONE_BEAM, waiting.tokens) is None


def test_an_entry_is_promoted_by_who_joins_it(entry: Callable[..., Entry]) -> None:
    """Bulk work that a person waits for as well goes as interactive, and never back."""
    waiting, other = entry("a"), entry("b", priority=Priority.INTERACTIVE)
    queue = filled(waiting, other)
    queue.promote(waiting, Priority.INTERACTIVE)
    queue.promote(waiting, Priority.BULK)
    assert names(queue.take(max_tokens=100, now=0).batch) == ["a", "b"]


def test_checkpoints_are_not_mixed(entry: Callable[..., Entry]) -> None:
    """A batch is decoded by one model."""
    queue = filled(entry("a"), entry("b", lane=OTHER), entry("c"))
    assert names(queue.take(max_tokens=100, now=0).batch) == ["a", "c"]
    assert names(queue.take(max_tokens=100, now=0).batch) == ["b"]


def test_company_is_taken_from_every_key(entry: Callable[..., Entry]) -> None:
    """A batch holds as many tokens of the key that sent little as of the one that sent much."""
    wire, desk = Owner("wire"), Owner("desk")
    many = [entry(f"m{index}", 10, owner=wire) for index in range(50)]
    few = [entry(f"f{index}", 10, owner=desk) for index in range(3)]
    batch = filled(*many, *few).take(max_tokens=100, now=0).batch
    assert {one.tokens[0] for one in batch} >= {"f0", "f1", "f2"}


def test_bulk_batches_are_smaller_while_people_are_about(entry: Callable[..., Entry]) -> None:
    """For ten seconds after a person's text the next one waits behind half as much."""
    queue = filled(
        entry("person", 10, priority=Priority.INTERACTIVE),
        *(entry(f"bulk{index}", 10) for index in range(40)),
    )
    sizes = [len(queue.take(max_tokens=100, now=now).batch) for now in (0, 1, 9, 11)]
    assert sizes == [1, 5, 5, 10]
