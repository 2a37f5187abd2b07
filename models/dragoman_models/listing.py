"""The list of checkpoints: what is known, what is installed, what is damaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, unique

from dragoman_models.catalog import Checkpoint
from dragoman_models.manifest import InstalledCheckpoint
from dragoman_models.store import BrokenCheckpoint, Store

__all__ = ["Row", "State", "list_rows", "readable_size"]


@unique
class State(Enum):
    """Name the states a checkpoint can be in."""

    BUNDLED = "bundled"
    INSTALLED = "installed"
    DAMAGED = "damaged"
    INTERRUPTED = "interrupted"
    AVAILABLE = "available"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one line of the list.

    `size_bytes` is what is on disk, else what a pull downloads, 0 where neither
    is known; `note` is the reason of a damage.
    """

    name: str
    state: State
    task: str = ""
    languages: tuple[str, ...] = ()
    size_bytes: int = 0
    licence: str = ""
    revision: str = ""
    note: str = ""
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def list_rows(store: Store) -> tuple[Row, ...]:
    """List the catalog's checkpoints in its order, then those it does not know."""
    inventory = store.scan()
    rows = {name: _known(store, each) for name, each in store.catalog.checkpoints.items()}
    rows |= {each.checkpoint.name: _installed(each) for each in inventory.installed}
    rows |= {each.name: _broken(each, rows.get(each.name)) for each in inventory.broken}
    return tuple(rows.values())


def readable_size(size_bytes: int) -> str:
    """Write a size as people do, in decimal units: "456 MB"; "" where it is unknown."""
    if not size_bytes:
        return ""
    size, unit = float(size_bytes), "bytes"
    for larger in ("kB", "MB", "GB"):
        if round(size) < 1000:  # noqa: PLR2004  the step between two units
            break
        size, unit = size / 1000, larger
    return f"{size:.1f} {unit}" if unit == "GB" else f"{round(size)} {unit}"


def _known(store: Store, checkpoint: Checkpoint) -> Row:
    state = State.MISSING if checkpoint.format == "bundled" else State.AVAILABLE
    if store.is_interrupted(checkpoint.name):
        state = State.INTERRUPTED
    return _row(checkpoint, state, checkpoint.size_bytes, checkpoint.revision)


def _installed(installed: InstalledCheckpoint) -> Row:
    state = State.BUNDLED if installed.bundled else State.INSTALLED
    return _row(installed.checkpoint, state, installed.size_bytes, installed.revision)


def _broken(broken: BrokenCheckpoint, known: Row | None) -> Row:
    row = known or Row(broken.name, State.DAMAGED)
    return Row(
        name=broken.name,
        state=State.DAMAGED,
        task=row.task,
        languages=row.languages,
        licence=row.licence,
        note=broken.reason,
    )


def _row(checkpoint: Checkpoint, state: State, size_bytes: int, revision: str) -> Row:
    return Row(
        name=checkpoint.name,
        state=state,
        task=checkpoint.task,
        languages=checkpoint.target_languages,
        size_bytes=size_bytes,
        licence=checkpoint.licence,
        revision=revision,
        scores=checkpoint.scores,
    )
