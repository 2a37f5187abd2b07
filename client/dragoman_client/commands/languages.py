"""`dragoman languages`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click

from dragoman.v1.translation_pb2 import ListLanguagesResponse, TargetLanguage
from dragoman_client.connection import Connection
from dragoman_client.exits import EXIT_CODES
from dragoman_client.options import connection_options

__all__ = ["languages"]

HEADINGS = ("CODE", "LANGUAGE", "SCRIPT", "CHECKPOINT")


@click.command(epilog=EXIT_CODES)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to write.",
)
@connection_options
def languages(*, format_name: str, connection: Connection) -> None:
    """List the languages and the checkpoints that serve them."""
    with connection.open() as client, connection.reporting():
        response = client.list_languages()
    if format_name == "json":
        click.echo(json.dumps(_document(response), ensure_ascii=False, indent=2))
        return
    for line in _table([HEADINGS, *map(_row, response.languages)]):
        click.echo(line)
    summarizer = response.summarizer.name or "extractive: sentences of the article itself"
    click.echo(f"\nSummaries: {summarizer}")


def _row(language: TargetLanguage) -> Sequence[str]:
    script = f"{language.script}, right to left" if language.right_to_left else language.script
    return (language.language_code, language.name, script, _served_by(language))


def _served_by(language: TargetLanguage) -> str:
    if language.checkpoint.name:
        return f"{language.checkpoint.name} ({language.checkpoint.revision[:12]})"
    return f"none; install one with: {language.install_command}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(map(str.ljust, row, widths)).rstrip()


def _document(response: ListLanguagesResponse) -> dict[str, object]:
    return {
        "languages": [_language(language) for language in response.languages],
        "summarizer": response.summarizer.name or None,
    }


def _language(language: TargetLanguage) -> dict[str, object]:
    return {
        "code": language.language_code,
        "name": language.name,
        "native_name": language.native_name,
        "script": language.script,
        "direction": "rtl" if language.right_to_left else "ltr",
        "from": list(language.source_language_codes),
        "checkpoint": language.checkpoint.name or None,
        "revision": language.checkpoint.revision or None,
        "install_command": language.install_command or None,
    }
