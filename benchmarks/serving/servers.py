"""A server in a process of its own, on free ports, with what it takes."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.serving.processes import peak_mb, processor_seconds

__all__ = ["Server", "serving"]

_START_SECONDS = 120.0
_STOP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """Hold a server that serves: its address, process, and seconds from its start to SERVING."""

    address: str
    pid: int
    metrics_port: int
    start_seconds: float

    @property
    def processor_seconds(self) -> float:
        """Give the processor's time it has taken so far."""
        return processor_seconds(self.pid)

    @property
    def peak_mb(self) -> float:
        """Give the most resident memory it has had so far, in megabytes."""
        return peak_mb(self.pid)

    def metric(self, name: str) -> float:
        """Add up the samples of one of the server's metrics, over all labels; 0 of none."""
        url = f"http://127.0.0.1:{self.metrics_port}/metrics"
        with urllib.request.urlopen(url, timeout=10) as answer:
            lines = answer.read().decode("utf-8").splitlines()
        found = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return sum(float(value) for sample, _, value in found if sample.partition("{")[0] == name)


@contextmanager
def serving(*flags: str | Path) -> Iterator[Server]:
    """Run `python -m dragoman_server` with these flags, and yield it once it serves.

    Raises:
        RuntimeError: it ended before; the message has its log.
    """
    metrics_port, begin = _free_port(), time.perf_counter()
    command = [sys.executable, "-m", "dragoman_server", "--port", "0", *map(str, flags)]
    command += ["--metrics-port", str(metrics_port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    watchdog = threading.Timer(_START_SECONDS, process.kill)
    watchdog.start()
    try:
        address = _address(process)
        watchdog.cancel()
        yield Server(address, process.pid, metrics_port, time.perf_counter() - begin)
    finally:
        watchdog.cancel()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=_STOP_SECONDS)


def _address(process: subprocess.Popen[str]) -> str:
    if process.stderr is None:
        raise RuntimeError("the server was started without a pipe for its log")
    log: list[str] = []
    for line in process.stderr:
        log.append(line)
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "serving":
            # Nobody reads the rest, and a full pipe would stop the server.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return str(event["address"])
    raise RuntimeError(f"the server did not start:\n{''.join(log)}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
