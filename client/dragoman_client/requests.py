"""How arguments become the fields of a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Literal, TypeAlias

from dragoman.v1.types_pb2 import (
    FURNITURE_POLICY_DROP,
    FURNITURE_POLICY_KEEP,
    SUMMARY_LENGTH_BRIEF,
    SUMMARY_LENGTH_HEADLINE,
    SUMMARY_LENGTH_PARAGRAPH,
    DecodingOptions,
    FurniturePolicy,
    SummaryLength,
)
from dragoman_client.errors import InvalidRequestError

__all__ = [
    "SUMMARY_LENGTHS",
    "LengthName",
    "building",
    "decoding",
    "furniture",
    "summary_length",
    "texts",
]

LengthName: TypeAlias = Literal["headline", "brief", "paragraph"]

SUMMARY_LENGTHS: Mapping[str, SummaryLength.ValueType] = MappingProxyType(
    {
        "headline": SUMMARY_LENGTH_HEADLINE,
        "brief": SUMMARY_LENGTH_BRIEF,
        "paragraph": SUMMARY_LENGTH_PARAGRAPH,
    }
)


@contextmanager
def building() -> Iterator[None]:
    """Turn protobuf's refusal of a value into an error of this package.

    Raises:
        InvalidRequestError: a number is out of its field's range, or a text holds
            what UTF-8 cannot say (a lone surrogate).
    """
    try:
        yield
    except ValueError as exc:
        raise InvalidRequestError(f"the request cannot be encoded: {exc}") from exc


def texts(value: str | Iterable[str]) -> tuple[str, ...]:
    """Take one text or several; a lone `str` is one text, not its letters."""
    return (value,) if isinstance(value, str) else tuple(value)


def decoding(
    *,
    num_beams: int | None = None,
    num_hypotheses: int | None = None,
    max_new_tokens: int | None = None,
) -> DecodingOptions:
    """Say how the model searches; what is None is left to the checkpoint."""
    return DecodingOptions(
        num_beams=num_beams, num_hypotheses=num_hypotheses, max_new_tokens=max_new_tokens
    )


def furniture(*, keep: bool) -> FurniturePolicy.ValueType:
    """Say what happens to adverts, cookie notices and reply boxes."""
    return FURNITURE_POLICY_KEEP if keep else FURNITURE_POLICY_DROP


def summary_length(name: str) -> SummaryLength.ValueType:
    """Look the length of a summary up.

    Raises:
        InvalidRequestError: the name is none of `SUMMARY_LENGTHS`.
    """
    try:
        return SUMMARY_LENGTHS[name]
    except KeyError as exc:
        choices = ", ".join(SUMMARY_LENGTHS)
        problem = f"unknown summary length {name!r}; choose one of: {choices}"
        raise InvalidRequestError(problem, violations=(("length", problem),)) from exc
