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

__all__ = ["TRANSIENT_STATUSES", "RetryPolicy", "TransientError", "insist", "transport_errors"]

TRANSIENT_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})

T = TypeVar("T")


class TransientError(DownloadError):
    """Say that an attempt failed for a reason that another attempt may not meet."""


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
            time.sleep(retry.pause_seconds * 2 ** (failures - 1))


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
