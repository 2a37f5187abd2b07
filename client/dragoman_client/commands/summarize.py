"""`dragoman summarize`."""

from __future__ import annotations

import click

from dragoman_client.client import Client
from dragoman_client.connection import Connection
from dragoman_client.exits import EXIT_CODES
from dragoman_client.formats import FORMATS
from dragoman_client.inputs import Source
from dragoman_client.options import (
    Output,
    Wording,
    connection_options,
    files_argument,
    output_options,
    to_option,
    wording_options,
)
from dragoman_client.requests import SUMMARY_LENGTHS, LengthName
from dragoman_client.results import Result
from dragoman_client.run import Advance, run

__all__ = ["summarize"]


@click.command(epilog=EXIT_CODES)
@files_argument
@to_option(required=False)
@click.option(
    "--length",
    type=click.Choice(list(SUMMARY_LENGTHS)),
    default="brief",
    show_default=True,
    help="One line, one or two sentences, or three to five.",
)
@wording_options
@output_options(FORMATS)
@connection_options
def summarize(
    *,
    files: tuple[str, ...],
    languages: tuple[str, ...],
    length: LengthName,
    wording: Wording,
    output: Output,
    connection: Connection,
) -> None:
    """Summarize articles.

    FILES are paths, quoted globs, file:// URLs, or - for standard input, which is
    read too when there are none.
    """
    arguments = wording.arguments()

    def ask(client: Client, source: Source, _advance: Advance) -> Result:
        response = client.summarize(
            source.text, to=languages, length=length, mime_type=source.mime_type, **arguments
        )
        return Result(source, summaries=tuple(response.summaries))

    run(
        files,
        languages=languages,
        mime_type=wording.mime_type,
        output=output,
        connection=connection,
        ask=ask,
    )
