"""`dragoman models`: list, pull, verify and remove checkpoints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from dragoman_models.errors import (
    DragomanModelError,
    InvalidInputError,
    UnknownCheckpointError,
)
from dragoman_models.terminal import progress_shown, show_table

if TYPE_CHECKING:
    from dragoman_models.catalog import Catalog, Checkpoint
    from dragoman_models.listing import Row
    from dragoman_models.store import Store

__all__ = ["models"]

_COLUMNS: Final = ("name", "state", "task", "languages", "size", "licence", "revision", "note")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Place:
    """Hold where checkpoints are kept, and which catalog names them."""

    root: Path
    catalog: Path | None

    def open(self) -> Store:
        from dragoman_models.catalog import load_catalog
        from dragoman_models.store import Store

        try:
            return Store(self.root, catalog=load_catalog(self.catalog))
        except InvalidInputError as exc:
            raise click.BadParameter(str(exc), param_hint="--catalog") from exc


@click.group()
@click.option(
    "--store",
    "root",
    envvar="DRAGOMAN_STORE",
    show_envvar=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of pulled checkpoints.  [default: ~/.local/share/dragoman/checkpoints]",
)
@click.option(
    "--catalog",
    envvar="DRAGOMAN_CATALOG",
    show_envvar=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file with further checkpoints.",
)
@click.option("--data-home", envvar="XDG_DATA_HOME", type=click.Path(path_type=Path), hidden=True)
@click.pass_context
def models(
    context: click.Context, root: Path | None, catalog: Path | None, data_home: Path | None
) -> None:
    """List, pull, verify and remove checkpoints.

    The bundled ones are always there. The larger ones that `pull` downloads are
    better; nothing else in Dragoman opens a connection to the outside.
    """
    from dragoman_models.store import default_root

    context.obj = _Place(root or default_root(data_home), catalog)


@models.command("list")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.pass_obj
def list_command(place: _Place, form: str) -> None:
    """Show which checkpoints there are, and which are installed."""
    from dragoman_models.listing import list_rows

    rows = list_rows(place.open())
    if form == "json":
        click.echo(json.dumps([_as_json(row) for row in rows], ensure_ascii=False, indent=2))
    else:
        show_table(_COLUMNS, [_as_cells(row) for row in rows], left_out=("task", "revision"))


@models.command("pull")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--endpoint",
    envvar="DRAGOMAN_HUB_ENDPOINT",
    show_envvar=True,
    help="Address of the hub.  [default: the Hugging Face hub]",
)
@click.option(
    "--upgrade", is_flag=True, help="Take the newest revision, not the one in dragoman.lock."
)
@click.pass_obj
def pull_command(
    place: _Place, *, names: Sequence[str], endpoint: str | None, upgrade: bool
) -> None:
    """Download checkpoints, convert and check them.

    A pull that was cut off goes on where it stopped. What is installed already is
    left as it is.
    """
    store = place.open()
    checkpoints = [_look_up(store.catalog, name) for name in dict.fromkeys(names)]

    def pull_one(checkpoint: Checkpoint) -> str:
        from dragoman_models.pull import pull

        with progress_shown(checkpoint.name) as progress:
            installed = pull(
                checkpoint, store, endpoint=endpoint, progress=progress, upgrade=upgrade
            )
        return f"{checkpoint.name}\tinstalled\t{installed.revision}"

    _each(pull_one, checkpoints)


@models.command("verify")
@click.argument("names", nargs=-1, metavar="[NAME...]")
@click.pass_obj
def verify_command(place: _Place, names: Sequence[str]) -> None:
    """Hash the files of the named checkpoints, or of all that are installed."""
    from dragoman_models.listing import readable_size

    store = place.open()
    inventory = store.scan()
    found = [installed.checkpoint.name for installed in inventory.installed]
    found += [broken.name for broken in inventory.broken]

    def verify_one(name: str) -> str:
        installed = store.verify(name)
        return f"{name}\tok\t{len(installed.files)} files, {readable_size(installed.size_bytes)}"

    _each(verify_one, list(names) or found)


@models.command("remove")
@click.argument("name")
@click.pass_obj
def remove_command(place: _Place, name: str) -> None:
    """Delete a pulled checkpoint."""
    with _failures():
        place.open().remove(name)
    click.echo(f"{name}\tremoved")


def _each(action: Callable[[T], str], items: Sequence[T]) -> None:
    """Do an action for each item and print what it returns; one failure stops no other.

    Raises:
        click.exceptions.Exit: an action failed; the code is 1.
    """
    failed = False
    for item in items:
        try:
            with _failures():
                click.echo(action(item))
        except click.ClickException as exc:
            exc.show()
            failed = True
    if failed:
        raise click.exceptions.Exit(1)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except DragomanModelError as exc:
        raise click.ClickException(str(exc)) from exc
    except ModuleNotFoundError as exc:
        raise click.ClickException(
            f"{exc.name} is not installed; run: pip install 'dragoman[server]'"
        ) from exc
    except KeyboardInterrupt as exc:
        click.echo("Stopped; the same command goes on from here.", err=True)
        raise click.exceptions.Exit(1) from exc


def _look_up(catalog: Catalog, name: str) -> Checkpoint:
    try:
        return catalog.checkpoint(name)
    except UnknownCheckpointError as exc:
        raise click.BadParameter(str(exc), param_hint="NAME") from exc


def _as_json(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "state": row.state.value,
        "task": row.task,
        "languages": list(row.languages),
        "size_bytes": row.size_bytes,
        "licence": row.licence,
        "revision": row.revision,
        "note": row.note,
        "scores": {language: dict(values) for language, values in row.scores.items()},
    }


def _as_cells(row: Row) -> list[str]:
    from dragoman_models.listing import readable_size

    return [
        row.name,
        row.state.value,
        row.task,
        ",".join(row.languages),
        readable_size(row.size_bytes),
        row.licence,
        row.revision,
        row.note,
    ]
