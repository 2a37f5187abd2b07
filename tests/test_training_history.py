"""What the runs behind a checkpoint took is known without their logs."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.history import Effort, chain, main, note, read_history
from training.sources import LANGUAGES

FIRST, SECOND = Effort(0.5, 2, 2_000_000), Effort(1.25, 2, 7_100_000)


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    """Give a history of one run."""
    path = tmp_path / "history.tsv"
    path.write_text("run\tparent\thours\tcores\ttarget_tokens\n", encoding="utf-8")
    note("ru-parent", "", FIRST, path)
    return path


def test_a_run_is_found_again_with_all_before_it(noted: Path) -> None:
    """The oldest comes first, and a run of the same parent is not among them."""
    note("hy", "ru-parent", SECOND, noted)
    note("fa", "ru-parent", FIRST, noted)
    assert chain("hy", read_history(noted)) == {"ru-parent": FIRST, "hy": SECOND}
    assert list(chain("hy", read_history(noted))) == ["ru-parent", "hy"]


def test_a_run_that_was_given_more_time_is_noted_anew(noted: Path) -> None:
    """It has one line."""
    note("ru-parent", "", SECOND, noted)
    assert read_history(noted) == {"ru-parent": ("", SECOND)}


def test_a_parent_that_nobody_noted_is_named(noted: Path) -> None:
    """Else a card would leave out what the parent took."""
    with pytest.raises(ValueError, match=r"'az6' is not in history\.tsv"):
        note("az7", "az6", FIRST, noted)
    assert list(read_history(noted)) == ["ru-parent"]


def test_the_command_reads_the_last_line_of_the_log(noted: Path, tmp_path: Path) -> None:
    """The folder's name is that of the run."""
    run = tmp_path / "hy"
    run.mkdir()
    (run / "log.csv").write_text("seconds,target_tokens\n90,5\n1800,2e6\n", encoding="utf-8")
    main(["--run", str(run), "--parent", "ru-parent", "--history", str(noted)])
    assert read_history(noted)["hy"] == ("ru-parent", FIRST)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_of_every_language_is_whole(language: str) -> None:
    """Each of its runs leads back to one that began from nothing."""
    history = read_history()
    own = [name for name in history if name.removeprefix(language).isdigit()]
    assert own
    for name in own:
        oldest = next(iter(chain(name, history)))
        assert history[oldest][0] == ""
