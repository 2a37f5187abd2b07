"""What differs when a person looks on: direction marks, progress, the list of findings.

Right-to-left text is written in logical order everywhere. On a terminal each of
its lines is wrapped in an isolate as well, because a terminal that reorders
text takes a line's direction from its first letter, and a Persian line may
begin with a Latin name. Files and pipes get the bare text.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import click

from dragoman_client.difference import Edit, Piece
from dragoman_client.languages import Language
from dragoman_client.printable import printable
from dragoman_client.results import Finding

__all__ = ["Progress", "inked", "report_dropped", "report_findings", "shown", "styled"]

RIGHT_TO_LEFT_ISOLATE = "\u2067"
POP_ISOLATE = "\u2069"
MOST_FINDINGS = 20
BAR_WIDTH = 24
PATIENCE_SECONDS = 1.0
CLEAR_LINE = "\r\x1b[K"


def shown(text: str, language: Language) -> str:
    """Give a text as standard output is to get it: isolated on a terminal only."""
    if not sys.stdout.isatty():
        return text
    safe = printable(text.replace("\r\n", "\n"))
    return (
        "\n".join(_isolated(line) for line in safe.split("\n")) if language.right_to_left else safe
    )


def styled(text: str) -> str:
    """Give a heading its bold face; click takes it away where there is no terminal."""
    return click.style(printable(text), bold=True)


def inked(piece: Piece) -> str:
    """Give a piece of a difference its colour: what has gone struck out, what came underlined."""
    text = printable(piece.text)
    if piece.edit is Edit.REMOVED:
        return click.style(text, fg="red", strikethrough=True)
    return click.style(text, fg="green", underline=True) if piece.edit is Edit.ADDED else text


def report_findings(name: str, findings: Sequence[Finding]) -> None:
    """List on standard error what to look at: language, where, what."""
    if not findings:
        return
    places = "1 place" if len(findings) == 1 else f"{len(findings)} places"
    heading = printable(f"{places} to look at in {name}:")
    click.secho(heading, fg="yellow", err=True)
    for finding in findings[:MOST_FINDINGS]:
        line = f"  {finding.language}  {finding.where}: {finding.what}"
        click.echo(printable(line), err=True)
    unlisted = len(findings) - MOST_FINDINGS
    if unlisted > 0:
        click.echo(f"  and {unlisted} more; --format json has them all", err=True)


def report_dropped(name: str, reasons: Mapping[str, int]) -> None:
    """Say on standard error what was left out, and how to keep it."""
    if not reasons:
        return
    listed = ", ".join(f"{count} x {reason}" for reason, count in reasons.items())
    line = f"Left out of {name}: {listed}; --keep-furniture keeps it"
    click.echo(printable(line), err=True)


class Progress:
    """Draw a bar on standard error when it is a terminal and the work takes long.

    `total` counts steps of any kind. Nothing is drawn in the first second.
    """

    def __init__(self, total: int) -> None:
        self._total = max(total, 1)
        self._started = time.monotonic()
        self._drawn = False

    def __enter__(self) -> Self:
        """Give the bar itself."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self.clear()

    def show(self, done: float, label: str) -> None:
        """Draw how many steps are done, and what the work is at."""
        long = time.monotonic() - self._started > PATIENCE_SECONDS
        if not (long and sys.stderr.isatty()):
            return
        filled = min(int(BAR_WIDTH * done / self._total), BAR_WIDTH)
        bar = "█" * filled + "░" * (BAR_WIDTH - filled)
        percent = min(int(100 * done / self._total), 100)
        sys.stderr.write(f"{CLEAR_LINE}{bar} {percent:3d}% {printable(label)[:40]}")
        sys.stderr.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take the bar away, so that a line can be written in its place."""
        if self._drawn:
            sys.stderr.write(CLEAR_LINE)
            sys.stderr.flush()
            self._drawn = False


def _isolated(line: str) -> str:
    return f"{RIGHT_TO_LEFT_ISOLATE}{line}{POP_ISOLATE}" if line.strip() else line
