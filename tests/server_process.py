"""The real server in a process of its own, for tests of clients."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tiny_checkpoints import build_tiny_bart, build_tiny_marian

TARGETS = ("hy", "az", "fa", "ru")
SECONDS = 60


def build_store(root: Path) -> Path:
    """Build a store of tiny checkpoints: one a target language, and one for summaries."""
    for target in TARGETS:
        build_tiny_marian(root / f"tiny-{target}", target_language=target)
    build_tiny_bart(root / "tiny-brief")
    return root


@contextmanager
def serving_process(*flags: str | Path) -> Iterator[str]:
    """Run `python -m dragoman_server` on a free port, and yield its address once it serves."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "dragoman_server", "--port", "0", "--metrics-port", "0"),
            *map(str, flags),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    stop = threading.Timer(SECONDS, process.kill)
    stop.start()
    log: list[str] = []
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)
        stop.cancel()


def _address(process: subprocess.Popen[str], log: list[str]) -> str:
    if process.stderr is None:
        raise RuntimeError("the server was started without a pipe for its log")
    for line in process.stderr:
        log.append(line)
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "serving":
            # Nobody reads the rest, and a full pipe would stop the server.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            address: str = event["address"]
            return address
    raise RuntimeError(f"the server did not start:\n{''.join(log)}")
