"""The options that several commands share, each group one argument of the command."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import click

from dragoman_client.connection import Connection
from dragoman_client.exits import ExitCode
from dragoman_client.formats import COMPARISON_FORMATS, Format
from dragoman_client.glossary import read_glossary
from dragoman_client.requests import DIGIT_POLICIES

__all__ = [
    "DEFAULT_TIMEOUT_SECONDS",
    "ComparisonOutput",
    "LanguageCodes",
    "Output",
    "Wording",
    "comparison_options",
    "connection_options",
    "files_argument",
    "output_options",
    "to_option",
    "wording_options",
]

Command: TypeAlias = Callable[..., None]
Decorator: TypeAlias = Callable[[Command], Command]

# A long article in four languages takes minutes on two cores; a script that
# wants to give up sooner says so.
DEFAULT_TIMEOUT_SECONDS = 600.0
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class LanguageCodes(click.ParamType[tuple[str, ...]]):
    """Take language codes apart by commas."""

    name = "codes"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Give the codes; the server says which of them it knows."""
        if isinstance(value, tuple):
            return value
        codes = tuple(code.strip() for code in str(value).split(","))
        if not all(codes):
            self.fail(f"{value!r} names no language; write codes such as hy,az,fa,ru", param, ctx)
        return codes


@dataclass(frozen=True, slots=True)
class Wording:
    """Hold what the options say about the texts and how they are translated."""

    source_language: str
    mime_type: str | None
    keep_furniture: bool
    do_not_translate: tuple[str, ...]
    glossary: Path | None
    digits: str
    num_beams: int | None
    max_searches: int | None

    def arguments(self) -> dict[str, Any]:
        """Give what `Client` takes of it, the MIME type aside.

        Raises:
            Failure: the glossary cannot be read, or is wrong.
        """
        return {
            "source_language": self.source_language,
            "keep_furniture": self.keep_furniture,
            "do_not_translate": self.do_not_translate,
            "glossary": [] if self.glossary is None else read_glossary(self.glossary),
            "digits": self.digits,
            "num_beams": self.num_beams,
            "max_searches": self.max_searches,
        }


@dataclass(frozen=True, slots=True)
class Output:
    """Hold what the options say about the output: a file, a folder, or neither."""

    chosen: Format
    file: Path | None
    directory: Path | None
    quiet: bool


@dataclass(frozen=True, slots=True)
class ComparisonOutput:
    """Hold what the options say about the output of a comparison."""

    format_name: str
    file: Path | None
    every: bool
    exit_code: bool
    quiet: bool


files_argument: Decorator = click.argument("files", nargs=-1, metavar="[FILES]...")


def to_option(*, required: bool) -> Decorator:
    """Give the option `--to`, whose value is a tuple of language codes."""
    return click.option(
        "--to",
        "languages",
        type=LanguageCodes(),
        required=required,
        multiple=True,
        callback=_joined,
        metavar="CODES",
        help="Languages to write, such as hy,az,fa,ru"
        + ("." if required else "; without it, the article's own."),
    )


def _joined(
    _ctx: click.Context, _param: click.Parameter, values: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for codes in values for code in codes))


def _bundled(name: str, kind: type[Any], *options: Callable[[Command], Command]) -> Decorator:
    """Hand the options' values over as one argument `name`, a dataclass `kind`."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def take(*args: Any, **values: Any) -> None:
            bundle = kind(**{each.name: values.pop(each.name) for each in fields(kind)})
            command(*args, **{**values, name: bundle})

        bundled: Command = take
        for option in reversed(options):
            bundled = option(bundled)
        return bundled

    return decorate


connection_options = _bundled(
    "connection",
    Connection,
    click.option(
        "--server",
        envvar="DRAGOMAN_SERVER",
        show_envvar=True,
        metavar="ADDRESS",
        help="HOST:PORT or unix:PATH of the server; localhost:50051 without it.",
    ),
    click.option(
        "--api-key",
        envvar="DRAGOMAN_API_KEY",
        show_envvar=True,
        metavar="KEY",
        help="Key to show the server.",
    ),
    click.option("--tls", is_flag=True, help="Call over TLS, trusting the public authorities."),
    click.option("--tls-ca", type=EXISTING_FILE, help="Call over TLS, trusting these (PEM)."),
    click.option("--tls-cert", type=EXISTING_FILE, help="The client's certificate (PEM)."),
    click.option("--tls-key", type=EXISTING_FILE, help="The client's private key (PEM)."),
    click.option(
        "--tls-server-name", metavar="NAME", help="Name to expect in the server's certificate."
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        default=DEFAULT_TIMEOUT_SECONDS,
        show_default=True,
        help="Seconds that one call may take.",
    ),
    click.option("--local", is_flag=True, help="Work in this process, without a server."),
    click.option(
        "--store",
        type=click.Path(file_okay=False),
        envvar="DRAGOMAN_STORE",
        show_envvar=True,
        help="With --local, the folder of the pulled checkpoints.",
    ),
)

wording_options = _bundled(
    "wording",
    Wording,
    click.option(
        "--from",
        "source_language",
        default="en",
        show_default=True,
        metavar="CODE",
        help="Language of the input.",
    ),
    click.option(
        "--mime-type",
        type=click.Choice(["text/plain", "text/html", "text/markdown"]),
        help="Format of the input; without it, by the file's suffix.",
    ),
    click.option("--keep-furniture", is_flag=True, help="Keep adverts, cookie notices and such."),
    click.option(
        "--do-not-translate",
        multiple=True,
        metavar="TERM",
        help="Keep a term as it stands; may be repeated.",
    ),
    click.option(
        "--glossary",
        type=EXISTING_FILE,
        help="CSV of terms to use: the columns source_term and one a language (hy, ru);"
        " or source_term, target_language_code and target_term.",
    ),
    click.option(
        "--digits",
        type=click.Choice(list(DIGIT_POLICIES)),
        default="western",
        show_default=True,
        help="Digits of Persian text: 2026, ۲۰۲۶, or as the model wrote them.",
    ),
    click.option("--num-beams", type=click.IntRange(1, 16), help="Beams to search with."),
    click.option(
        "--max-searches",
        type=click.IntRange(1, 8),
        help="Searches for one segment at most: 1 flags a doubtful translation"
        " and does not try again.",
    ),
)

_file_option: Decorator = click.option(
    "-o",
    "--output",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead.",
)


def _format_option(name: str, choices: Iterable[str], **attributes: Any) -> Decorator:
    return click.option(
        "--format",
        name,
        type=click.Choice(list(choices)),
        default="text",
        show_default=True,
        help="What to write.",
        **attributes,
    )


def output_options(formats: Mapping[str, Format]) -> Decorator:
    """Give the options that say what to write, in which of these formats, and where."""
    return _bundled(
        "output",
        Output,
        _format_option(
            "chosen", formats, callback=lambda _context, _parameter, name: formats[name]
        ),
        _file_option,
        click.option(
            "--output-dir",
            "directory",
            type=click.Path(file_okay=False, path_type=Path),
            help="Write NAME.LANGUAGE.SUFFIX files here instead, one a language.",
        ),
        click.option(
            "-q",
            "--quiet",
            is_flag=True,
            help="Do not list what was left out, and what to look at.",
        ),
    )


comparison_options = _bundled(
    "output",
    ComparisonOutput,
    _format_option("format_name", COMPARISON_FORMATS),
    _file_option,
    click.option("--all", "every", is_flag=True, help="Show what did not change, too."),
    click.option(
        "--exit-code",
        is_flag=True,
        help=f"End with {int(ExitCode.DIFFERENT)} when something changed, for scripts.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Do not list what was left out."),
)
