"""Errors become statuses in one place, with details that a program can read."""

from __future__ import annotations

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from dragoman_models import errors as models
from dragoman_server import errors as server
from dragoman_server.status import CODES, code_of, status_of


def details_of(error: Exception) -> dict[str, object]:
    """Unpack the details that a client would read, by the names of their types."""
    status = status_of(error, request_id="r-1")
    trailing = dict(status.trailing_metadata)
    rich = status_pb2.Status.FromString(trailing["grpc-status-details-bin"])
    found = {}
    for packed in rich.details:
        name = packed.type_url.rpartition(".")[2]
        detail = getattr(error_details_pb2, name)()
        packed.Unpack(detail)
        found[name] = detail
    return found


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (models.TextTooLongError("content", "long"), grpc.StatusCode.INVALID_ARGUMENT),
        (models.CheckpointMissingError("m", "run"), grpc.StatusCode.FAILED_PRECONDITION),
        (models.GoldenSentenceError("m", "wrong"), grpc.StatusCode.FAILED_PRECONDITION),
        (server.InvalidRequestError([]), grpc.StatusCode.INVALID_ARGUMENT),
        (server.UnauthenticatedError("who"), grpc.StatusCode.UNAUTHENTICATED),
        (server.OverloadedError("full", retry_seconds=1), grpc.StatusCode.RESOURCE_EXHAUSTED),
        (server.DeadlineExceededError("late"), grpc.StatusCode.DEADLINE_EXCEEDED),
        (server.UnavailableError("loading"), grpc.StatusCode.UNAVAILABLE),
        (KeyError("x"), grpc.StatusCode.INTERNAL),
        (TimeoutError(), grpc.StatusCode.INTERNAL),
    ],
)
def test_each_error_has_its_code(error: Exception, code: grpc.StatusCode) -> None:
    """Classes below one of the table get its code; what nobody foresaw is INTERNAL."""
    assert code_of(error) is code


def test_every_error_of_the_models_that_a_call_can_meet_is_in_the_table() -> None:
    """A new class under the models' roots for calls inherits a code."""
    for kind in (models.InvalidInputError, models.CheckpointError):
        assert kind in CODES


def test_an_unexpected_error_tells_the_client_nothing_but_the_request_id() -> None:
    """Neither the message nor the class of the error leaks."""
    status = status_of(KeyError("/srv/secret/path"), request_id="r-1")
    assert status.details == "internal error; the server's log has more under request id r-1"
    assert "secret" not in repr(status.trailing_metadata)


def test_violations_name_every_field() -> None:
    """BadRequest lists field and description of each violation."""
    error = server.InvalidRequestError(
        [
            server.Violation("contents", "give at least one text"),
            server.Violation("mime_type", "choose from: text/plain, text/html"),
        ]
    )
    found = details_of(error)["BadRequest"]
    assert [(each.field, each.description) for each in found.field_violations] == [
        ("contents", "give at least one text"),
        ("mime_type", "choose from: text/plain, text/html"),
    ]
    message = status_of(error, request_id="r-1").details
    assert message.startswith("contents: give at least one text; mime_type: ")


def test_an_input_error_of_the_models_names_its_field() -> None:
    """A violation that only the models see is a BadRequest all the same."""
    error = models.UnsupportedLanguageError("target_language_codes", "xx", ["ru", "hy"])
    (violation,) = details_of(error)["BadRequest"].field_violations
    assert violation.field == "target_language_codes"
    assert "choose one of: hy, ru" in violation.description


def test_overload_says_when_to_try_again() -> None:
    """RetryInfo carries the delay, to the millisecond."""
    retry = details_of(server.OverloadedError("full", retry_seconds=2.25))["RetryInfo"]
    assert retry.retry_delay.ToMilliseconds() == 2250


def test_loading_says_when_to_try_again() -> None:
    """UNAVAILABLE carries a RetryInfo as well."""
    assert "RetryInfo" in details_of(server.UnavailableError("loading"))


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (models.CheckpointMissingError, "CHECKPOINT_MISSING"),
        (models.CheckpointCorruptedError, "CHECKPOINT_CORRUPTED"),
        (models.GoldenSentenceError, "CHECKPOINT_WRONG"),
        (models.CheckpointError, "CHECKPOINT_UNUSABLE"),
    ],
)
def test_a_checkpoint_error_names_the_checkpoint_and_the_command(
    kind: type[models.CheckpointError], reason: str
) -> None:
    """PreconditionFailure is for a person, ErrorInfo for a program."""
    error = kind("opus-mt-en-hy", "run: dragoman models pull opus-mt-en-hy")
    found = details_of(error)
    (violation,) = found["PreconditionFailure"].violations
    assert (violation.type, violation.subject) == (reason, "opus-mt-en-hy")
    assert "dragoman models pull opus-mt-en-hy" in violation.description
    info = found["ErrorInfo"]
    assert (info.reason, info.domain) == (reason, "dragoman")
    assert dict(info.metadata) == {"checkpoint": "opus-mt-en-hy"}


def test_every_status_carries_the_request_id() -> None:
    """RequestInfo is there whatever the error."""
    for error in (KeyError("x"), server.UnauthenticatedError("who")):
        assert details_of(error)["RequestInfo"].request_id == "r-1"
