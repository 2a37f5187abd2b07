"""How arguments become the fields of a request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, TypedDict, TypeVar

from dragoman.v1.types_pb2 import (
    DIGIT_POLICY_KEEP,
    DIGIT_POLICY_NATIVE,
    DIGIT_POLICY_WESTERN,
    FURNITURE_POLICY_DROP,
    FURNITURE_POLICY_KEEP,
    SUMMARY_LENGTH_BRIEF,
    SUMMARY_LENGTH_HEADLINE,
    SUMMARY_LENGTH_PARAGRAPH,
    DecodingOptions,
    DigitPolicy,
    FurniturePolicy,
    GlossaryEntry,
    SummaryLength,
)
from dragoman_client.errors import InvalidRequestError

__all__ = [
    "DIGIT_POLICIES",
    "SUMMARY_LENGTHS",
    "DigitsName",
    "LengthName",
    "SummaryOptions",
    "TextOptions",
    "building",
    "digit_policy",
    "fields",
    "furniture",
    "summary_length",
    "texts",
]

DigitsName: TypeAlias = Literal["western", "native", "keep"]
LengthName: TypeAlias = Literal["headline", "brief", "paragraph"]

DIGIT_POLICIES: Mapping[str, DigitPolicy.ValueType] = MappingProxyType(
    {
        "western": DIGIT_POLICY_WESTERN,
        "native": DIGIT_POLICY_NATIVE,
        "keep": DIGIT_POLICY_KEEP,
    }
)

SUMMARY_LENGTHS: Mapping[str, SummaryLength.ValueType] = MappingProxyType(
    {
        "headline": SUMMARY_LENGTH_HEADLINE,
        "brief": SUMMARY_LENGTH_BRIEF,
        "paragraph": SUMMARY_LENGTH_PARAGRAPH,
    }
)

ValueT = TypeVar("ValueT")


class SummaryOptions(TypedDict, total=False):
    """Say what an article is and how it is summarized; whatever is left out has its default.

    `source_language` is ISO 639-1; `num_beams` and `max_new_tokens` (a segment) are
    left to the checkpoint when None, `max_searches` (a segment) to the checks;
    `do_not_translate` terms stay as they stand;
    `digits` are those of Persian text; `labels` come back with the answer.
    """

    source_language: str
    mime_type: str
    num_beams: int | None
    max_new_tokens: int | None
    max_searches: int | None
    do_not_translate: Iterable[str]
    glossary: Iterable[GlossaryEntry]
    digits: DigitsName
    labels: Mapping[str, str] | None


class TextOptions(SummaryOptions, total=False):
    """Say what texts are and how they are translated, in several ways where asked for.

    `num_hypotheses` is how many outputs each segment comes back with.
    """

    num_hypotheses: int | None


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


def fields(
    to: str | Iterable[str],
    *,
    source_language: str = "",
    mime_type: str = "text/plain",
    num_beams: int | None = None,
    num_hypotheses: int | None = None,
    max_new_tokens: int | None = None,
    max_searches: int | None = None,
    do_not_translate: Iterable[str] = (),
    glossary: Iterable[GlossaryEntry] = (),
    digits: str = "western",
    labels: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Give the fields that every request has alike, by their names in the contract.

    The defaults of `TextOptions` stand here.

    Raises:
        InvalidRequestError: an option is none of its choices.
    """
    return {
        "source_language_code": source_language,
        "target_language_codes": texts(to),
        "mime_type": mime_type,
        "decoding": DecodingOptions(
            num_beams=num_beams,
            num_hypotheses=num_hypotheses,
            max_new_tokens=max_new_tokens,
            max_searches=max_searches,
        ),
        "do_not_translate": texts(do_not_translate),
        "glossary": glossary,
        "digit_policy": digit_policy(digits),
        "labels": labels,
    }


def furniture(*, keep: bool) -> FurniturePolicy.ValueType:
    """Say what happens to adverts, cookie notices and reply boxes."""
    return FURNITURE_POLICY_KEEP if keep else FURNITURE_POLICY_DROP


def digit_policy(name: str) -> DigitPolicy.ValueType:
    """Look up which digits a translation is printed with.

    Raises:
        InvalidRequestError: the name is none of `DIGIT_POLICIES`.
    """
    return _choice(DIGIT_POLICIES, name, field="digit_policy", noun="digits")


def summary_length(name: str) -> SummaryLength.ValueType:
    """Look the length of a summary up.

    Raises:
        InvalidRequestError: the name is none of `SUMMARY_LENGTHS`.
    """
    return _choice(SUMMARY_LENGTHS, name, field="length", noun="summary length")


def _choice(choices: Mapping[str, ValueT], name: str, *, field: str, noun: str) -> ValueT:
    try:
        return choices[name]
    except KeyError as exc:
        problem = f"unknown {noun} {name!r}; choose one of: {', '.join(choices)}"
        raise InvalidRequestError(problem, violations=((field, problem),)) from exc
