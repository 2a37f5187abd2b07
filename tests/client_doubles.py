"""A double of the server for tests of the client: the contract over real sockets.

It translates from a small table of sentences, does what a test tells it to do
wrong, and remembers what it was asked.
"""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from certificates import Authority, Identity
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_status import rpc_status

from dragoman.v1 import (
    article_pb2,
    article_pb2_grpc,
    summarization_pb2,
    summarization_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
    types_pb2,
)

LANGUAGES = {
    "hy": ("Armenian", "Հայերեն", "Armn", False),
    "az": ("Azerbaijani", "Azərbaycanca", "Latn", False),
    "fa": ("Persian", "فارسی", "Arab", True),
    "ru": ("Russian", "Русский", "Cyrl", False),
}
PHRASES = {
    "The talks will resume on Monday.": {
        "hy": "Բանակցությունները կվերսկսվեն երկուշաբթի։",
        "az": "Danışıqlar bazar ertəsi bərpa olunacaq.",
        "fa": "گفت‌وگوها روز دوشنبه از سر گرفته می‌شود.",
        "ru": "Переговоры возобновятся в понедельник.",
    },
    "The border was closed.": {
        "hy": "Սահմանը փակվել է։",
        "az": "Sərhəd bağlandı.",
        "fa": "مرز بسته شد.",
        "ru": "Граница была закрыта.",
    },
    "Border closed": {
        "hy": "Սահմանը փակ է",
        "az": "Sərhəd bağlıdır",
        "fa": "مرز بسته است",
        "ru": "Граница закрыта",
    },
}
CHECKPOINT = types_pb2.CheckpointIdentity(name="dragoman-double", revision="0123456789abcdef")
SUMMARIZER = types_pb2.CheckpointIdentity(name="dragoman-brief", revision="fedcba9876543210")


def translated(text: str, language: str) -> str:
    """Translate the known sentences of a text; the others are wrapped in «...»."""
    for source, targets in PHRASES.items():
        if source in text:
            text = text.replace(source, targets[language])
    return text if any(ord(letter) > 127 for letter in text) else f"«{text}» ({language})"


def status(code: grpc.StatusCode, message: str, *details: Message) -> grpc.Status:
    """Make a status with rich details."""
    packed = []
    for detail in details:
        packed.append(any_pb2.Any())
        packed[-1].Pack(detail)
    number: int = code.value[0]
    made: grpc.Status = rpc_status.to_status(
        status_pb2.Status(code=number, message=message, details=packed)
    )
    return made


def overloaded(seconds: float) -> grpc.Status:
    """Make the status of a server that takes no more calls for some seconds."""
    delay = duration_pb2.Duration()
    delay.FromNanoseconds(int(seconds * 1e9))
    retry = error_details_pb2.RetryInfo(retry_delay=delay)
    return status(grpc.StatusCode.RESOURCE_EXHAUSTED, "32 calls are being served", retry)


def invalid(*violations: tuple[str, str]) -> grpc.Status:
    """Make the status of a refused request."""
    kind = error_details_pb2.BadRequest.FieldViolation
    bad_request = error_details_pb2.BadRequest(
        field_violations=[kind(field=name, description=text) for name, text in violations]
    )
    return status(grpc.StatusCode.INVALID_ARGUMENT, "the request is not valid", bad_request)


@dataclass
class Script:
    """Say what the double does, and keep what it was asked.

    Each call takes one of `failures`, until there are none; a stream fails with
    `late_failure` after its first message; `flags` go on every segment; a text
    that holds `poison` is refused; the language `omitted` is left out.
    """

    failures: deque[grpc.Status] = field(default_factory=deque)
    late_failure: grpc.Status | None = None
    flags: list[types_pb2.Flag.ValueType] = field(default_factory=list)
    api_key: str | None = None
    omitted: str = ""
    poison: str = "\u2620"
    seconds: float = 0.0
    requests: list[Any] = field(default_factory=list)
    metadata: list[dict[str, str | bytes]] = field(default_factory=list)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def begin(self, request: Any, context: grpc.ServicerContext) -> None:
        """Remember a call, and fail it when it is due to."""
        metadata = dict(context.invocation_metadata())
        self.requests.append(request)
        self.metadata.append(metadata)
        context.set_trailing_metadata((("x-request-id", f"call-{len(self.requests)}"),))
        if self.api_key is not None and metadata.get("authorization") != f"Bearer {self.api_key}":
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "no such API key")
        if self.failures:
            context.abort_with_status(self.failures.popleft())
        time.sleep(self.seconds)
        if self.poison in str(getattr(request, "content", getattr(request, "contents", ""))):
            context.abort_with_status(invalid(("content", "poison is no text")))

    def segment(self, source: str, language: str, start: int) -> types_pb2.Segment:
        """Translate one segment."""
        return types_pb2.Segment(
            source_span=types_pb2.Span(start=start, end=start + len(source)),
            source_text=source,
            target_text=translated(source, language),
            score=-0.25,
            flags=self.flags,
        )

    def article(self, content: str, language: str) -> translation_pb2.ArticleTranslation:
        """Translate an article: a paragraph a section, the first its headline."""
        sections = []
        pattern = r">([^<>\s][^<>]*)<" if "<" in content else r"()([^\n]+(?:\n[^\n]+)*)"
        for number, match in enumerate(re.finditer(pattern, content)):
            text = match[match.lastindex or 0]
            role = types_pb2.ROLE_BODY if number else types_pb2.ROLE_HEADLINE
            segment = self.segment(text, language, match.start(match.lastindex or 0))
            sections.append(
                types_pb2.Section(
                    role=role,
                    source_span=segment.source_span,
                    target_text=segment.target_text,
                    segments=[segment],
                )
            )
        target = content
        for section in sections:
            source = section.segments[0].source_text
            target = target.replace(source, section.target_text, 1)
        return translation_pb2.ArticleTranslation(
            target_language_code=language,
            target_text=target,
            sections=sections,
            dropped=[
                types_pb2.DroppedSpan(span=types_pb2.Span(start=0, end=3), reason="advertisement")
            ]
            if "Advertisement" in content
            else [],
            checkpoint=CHECKPOINT,
        )

    def summary(
        self, language: str, length: types_pb2.SummaryLength.ValueType
    ) -> types_pb2.Summary:
        """Write a summary."""
        headline = length == types_pb2.SUMMARY_LENGTH_HEADLINE
        source = "Border closed" if headline else "The border was closed."
        text = source if language == "en" else translated(source, language)
        return types_pb2.Summary(
            language_code=language,
            text=text,
            sentences=[types_pb2.SummarySentence(text=text, flags=self.flags)],
            length=length,
            summarizer=SUMMARIZER,
            translator=None if language == "en" else CHECKPOINT,
        )


class TranslationDouble(translation_pb2_grpc.TranslationServiceServicer):
    """Serve TranslationService by a script."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def TranslateText(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Translate texts."""
        self._script.begin(request, context)
        return translation_pb2.TranslateTextResponse(
            translations=[
                translation_pb2.TextTranslation(
                    content_index=index,
                    target_language_code=language,
                    target_text=translated(content, language),
                    segments=[self._script.segment(content, language, 0)],
                    checkpoint=CHECKPOINT,
                )
                for index, content in enumerate(request.contents)
                for language in request.target_language_codes
                if language != self._script.omitted
            ],
            labels=request.labels,
        )

    def TranslateArticle(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        """Translate an article, the last language first."""
        self._script.begin(request, context)
        context.add_callback(self._script.cancelled.set)
        for language in reversed(request.target_language_codes):
            if language == self._script.omitted:
                continue
            yield translation_pb2.TranslateArticleResponse(
                translation=self._script.article(request.content, language), labels=request.labels
            )
            if self._script.late_failure is not None:
                context.abort_with_status(self._script.late_failure)

    def ListLanguages(self, request: Any, context: Any) -> Any:  # noqa: N802
        """List the languages; Persian waits for its checkpoint."""
        return translation_pb2.ListLanguagesResponse(
            languages=[
                translation_pb2.TargetLanguage(
                    language_code=code,
                    name=name,
                    native_name=native,
                    script=script,
                    right_to_left=right_to_left,
                    source_language_codes=["en"],
                    checkpoint=None if code == "fa" else CHECKPOINT,
                    install_command="dragoman models pull big" if code == "fa" else "",
                )
                for code, (name, native, script, right_to_left) in LANGUAGES.items()
            ]
        )

    def DetectLanguage(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Find English in everything."""
        self._script.begin(request, context)
        return translation_pb2.DetectLanguageResponse(
            languages=[translation_pb2.DetectedLanguage(language_code="en", confidence=0.75)]
        )


class SummarizationDouble(summarization_pb2_grpc.SummarizationServiceServicer):
    """Serve SummarizationService by a script."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def Summarize(self, request: Any, context: Any) -> Any:  # noqa: N802
        """Summarize an article."""
        self._script.begin(request, context)
        languages = list(request.target_language_codes) or ["en"]
        summaries = [self._script.summary(language, request.length) for language in languages]
        return summarization_pb2.SummarizeResponse(summaries=summaries)


class ArticleDouble(article_pb2_grpc.ArticleServiceServicer):
    """Serve ArticleService by a script."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def ProcessArticle(self, request: Any, context: Any) -> Iterator[Any]:  # noqa: N802
        """Do everything for an article."""
        self._script.begin(request, context)
        part = article_pb2.ProcessArticleResponse
        for done, language in enumerate(request.target_language_codes):
            yield part(
                progress=article_pb2.Progress(
                    segments_done=done, segments_total=len(request.target_language_codes)
                )
            )
            for length in request.summary_lengths:
                yield part(summary=self._script.summary(language, length))
            yield part(translation=self._script.article(request.content, language))


@contextmanager
def serving(
    script: Script,
    *,
    identity: Identity | None = None,
    client_authority: Authority | None = None,
    services: Sequence[str] = ("", "dragoman.v1.TranslationService"),
    options: Sequence[tuple[str, Any]] = (),
    port: int = 0,
) -> Iterator[str]:
    """Serve on a free port of localhost, over TLS when given an identity."""
    server = grpc.server(futures.ThreadPoolExecutor(8), options=list(options))
    translation_pb2_grpc.add_TranslationServiceServicer_to_server(TranslationDouble(script), server)
    summarization_pb2_grpc.add_SummarizationServiceServicer_to_server(
        SummarizationDouble(script), server
    )
    article_pb2_grpc.add_ArticleServiceServicer_to_server(ArticleDouble(script), server)
    checks = health.HealthServicer()
    for service in services:
        checks.set(service, health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    if identity is None:
        bound = server.add_insecure_port(f"localhost:{port}")
    else:
        credentials = grpc.ssl_server_credentials(
            [(identity.key.read_bytes(), identity.certificate.read_bytes())],
            root_certificates=client_authority and client_authority.certificate.read_bytes(),
            require_client_auth=client_authority is not None,
        )
        bound = server.add_secure_port(f"localhost:{port}", credentials)
    server.start()
    try:
        yield f"localhost:{bound}"
    finally:
        server.stop(0).wait()
