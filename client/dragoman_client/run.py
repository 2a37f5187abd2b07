"""The way of a command from its files to its output: read, ask, write, count."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import click

from dragoman_client.client import Client
from dragoman_client.connection import Connection
from dragoman_client.exits import ExitCode, Failure
from dragoman_client.inputs import STANDARD_INPUT, Location, Source, locate, read
from dragoman_client.languages import ENGLISH, Languages
from dragoman_client.layout import Layout, Refusal
from dragoman_client.options import Output
from dragoman_client.outputs import check_file, check_names
from dragoman_client.printable import printable
from dragoman_client.publication import Folder, OneFile, Publication, StandardOutput
from dragoman_client.results import Result, dropped, findings
from dragoman_client.terminal import (
    Progress,
    inked,
    report_dropped,
    report_findings,
    shown,
    styled,
)

__all__ = [
    "Advance",
    "Ask",
    "Tally",
    "check_complete",
    "for_terminal",
    "inputs_of",
    "languages_of",
    "run",
    "translation_of",
]

# Takes the share of one input that is done, 0 to 1.
Advance: TypeAlias = Callable[[float], None]
Ask: TypeAlias = Callable[[Client, Source, Advance], Result]


class Tally:
    """Count what was done and what failed, and say failures as they come."""

    def __init__(self) -> None:
        self.done = 0
        self.refusals: list[Refusal] = []

    def refuse(self, name: str, failure: Failure) -> Refusal:
        """Say a failure on standard error, and count it."""
        message = failure.message
        # Some messages begin with the input's name already.
        said = printable(name)
        click.echo(f"Error: {message if said in message else f'{said}: {message}'}", err=True)
        refusal = Refusal(name, message, failure.exit_code)
        self.refusals.append(refusal)
        return refusal

    def leave(self, names: Sequence[str]) -> None:
        """Say which inputs were not tried after a failure that they would share."""
        if names:
            untried = printable(", ".join(names))
            click.echo(f"Error: not tried after that: {untried}", err=True)

    def exit_code(self) -> int:
        """Give the command's exit code: of the first failure, when nothing was done."""
        if not self.refusals:
            return ExitCode.DONE
        return ExitCode.PARTLY_DONE if self.done else self.refusals[0].exit_code


def inputs_of(files: Sequence[str]) -> list[Location | Failure]:
    """Find the inputs; without any, standard input is one unless a person sits at it.

    Raises:
        click.UsageError: there is nothing to read.
    """
    if not files and sys.stdin.isatty():
        raise click.UsageError("nothing to read: name files, or pipe a text in")
    return list(locate(files or [STANDARD_INPUT]))


def run(
    files: Sequence[str],
    *,
    languages: Sequence[str],
    mime_type: str | None,
    output: Output,
    connection: Connection,
    ask: Ask,
) -> None:
    """Ask the server about each input and write what it says; ends the command.

    An input that fails does not stop the others, unless the server is gone.

    Raises:
        click.UsageError: the options do not go together.
        Failure: no input could be worked on for a reason common to all.
        click.exceptions.Exit: always otherwise, with the `ExitCode`.
    """
    output.chosen.check()
    found = inputs_of(files)
    _check(output, [each for each in found if isinstance(each, Location)], languages)
    tally = Tally()
    sources = _read_all(found, mime_type, tally)
    with ExitStack() as stack:
        # Without anything to ask there is no need of a server.
        client = stack.enter_context(connection.open()) if sources else None
        known = languages_of(client, connection) if client else Languages()
        layout = Layout(known, named=len(found) > 1, headed=len(languages) > 1)
        publication = _publication(output, layout)
        for refusal in tally.refusals:
            publication.refuse(refusal)
        if client is not None:
            work = _Round(
                client, connection, publication, tally, ask, frozenset(languages), output.quiet
            )
            work.go(sources)
        publication.close()
    click.get_current_context().exit(tally.exit_code())


@dataclass(frozen=True, slots=True)
class _Round:
    client: Client
    connection: Connection
    publication: Publication
    tally: Tally
    ask: Ask
    wanted: frozenset[str]
    quiet: bool

    def go(self, sources: Sequence[Source]) -> None:
        with Progress(len(sources)) as progress:
            for position, source in enumerate(sources):
                failure = self._one(source, position, progress)
                if failure is not None and self.connection.is_fatal(failure):
                    self.tally.leave([each.location.name for each in sources[position + 1 :]])
                    return

    def _one(self, source: Source, position: int, progress: Progress) -> Failure | None:
        name = source.location.name
        try:
            with self.connection.reporting():
                result = self.ask(
                    self.client, source, lambda share: progress.show(position + share, name)
                )
            progress.clear()
            check_complete(self.wanted - set(result.languages()))
            self.publication.add(result)
        except Failure as failure:
            progress.clear()
            self.publication.refuse(self.tally.refuse(name, failure))
            return failure
        self.tally.done += 1
        if not self.quiet:
            report_dropped(name, dropped(result))
            report_findings(name, list(findings(result)))
        return None


def check_complete(missing: Collection[str]) -> None:
    """Refuse an answer that leaves a language out.

    Raises:
        Failure: a language is missing.
    """
    if missing:
        listed = ", ".join(sorted(missing))
        raise Failure(f"the server left out: {listed}", code=ExitCode.FAILED)


def _read_all(
    found: Sequence[Location | Failure], mime_type: str | None, tally: Tally
) -> list[Source]:
    sources: list[Source] = []
    for each in found:
        try:
            if isinstance(each, Failure):
                raise each
            sources.append(read(each, mime_type=mime_type))
        except Failure as failure:
            name = each.name if isinstance(each, Location) else failure.message.partition(": ")[0]
            tally.refuse(name, failure)
    return sources


def languages_of(client: Client, connection: Connection) -> Languages:
    """Ask the server for its languages.

    Raises:
        Failure: it does not answer.
    """
    with connection.reporting():
        return Languages(client.list_languages().languages)


def translation_of(
    source: Source,
    *,
    client: Client,
    languages: Sequence[str],
    arguments: Mapping[str, Any],
    advance: Advance,
) -> Result:
    """Ask for an input's translations; they come in the order asked for.

    Raises:
        ClientError: the server refused, or does not answer.
        Failure: it left a language out.
    """
    done = {}
    responses = client.translate_article(
        source.text, to=languages, mime_type=source.mime_type, **arguments
    )
    for response in responses:
        done[response.translation.target_language_code] = response.translation
        advance(len(done) / len(languages))
    check_complete(set(languages) - done.keys())
    return Result(source, tuple(done[code] for code in languages))


def for_terminal(layout: Layout) -> Layout:
    """Let a layout prepare its texts for whoever looks at the terminal."""
    # Our own bytes go past click, which would otherwise take the colours away.
    if click.get_current_context().color is False:
        return replace(layout, show=shown, style=printable)
    return replace(layout, show=shown, style=styled, mark=inked)


def _check(output: Output, locations: Sequence[Location], languages: Sequence[str]) -> None:
    chosen = output.chosen
    if output.file is not None and output.directory is not None:
        raise click.UsageError("give either --output or --output-dir, not both")
    if output.file is not None:
        check_file(output.file, locations)
    elif output.directory is not None:
        # Without a language a summary is in English.
        names = languages or (ENGLISH.code,)
        check_names(output.directory, locations, languages=names, suffix=chosen.suffix)
    elif chosen.library and sys.stdout.isatty():
        raise click.UsageError(
            f"no terminal shows --format {chosen.name}; name a file with --output"
        )


def _publication(output: Output, layout: Layout) -> Publication:
    chosen = output.chosen
    if output.file is not None:
        return OneFile(output.file, chosen, layout)
    if output.directory is not None:
        return Folder(output.directory, chosen, replace(layout, named=False, headed=False))
    if chosen.for_reading and sys.stdout.isatty():
        return StandardOutput(chosen, for_terminal(layout))
    return StandardOutput(chosen, layout)
