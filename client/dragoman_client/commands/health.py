"""`dragoman health`."""

from __future__ import annotations

import click

from dragoman_client.connection import Connection
from dragoman_client.exits import EXIT_CODES, ExitCode
from dragoman_client.options import connection_options

__all__ = ["SERVICES", "health"]

SERVICES = (
    "dragoman.v1.TranslationService",
    "dragoman.v1.SummarizationService",
    "dragoman.v1.ArticleService",
)
SERVING = "SERVING"


@click.command(epilog=EXIT_CODES)
@click.option(
    "--service", metavar="NAME", help="Ask for one service only, such as " + SERVICES[0] + "."
)
@connection_options
@click.pass_context
def health(ctx: click.Context, *, service: str | None, connection: Connection) -> None:
    """Say whether the server is ready.

    The exit code is 0 when everything asked for is SERVING, 1 when something is
    not, 3 when no server answers.
    """
    names = ("", *SERVICES) if service is None else (service,)
    with connection.open() as client, connection.reporting():
        statuses = {name: client.health(name) for name in names}
    width = max(len(_title(name)) for name in names)
    for name, status in statuses.items():
        click.echo(f"{_title(name):{width}}  {_coloured(status)}")
    ready = all(status == SERVING for status in statuses.values())
    ctx.exit(ExitCode.DONE if ready else ExitCode.FAILED)


def _title(service: str) -> str:
    return service or "server"


def _coloured(status: str) -> str:
    return click.style(status, fg="green" if status == SERVING else "red")
