"""The exit codes of the `dragoman` command, and what leads to each."""

from __future__ import annotations

from enum import IntEnum, unique

import click

from dragoman_client.printable import printable

__all__ = ["EXIT_CODES", "ExitCode", "Failure"]


@unique
class ExitCode(IntEnum):
    """Name the exit codes; a number keeps its meaning for good."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    UNREACHABLE = 3
    PARTLY_DONE = 4
    REFUSED = 5
    TRY_AGAIN = 6
    NOT_INSTALLED = 7
    DIFFERENT = 8
    INTERRUPTED = 130


# `\b` keeps click from joining the lines.
EXIT_CODES = """\b
Exit codes:
  0    everything is done
  1    the server failed, or the output could not be written
  2    a wrong flag, or an input that cannot be read or that the server refused
  3    no server answers
  4    some inputs failed; the others are done
  5    the server wants another API key
  6    the server has too much to do, or the time was up; try again
  7    an extra or a checkpoint is not installed; the message has the command
  8    with `diff --exit-code`: the stories differ
  130  interrupted
"""


class Failure(click.ClickException):
    """End the command, or one input's part of it, with a message and an exit code."""

    def __init__(self, message: str, *, code: ExitCode) -> None:
        super().__init__(printable(message))
        # click declares it for the class; an exit code of ours belongs to one failure.
        self.exit_code = code  # type: ignore[misc]
