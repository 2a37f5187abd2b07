"""The command `dragoman serve`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from dragoman_server.config import parse, settings_of
from dragoman_server.errors import AddressError, CredentialsError, SettingError
from dragoman_server.setting import Setting

__all__ = ["serve"]

_FAILED, _MISUSED = 1, 2


def _flags(command: Callable[..., None]) -> Callable[..., None]:
    for setting in reversed(settings_of()):
        command = click.option(setting.flag, setting.name, metavar="VALUE", help=_help(setting))(
            command
        )
    return command


def _help(setting: Setting) -> str:
    default = "none" if setting.default is None else setting.default
    return f"{setting.help} [{setting.variable}; default: {default}]"


@click.command()
@click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="DRAGOMAN_CONFIG",
    help="TOML file of settings, spelt as the flags with underscores. [DRAGOMAN_CONFIG]",
)
@_flags
def serve(config: Path | None, **flags: Any) -> None:
    """Serve translations and summaries over gRPC.

    A flag goes before an environment variable, that before the --config file.
    """
    try:
        settings = parse(flags, file=config)
    except SettingError as error:
        _leave(error, _MISUSED)
    # Late, so that --help and a wrong flag answer without the model libraries.
    from dragoman_server import log

    log.configure(form=settings.log_format, level=settings.log_level)
    from dragoman_models.errors import DragomanModelError
    from dragoman_server import app

    try:
        app.serve(settings)
    except (AddressError, CredentialsError, DragomanModelError) as error:
        _leave(error, _FAILED)


def _leave(error: Exception, code: int) -> None:
    click.echo(f"Error: {error}", err=True)
    sys.exit(code)
