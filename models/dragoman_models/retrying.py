"""Attempts over a network that fails: which failures to meet again, and for how long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx2
from huggingface_hub.errors import OfflineModeIsEnabled

from dragoman_models.errors import DownloadError

__all__ = ["RetryPolicy", "TransientError", "insist", "refusal", "transport_errors"]

_TRANSIENT_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})

# A server may ask for an hour; whoever looks at the terminal would rather know.
_LONGEST_WAIT_SECONDS: Final = 60.0

T = TypeVar("T")


class TransientError(DownloadError):
    """Say that an attempt failed for a reason that another attempt may not meet.

    `wait_seconds` is how long the server asks to be left alone.
    """

    def __init__(self, message: str, *, wait_seconds: float = 0.0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Say how long to insist.

    `attempts` is how many may fail one after another without a gain;
    `pause_seconds` goes before the second and doubles with each further one;
    `timeout_seconds` is how long a server may stay silent.
    """

    attempts: int = 5
    pause_seconds: float = 1.0
    timeout_seconds: float = 30.0


def insist(
    attempt: Callable[[], T], retry: RetryPolicy, *, gained: Callable[[], int] = lambda: 0
) -> T:
    """Make attempts until one succeeds or too many have failed without a gain.

    `gained` measures what the attempts have brought so far; a failure after a
    gain counts as the first.

    Raises:
        DownloadError: the last attempt failed, or one failed for good.
    """
    failures, mark = 0, gained()
    while True:
        try:
            return attempt()
        except TransientError as exc:
            failures = failures + 1 if gained() == mark else 1
            mark = gained()
            if failures >= retry.attempts:
                raise DownloadError(f"{exc}; gave up after {failures} attempts") from exc
            pause = retry.pause_seconds * 2 ** (failures - 1)
            time.sleep(max(pause, min(exc.wait_seconds, _LONGEST_WAIT_SECONDS)))


def refusal(response: httpx2.Response, what: str) -> DownloadError:
    """Make the error that says how a server refused; `what` says what was tried."""
    said = f"{what}: the server answers {response.status_code} {response.reason_phrase}"
    if response.status_code not in _TRANSIENT_STATUSES:
        return DownloadError(said)
    wait = response.headers.get("Retry-After", "")
    return TransientError(said, wait_seconds=float(wait) if wait.isdecimal() else 0.0)


@contextmanager
def transport_errors(what: str) -> Iterator[None]:
    """Turn the HTTP library's errors into ours; `what` says what was tried.

    Raises:
        TransientError: the connection could not be made, or broke.
        DownloadError: the address is wrong, or the network may not be used.
    """
    try:
        yield
    except OfflineModeIsEnabled as exc:
        raise DownloadError(f"{what}: {exc}") from exc
    except (httpx2.InvalidURL, httpx2.UnsupportedProtocol, httpx2.TooManyRedirects) as exc:
        raise DownloadError(f"{what}: {exc}") from exc
    except httpx2.TransportError as exc:
        raise TransientError(f"{what}: {str(exc) or type(exc).__name__}") from exc
