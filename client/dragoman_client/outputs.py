"""Where the command writes to: files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dragoman_client.exits import ExitCode, Failure
from dragoman_client.inputs import Location

__all__ = ["atomic_writer", "check_file", "check_names", "target_path", "unwritable"]


def target_path(directory: Path, stem: str, language: str, suffix: str) -> Path:
    """Give the name of one input's file in one language: DIR/STEM.LANGUAGE.SUFFIX."""
    return directory / f"{stem}.{language}{suffix}"


def check_names(
    directory: Path, locations: Iterable[Location], *, languages: Sequence[str], suffix: str
) -> None:
    """Refuse, before any work is done, what would write over something.

    Raises:
        Failure: two inputs would go to one file, or an output over an input.
    """
    inputs = list(locations)
    read = {each.path.resolve(): each.name for each in inputs if each.path is not None}
    written: dict[Path, str] = {}
    for each in inputs:
        for language in languages:
            path = target_path(directory, each.stem, language, suffix).resolve()
            other = written.setdefault(path, each.name)
            if other != each.name:
                raise _clash(f"{other} and {each.name} would both be written to {path}")
            if path in read:
                raise _clash(f"{each.name} would be written over the input {read[path]}")


def check_file(path: Path, locations: Iterable[Location]) -> None:
    """Refuse, before any work is done, to write over an input.

    Raises:
        Failure: the output is one of the inputs.
    """
    for each in locations:
        if each.path is not None and each.path.resolve() == path.resolve():
            problem = f"{path} is an input; give another --output"
            raise Failure(problem, code=ExitCode.BAD_INPUT)


def _clash(problem: str) -> Failure:
    advice = "give another --output-dir, or run them one by one"
    return Failure(f"{problem}; {advice}", code=ExitCode.BAD_INPUT)


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when the block ends well.

    Folders on the way are made.

    Raises:
        Failure: the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as stream:
            yield stream
        draft.replace(path)
    except OSError as exc:
        raise unwritable(str(path), exc) from exc
    finally:
        # What could not be made cannot be removed either, and was said above.
        with suppress(OSError):
            draft.unlink()


def unwritable(name: str, exc: OSError) -> Failure:
    """Say why an output cannot be written."""
    return Failure(f"{name}: {exc.strerror or exc}", code=ExitCode.FAILED)
