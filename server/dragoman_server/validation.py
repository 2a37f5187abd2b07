"""What a request may ask: every field that is wrong is named at once, with the choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from google.protobuf.message import DecodeError

from dragoman.v1 import article_pb2, summarization_pb2, translation_pb2, types_pb2
from dragoman_models.ladder import MOST_SEARCHES
from dragoman_models.languages import SOURCE_LANGUAGE_CODES, TARGET_LANGUAGE_CODES
from dragoman_models.types import MimeType
from dragoman_server.errors import InvalidRequestError, Violation

__all__ = [
    "MAX_CODE_POINTS",
    "Undecodable",
    "check_article",
    "check_decodable",
    "check_detection",
    "check_languages",
    "check_summary",
    "check_texts",
]

MAX_CODE_POINTS = 1_000_000
_MAX_CONTENTS = 1_024
_MAX_BEAMS = 16
_MAX_NEW_TOKENS = 512
_MAX_LABELS = 64
_MAX_LABEL_LENGTH = 63
_MAX_TERMS = 1_000
_MAX_TERM_LENGTH = 200

_Request: TypeAlias = (
    translation_pb2.TranslateTextRequest
    | translation_pb2.TranslateArticleRequest
    | summarization_pb2.SummarizeRequest
    | article_pb2.ProcessArticleRequest
)
_ArticleRequest: TypeAlias = (
    translation_pb2.TranslateArticleRequest
    | summarization_pb2.SummarizeRequest
    | article_pb2.ProcessArticleRequest
)


class Undecodable:
    """Stand in for a request whose bytes are no message of the contract."""

    def __init__(self, error: DecodeError) -> None:
        self.error = error


class _Violations(list[Violation]):
    def put(self, field: str, description: str) -> None:
        self.append(Violation(field, description))

    def refuse_any(self) -> None:
        if self:
            raise InvalidRequestError(self)


def check_decodable(request: object) -> None:
    """Refuse a request that protobuf could not read.

    Raises:
        InvalidRequestError: always, for an `Undecodable`.
    """
    if isinstance(request, Undecodable):
        description = "the bytes are not a message of this method: each string must be UTF-8"
        raise InvalidRequestError([Violation("request", description)]) from request.error


def check_texts(request: translation_pb2.TranslateTextRequest) -> None:
    """Check a TranslateText request.

    Raises:
        InvalidRequestError: holds every violation.
    """
    wrong = _Violations()
    if not request.contents:
        wrong.put("contents", "give at least one text")
    if len(request.contents) > _MAX_CONTENTS:
        wrong.put(
            "contents",
            f"{len(request.contents):,} texts are more than {_MAX_CONTENTS:,}; send fewer",
        )
    _check_length(wrong, "contents", sum(map(len, request.contents)))
    _check_targets(wrong, request)
    if not request.target_language_codes:
        wrong.put("target_language_codes", f"give at least one of: {_TARGETS}")
    _check_shared(wrong, request)
    wrong.refuse_any()


def check_article(
    request: translation_pb2.TranslateArticleRequest | article_pb2.ProcessArticleRequest,
) -> None:
    """Check a TranslateArticle or ProcessArticle request.

    Raises:
        InvalidRequestError: holds every violation.
    """
    wrong = _Violations()
    _check_content(wrong, request.content)
    _check_targets(wrong, request)
    if not request.target_language_codes:
        wrong.put("target_language_codes", f"give at least one of: {_TARGETS}")
    if isinstance(request, article_pb2.ProcessArticleRequest):
        _check_lengths(wrong, request.summary_lengths)
    _check_article_shared(wrong, request)
    wrong.refuse_any()


def check_summary(request: summarization_pb2.SummarizeRequest) -> None:
    """Check a Summarize request; the article's own language may be a target here.

    Raises:
        InvalidRequestError: holds every violation.
    """
    wrong = _Violations()
    _check_content(wrong, request.content)
    _check_targets(wrong, request, own_too=True)
    _check_enum(wrong, "length", request.length, types_pb2.SummaryLength)
    _check_article_shared(wrong, request)
    wrong.refuse_any()


def check_languages(request: translation_pb2.ListLanguagesRequest) -> None:
    """Check a ListLanguages request.

    Raises:
        InvalidRequestError: the language is none that is translated from.
    """
    wrong = _Violations()
    _check_source(wrong, request.source_language_code)
    wrong.refuse_any()


def check_detection(request: translation_pb2.DetectLanguageRequest) -> None:
    """Check a DetectLanguage request.

    Raises:
        InvalidRequestError: the text is empty or too long.
    """
    wrong = _Violations()
    _check_content(wrong, request.content)
    wrong.refuse_any()


_TARGETS = ", ".join(sorted(TARGET_LANGUAGE_CODES))


def _check_content(wrong: _Violations, content: str) -> None:
    if not content.strip():
        wrong.put("content", "the text is empty or only white space; give at least one word")
    _check_length(wrong, "content", len(content))


def _check_length(wrong: _Violations, field: str, code_points: int) -> None:
    if code_points > MAX_CODE_POINTS:
        limit = f"{code_points:,} code points are more than {MAX_CODE_POINTS:,}"
        wrong.put(field, f"{limit}; send the text in parts")


def _check_source(wrong: _Violations, code: str) -> None:
    if code and code not in SOURCE_LANGUAGE_CODES:
        listed = ", ".join(SOURCE_LANGUAGE_CODES)
        wrong.put(
            "source_language_code",
            f"unsupported language code {code!r}; choose one of: {listed}, or leave it out",
        )


def _check_targets(wrong: _Violations, request: _Request, *, own_too: bool = False) -> None:
    source = request.source_language_code or SOURCE_LANGUAGE_CODES[0]
    choices = (*TARGET_LANGUAGE_CODES, *((source,) if own_too else ()))
    seen: set[str] = set()
    for index, code in enumerate(request.target_language_codes):
        field = f"target_language_codes[{index}]"
        if code in seen:
            wrong.put(field, f"{code!r} comes twice; give each language once")
        elif code == source and not own_too:
            wrong.put(field, f"{code!r} is the source language; choose from: {_TARGETS}")
        elif code not in choices:
            listed = ", ".join(sorted(choices))
            wrong.put(field, f"unsupported language code {code!r}; choose from: {listed}")
        seen.add(code)


def _check_shared(wrong: _Violations, request: _Request) -> None:
    _check_source(wrong, request.source_language_code)
    if request.mime_type and request.mime_type not in [one.value for one in MimeType]:
        listed = ", ".join(one.value for one in MimeType)
        wrong.put("mime_type", f"unsupported format {request.mime_type!r}; choose from: {listed}")
    _check_decoding(wrong, request.decoding)
    _check_terms(wrong, "do_not_translate", request.do_not_translate)
    _check_glossary(wrong, request.glossary)
    _check_enum(wrong, "digit_policy", request.digit_policy, types_pb2.DigitPolicy)
    _check_labels(wrong, request.labels)


def _check_article_shared(wrong: _Violations, request: _ArticleRequest) -> None:
    _check_shared(wrong, request)
    _check_enum(wrong, "furniture_policy", request.furniture_policy, types_pb2.FurniturePolicy)


def _check_decoding(wrong: _Violations, options: types_pb2.DecodingOptions) -> None:
    beams = options.num_beams if options.HasField("num_beams") else _MAX_BEAMS
    for field, high in (
        ("num_beams", _MAX_BEAMS),
        ("num_hypotheses", min(max(beams, 1), _MAX_BEAMS)),
        ("max_new_tokens", _MAX_NEW_TOKENS),
        ("max_searches", MOST_SEARCHES),
    ):
        number = getattr(options, field)
        if options.HasField(field) and not 1 <= number <= high:  # type: ignore[arg-type] # one of the literals above
            wrong.put(f"decoding.{field}", f"{number} is out of range; give 1 to {high}")


def _check_terms(wrong: _Violations, field: str, terms: Sequence[str]) -> None:
    if len(terms) > _MAX_TERMS:
        wrong.put(field, f"{len(terms):,} terms are more than {_MAX_TERMS:,}; send fewer")
    for index, term in enumerate(terms):
        _check_term(wrong, f"{field}[{index}]", term)


def _check_term(wrong: _Violations, field: str, term: str) -> None:
    if not term.strip():
        wrong.put(field, "the term is empty")
    elif len(term) > _MAX_TERM_LENGTH:
        wrong.put(field, f"the term is longer than {_MAX_TERM_LENGTH} code points")


def _check_glossary(wrong: _Violations, glossary: Sequence[types_pb2.GlossaryEntry]) -> None:
    if len(glossary) > _MAX_TERMS:
        wrong.put("glossary", f"{len(glossary):,} entries are more than {_MAX_TERMS:,}; send fewer")
    for index, entry in enumerate(glossary):
        field = f"glossary[{index}]"
        _check_term(wrong, f"{field}.source_term", entry.source_term)
        _check_term(wrong, f"{field}.target_term", entry.target_term)
        code = entry.target_language_code
        if code and code not in TARGET_LANGUAGE_CODES:
            wrong.put(
                f"{field}.target_language_code",
                f"unsupported language code {code!r}; choose one of: {_TARGETS},"
                " or leave it out for all",
            )


def _check_labels(wrong: _Violations, labels: Mapping[str, str]) -> None:
    if len(labels) > _MAX_LABELS:
        wrong.put("labels", f"{len(labels)} labels are more than {_MAX_LABELS}; send fewer")
    for key, value in labels.items():
        if not key or max(len(key), len(value)) > _MAX_LABEL_LENGTH:
            wrong.put(
                "labels",
                f"the label {key[:_MAX_LABEL_LENGTH]!r} must have a key, and a key and a value"
                f" of at most {_MAX_LABEL_LENGTH} code points",
            )


def _check_lengths(wrong: _Violations, lengths: Iterable[int]) -> None:
    seen: set[int] = set()
    for index, length in enumerate(lengths):
        field = f"summary_lengths[{index}]"
        _check_enum(wrong, field, length, types_pb2.SummaryLength)
        # Unspecified means brief, so that the two are the same length twice.
        meant = length or types_pb2.SUMMARY_LENGTH_BRIEF
        if meant in seen:
            wrong.put(field, "this length comes twice; give each once")
        seen.add(meant)


def _check_enum(wrong: _Violations, field: str, number: int, enum: type) -> None:
    if number not in enum.values():  # type: ignore[attr-defined] # protobuf's enum wrapper
        listed = ", ".join(enum.keys()[1:])  # type: ignore[attr-defined] # the same
        wrong.put(field, f"unknown value {number}; choose from: {listed}")
