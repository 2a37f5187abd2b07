"""Attempts over a network that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx2
import pytest
from huggingface_hub.errors import OfflineModeIsEnabled

from dragoman_models.errors import DownloadError
from dragoman_models.retrying import (
    RetryPolicy,
    TransientError,
    insist,
    refusal,
    transport_errors,
)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Collect the pauses instead of making them."""
    made: list[float] = []
    monkeypatch.setattr("dragoman_models.retrying.time.sleep", made.append)
    return made


def attempts(*outcomes: Exception | str) -> Callable[[], str]:
    """Make a function that has one outcome after another."""
    left: Iterator[Exception | str] = iter(outcomes)

    def attempt() -> str:
        outcome = next(left)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return attempt


def test_the_first_success_is_the_answer(waits: list[float]) -> None:
    """What works at once is not tried again"""
    assert insist(attempts("done"), RetryPolicy()) == "done"
    assert waits == []


def test_pauses_double(waits: list[float]) -> None:
    """Each failure in a row is followed by twice the pause of the one before"""
    failing = [TransientError("busy")] * 4
    assert insist(attempts(*failing, "done"), RetryPolicy(pause_seconds=0.5)) == "done"
    assert waits == [0.5, 1, 2, 4]


def test_patience_ends(waits: list[float]) -> None:
    """After the last attempt the reason is raised with the number of attempts"""
    failing = [TransientError("busy")] * 3
    with pytest.raises(DownloadError, match="busy; gave up after 3 attempts") as caught:
        insist(attempts(*failing), RetryPolicy(attempts=3))
    assert isinstance(caught.value.__cause__, TransientError)
    assert len(waits) == 2


def test_a_gain_renews_the_patience(waits: list[float]) -> None:
    """A failure after a gain counts as the first, and so does its pause"""
    gains = iter([0, 0, 0, 5, 5, 9, 9])
    failing = [TransientError("cut")] * 3
    insist(attempts(*failing, "done"), RetryPolicy(attempts=3), gained=lambda: next(gains))
    assert waits == [1, 1, 1]


@pytest.mark.usefixtures("waits")
def test_a_failure_for_good_is_not_met_again() -> None:
    """Another attempt is made for transient errors alone"""
    with pytest.raises(DownloadError, match=r"^gone$"):
        insist(attempts(DownloadError("gone"), "done"), RetryPolicy())


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ConnectError("refused"), TransientError),
        (httpx2.ReadTimeout(""), TransientError),
        (httpx2.RemoteProtocolError("cut off"), TransientError),
        (httpx2.UnsupportedProtocol("ftp"), DownloadError),
        (httpx2.InvalidURL("no address"), DownloadError),
        (httpx2.TooManyRedirects("round and round"), DownloadError),
        (OfflineModeIsEnabled("offline mode is enabled"), DownloadError),
    ],
)
def test_transport_errors_become_ours(error: Exception, kind: type[DownloadError]) -> None:
    """Each kind of failure says what was tried, and whether another attempt may help"""
    with pytest.raises(DownloadError) as caught, transport_errors("cannot download it"):
        raise error
    assert type(caught.value) is kind
    assert str(caught.value).startswith("cannot download it: ")
    assert len(str(caught.value)) > len("cannot download it: ")
    assert caught.value.__cause__ is error


@pytest.mark.parametrize(
    ("status", "transient"), [(404, False), (401, False), (429, True), (503, True)]
)
def test_a_refusal_says_the_status(status: int, *, transient: bool) -> None:
    """A status becomes an error that another attempt may or may not meet"""
    error = refusal(httpx2.Response(status), "cannot download it")
    assert isinstance(error, TransientError) is transient
    assert str(status) in str(error)
