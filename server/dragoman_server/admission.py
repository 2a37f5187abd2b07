"""The door: calls are let in by the source tokens that they bring, or refused at once.

What a call will cost is estimated from its text before anything is done with
it, so a refusal costs next to nothing, and what was let in is never refused
later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from dragoman_server.calls import Call
from dragoman_server.entries import Owner, Priority
from dragoman_server.errors import OverloadedError
from dragoman_server.turns import FREE_TOKENS

__all__ = ["CODE_POINTS_PER_TOKEN", "Admission"]

CODE_POINTS_PER_TOKEN: Final = 4
"""English text, in the pieces of the checkpoints: the bundled ones make one of 3.6 code points."""

_MIN_RETRY_SECONDS, _MAX_RETRY_SECONDS = 0.5, 60.0
# Source tokens a second that are believed in before any batch was measured.
_FIRST_GUESS = 1_000.0
# Weight of the newest call in the tokens decoded for one that was announced.
_NEWEST = 0.05


class Admission:
    """Let calls in while their work can be done, each key to its share.

    `max_tokens` bounds the tokens in hand of each priority, `max_wait` the
    seconds that interactive work may have to wait, beyond the `free_tokens` that
    fill the next batches: with fewer in hand slow models would be idle.
    `tokens_per_second` measures what the models decode.
    """

    def __init__(
        self,
        *,
        max_tokens: int,
        max_wait: float,
        free_tokens: int = 0,
        tokens_per_second: Callable[[], float | None],
    ) -> None:
        self._max_tokens = max_tokens
        self._max_wait = max_wait
        self._free_tokens = free_tokens
        self._tokens_per_second = tokens_per_second
        self._held: dict[Priority, dict[Owner, int]] = {priority: {} for priority in Priority}
        self._expansion = 1.0

    @contextmanager
    def entered(self, call: Call, *, code_points: int, priority: Priority) -> Iterator[None]:
        """Hold a call's tokens while it is worked on.

        Raises:
            OverloadedError: too much is in hand already, or the call's deadline
                would pass before its turn came.
        """
        tokens = max(1, code_points // CODE_POINTS_PER_TOKEN)
        self._check_room(call.owner, tokens, priority)
        self._check_wait(call, tokens, priority)
        held = self._held[priority]
        held[call.owner] = tokens
        try:
            yield
        finally:
            del held[call.owner]
        self._learn(call, tokens)

    def _check_room(self, owner: Owner, tokens: int, priority: Priority) -> None:
        """Refuse what is too much, but not a key that has less than its share in hand."""
        held = self._held[priority]
        total = sum(held.values())
        if not total or total + tokens <= self._max_tokens:
            return
        keys = {each.key for each in held} | {owner.key}
        own = sum(size for each, size in held.items() if each.key == owner.key)
        if len(keys) > 1 and own + tokens <= self._max_tokens // len(keys):
            return
        seconds = self._seconds(total)
        raise OverloadedError(
            f"the queue is full (about {total:,} source tokens are in hand,"
            f" {self._max_tokens:,} are the most)",
            retry_seconds=_bounded(seconds),
        )

    def _check_wait(self, call: Call, tokens: int, priority: Priority) -> None:
        ahead = self._ahead(call.owner, tokens, priority)
        seconds = self._seconds(ahead)
        too_long = seconds > self._max_wait and ahead > self._free_tokens
        if priority is Priority.INTERACTIVE and too_long:
            raise OverloadedError(
                f"about {seconds:.1f} s of work waits already, {self._max_wait:g} s is the most"
                " for a text that somebody waits for",
                retry_seconds=_bounded(seconds - self._max_wait / 2),
            )
        left = call.deadline - time.monotonic()
        if seconds > left:
            raise OverloadedError(
                f"about {seconds:.1f} s of work waits already, more than the {left:.1f} s that"
                " the call has left",
                retry_seconds=_bounded(seconds - left),
            )

    def _ahead(self, owner: Owner, tokens: int, priority: Priority) -> int:
        """Count the tokens that are served before a call has had `tokens`, as turns go.

        Others are served no more meanwhile than the call itself, their free tokens
        aside, and another key no more than its own.
        """
        others: dict[str, int] = {}
        for each, size in self._held[priority].items():
            others[each.key] = others.get(each.key, 0) + min(size, max(tokens, FREE_TOKENS))
        own = others.pop(owner.key, 0)
        return own + sum(min(size, own + tokens) for size in others.values())

    def _seconds(self, tokens: int) -> float:
        speed = self._tokens_per_second() or _FIRST_GUESS
        return tokens * self._expansion / speed

    def _learn(self, call: Call, tokens: int) -> None:
        """Follow what calls cost: retries make it more than was announced.

        It is not taken for less: after many stories that were remembered a burst
        of new ones would pass for cheap.
        """
        self._expansion += _NEWEST * (max(1.0, call.source_tokens / tokens) - self._expansion)


def _bounded(seconds: float) -> float:
    return min(max(seconds, _MIN_RETRY_SECONDS), _MAX_RETRY_SECONDS)
