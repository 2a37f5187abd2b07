"""What `dragoman models` shows: tables and progress on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.progress import Progress as ProgressBar

    from dragoman_models.pull import Progress, ProgressReport

__all__ = ["progress_shown", "show_table"]


def show_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, left_out: Collection[str] = ()
) -> None:
    """Print a table: aligned on a terminal, tab-separated with a header elsewhere.

    On a terminal, which is narrow, the columns `left_out` and empty ones are not
    shown.
    """
    if sys.stdout.isatty():
        shown = [
            place
            for place, column in enumerate(columns)
            if column not in left_out and any(row[place] for row in rows)
        ]
        _print_aligned(
            [columns[place] for place in shown], [[row[place] for place in shown] for row in rows]
        )
        return
    for row in (columns, *rows):
        # A tab or a line break in a value would make another table of it.
        click.echo("\t".join(" ".join(cell.split()) for cell in row))


@contextmanager
def progress_shown(name: str) -> Iterator[Progress]:
    """Show a pull's progress on standard error while the block runs."""
    if not _can_draw():
        yield _Lines(name)
        return
    with _progress_bar() as bar:
        yield _Bars(name, bar)


def _can_draw() -> bool:
    if not sys.stderr.isatty():
        return False
    from rich.console import Console

    return not Console(stderr=True).is_dumb_terminal


class _Lines:
    """Write a line where a stage or a file begins."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._last = ""

    def __call__(self, report: ProgressReport) -> None:
        line = f"{self._name}: {report.stage.value} {report.file}".rstrip()
        if line != self._last:
            click.echo(line, err=True)
        self._last = line


class _Bars:
    """Draw a bar for each file, and name the other stages."""

    def __init__(self, name: str, bar: ProgressBar) -> None:
        self._name = name
        self._bar = bar
        self._current = ""
        self._task = bar.add_task(name, total=None)

    def __call__(self, report: ProgressReport) -> None:
        current = report.file or report.stage.value
        if current != self._current:
            self._bar.remove_task(self._task)
            self._task = self._bar.add_task(f"{self._name}: {current}", total=None)
            self._current = current
        self._bar.update(self._task, completed=report.done, total=report.total or None)


def _progress_bar() -> ProgressBar:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _print_aligned(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for column in columns:
        # Names are copied into the next command, so they stay in one piece.
        table.add_column(column, overflow="fold", no_wrap=column == columns[0])
    for row in rows:
        # As text, because square brackets in a value are not mark-up.
        table.add_row(*map(Text, row))
    Console().print(table)
