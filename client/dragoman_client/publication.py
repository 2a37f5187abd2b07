"""Where results go as they come: standard output, one file, or one file a language."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from dragoman_client.formats import Format
from dragoman_client.layout import Layout, Refusal
from dragoman_client.outputs import atomic_writer, target_path, unwritable
from dragoman_client.results import Result

__all__ = ["Folder", "OneFile", "Publication", "StandardOutput", "write_bytes"]


class Publication(Protocol):
    """Take results one by one, and the inputs that came to nothing."""

    def add(self, result: Result) -> None:
        """Take one input's result."""
        ...

    def refuse(self, refusal: Refusal) -> None:
        """Take note of an input that came to nothing."""
        ...

    def close(self) -> None:
        """Write what is still to be written."""
        ...


class StandardOutput:
    """Write results to standard output, each as it comes where the format allows."""

    def __init__(self, chosen: Format, layout: Layout) -> None:
        self._format = chosen
        self._layout = layout
        self._results: list[Result] = []
        self._refusals: list[Refusal] = []
        self._began = False

    def add(self, result: Result) -> None:
        """Write a result, or keep it where the format is one document."""
        if self._format.one_document:
            self._results.append(result)
            return
        separator = b"\n" if self._began else b""
        self._began = True
        write_bytes(separator + self._format.content([result], self._layout))

    def refuse(self, refusal: Refusal) -> None:
        """Keep a refusal, for the formats that say it."""
        self._refusals.append(refusal)

    def close(self) -> None:
        """Write the one document, if there is anything in it."""
        told = self._results or (self._refusals and self._format.tells_refusals)
        if self._format.one_document and told:
            write_bytes(self._format.content(self._results, self._layout, self._refusals))


class OneFile:
    """Write all results to one file, whole or not at all."""

    def __init__(self, path: Path, chosen: Format, layout: Layout) -> None:
        self._path = path
        self._format = chosen
        self._layout = layout
        self._results: list[Result] = []
        self._refusals: list[Refusal] = []

    def add(self, result: Result) -> None:
        """Keep a result."""
        self._results.append(result)

    def refuse(self, refusal: Refusal) -> None:
        """Keep a refusal, for the formats that say it."""
        self._refusals.append(refusal)

    def close(self) -> None:
        """Write the file, if there is anything in it.

        Raises:
            Failure: the file cannot be written.
        """
        if self._results or (self._refusals and self._format.tells_refusals):
            content = self._format.content(self._results, self._layout, self._refusals)
            with atomic_writer(self._path) as stream:
                stream.write(content)


class Folder:
    """Write each result to DIR/STEM.LANGUAGE.SUFFIX, whole or not at all."""

    def __init__(self, directory: Path, chosen: Format, layout: Layout) -> None:
        self._directory = directory
        self._format = chosen
        self._layout = layout

    def add(self, result: Result) -> None:
        """Write one file a language.

        Raises:
            Failure: a file cannot be written.
        """
        stem = result.source.location.stem
        for language in result.languages():
            path = target_path(self._directory, stem, language, self._format.suffix)
            with atomic_writer(path) as stream:
                stream.write(self._format.content([result.only(language)], self._layout))

    def refuse(self, refusal: Refusal) -> None:
        """Write nothing: no file is how a folder says it."""

    def close(self) -> None:
        """Do nothing: every file is written when its result comes."""


def write_bytes(content: bytes) -> None:
    """Write bytes to standard output at once, whatever the locale says of text.

    Raises:
        BrokenPipeError: the reader has gone.
        Failure: the output cannot be written.
    """
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as exc:
        raise unwritable("standard output", exc) from exc
