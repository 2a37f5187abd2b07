"""The one table from errors to gRPC statuses, and the rich details that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from dragoman_models.errors import (
    CheckpointCorruptedError,
    CheckpointError,
    CheckpointMissingError,
    GoldenSentenceError,
    InvalidInputError,
)
from dragoman_server.errors import (
    DeadlineExceededError,
    InvalidRequestError,
    OverloadedError,
    UnauthenticatedError,
    UnavailableError,
)

__all__ = ["CODES", "code_of", "status_of"]

CODES: Mapping[type[BaseException], grpc.StatusCode] = MappingProxyType(
    {
        InvalidRequestError: grpc.StatusCode.INVALID_ARGUMENT,
        InvalidInputError: grpc.StatusCode.INVALID_ARGUMENT,
        UnauthenticatedError: grpc.StatusCode.UNAUTHENTICATED,
        CheckpointError: grpc.StatusCode.FAILED_PRECONDITION,
        OverloadedError: grpc.StatusCode.RESOURCE_EXHAUSTED,
        DeadlineExceededError: grpc.StatusCode.DEADLINE_EXCEEDED,
        UnavailableError: grpc.StatusCode.UNAVAILABLE,
    }
)
_REASONS: Mapping[type[BaseException], str] = MappingProxyType(
    {
        CheckpointMissingError: "CHECKPOINT_MISSING",
        CheckpointCorruptedError: "CHECKPOINT_CORRUPTED",
        GoldenSentenceError: "CHECKPOINT_WRONG",
        CheckpointError: "CHECKPOINT_UNUSABLE",
    }
)
_DOMAIN = "dragoman"
_LOADING_RETRY_SECONDS = 1.0


def code_of(error: BaseException) -> grpc.StatusCode:
    """Look an error's status up along its classes; INTERNAL for one that nobody foresaw."""
    for kind in type(error).__mro__:
        if kind in CODES:
            return CODES[kind]
    return grpc.StatusCode.INTERNAL


def status_of(error: BaseException, *, request_id: str) -> grpc.Status:
    """Return what a client is told of an error; of one that nobody foresaw, only the request id."""
    code = code_of(error)
    if code is grpc.StatusCode.INTERNAL:
        message = f"internal error; the server's log has more under request id {request_id}"
    else:
        message = str(error)
    details: list[Message] = [
        *_details(error),
        error_details_pb2.RequestInfo(request_id=request_id),
    ]
    number: int = code.value[0]
    status: grpc.Status = rpc_status.to_status(
        status_pb2.Status(code=number, message=message, details=[_packed(one) for one in details])
    )
    return status


def _details(error: BaseException) -> list[Message]:
    if isinstance(error, InvalidRequestError):
        return [_bad_request(*((each.field, each.description) for each in error.violations))]
    if isinstance(error, InvalidInputError):
        return [_bad_request((error.field, str(error)))]
    if isinstance(error, OverloadedError):
        return [_retry(error.retry_seconds)]
    if isinstance(error, UnavailableError):
        return [_retry(_LOADING_RETRY_SECONDS)]
    if isinstance(error, CheckpointError):
        return _checkpoint(error)
    return []


def _bad_request(*violations: tuple[str, str]) -> Message:
    kind = error_details_pb2.BadRequest.FieldViolation
    bad_request: Message = error_details_pb2.BadRequest(
        field_violations=[kind(field=field, description=text) for field, text in violations]
    )
    return bad_request


def _retry(seconds: float) -> Message:
    delay = duration_pb2.Duration()
    delay.FromNanoseconds(int(seconds * 1e9))
    retry: Message = error_details_pb2.RetryInfo(retry_delay=delay)
    return retry


def _checkpoint(error: CheckpointError) -> list[Message]:
    reason = next(_REASONS[kind] for kind in type(error).__mro__ if kind in _REASONS)
    violation = error_details_pb2.PreconditionFailure.Violation(
        type=reason, subject=error.name, description=str(error)
    )
    return [
        error_details_pb2.PreconditionFailure(violations=[violation]),
        error_details_pb2.ErrorInfo(
            reason=reason, domain=_DOMAIN, metadata={"checkpoint": error.name}
        ),
    ]


def _packed(detail: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed
