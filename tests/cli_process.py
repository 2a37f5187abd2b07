"""The real `dragoman` command in a process of its own, for tests."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("dragoman"))
SECONDS = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what a process left: its exit code and what it wrote."""

    code: int
    output: str
    errors: str = ""


def dragoman(
    *arguments: str | Path,
    server: str | None = None,
    stdin: str | bytes = b"",
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> Outcome:
    """Run the command with pipes for its streams."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        env=_environment(server, environment),
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=SECONDS,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def dragoman_on_terminal(
    *arguments: str | Path, server: str, environment: dict[str, str] | None = None
) -> Outcome:
    """Run the command on a terminal; its two streams come back as one."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *map(str, arguments)],
        env=_environment(server, environment),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        close_fds=True,
    )
    os.close(theirs)
    content = b""
    try:
        while chunk := os.read(ours, 65536):
            content += chunk
    except OSError:
        # How Linux says that the other side has closed a terminal.
        pass
    finally:
        os.close(ours)
    return Outcome(process.wait(SECONDS), content.decode().replace("\r\n", "\n"))


def _environment(server: str | None, more: dict[str, str] | None) -> dict[str, str]:
    environment = os.environ | {"TERM": "xterm"} | (more or {})
    return environment if server is None else environment | {"DRAGOMAN_SERVER": server}
