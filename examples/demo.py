"""Start a server, send it the sample article, print what comes back, stop the server."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dragoman.v1 import types_pb2
from dragoman.v1.article_pb2 import ProcessArticleResponse
from dragoman_client import Client, ClientError

ARTICLE = Path(__file__).with_name("article.txt")
LANGUAGES = ("hy", "az", "fa", "ru")
START_SECONDS = 60.0


def main() -> int:
    """Run the demonstration; return the exit code of the server."""
    with serving() as (address, server), Client(address) as client:
        wait_until_serving(client)
        parts = client.process_article(ARTICLE.read_text(encoding="utf-8"), to=LANGUAGES)
        print_parts(list(parts))
        server.send_signal(signal.SIGTERM)
        return server.wait(timeout=30)


@contextmanager
def serving() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run `dragoman serve` on a free port; yield its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dragoman_server", "--port", str(port)]
    command += ["--metrics-port", "0", "--log-level", "warning"]
    server = subprocess.Popen(command)
    try:
        yield f"127.0.0.1:{port}", server
    finally:
        if server.poll() is None:
            server.kill()


def wait_until_serving(client: Client) -> None:
    """Ask for the health until the server serves.

    Raises:
        TimeoutError: it did not in a minute.
    """
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if client.health() == "SERVING":
                return
        except ClientError:
            pass  # Not listening yet.
        time.sleep(0.05)
    raise TimeoutError(f"the server did not serve within {START_SECONDS:.0f} s")


def print_parts(parts: list[ProcessArticleResponse]) -> None:
    """Print each language's translation and, under it, its summary."""
    translations = {
        part.translation.target_language_code: part.translation
        for part in parts
        if part.HasField("translation")
    }
    summaries = {
        part.summary.language_code: part.summary for part in parts if part.HasField("summary")
    }
    for code in LANGUAGES:
        translation = translations[code]
        print(f"== {code} · {translation.checkpoint.name} {translation.checkpoint.revision} ==\n")
        print(f"{translation.target_text.rstrip()}\n")
        print(f"Summary: {summaries[code].text}\n")
        flags = [
            types_pb2.Flag.Name(flag).removeprefix("FLAG_").lower()
            for section in translation.sections
            for segment in section.segments
            for flag in segment.flags
        ]
        print(f"Flags: {', '.join(sorted(set(flags))) or 'none; read it all the same'}\n")


if __name__ == "__main__":
    sys.exit(main())
