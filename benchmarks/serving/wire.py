"""Calls over gRPC from one event loop, as many at once as a load has.

The requests are those of `dragoman_client`; its `Client` blocks, so that 128 of
them would measure 128 threads of Python.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import grpc

from dragoman.v1 import article_pb2, article_pb2_grpc, summarization_pb2, summarization_pb2_grpc
from dragoman.v1 import translation_pb2 as translation
from dragoman.v1 import translation_pb2_grpc as translation_grpc
from dragoman_client import requests

__all__ = ["Wire", "connected"]

_MAX_MESSAGE_BYTES = 64 * 2**20


class Wire:
    """Call the services of one server; `options` are those of `dragoman_client.Client`."""

    def __init__(self, channel: grpc.aio.Channel, *, timeout: float) -> None:
        self._translation = translation_grpc.TranslationServiceStub(channel)
        self._summarization = summarization_pb2_grpc.SummarizationServiceStub(channel)
        self._article = article_pb2_grpc.ArticleServiceStub(channel)
        self._timeout = timeout

    async def text(self, text: str, *, to: Sequence[str], **options: Any) -> Any:
        """Translate one text, and return the answer."""
        request = translation.TranslateTextRequest(
            contents=[text], **requests.fields(to, **options)
        )
        return await self._translation.TranslateText(request, timeout=self._timeout)

    async def article(self, text: str, *, to: Sequence[str], **options: Any) -> list[Any]:
        """Translate an article, and return the parts of the answer."""
        request = translation.TranslateArticleRequest(
            content=text, **requests.fields(to, **options)
        )
        return [
            one async for one in self._translation.TranslateArticle(request, timeout=self._timeout)
        ]

    async def process(self, text: str, *, to: Sequence[str], **options: Any) -> list[Any]:
        """Translate and summarize an article, and return the parts of the answer."""
        request = article_pb2.ProcessArticleRequest(
            content=text,
            summary_lengths=[requests.summary_length("brief")],
            **requests.fields(to, **options),
        )
        return [one async for one in self._article.ProcessArticle(request, timeout=self._timeout)]

    async def summarize(self, text: str, *, to: Sequence[str] = (), **options: Any) -> Any:
        """Summarize an article, and return the answer."""
        request = summarization_pb2.SummarizeRequest(
            content=text, length=requests.summary_length("brief"), **requests.fields(to, **options)
        )
        return await self._summarization.Summarize(request, timeout=self._timeout)


@asynccontextmanager
async def connected(address: str, *, call_seconds: float = 300.0) -> AsyncIterator[Wire]:
    """Open a connection to a server; no call takes longer than `call_seconds`."""
    sizes = ("grpc.max_send_message_length", "grpc.max_receive_message_length")
    options = [(name, _MAX_MESSAGE_BYTES) for name in sizes]
    async with grpc.aio.insecure_channel(
        address, options=[*options, ("grpc.enable_http_proxy", 0)]
    ) as channel:
        yield Wire(channel, timeout=call_seconds)
