"""Turns are given by tokens, to keys and to the calls of a key."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.types import DecodingOptions
from dragoman_server.entries import Entry, Lane, Owner, Priority
from dragoman_server.turns import FREE_TOKENS, Turns

LANE = Lane("compact", DecodingOptions(num_beams=4))
OTHER = Lane("other", DecodingOptions(num_beams=4))
LONGEST = 30


def entry(name: str, owner: Owner, length: int = 10, lane: Lane = LANE) -> Entry:
    """Make an entry of so many tokens."""
    return Entry(lane, (name, *["x"] * (length - 1)), Priority.BULK, owner)


def sent(owner: Owner, count: int, length: int = 10) -> list[Entry]:
    """Make a call's entries."""
    return [entry(f"{owner.number}.{index}", owner, length) for index in range(count)]


def turns_of(*entries: Iterable[Entry]) -> Turns:
    """Give turns to entries that have come in this order."""
    turns = Turns()
    for call in entries:
        for one in call:
            turns.add(one)
    return turns


def served(turns: Turns, count: int) -> list[Entry]:
    """Serve the next entries, one at a time."""
    taken = []
    for _ in range(count):
        taken.append(turns.first())
        turns.serve(taken[-1])
    return taken


def test_one_call_is_served_in_its_order() -> None:
    """Entries of one call are first come, first served."""
    entries = sent(Owner(), 5)
    assert served(turns_of(entries), 5) == entries


def test_a_short_call_does_not_wait_for_a_long_one() -> None:
    """Once the long one has had its free tokens, the one behind it goes first."""
    short = sent(Owner("desk"), 3)
    turns = turns_of(sent(Owner("desk"), 500), short)
    assert set(short) <= set(served(turns, FREE_TOKENS // 10 + 6))


def test_long_calls_of_one_key_alternate() -> None:
    """Beyond the free tokens none is ahead of another."""
    first, second = Owner("desk"), Owner("desk")
    turns = turns_of(sent(first, 500), sent(second, 500))
    served(turns, 2 * FREE_TOKENS // 10)
    owners = [one.owner for one in served(turns, 100)]
    assert abs(owners.count(first) - owners.count(second)) <= 2


def test_short_calls_go_in_the_order_in_which_they_came() -> None:
    """With what they ask for a second time, too: who has begun is finished first."""
    calls = [sent(Owner("desk"), 1) for _ in range(5)]
    turns = turns_of(*calls)
    (begun,) = served(turns, 1)
    again = entry("again", begun.owner)
    turns.add(again)
    assert served(turns, 2) == [again, *calls[1]]


def test_new_calls_without_end_do_not_hold_up_an_old_one() -> None:
    """The long call goes on getting a part of the turns."""
    long = Owner("desk")
    turns = turns_of(sent(long, 1_000))
    served(turns, 100)
    got = 0
    for _ in range(300):
        while len(turns) < 1_000:
            turns.add(entry("new", Owner("desk")))
        got += served(turns, 1)[0].owner is long
    assert got > 20


def test_a_key_gains_nothing_by_many_calls() -> None:
    """Ten calls of one key have together what the one call of another has."""
    crowd = [sent(Owner("crowd"), 20) for number in range(10)]
    turns = turns_of(*crowd, sent(Owner("desk"), 20))
    keys = [one.owner.key for one in served(turns, 20)]
    assert keys.count("desk") == keys.count("crowd") == 10


def test_shares_are_of_tokens_not_of_entries() -> None:
    """Who sends long sentences gets fewer of them through."""
    turns = turns_of(sent(Owner("long"), 50, length=30), sent(Owner("short"), 50, length=10))
    keys = [one.owner.key for one in served(turns, 40)]
    assert keys.count("short") == 3 * keys.count("long")


def test_nobody_saves_turns_up() -> None:
    """A key that comes back after a pause shares from then on; it is not paid what it missed."""
    turns = turns_of(sent(Owner("busy"), 100), sent(Owner("guest"), 1))
    served(turns, 60)
    for one in sent(Owner("guest"), 20):
        turns.add(one)
    keys = [one.owner.key for one in served(turns, 10)]
    assert keys.count("guest") == 5


def test_a_key_is_not_forgotten_between_its_calls() -> None:
    """A key that sends one sentence after the other has no more than its half, either."""
    turns = turns_of(sent(Owner("busy"), 100))
    keys = []
    for number in range(40):
        if not any(key == "drip" for key in keys[-1:]):
            turns.add(entry(f"drip{number}", Owner("drip")))
        keys.append(served(turns, 1)[0].owner.key)
    assert keys.count("busy") >= 19


def test_due_keeps_to_one_lane() -> None:
    """The order of turns is given for what one batch may hold."""
    wanted = sent(Owner(), 3)
    turns = turns_of(wanted, [entry("other", Owner(), lane=OTHER)])
    assert list(turns.due(LANE)) == wanted


def test_a_removed_entry_is_not_served() -> None:
    """What nobody wants any more has no turn."""
    first, second = sent(Owner(), 2)
    turns = turns_of([first, second])
    turns.remove(first)
    assert len(turns) == 1
    assert turns.first() is second


@given(
    calls=st.lists(
        st.tuples(
            st.sampled_from("abc"), st.lists(st.integers(1, LONGEST), min_size=1, max_size=20)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_everything_is_served_once_and_keys_stay_level(
    calls: list[tuple[str, list[int]]],
) -> None:
    """While several keys wait, none is ever ahead of another by more than two long entries."""
    entries = [
        entry(f"{number}.{index}", owner, length)
        for number, (owner, lengths) in enumerate((Owner(key), sizes) for key, sizes in calls)
        for index, length in enumerate(lengths)
    ]
    turns = turns_of(entries)
    waiting = {
        key: sum(len(one.tokens) for one in group)
        for key, group in groupby(
            sorted(entries, key=lambda one: one.owner.key), lambda one: one.owner.key
        )
    }
    shares = dict.fromkeys(waiting, 0)
    for one in served(turns, len(entries)):
        shares[one.owner.key] += len(one.tokens)
        level = [share for key, share in shares.items() if share < waiting[key]]
        assert not level or max(level) - min(level) <= 2 * LONGEST
    assert shares == waiting


@given(lengths=st.lists(st.integers(1, LONGEST), min_size=1, max_size=40))
def test_due_is_the_order_in_which_entries_are_served(lengths: list[int]) -> None:
    """Looking ahead and serving one by one agree."""
    owners = [Owner("ab"[number % 2]) for number in range(5)]
    entries = [
        entry(str(number), owners[number % 5], length) for number, length in enumerate(lengths)
    ]
    turns = turns_of(entries)
    expected = list(turns.due(LANE))
    assert expected == served(turns, len(entries))
