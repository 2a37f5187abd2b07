"""`dragoman diff`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from dragoman_client.comparison import Comparison, compare
from dragoman_client.connection import Connection
from dragoman_client.exits import EXIT_CODES, ExitCode, Failure
from dragoman_client.formats import COMPARISON_FORMATS
from dragoman_client.inputs import STANDARD_INPUT, Source, locate_one, read
from dragoman_client.layout import Layout
from dragoman_client.options import (
    ComparisonOutput,
    Wording,
    comparison_options,
    connection_options,
    to_option,
    wording_options,
)
from dragoman_client.outputs import atomic_writer, check_file
from dragoman_client.publication import write_bytes
from dragoman_client.results import dropped
from dragoman_client.run import for_terminal, languages_of, translation_of
from dragoman_client.terminal import Progress, report_dropped

__all__ = ["diff"]


@click.command(epilog=EXIT_CODES)
@click.argument("old")
@click.argument("new")
@to_option(required=True)
@wording_options
@comparison_options
@connection_options
def diff(
    *,
    old: str,
    new: str,
    languages: tuple[str, ...],
    wording: Wording,
    output: ComparisonOutput,
    connection: Connection,
) -> None:
    """Show what changed in an updated story, and what it says now.

    OLD and NEW are two versions of a story: paths, file:// URLs, or - for standard
    input. Each change shows the words of the source that went [-so-] and came {+so+},
    and in each language the text before (-) and now (+), with what to look at (!).
    Changes are normal: the exit code is 0 with or without them, unless --exit-code.
    """
    old_source, new_source = _read(old, new, wording.mime_type, output)
    comparison, layout = _ask(
        (old_source, new_source), languages=languages, wording=wording, connection=connection
    )
    if not output.quiet:
        for result in (comparison.old, comparison.new):
            report_dropped(result.source.location.name, dropped(result))
    _write(comparison, layout, output)
    if output.exit_code and comparison.differs():
        click.get_current_context().exit(ExitCode.DIFFERENT)


def _read(
    old: str, new: str, mime_type: str | None, output: ComparisonOutput
) -> tuple[Source, Source]:
    if old == new == STANDARD_INPUT:
        raise click.UsageError("only one of OLD and NEW can be standard input")
    before, after = locate_one(old), locate_one(new)
    if output.file is not None:
        check_file(output.file, (before, after))
    return read(before, mime_type=mime_type), read(after, mime_type=mime_type)


def _ask(
    sources: Sequence[Source],
    *,
    languages: Sequence[str],
    wording: Wording,
    connection: Connection,
) -> tuple[Comparison, Layout]:
    arguments = wording.arguments()
    results = []
    with connection.open() as client, Progress(len(sources)) as progress:
        layout = Layout(languages_of(client, connection))
        for done, source in enumerate(sources):
            name = source.location.name

            def advance(share: float, done: int = done, name: str = name) -> None:
                progress.show(done + share, name)

            with _named(name, connection), connection.reporting():
                results.append(
                    translation_of(
                        source,
                        client=client,
                        languages=languages,
                        arguments=arguments,
                        advance=advance,
                    )
                )
    return compare(*results), layout


@contextmanager
def _named(name: str, connection: Connection) -> Iterator[None]:
    try:
        yield
    except Failure as failure:
        if connection.is_fatal(failure):
            # The server is gone for both versions.
            raise
        code = ExitCode(failure.exit_code)
        raise Failure(f"{name}: {failure.message}", code=code) from failure


def _write(comparison: Comparison, layout: Layout, output: ComparisonOutput) -> None:
    to_terminal = output.file is None and sys.stdout.isatty()
    if to_terminal and output.format_name in ("text", "markdown"):
        layout = for_terminal(layout)
    render = COMPARISON_FORMATS[output.format_name]
    content = render(comparison, layout, every=output.every).encode()
    if output.file is None:
        write_bytes(content)
        return
    with atomic_writer(output.file) as stream:
        stream.write(content)
