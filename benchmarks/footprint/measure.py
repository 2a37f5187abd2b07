"""Measure what Dragoman costs at rest and for one article.

Start to SERVING, memory at rest, a sentence, the sample article into four
languages, the command's help, the size of the base install. Each figure is the
median of several runs of a fresh process; the table goes to `footprint.md` and
the numbers to `footprint.json` beside this file.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dragoman_client import Client

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RUNS = 5
ARTICLE = ROOT / "examples" / "article.txt"
# Another number each time, so that no answer is remembered.
SENTENCE = "The two ministers agreed to reopen the road in week {} of 2027."
# The most that each may be.
TARGETS: dict[str, float | None] = {
    "start_to_serving_s": 3.0,
    "rss_at_rest_mb": 500.0,
    "sentence_ms": None,
    "article_to_four_s": None,
    "article_again_s": None,
    "help_s": 0.4,
    "base_install_mb": 40.0,
}
LABELS = {
    "start_to_serving_s": "process start to SERVING, s",
    "rss_at_rest_mb": "resident memory at rest, MB",
    "sentence_ms": "one sentence of 12 words into one language, ms",
    "article_to_four_s": "`examples/article.txt` (139 words) into four languages, s",
    "article_again_s": "the same again, s",
    "help_s": "`dragoman --help`, s",
    "base_install_mb": "packages of the base install, MB",
}


def main() -> None:
    """Measure, print the table, and write both files."""
    runs = [one_server() for _ in range(RUNS)]
    figures = {name: [run[name] for run in runs] for name in runs[0]}
    figures["help_s"] = [timed(show_help) for _ in range(RUNS)]
    figures["base_install_mb"] = [base_install_mb()]
    table = markdown(figures)
    print(table)
    (HERE / "footprint.md").write_text(table + "\n", encoding="utf-8")
    record = {"machine": machine(), "figures": figures}
    (HERE / "footprint.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def one_server() -> dict[str, float]:
    """Start a server, read its memory after two quiet seconds, then give it work."""
    port = free_port()
    begin = time.perf_counter()
    command = [sys.executable, "-m", "dragoman_server", "--port", str(port)]
    server = subprocess.Popen([*command, "--metrics-port", "0", "--log-level", "error"])
    try:
        wait_until_serving(port)
        seconds = time.perf_counter() - begin
        time.sleep(2)
        return {
            "start_to_serving_s": seconds,
            "rss_at_rest_mb": resident_mb(server.pid),
            **work(port),
        }
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def work(port: int) -> dict[str, float]:
    """Time a sentence, as the median of twenty, and the sample article in four languages."""
    with Client(f"127.0.0.1:{port}") as client:
        targets = [
            language.language_code
            for language in client.list_languages().languages
            if language.HasField("checkpoint")
        ]

        numbers = itertools.count(10)

        def sentence() -> None:
            client.translate_text([SENTENCE.format(next(numbers))], to=targets[:1])

        def article() -> None:
            list(client.translate_article(ARTICLE.read_text(encoding="utf-8"), to=targets))

        sentence()
        times = [timed(sentence) for _ in range(20)]
        return {
            "sentence_ms": statistics.median(times) * 1000,
            "article_to_four_s": timed(article),
            "article_again_s": statistics.median(timed(article) for _ in range(5)),
        }


def wait_until_serving(port: int) -> None:
    """Ask the standard health service every 10 ms until it says SERVING."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                answer = stub.Check(health_pb2.HealthCheckRequest(), wait_for_ready=True, timeout=5)
            except grpc.RpcError:
                continue
            if answer.status == health_pb2.HealthCheckResponse.SERVING:
                return
            time.sleep(0.01)
    raise TimeoutError("the server did not serve within 60 s")


def resident_mb(pid: int) -> float:
    """Read a process's resident memory in megabytes of 1,000,000 bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def show_help() -> None:
    """Run `dragoman --help` in a fresh process."""
    command = [str(Path(sys.executable).with_name("dragoman")), "--help"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def base_install_mb() -> float:
    """Install the base distribution's requirements into an empty folder and weigh them.

    Dragoman's own package, which carries the bundled weights, is not counted.
    """
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", folder]
        subprocess.run([*pip, str(ROOT)], check=True, stderr=subprocess.DEVNULL)
        own = ("dragoman",)
        files = [
            path
            for path in Path(folder).rglob("*")
            if path.is_file() and not path.relative_to(folder).parts[0].startswith(own)
        ]
        return sum(path.stat().st_size for path in files) / 1e6


def timed(action: Callable[[], None]) -> float:
    """Time one call in seconds."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def machine() -> str:
    """Name the hardware and the versions that a figure depends on."""
    cpu = next(
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    )
    return f"{os.cpu_count()} cores, {cpu}; Python {platform.python_version()}"


def markdown(figures: dict[str, list[float]]) -> str:
    """Write the table: median, spread, target."""
    rows = [
        f"| {LABELS[name]} | {statistics.median(values):.2f} "
        f"| {min(values):.2f} to {max(values):.2f} | {TARGETS.get(name) or ''} |"
        for name, values in figures.items()
    ]
    head = ["| figure | median | range | at most |", "|---|---|---|---|"]
    return "\n".join([f"{machine()}", "", *head, *rows])


if __name__ == "__main__":
    main()
