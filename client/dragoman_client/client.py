"""The Python client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar, Unpack

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dragoman.v1 import (
    article_pb2,
    article_pb2_grpc,
    summarization_pb2,
    summarization_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
)
from dragoman_client import requests
from dragoman_client.channel import authorization, open_channel
from dragoman_client.errors import ClientError, ServerError
from dragoman_client.requests import LengthName, SummaryOptions, TextOptions
from dragoman_client.retry import Attempts, call_stream, call_unary
from dragoman_client.tls import TLS

__all__ = ["DEFAULT_ADDRESS", "Client"]

DEFAULT_ADDRESS = "localhost:50051"
DEFAULT_TIMEOUT_SECONDS = 60.0
DEFAULT_RETRIES = 4
# An article of 1,000,000 code points comes back with its segments, source and
# target, some 15 MB a target language.
DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024

RequestT = TypeVar("RequestT")
ResponseT = TypeVar("ResponseT")


class Client:
    """Call a Dragoman server; a context manager, safe to share between threads.

    `address` is HOST:PORT or unix:PATH. `timeout` is in seconds and bounds every
    call, its retries included; `retries` is how often a call that found no server
    is sent again (`dragoman_client.retry` has the whole table; 0 turns it off).
    An API key goes to another machine only over TLS, unless `allow_insecure_key`.

    Every method takes `timeout` to override the client's, returns the messages of
    `dragoman.v1` as they are, and raises a `ClientError`. What the texts are and how
    they are translated is said alike everywhere: `requests.TextOptions` has the list.

    Raises:
        ValueError: the address is a URL, the timeout or `retries` is out of range,
            or the API key cannot be sent (`dragoman_client.channel` says why).
    """

    def __init__(
        self,
        address: str = DEFAULT_ADDRESS,
        *,
        api_key: str | None = None,
        tls: TLS | None = None,
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
        retries: int = DEFAULT_RETRIES,
        max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES,
        allow_insecure_key: bool = False,
    ) -> None:
        if retries < 0:
            raise ValueError("retries cannot be negative; 0 turns them off")
        self._timeout = _positive(timeout)
        self._retries = retries
        self._address = address
        self._metadata = authorization(
            address, api_key=api_key, tls=tls, allow_insecure_key=allow_insecure_key
        )
        self._channel = open_channel(address, tls=tls, max_message_bytes=max_message_bytes)
        self._closed = False
        self._translation = translation_pb2_grpc.TranslationServiceStub(self._channel)
        self._summarization = summarization_pb2_grpc.SummarizationServiceStub(self._channel)
        self._article = article_pb2_grpc.ArticleServiceStub(self._channel)
        self._health = health_pb2_grpc.HealthStub(self._channel)

    def __repr__(self) -> str:
        """Name the server, and never the key."""
        return f"<{type(self).__name__} of {self._address}{' (closed)' if self._closed else ''}>"

    def __enter__(self) -> Self:
        """Give the client itself."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self.close()

    def close(self) -> None:
        """Close the connection; calls that still run are cancelled. May be repeated."""
        self._closed = True
        self._channel.close()

    def translate_text(
        self,
        contents: str | Iterable[str],
        *,
        to: str | Iterable[str],
        timeout: float | None = None,
        **options: Unpack[TextOptions],
    ) -> translation_pb2.TranslateTextResponse:
        """Translate texts, each on its own, into every language of `to`."""
        with requests.building():
            request = translation_pb2.TranslateTextRequest(
                contents=requests.texts(contents), **requests.fields(to, **options)
            )
        return self._unary("TranslateText", self._translation.TranslateText, request, timeout)

    def translate_article(
        self,
        content: str,
        *,
        to: str | Iterable[str],
        keep_furniture: bool = False,
        timeout: float | None = None,
        **options: Unpack[TextOptions],
    ) -> Iterator[translation_pb2.TranslateArticleResponse]:
        """Translate an article; yields one message as each language of `to` is done.

        The call begins with the first message asked for, and ends at the server
        too when the iterator is closed.
        """
        with requests.building():
            request = translation_pb2.TranslateArticleRequest(
                content=content,
                furniture_policy=requests.furniture(keep=keep_furniture),
                **requests.fields(to, **options),
            )
        return self._stream(
            "TranslateArticle", self._translation.TranslateArticle, request, timeout
        )

    def summarize(
        self,
        content: str,
        *,
        to: str | Iterable[str] = (),
        length: LengthName = "brief",
        keep_furniture: bool = False,
        timeout: float | None = None,
        **options: Unpack[SummaryOptions],
    ) -> summarization_pb2.SummarizeResponse:
        """Summarize an article in the languages of `to`, in its own when there are none."""
        with requests.building():
            request = summarization_pb2.SummarizeRequest(
                content=content,
                length=requests.summary_length(length),
                furniture_policy=requests.furniture(keep=keep_furniture),
                **requests.fields(to, **options),
            )
        return self._unary("Summarize", self._summarization.Summarize, request, timeout)

    def process_article(
        self,
        content: str,
        *,
        to: str | Iterable[str],
        summary_lengths: Iterable[LengthName] = ("brief",),
        keep_furniture: bool = False,
        timeout: float | None = None,
        **options: Unpack[TextOptions],
    ) -> Iterator[article_pb2.ProcessArticleResponse]:
        """Translate and summarize an article; yields the parts as each is done.

        Like `translate_article`, the call begins with the first message asked for.
        """
        with requests.building():
            request = article_pb2.ProcessArticleRequest(
                content=content,
                summary_lengths=[requests.summary_length(name) for name in summary_lengths],
                furniture_policy=requests.furniture(keep=keep_furniture),
                **requests.fields(to, **options),
            )
        return self._stream("ProcessArticle", self._article.ProcessArticle, request, timeout)

    def list_languages(
        self, *, source_language: str = "", timeout: float | None = None
    ) -> translation_pb2.ListLanguagesResponse:
        """List the languages and the checkpoints that serve them."""
        request = translation_pb2.ListLanguagesRequest(source_language_code=source_language)
        return self._unary("ListLanguages", self._translation.ListLanguages, request, timeout)

    def detect_language(
        self, content: str, *, timeout: float | None = None
    ) -> translation_pb2.DetectLanguageResponse:
        """Say what language a text is in, likeliest first."""
        with requests.building():
            request = translation_pb2.DetectLanguageRequest(content=content)
        return self._unary("DetectLanguage", self._translation.DetectLanguage, request, timeout)

    def health(self, service: str = "", *, timeout: float | None = None) -> str:
        """Give the status name of a service, of the whole server when it is empty.

        It is `SERVING`, `NOT_SERVING`, `UNKNOWN`, or `SERVICE_UNKNOWN` for a name
        that the server does not have. A probe is never repeated.
        """
        request = health_pb2.HealthCheckRequest(service=service)
        try:
            response = self._unary("Check", self._health.Check, request, timeout)
        except ServerError as error:
            if error.code == grpc.StatusCode.NOT_FOUND.name:
                return "SERVICE_UNKNOWN"
            raise
        name: str = health_pb2.HealthCheckResponse.ServingStatus.Name(response.status)
        return name

    def _unary(
        self,
        method: str,
        call: grpc.UnaryUnaryMultiCallable[RequestT, ResponseT],
        request: RequestT,
        timeout: float | None,
    ) -> ResponseT:
        return call_unary(
            self._attempts(method, timeout),
            lambda seconds: call(request, timeout=seconds, metadata=self._metadata),
        )

    def _stream(
        self,
        method: str,
        call: grpc.UnaryStreamMultiCallable[RequestT, ResponseT],
        request: RequestT,
        timeout: float | None,
    ) -> Iterator[ResponseT]:
        # Built by a generator so that the deadline counts from the first message
        # asked for, not from when the iterator was made.
        yield from call_stream(
            self._attempts(method, timeout),
            lambda seconds: call(request, timeout=seconds, metadata=self._metadata),
        )

    def _attempts(self, method: str, timeout: float | None) -> Attempts:
        if self._closed:
            raise ClientError(f"the client of {self._address} is closed; open another")
        seconds = self._timeout if timeout is None else _positive(timeout)
        return Attempts(method, timeout=seconds, retries=self._retries)


def _positive(timeout: float) -> float:
    # NaN compares false with everything.
    if not timeout > 0:
        raise ValueError(f"a timeout is a number of seconds above 0, not {timeout!r}")
    return timeout
