"""Dragoman's server, called over gRPC, without its cache and its limit on waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from benchmarks.peers.systems import System, by_calls
from benchmarks.peers.weights import BEAMS, Weights
from benchmarks.serving.servers import serving
from benchmarks.serving.wire import Wire, connected

__all__ = ["dragoman", "dragoman_one_search"]

_ONE: Final = "Dragoman, one search"
_CLIENTS: Final = (1, 8, 32)
# No answer comes from a cache, and no call is sent back for the wait, as at the peers.
_FLAGS: Final = ("--cache-bytes", "0", "--max-wait", "300")
_WARM_UP: Final = "The talks ended on Friday."
_ABOUT: Final = "as it ships, its checks and their retries included"
_ABOUT_ONE: Final = "`max_searches=1`: checked, but searched once a segment, as the peers do"


@asynccontextmanager
async def dragoman(weights: Weights, *, language: str) -> AsyncIterator[System]:
    """Run a server as it ships, but with no cache, since a load is sent more than once."""
    async with _running("Dragoman", _ABOUT, weights, language) as system:
        yield system


@asynccontextmanager
async def dragoman_one_search(weights: Weights, *, language: str) -> AsyncIterator[System]:
    """Run a server that is asked for one search a segment, the work that the peers do."""
    async with _running(_ONE, _ABOUT_ONE, weights, language, max_searches=1) as system:
        yield system


@asynccontextmanager
async def _running(
    name: str, about: str, weights: Weights, language: str, **options: Any
) -> AsyncIterator[System]:
    with serving(*_FLAGS, *weights.flags) as server:
        async with connected(server.address) as wire:

            async def ask(text: str, language: str) -> str:
                return await _ask(wire, text, language, **options)

            await ask(_WARM_UP, language)
            send, seconds = by_calls(ask), server.start_seconds
            yield System(name, about, send, _CLIENTS, server.pid, seconds, observed=True)


async def _ask(wire: Wire, text: str, language: str, **options: Any) -> str:
    answer = await wire.text(text, to=[language], num_beams=BEAMS, **options)
    return str(answer.translations[0].target_text)
