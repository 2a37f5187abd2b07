"""The list of checkpoints."""

from __future__ import annotations

from pathlib import Path

import pytest
from installed_checkpoints import REVISION, install, translator

from dragoman_models.catalog import load_catalog
from dragoman_models.listing import Row, State, list_rows, readable_size
from dragoman_models.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Open an empty store."""
    (tmp_path / "checkpoints").mkdir()
    return Store(tmp_path / "checkpoints", bundled=tmp_path / "bundled")


def rows(store: Store) -> dict[str, Row]:
    """List the rows by name."""
    return {row.name: row for row in list_rows(store)}


def test_an_empty_store_lists_the_catalog_in_its_order(store: Store) -> None:
    """What could be installed is available, what should have come with the package is missing"""
    listed = rows(store)
    assert tuple(listed) == load_catalog().names
    assert listed["slavic-big"].state is State.AVAILABLE
    assert listed["dragoman-compact-en-hy"].state is State.MISSING


def test_an_installed_checkpoint_has_its_own_size_and_revision(
    store: Store, tmp_path: Path
) -> None:
    """What is on disk counts, not what the catalog says of the download"""
    install(tmp_path / "checkpoints", translator("slavic-big"))
    row = rows(store)["slavic-big"]
    assert (row.state, row.revision, row.size_bytes) == (State.INSTALLED, REVISION, 46)


def test_a_bundled_checkpoint_is_said_to_be_one(store: Store, tmp_path: Path) -> None:
    """What came with the package has a state of its own"""
    install(tmp_path / "bundled", translator("dragoman-compact-en-ru"))
    assert rows(store)["dragoman-compact-en-ru"].state is State.BUNDLED


def test_a_damaged_checkpoint_keeps_what_the_catalog_knows(store: Store, tmp_path: Path) -> None:
    """The reason stands beside the languages and the licence; what nobody knows is listed too"""
    for name in ("slavic-big", "unheard-of"):
        (install(tmp_path / "checkpoints", translator(name)) / "model.bin").unlink()
    listed = rows(store)
    assert listed["slavic-big"].state is State.DAMAGED
    assert listed["slavic-big"].languages == ("ru",)
    assert listed["slavic-big"].note == "model.bin is missing"
    assert listed["unheard-of"].note == "model.bin is missing"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, ""),
        (15, "15 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (456_000_000, "456 MB"),
        (999_600_000, "1.0 GB"),
        (1_625_000_000, "1.6 GB"),
    ],
)
def test_sizes_are_written_as_people_read_them(size: int, text: str) -> None:
    """Sizes are in decimal units, with a fraction only where it matters"""
    assert readable_size(size) == text
