"""The `dragoman` command: a group whose subcommands come from entry points.

Nothing heavy is imported here, so that `dragoman --help` answers at once; a
subcommand's module is imported when it is run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

import click

from dragoman import __version__
from dragoman_client.exits import EXIT_CODES, ExitCode, Failure

__all__ = ["COMMANDS_GROUP", "SUMMARIES", "CommandGroup", "dragoman", "main"]

COMMANDS_GROUP = "dragoman.commands"
# In the order of the help page. A test compares each with its command's own
# help: asking the commands themselves would import the model libraries.
SUMMARIES: Mapping[str, str] = MappingProxyType(
    {
        "translate": "Translate articles, or line by line.",
        "summarize": "Summarize articles.",
        "brief": "Give headline, summary and full text in each language.",
        "diff": "Show what changed in an updated story, and what it says now.",
        "languages": "List the languages and the checkpoints that serve them.",
        "health": "Say whether the server is ready.",
        "serve": "Serve translations and summaries over gRPC.",
        "models": "List, pull, verify and remove checkpoints.",
    }
)


class CommandGroup(click.Group):
    """Look subcommands up among the installed entry points."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Name the subcommands: ours in reading order, then those of others."""
        found = entry_points(group=COMMANDS_GROUP).names
        return [name for name in SUMMARIES if name in found] + sorted(found - set(SUMMARIES))

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 (click's signature)
        cmd_name: str,
    ) -> click.Command | None:
        """Import one subcommand; None when there is no such name.

        Raises:
            Failure: the extra that the subcommand needs is not installed.
        """
        for entry_point in entry_points(group=COMMANDS_GROUP, name=cmd_name):
            return _load(entry_point)
        return None

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; it may import the libraries of an extra only now.

        Raises:
            Failure: the extra that the subcommand needs is not installed.
        """
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as exc:
            raise _extra_missing(ctx.invoked_subcommand or "", exc) from exc

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands without importing ours."""
        rows = [(name, self._summary(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _summary(self, ctx: click.Context, name: str) -> str:
        if name in SUMMARIES:
            return SUMMARIES[name]
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(limit=80)


def _load(entry_point: EntryPoint) -> click.Command:
    try:
        command = entry_point.load()
    except ModuleNotFoundError as exc:
        raise _extra_missing(entry_point.name, exc) from exc
    if not isinstance(command, click.Command):
        raise Failure(f"{entry_point.value} is no click command", code=ExitCode.FAILED)
    return command


def _extra_missing(command: str, exc: ModuleNotFoundError) -> Failure:
    return Failure(
        f"`dragoman {command}` needs the module {exc.name}, which is not installed;"
        " install what the base install leaves out with: pip install 'dragoman[server]'",
        code=ExitCode.NOT_INSTALLED,
    )


def _quieten_grpc(_ctx: click.Context, _param: click.Parameter, value: str) -> None:
    # Read when gRPC is imported, so it is said before any subcommand is.
    os.putenv("GRPC_VERBOSITY", value)


@click.group(
    cls=CommandGroup,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="dragoman")
@click.option(
    "--color/--no-color",
    default=None,
    help="Colours always or never; by default on a terminal, unless NO_COLOR is set.",
)
# A flag would want its variable to be a yes or a no; NO_COLOR may say anything.
@click.option("--no-color-variable", "no_color", envvar="NO_COLOR", hidden=True)
# gRPC would tell of every handshake that fails; the error says it once.
@click.option(
    "--grpc-verbosity",
    envvar="GRPC_VERBOSITY",
    default="ERROR",
    hidden=True,
    expose_value=False,
    callback=_quieten_grpc,
)
@click.pass_context
def dragoman(ctx: click.Context, *, color: bool | None, no_color: str | None) -> None:
    """Translate and summarize English news: Armenian, Azerbaijani, Persian, Russian."""
    ctx.color = False if color is None and no_color else color


def main() -> None:
    """Run the command; the process ends with an `ExitCode`."""
    try:
        code = dragoman.main(prog_name="dragoman", standalone_mode=False)
    except click.ClickException as exc:
        exc.show()
        code = exc.exit_code
    except click.Abort:
        click.echo("interrupted", err=True)
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader has had enough (`| head`), which is no news to anyone.
        code = ExitCode.FAILED
    _let_go_of_output()
    sys.exit(code if isinstance(code, int) else ExitCode.DONE)


def _let_go_of_output() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        # The interpreter would try the same once more at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
