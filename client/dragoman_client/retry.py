"""Which calls are repeated, when, and for how long.

A translation is a pure function of its request, so a call that gave nothing yet
may be sent again. A call is never repeated once a message of it was handed on,
and never past its deadline:

    status                           repeated after                  at most
    UNAVAILABLE                      back-off, doubling, jittered,   `retries` times
                                     or what the server asks if longer
    CANCELLED                        the same, at least a second     `retries` times
    RESOURCE_EXHAUSTED + RetryInfo   what the server asks, jittered  until the deadline
    any other                        never                           -

No caller here cancels a call and then waits for it: CANCELLED is what gRPC says for
a server that has more calls at its door than it can even refuse.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeVar

from dragoman_client.errors import (
    CancelledError,
    ClientError,
    OverloadedError,
    UnavailableError,
    map_rpc_errors,
)

__all__ = ["RETRY_POLICIES", "Attempts", "RetryPolicy", "StreamCall", "call_stream", "call_unary"]

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 5.0
DROPPED_PAUSE_SECONDS = 1.0
# Spreads the calls that one overload turned away at the same moment.
JITTER = 0.25

T = TypeVar("T")
M_co = TypeVar("M_co", covariant=True)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Say for one method which statuses are tried again."""

    when_unavailable: bool
    when_overloaded: bool


_PURE = RetryPolicy(when_unavailable=True, when_overloaded=True)
# A probe reports what is; waiting until it is better would be a lie.
_PROBE = RetryPolicy(when_unavailable=False, when_overloaded=False)

RETRY_POLICIES: Mapping[str, RetryPolicy] = MappingProxyType(
    {
        "TranslateText": _PURE,
        "TranslateArticle": _PURE,
        "Summarize": _PURE,
        "ProcessArticle": _PURE,
        "ListLanguages": _PURE,
        "DetectLanguage": _PURE,
        "Check": _PROBE,
    }
)


class Attempts:
    """Count the attempts of one call against its deadline and its policy.

    `timeout` is in seconds and covers all attempts and the pauses between them;
    `retries` of 0 turns every repetition off.
    """

    def __init__(self, method: str, *, timeout: float, retries: int) -> None:
        self._policy = RETRY_POLICIES[method]
        self._deadline = time.monotonic() + timeout
        self._retries = retries
        self._failures = 0

    def remaining(self) -> float:
        """Give the seconds left until the deadline, at least 0."""
        return max(0.0, self._deadline - time.monotonic())

    def pause_after(self, error: ClientError) -> float | None:
        """Give the seconds to wait before the next attempt; None when there is none."""
        pause = self._pause(error)
        return pause if pause is not None and pause < self.remaining() else None

    def _pause(self, error: ClientError) -> float | None:
        if self._retries == 0:
            return None
        if isinstance(error, OverloadedError) and self._policy.when_overloaded:
            return max(error.retry_after or 0.0, FIRST_PAUSE_SECONDS) * _jittered()
        if isinstance(error, CancelledError) and self._policy.when_overloaded:
            return self._back_off(DROPPED_PAUSE_SECONDS)
        if isinstance(error, UnavailableError) and self._policy.when_unavailable:
            return self._back_off(error.retry_after or 0.0)
        return None

    def _back_off(self, asked: float) -> float | None:
        if self._failures == self._retries:
            return None
        pause: float = min(FIRST_PAUSE_SECONDS * 2**self._failures, LONGEST_PAUSE_SECONDS)
        self._failures += 1
        return max(pause, asked) * _jittered()


class StreamCall(Protocol[M_co]):
    """Be what gRPC returns for a call that answers with a stream."""

    def __iter__(self) -> Iterator[M_co]:
        """Yield the messages as they arrive."""
        ...

    def cancel(self) -> bool:
        """Tell the server that nobody waits for the rest."""
        ...


def call_unary(attempts: Attempts, invoke: Callable[[float], T]) -> T:
    """Call `invoke` with the seconds left, again and again while the policy allows.

    Raises:
        ClientError: what the last attempt raised.
    """
    while True:
        try:
            with map_rpc_errors():
                return invoke(attempts.remaining())
        except ClientError as error:
            pause = attempts.pause_after(error)
            if pause is None:
                raise
        time.sleep(pause)


def call_stream(attempts: Attempts, invoke: Callable[[float], StreamCall[T]]) -> Iterator[T]:
    """Yield the messages of a call; repeat it only while none has arrived.

    Raises:
        ClientError: what the last attempt raised.
    """
    while True:
        call = invoke(attempts.remaining())
        delivered = False
        try:
            with map_rpc_errors():
                for message in call:
                    delivered = True
                    yield message
        except ClientError as error:
            pause = None if delivered else attempts.pause_after(error)
            if pause is None:
                raise
        else:
            return
        finally:
            # A caller who stops in the middle frees the server's queue at once.
            call.cancel()
        time.sleep(pause)


def _jittered() -> float:
    return 1.0 + random.random() * JITTER  # noqa: S311 (spreads load; guards no secret)
