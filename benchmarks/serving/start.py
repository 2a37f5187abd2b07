"""How long a server takes to start, and what it takes at rest."""

from __future__ import annotations

import time

from benchmarks.serving import inputs
from benchmarks.serving.clients import closed_loop
from benchmarks.serving.options import Options
from benchmarks.serving.processes import resident_mb
from benchmarks.serving.senders import TextSender
from benchmarks.serving.servers import serving
from benchmarks.serving.sheets import Part, Sheet
from benchmarks.serving.wire import connected

__all__ = ["measure"]

_QUIET_SECONDS = 1.0
_LOADS = ("start", "first-use")


async def measure(options: Options) -> Part:
    """Start servers that load their checkpoints at once, and others that do on first use."""
    sheet = Sheet("Start and memory at rest")
    texts = inputs.sentences(2)
    for _ in range(options.rounds):
        for load in _LOADS:
            with serving("--load", load, *options.flags) as server:
                time.sleep(_QUIET_SECONDS)  # noqa: ASYNC251 - nothing else is on the loop
                resting = resident_mb(server.pid)
                async with connected(server.address) as wire:
                    first = await closed_loop(TextSender(wire, options.target), texts, clients=1)
                sheet.add(
                    f"--load {load}",
                    {
                        "process start to SERVING, s": server.start_seconds,
                        "memory at rest, MB": resting,
                        "first sentence, ms": 1000 * first.latencies[0],
                        "second, ms": 1000 * first.latencies[1],
                    },
                )
    return Part(sheets=(sheet,))
