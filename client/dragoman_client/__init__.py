"""The Python client and the `dragoman` command."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.v1.types_pb2 import GlossaryEntry
    from dragoman_client.client import DEFAULT_ADDRESS, Client
    from dragoman_client.errors import (
        CancelledError,
        CheckpointMissingError,
        ClientError,
        DeadlineExceededError,
        InvalidRequestError,
        LimitExceededError,
        OverloadedError,
        PermissionDeniedError,
        ServerError,
        UnauthenticatedError,
        UnavailableError,
        map_rpc_errors,
    )
    from dragoman_client.tls import TLS

__all__ = [
    "DEFAULT_ADDRESS",
    "TLS",
    "CancelledError",
    "CheckpointMissingError",
    "Client",
    "ClientError",
    "DeadlineExceededError",
    "GlossaryEntry",
    "InvalidRequestError",
    "LimitExceededError",
    "OverloadedError",
    "PermissionDeniedError",
    "ServerError",
    "UnauthenticatedError",
    "UnavailableError",
    "map_rpc_errors",
]

_ELSEWHERE = {
    "DEFAULT_ADDRESS": "dragoman_client.client",
    "Client": "dragoman_client.client",
    "GlossaryEntry": "dragoman.v1.types_pb2",
    "TLS": "dragoman_client.tls",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for.

    The command imports this package too, and `dragoman --help` must not wait
    for gRPC.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_ELSEWHERE.get(name, "dragoman_client.errors")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__})
