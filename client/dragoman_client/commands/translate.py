"""`dragoman translate`."""

from __future__ import annotations

import click

from dragoman_client.client import Client
from dragoman_client.connection import Connection
from dragoman_client.exits import EXIT_CODES
from dragoman_client.formats import FORMATS
from dragoman_client.inputs import Source
from dragoman_client.lines import translate_lines
from dragoman_client.options import (
    Output,
    Wording,
    connection_options,
    files_argument,
    output_options,
    to_option,
    wording_options,
)
from dragoman_client.results import Result
from dragoman_client.run import Advance, run, translation_of

__all__ = ["translate"]


@click.command(epilog=EXIT_CODES)
@files_argument
@to_option(required=True)
@click.option("--lines", is_flag=True, help="Translate line by line: one line in, one line out.")
@wording_options
@output_options(FORMATS)
@connection_options
def translate(
    *,
    files: tuple[str, ...],
    languages: tuple[str, ...],
    lines: bool,
    wording: Wording,
    output: Output,
    connection: Connection,
) -> None:
    """Translate articles, or line by line.

    FILES are paths, quoted globs, file:// URLs, or - for standard input, which is
    read too when there are none. One input in one language gives its text alone;
    otherwise every text has a heading. What a reader should look at is listed on
    standard error. On a terminal, right-to-left lines stand in direction isolates;
    files and pipes get the bare text.
    """
    if lines:
        translate_lines(
            files, languages=languages, wording=wording, output=output, connection=connection
        )
        return
    arguments = wording.arguments()

    def ask(client: Client, source: Source, advance: Advance) -> Result:
        return translation_of(
            source, client=client, languages=languages, arguments=arguments, advance=advance
        )

    run(
        files,
        languages=languages,
        mime_type=wording.mime_type,
        output=output,
        connection=connection,
        ask=ask,
    )
