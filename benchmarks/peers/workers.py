"""A peer that is a library, in a process of its own that answers lines of JSON."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Worker", "WorkerEndedError", "working"]

_LONGEST_LINE = 2**24
_WARM_UP = "The talks ended on Friday."


class WorkerEndedError(RuntimeError):
    """Say that a worker ended instead of answering, and where its words are."""


@dataclass(frozen=True, slots=True)
class Worker:
    """Talk to one worker, one question at a time; `log` is where its errors go."""

    process: asyncio.subprocess.Process
    log: Path
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def one(self, text: str, language: str) -> str:
        """Translate one text.

        Raises:
            WorkerEndedError: the process is gone.
        """
        return (await self.all([text], language))[0]

    async def all(self, texts: Sequence[str], language: str) -> Sequence[str]:
        """Translate texts in one question.

        Raises:
            WorkerEndedError: the process is gone.
        """
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise WorkerEndedError("a worker was started without pipes")
        question = json.dumps({"texts": list(texts), "language": language})
        async with self.turn:
            stdin.write(question.encode() + b"\n")
            await stdin.drain()
            line = await stdout.readline()
        if not line:
            raise WorkerEndedError(f"a worker ended; its last words are in {self.log}")
        targets: list[str] = json.loads(line)["targets"]
        return targets


@asynccontextmanager
async def working(
    command: Sequence[str], *, home: Path, variables: Mapping[str, str], language: str
) -> AsyncIterator[tuple[Worker, float]]:
    """Start a worker; yield it once it has answered, with the seconds that this took."""
    log = home / f"{Path(command[1]).stem}.log"
    begin = time.perf_counter()
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=home,
            env=dict(variables),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=_LONGEST_LINE,
        )
    worker = Worker(process, log)
    try:
        await worker.one(_WARM_UP, language)
        yield worker, time.perf_counter() - begin
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), timeout=10)
    except TimeoutError:
        process.kill()
        await process.wait()
