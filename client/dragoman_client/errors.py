"""The one exception tree of this package, and the table from gRPC statuses to it.

ClientError
├── InvalidRequestError          the server refused what was sent; `violations` names the fields
│   └── LimitExceededError       a message is over a size limit; sending it again cannot help
├── UnauthenticatedError         no API key, or a wrong one
├── PermissionDeniedError        a key that may not do this
├── CheckpointMissingError       the server lacks a checkpoint; the text names the command
├── OverloadedError              too many calls; `retry_after` says when to come back
├── DeadlineExceededError        the call ran out of time
├── CancelledError               the server dropped the call, as gRPC does when they pile up
├── UnavailableError             no server answers at the address, or it went away
└── ServerError                  the server failed, or is not a Dragoman server
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

__all__ = [
    "CancelledError",
    "CheckpointMissingError",
    "ClientError",
    "DeadlineExceededError",
    "InvalidRequestError",
    "LimitExceededError",
    "OverloadedError",
    "PermissionDeniedError",
    "ServerError",
    "UnauthenticatedError",
    "UnavailableError",
    "map_rpc_errors",
]

REQUEST_ID_METADATA_KEY = "x-request-id"


class ClientError(Exception):
    """Be the root of all errors that a call raises.

    `code` is the status name (`INVALID_ARGUMENT`, ...), empty when no call was
    made; `request_id` is what the server calls the call in its log, or empty;
    `violations` are pairs of (field, description); `retry_after` is in seconds.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        request_id: str = "",
        violations: Sequence[tuple[str, str]] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.request_id = request_id
        self.violations = tuple(violations)
        self.retry_after = retry_after


class InvalidRequestError(ClientError):
    """Say that the server refused the request; `violations` names each wrong field."""


class LimitExceededError(InvalidRequestError):
    """Say that a message is over a size limit of the client or the server."""


class UnauthenticatedError(ClientError):
    """Say that the server wants an API key, or knows no such key."""


class PermissionDeniedError(ClientError):
    """Say that the API key may not do this."""


class CheckpointMissingError(ClientError):
    """Say that the server lacks a checkpoint, and which command installs it."""


class OverloadedError(ClientError):
    """Say that the server takes no more calls; `retry_after` says when it may again."""


class DeadlineExceededError(ClientError):
    """Say that the call did not end within its timeout."""


class CancelledError(ClientError):
    """Say that the call was dropped before it ended, not by the caller."""


class UnavailableError(ClientError):
    """Say that no server answers at the address, or that it went away."""


class ServerError(ClientError):
    """Say that the server failed, or that it is not a Dragoman server."""


# Every other status is a failure of the server, whatever it calls it.
_ERRORS: Mapping[grpc.StatusCode, type[ClientError]] = MappingProxyType(
    {
        grpc.StatusCode.CANCELLED: CancelledError,
        grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceededError,
        grpc.StatusCode.FAILED_PRECONDITION: CheckpointMissingError,
        grpc.StatusCode.INVALID_ARGUMENT: InvalidRequestError,
        grpc.StatusCode.OUT_OF_RANGE: InvalidRequestError,
        grpc.StatusCode.PERMISSION_DENIED: PermissionDeniedError,
        # Without RetryInfo it is gRPC's own limit on the size of a message.
        grpc.StatusCode.RESOURCE_EXHAUSTED: LimitExceededError,
        grpc.StatusCode.UNAUTHENTICATED: UnauthenticatedError,
        grpc.StatusCode.UNAVAILABLE: UnavailableError,
    }
)


@contextmanager
def map_rpc_errors() -> Iterator[None]:
    """Turn a gRPC error of the block into one of this tree, with the server's text.

    Raises:
        ClientError: the subclass that `_ERRORS` gives for the status.
    """
    try:
        yield
    except grpc.RpcError as exc:
        raise _error_of(exc) from exc


def _error_of(exc: grpc.RpcError) -> ClientError:
    code = exc.code()
    details = _details_of(exc)
    kind = _ERRORS.get(code, ServerError)
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and details.retry_after is not None:
        kind = OverloadedError
    return kind(
        _message(exc.details() or "", code, details.violations),
        code=code.name,
        request_id=details.request_id or _request_id(exc),
        violations=details.violations,
        retry_after=details.retry_after,
    )


def _message(text: str, code: grpc.StatusCode, violations: Sequence[tuple[str, str]]) -> str:
    said = text or f"the server said {code.name} and nothing more"
    # A server may repeat its violations in its text; nobody wants them twice.
    unsaid = [f"{field}: {reason}" for field, reason in violations if reason not in said]
    return "; ".join([said, *unsaid])


@dataclass(frozen=True, slots=True)
class _Details:
    violations: tuple[tuple[str, str], ...] = ()
    retry_after: float | None = None
    request_id: str = ""


def _details_of(exc: grpc.RpcError) -> _Details:
    violations: list[tuple[str, str]] = []
    retry_after: float | None = None
    request_info = error_details_pb2.RequestInfo()
    for detail in _rich_status(exc).details:
        bad_request = error_details_pb2.BadRequest()
        retry_info = error_details_pb2.RetryInfo()
        if detail.Unpack(bad_request):
            violations += [(v.field, v.description) for v in bad_request.field_violations]
        elif detail.Unpack(retry_info):
            retry_after = retry_info.retry_delay.ToTimedelta().total_seconds()
        else:
            detail.Unpack(request_info)
    return _Details(tuple(violations), retry_after, request_info.request_id)


def _rich_status(exc: object) -> status_pb2.Status:
    if not isinstance(exc, grpc.Call):
        return status_pb2.Status()
    try:
        return rpc_status.from_call(exc) or status_pb2.Status()
    except (ValueError, DecodeError):
        # Something between us and the server changed the status: its code and
        # text are what counts, and the details belong to another.
        return status_pb2.Status()


def _request_id(exc: object) -> str:
    if not isinstance(exc, grpc.Call):
        return ""
    metadata = [*(exc.initial_metadata() or ()), *(exc.trailing_metadata() or ())]
    values = [value for key, value in metadata if key == REQUEST_ID_METADATA_KEY]
    return str(values[-1]) if values else ""
