"""Doubles for tests of the server: real implementations of the models' protocol, without weights."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from types import MappingProxyType

import grpc

from dragoman_models.types import CheckpointIdentity, DecodingOptions, Hypothesis

# Sentences with the translations that a person would give them.
PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
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
    }
)
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_LETTERS: Mapping[str, str] = {
    "hy": "աբցդեֆգհիյքլմնոպկրստուվխյզ",
    "az": "abcdefgğhxijklmnoöprstuüvz",
    "fa": "ابکدهفگحیجکلمنپپقرستاووخیز",
    "ru": "абцдефгхийклмнопкрстувжкыз",
}


def spelt(text: str, target: str) -> str:
    """Spell an English text in a target's letters, word by word and in the same order."""
    letters = dict(zip(_LATIN, _LETTERS[target], strict=False))
    if target == "az":
        words = (word[:-1] + letters.get(word[-1], word[-1]) + "ə" for word in text.split())
        return " ".join(words)
    return "".join(letters.get(character.lower(), character) for character in text)


class TableModel:
    """Translate by `PHRASES`, and spell what is not in it; remember every batch.

    `hold` makes decoding wait until `release`; `seconds` makes it slow; a source
    that holds the word `poison` fails its batch.
    """

    def __init__(self, name: str = "table", *, seconds: float = 0.0, poison: str = "") -> None:
        self.identity = CheckpointIdentity(name, "r1")
        self.max_source_tokens = 64
        self.num_beams = 4
        self.history: list[list[tuple[str, ...]]] = []
        self.began = threading.Event()
        self._seconds = seconds
        self._poison = poison
        self._open = threading.Event()
        self._open.set()

    def hold(self) -> None:
        """Make every decoding wait."""
        self._open.clear()

    def release(self) -> None:
        """Let the decodings go on."""
        self._open.set()

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Tokenise at spaces, behind the target's token."""
        head = () if target_language is None else (f">>{target_language}<<",)
        return (*head, *text.split(), "</s>")

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Translate each source; every hypothesis of a source is the same but for its score."""
        self.history.append([tuple(source) for source in batch])
        self.began.set()
        self._open.wait(20)
        time.sleep(self._seconds)
        if self._poison and any(self._poison in source for source in batch):
            raise RuntimeError("the weights hold no such row")
        return [self._hypotheses(source, options) for source in batch]

    def _hypotheses(
        self, source: Sequence[str], options: DecodingOptions
    ) -> tuple[Hypothesis, ...]:
        target = source[0].strip("<>") if source[0].startswith(">>") else None
        text = " ".join(source[(target is not None) : -1])
        if target is not None:
            text = PHRASES.get(text, {}).get(target) or spelt(text, target)
        tokens = tuple(text.split())
        return tuple(
            Hypothesis(text, -0.25 - rank, tokens) for rank in range(options.num_hypotheses)
        )


@contextmanager
def in_thread(main: ServerMain) -> Iterator[str]:
    """Run a server's coroutine in an event loop of its own thread, and yield its address."""
    ready: Future[str] = Future()
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(main(ready, stop)))
    thread.start()
    try:
        yield ready.result(timeout=20)
    finally:
        stop.set()
        thread.join(timeout=20)


class ServerMain:
    """A coroutine function that says its address to `ready` and runs until `stop`."""

    async def __call__(self, ready: Future[str], stop: threading.Event) -> None:
        """Run."""
        raise NotImplementedError


def channel(address: str) -> grpc.Channel:
    """Open a plain-text channel that reads answers of any size."""
    return grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", -1)])
