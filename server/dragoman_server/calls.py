"""What the server knows of a call while it works on it."""

from __future__ import annotations

import secrets
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from string import ascii_letters, digits

from google.protobuf import duration_pb2

from dragoman.v1 import types_pb2
from dragoman_server.entries import Owner

__all__ = ["REQUEST_ID_KEY", "Call", "current_call", "request_id"]

REQUEST_ID_KEY = "x-request-id"

_SANE = frozenset(ascii_letters + digits + "-_.:/")
_MAX_LENGTH = 128


@dataclass(slots=True, eq=False)
class Call:
    """Hold one call: who asked what and when, and what became of it.

    `started` and `deadline` are readings of the monotonic clock, in seconds.
    `segments` were decoded for it, of `source_tokens` in all; `cached_segments`
    had been translated before.
    """

    method: str
    request_id: str
    deadline: float
    started: float = field(default_factory=time.monotonic)
    key_name: str | None = None
    code: str = "OK"
    segments: int = 0
    source_tokens: int = 0
    cached_segments: int = 0
    _owner: Owner | None = None

    @property
    def owner(self) -> Owner:
        """Say whom the call's work is charged to, once its key is known."""
        if self._owner is None:
            self._owner = Owner(self.key_name or "")
        return self._owner

    @property
    def elapsed(self) -> float:
        """Give the seconds since the call arrived."""
        return time.monotonic() - self.started

    def timing(self, *, queue_seconds: float, inference_seconds: float) -> types_pb2.Timing:
        """Return the contract's timing of one result of this call."""
        return types_pb2.Timing(
            queue_time=_duration(queue_seconds),
            inference_time=_duration(inference_seconds),
            total_time=_duration(self.elapsed),
            cached_segments=self.cached_segments,
        )


# Set by the interceptor; a handler and the tasks that it starts see their own.
current_call: ContextVar[Call] = ContextVar("current_call")


def request_id(given: str | None) -> str:
    """Return the id that a client gave its call, or a new one where it is none to log."""
    if given and len(given) <= _MAX_LENGTH and _SANE.issuperset(given):
        return given
    return secrets.token_hex(8)


def _duration(seconds: float) -> duration_pb2.Duration:
    duration = duration_pb2.Duration()
    duration.FromNanoseconds(int(seconds * 1e9))
    return duration
