"""Memory that was freed goes back to the system."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys

import pytest

from dragoman_server import app

# Sixty thousand blocks, too large for Python's own pools; the last one stays.
BURST = """
import os
from pathlib import Path
from dragoman_models.heaps import give_back, share_heaps

share_heaps()

def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

rest = resident()
blocks = [bytes(1000) for _ in range(60_000)]
full = resident()
last = blocks[-1]
del blocks
left = resident()
give_back()
print(full - rest, left - rest, resident() - rest)
"""


def test_what_a_burst_left_is_given_back() -> None:
    """The C library keeps it, below the block that is still in use, until it is asked."""
    done = subprocess.run([sys.executable, "-c", BURST], capture_output=True, text=True, check=True)
    full, left, given_back = map(float, done.stdout.split())
    assert full > 50
    assert left > 50
    assert given_back < 10


def test_a_server_asks_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not on the event loop, and until it is stopped."""
    asked: list[bool] = []

    def ask() -> None:
        with pytest.raises(RuntimeError, match="no running event loop"):
            asyncio.get_running_loop()
        asked.append(True)

    monkeypatch.setattr(app, "give_back", ask)
    monkeypatch.setattr(app, "_GIVE_BACK_SECONDS", 0.001)

    async def serve_a_while() -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(app._give_back_regularly(), 0.5)

    asyncio.run(serve_a_while())
    assert len(asked) > 1
