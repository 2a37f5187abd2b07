"""`--lines`: each line of the input gives exactly one line of the output.

A line ends at a line feed, a carriage return before it included; no other
character ends one. A line of white space alone is not sent and comes back as it
is. Lines are translated as they arrive, so a slow pipe is answered line by line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

import click

from dragoman_client.client import Client
from dragoman_client.connection import Connection
from dragoman_client.exits import Failure
from dragoman_client.inputs import Location, decode, unreadable
from dragoman_client.options import Output, Wording
from dragoman_client.outputs import atomic_writer, check_names, target_path
from dragoman_client.publication import write_bytes
from dragoman_client.results import Finding, described, excerpt, segment_notes
from dragoman_client.run import Tally, check_complete, inputs_of
from dragoman_client.terminal import report_findings

__all__ = ["Line", "batches", "translate_lines"]

READ_BYTES = 64 * 1024
BATCH_LINES = 256
BATCH_CHARACTERS = 100_000
SUFFIX = ".txt"
_LINE_BREAKS = re.compile(r"[\r\n]+")

# Takes a language code and a translated line, its end included.
Write: TypeAlias = Callable[[str, str], object]


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one line of an input: its number, from 1, its text and its end."""

    number: int
    text: str
    end: str


def batches(stream: BinaryIO, *, name: str) -> Iterator[list[Line]]:
    """Yield the lines of an input as they arrive, some hundreds at once at most.

    Raises:
        Failure: the input cannot be read, or is not UTF-8.
    """
    batch: list[Line] = []
    characters = 0
    for line, waiting in _lines(stream, name):
        batch.append(line)
        characters += len(line.text)
        if not waiting or len(batch) == BATCH_LINES or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def translate_lines(
    files: Sequence[str],
    *,
    languages: Sequence[str],
    wording: Wording,
    output: Output,
    connection: Connection,
) -> None:
    """Translate inputs line by line; ends the command.

    Raises:
        click.UsageError: the options do not go together.
        Failure: no server can be reached.
        click.exceptions.Exit: always otherwise, with the `ExitCode`.
    """
    _check(languages, output)
    found = inputs_of(files)
    if output.directory is not None:
        locations = [each for each in found if isinstance(each, Location)]
        check_names(output.directory, locations, languages=languages, suffix=SUFFIX)
    arguments = _arguments(wording)
    tally = Tally()
    with connection.open() as client:
        work = _Work(client, connection, languages, arguments, output)
        for position, each in enumerate(found):
            failure = _try(work, each, tally)
            if failure is not None and connection.is_fatal(failure):
                rest = found[position + 1 :]
                tally.leave([other.name for other in rest if isinstance(other, Location)])
                break
    click.get_current_context().exit(tally.exit_code())


def _check(languages: Sequence[str], output: Output) -> None:
    if output.chosen.name != "text":
        raise click.UsageError(f"--lines writes text, and --format {output.chosen.name} does not")
    if output.file is not None:
        raise click.UsageError("--lines writes to standard output, or to files in --output-dir")
    if len(languages) > 1 and output.directory is None:
        raise click.UsageError(
            "--lines gives one line a line: name one language in --to, or give --output-dir"
        )


@dataclass(frozen=True, slots=True)
class _Work:
    client: Client
    connection: Connection
    languages: Sequence[str]
    arguments: Mapping[str, Any]
    output: Output

    def file(self, location: Location) -> list[Finding]:
        with location.open() as stream, ExitStack() as stack:
            write = self._writer(location, stack)
            return [
                finding
                for batch in batches(stream, name=location.name)
                for finding in self._batch(batch, write)
            ]

    def _writer(self, location: Location, stack: ExitStack) -> Write:
        if self.output.directory is None:
            return lambda _language, line: write_bytes(line.encode())
        streams = {
            language: stack.enter_context(
                atomic_writer(target_path(self.output.directory, location.stem, language, SUFFIX))
            )
            for language in self.languages
        }
        return lambda language, line: streams[language].write(line.encode())

    def _batch(self, batch: Sequence[Line], write: Write) -> Iterator[Finding]:
        spoken = [line for line in batch if line.text.strip()]
        targets, found = self._translate(spoken)
        for language in self.languages:
            text = "".join(
                (targets[line.number, language] if line.text.strip() else line.text) + line.end
                for line in batch
            )
            write(language, text)
        yield from found

    def _translate(self, lines: Sequence[Line]) -> tuple[dict[tuple[int, str], str], list[Finding]]:
        if not lines:
            return {}, []
        with self.connection.reporting():
            response = self.client.translate_text(
                [line.text for line in lines],
                to=self.languages,
                **self.arguments,
            )
        targets: dict[tuple[int, str], str] = {}
        found: list[Finding] = []
        for each in response.translations:
            line = lines[each.content_index]
            language = each.target_language_code
            targets[line.number, language] = _LINE_BREAKS.sub(" ", each.target_text)
            where = f"line {line.number}, “{excerpt(line.text)}”"
            for segment in each.segments:
                found += described(language, where, segment_notes(segment))
        wanted = {(line.number, language) for line in lines for language in self.languages}
        check_complete({language for _, language in wanted - targets.keys()})
        return targets, found


def _arguments(wording: Wording) -> Mapping[str, Any]:
    arguments = wording.arguments() | {"mime_type": wording.mime_type or "text/plain"}
    # A line is translated whole: TranslateText knows no furniture.
    del arguments["keep_furniture"]
    return arguments


def _try(work: _Work, each: Location | Failure, tally: Tally) -> Failure | None:
    if isinstance(each, Failure):
        tally.refuse(each.message.partition(": ")[0], each)
        return each
    try:
        found = work.file(each)
    except Failure as failure:
        tally.refuse(each.name, failure)
        return failure
    tally.done += 1
    if not work.output.quiet:
        report_findings(each.name, found)
    return None


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[Line, bool]]:
    """Yield each line, and whether another has arrived already."""
    number, offset, rest = 0, 0, b""
    while content := _read(stream, name):
        *whole, rest = (rest + content).split(b"\n")
        for position, raw in enumerate(whole):
            number += 1
            yield _line(number, raw, name, offset), position + 1 < len(whole)
            offset += len(raw) + 1
    if rest:
        yield _line(number + 1, rest, name, offset), False


def _read(stream: BinaryIO, name: str) -> bytes:
    try:
        # Gives what is there, and waits only when nothing is.
        content: bytes = stream.read1(READ_BYTES)  # type: ignore[attr-defined]
    except OSError as exc:
        raise unreadable(name, exc) from exc
    return content


def _line(number: int, raw: bytes, name: str, offset: int) -> Line:
    text = decode(raw, name=name, offset=offset)
    # The last line may lack its end; the output's has one, so that it is a line.
    if text.endswith("\r"):
        return Line(number, text[:-1], "\r\n")
    return Line(number, text, "\n")
