"""One setting of the server: its default, how its text is read, and what help says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

__all__ = [
    "FILE",
    "FOLDER",
    "PAUSE",
    "PREFIX",
    "SECONDS",
    "Reading",
    "Setting",
    "choice",
    "declare",
    "integer",
    "words",
]

# What the environment variables of all settings begin with.
PREFIX: Final = "DRAGOMAN_"


class Reading(NamedTuple):
    """Hold how text becomes a value, ValueError where it does not, and words for a valid one."""

    read: Callable[[str], Any]
    valid: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Describe one setting: its name, what it does and how its text is read."""

    name: str
    help: str
    reading: Reading
    default: Any

    @property
    def flag(self) -> str:
        """Spell the setting as a flag of the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """Spell the setting as an environment variable."""
        return PREFIX + self.name.upper()


def declare(default: Any, reading: Reading, text: str) -> Any:
    """Declare a dataclass field that is a setting."""
    return field(default=default, metadata={"reading": reading, "help": text})


def integer(low: int, high: int | None = None) -> Reading:
    """Read a whole number within bounds, both included."""

    def read(text: str) -> int:
        number = int(text)
        if number < low or (high is not None and number > high):
            raise ValueError(text)
        return number

    upwards = f"a whole number from {low:,}"
    return Reading(read, upwards if high is None else f"{upwards} to {high:,}")


def words(valid: str) -> Reading:
    """Read a text that is not blank."""
    return Reading(_not_blank, valid)


def choice(*choices: str) -> Reading:
    """Read one of the choices, as it is spelt."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return Reading(read, "one of: " + ", ".join(choices))


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text.strip()


def _path(text: str) -> Path:
    return Path(_not_blank(text)).expanduser()


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


def _pause(text: str) -> float:
    number = float(text)
    return number if number == 0 else _seconds(text)


FILE: Final = Reading(_path, "the path of a file")
FOLDER: Final = Reading(_path, "the path of a folder")
SECONDS: Final = Reading(_seconds, "a number of seconds above 0")
PAUSE: Final = Reading(_pause, "a number of seconds, or 0")
