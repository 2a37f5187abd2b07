"""`dragoman brief`."""

from __future__ import annotations

import click

from dragoman_client.client import Client
from dragoman_client.connection import Connection
from dragoman_client.exits import EXIT_CODES
from dragoman_client.formats import COLUMN_FORMATS
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
from dragoman_client.results import Result, gather
from dragoman_client.run import Advance, run

__all__ = ["brief"]


@click.command(epilog=EXIT_CODES)
@files_argument
@to_option(required=True)
@wording_options
@output_options(COLUMN_FORMATS)
@connection_options
def brief(
    *,
    files: tuple[str, ...],
    languages: tuple[str, ...],
    wording: Wording,
    output: Output,
    connection: Connection,
) -> None:
    """Give headline, summary and full text in each language.

    The languages stand side by side, beside the source, with what to look at: as
    columns in html, markdown and docx, as lines in text. Text in one language is its
    words alone.

    FILES are paths, quoted globs, file:// URLs, or - for standard input, which is
    read too when there are none.
    """
    arguments = wording.arguments()

    def ask(client: Client, source: Source, advance: Advance) -> Result:
        parts = []
        responses = client.process_article(
            source.text,
            to=languages,
            summary_lengths=("headline", "brief"),
            mime_type=source.mime_type,
            **arguments,
        )
        for response in responses:
            if response.HasField("progress"):
                progress = response.progress
                advance(progress.segments_done / max(progress.segments_total, 1))
            else:
                parts.append(response)
        return gather(source, parts, languages=languages)

    run(
        files,
        languages=languages,
        mime_type=wording.mime_type,
        output=output,
        connection=connection,
        ask=ask,
    )
