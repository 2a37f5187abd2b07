"""What is measured: a system that runs, and how a load is sent to it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from benchmarks.serving.clients import OK, Load, closed_loop

__all__ = ["WHOLE_LIST", "Answered", "Ask", "AskAll", "System", "by_calls", "by_list"]

WHOLE_LIST: Final = 0
"""Stands for a number of clients where one call carries the whole load."""

Ask: TypeAlias = Callable[[str, str], Awaitable[str]]
"""Translate one text into a language."""
AskAll: TypeAlias = Callable[[Sequence[str], str], Awaitable[Sequence[str]]]
"""Translate all texts into a language, in one call."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Hold how a load went, and the translation of each text that was answered."""

    load: Load
    targets: Mapping[str, str]


class Sender(Protocol):
    """Send a load of texts, from so many clients at once."""

    async def __call__(self, texts: Sequence[str], language: str, *, clients: int) -> Answered:
        """Send every text once, and return what came back."""
        ...


@dataclass(frozen=True, slots=True)
class System:
    """Hold one system that runs: how it is called and with how many clients, and its process.

    `start_seconds` run from the start of the process until it answered. `observed`
    says whether its translations are looked at, which is once for each peer.
    """

    name: str
    about: str
    send: Sender
    clients: tuple[int, ...]
    pid: int
    start_seconds: float
    observed: bool = False


def by_calls(ask: Ask) -> Sender:
    """Send one text a call, each client its next as soon as its last is answered."""

    async def send(texts: Sequence[str], language: str, *, clients: int) -> Answered:
        targets: dict[str, str] = {}

        async def one(text: str) -> None:
            targets[text] = await ask(text, language)

        return Answered(await closed_loop(one, texts, clients=clients), targets)

    return send


def by_list(ask_all: AskAll) -> Sender:
    """Send all texts in one call, so that each waits as long as the whole."""

    async def send(texts: Sequence[str], language: str, *, clients: int) -> Answered:
        if clients != WHOLE_LIST:
            raise ValueError("a whole list is one call; it has no number of clients")
        begin = time.perf_counter()
        targets = await ask_all(texts, language)
        seconds = time.perf_counter() - begin
        load = Load((seconds,) * len(texts), (OK,) * len(texts), seconds)
        return Answered(load, dict(zip(texts, targets, strict=True)))

    return send
