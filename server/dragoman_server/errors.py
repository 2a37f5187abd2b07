"""The one exception tree of the server, beside that of `dragoman_models`.

DragomanServerError
├── SettingError             a setting is wrong; names it, its source and the choices
├── AddressError             the server cannot listen where it was told to
├── CredentialsError         a certificate, key or API-key file cannot be used
├── InvalidRequestError      fields of a request are wrong; holds every violation
├── UnauthenticatedError     the API key is missing or unknown
├── OverloadedError          admission is full; says when to try again
├── DeadlineExceededError    the call's time passed before its work was done
└── UnavailableError         the server is loading or stopping
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AddressError",
    "CredentialsError",
    "DeadlineExceededError",
    "DragomanServerError",
    "InvalidRequestError",
    "OverloadedError",
    "SettingError",
    "UnauthenticatedError",
    "UnavailableError",
    "Violation",
]


class DragomanServerError(Exception):
    """Be the root of all errors that the server raises on purpose."""


class SettingError(DragomanServerError):
    """Refuse a setting's value, and say where it came from and what would do."""


class AddressError(DragomanServerError):
    """Say that the server cannot listen on an address, and why."""


class CredentialsError(DragomanServerError):
    """Say which certificate, key or API-key file cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Hold what is wrong with one field, in the contract's spelling of it."""

    field: str
    description: str


class InvalidRequestError(DragomanServerError):
    """Refuse a request; `violations` names everything that is wrong with it."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("; ".join(f"{item.field}: {item.description}" for item in violations))
        self.violations = tuple(violations)


class UnauthenticatedError(DragomanServerError):
    """Refuse a call without a known API key."""


class OverloadedError(DragomanServerError):
    """Refuse a call that would wait too long; `retry_seconds` estimates how long."""

    def __init__(self, message: str, *, retry_seconds: float) -> None:
        super().__init__(f"{message}; try again in {retry_seconds:.1f} s")
        self.retry_seconds = retry_seconds


class DeadlineExceededError(DragomanServerError):
    """Give up a call whose time has passed."""


class UnavailableError(DragomanServerError):
    """Refuse a call for now: the server is loading its checkpoints, or stopping."""
