"""What the command does on a terminal, and does not do elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_process import dragoman, dragoman_on_terminal
from client_doubles import PHRASES, Script

from dragoman.v1.types_pb2 import FLAG_LOW_SCORE

BORDER = "The border was closed."
COLOURS = {"NO_COLOR": ""}
ESCAPE = "\x1b["


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Write an article of two lines into a file."""
    path = tmp_path / "story.txt"
    path.write_text(f"{BORDER}\n\n{BORDER}\n")
    return path


def test_right_to_left_lines_are_isolated_on_a_terminal(server: str, story: Path) -> None:
    """Each Persian line stands in an isolate, empty lines do not, Russian ones neither."""
    persian = f"\u2067{PHRASES[BORDER]['fa']}\u2069"
    shown = dragoman_on_terminal("translate", story, "--to", "fa", server=server)
    assert shown.output == f"{persian}\n\n{persian}\n"
    shown = dragoman_on_terminal("translate", story, "--to", "ru", server=server)
    assert "\u2067" not in shown.output


@pytest.mark.parametrize("format_name", ["json", "html"])
def test_formats_for_programs_are_the_same_on_a_terminal(
    server: str, story: Path, format_name: str
) -> None:
    """JSON and HTML carry their own direction, and nothing is added."""
    arguments = ("translate", story, "--to", "fa", "--format", format_name)
    shown = dragoman_on_terminal(*arguments, server=server)
    assert shown.output == dragoman(*arguments, server=server).output


def test_colours_on_a_terminal_only(server: str, script: Script, story: Path) -> None:
    """Headings and warnings have colours on a terminal, and nowhere else."""
    script.flags = [FLAG_LOW_SCORE]
    arguments = ("translate", story, "--to", "fa,ru")
    shown = dragoman_on_terminal(*arguments, server=server, environment=COLOURS)
    assert f"{ESCAPE}1m== Persian (fa) ==" in shown.output
    assert f"{ESCAPE}33m" in shown.output
    piped = dragoman(*arguments, server=server, environment=COLOURS)
    assert ESCAPE not in piped.output + piped.errors


@pytest.mark.parametrize(
    ("flag", "environment"),
    [((), {"NO_COLOR": "yes"}), ((), {"NO_COLOR": "0"}), (("--no-color",), COLOURS)],
)
def test_colours_can_be_refused(
    server: str, story: Path, flag: tuple[str, ...], environment: dict[str, str]
) -> None:
    """NO_COLOR, whatever it says, and --no-color leave the terminal plain."""
    shown = dragoman_on_terminal(
        *flag, "translate", story, "--to", "fa,ru", server=server, environment=environment
    )
    assert shown.code == 0
    assert ESCAPE not in shown.output


def test_long_work_shows_a_bar_and_takes_it_away(
    server: str, script: Script, story: Path, tmp_path: Path
) -> None:
    """After a second of work a bar tells how far it is, on a terminal only."""
    other = tmp_path / "other.txt"
    other.write_text(BORDER)
    script.seconds = 1.3
    shown = dragoman_on_terminal("translate", story, other, "--to", "ru", server=server)
    assert "50%" in shown.output
    assert "█" in shown.output
    assert shown.output.rstrip().endswith(PHRASES[BORDER]["ru"])
    piped = dragoman("translate", story, "--to", "ru", server=server)
    assert piped.errors == ""


def test_short_work_shows_no_bar(server: str, story: Path) -> None:
    """What is done at once draws nothing."""
    shown = dragoman_on_terminal("translate", story, "--to", "ru", server=server)
    assert "█" not in shown.output


def test_control_characters_do_not_reach_the_terminal(server: str, tmp_path: Path) -> None:
    """An escape sequence in a text or in a file's name does not steer the terminal."""
    path = tmp_path / "a\x1b[31mb.txt"
    path.write_text("word \x1b]0;title\x07 word")
    shown = dragoman_on_terminal("translate", path, path.parent / "*", "--to", "ru", server=server)
    absent = path.with_name("absent\x1b[31m.txt")
    failed = dragoman_on_terminal("translate", path, absent, "--to", "ru", server=server)
    assert failed.code == 4
    for character in "\x1b\x07":
        assert character not in shown.output + failed.output


def test_nothing_to_read_on_a_terminal_is_said(server: str) -> None:
    """Without files the command does not wait for a person to type."""
    shown = dragoman_on_terminal("translate", "--to", "ru", server=server)
    assert shown.code == 2
    assert "nothing to read" in shown.output


def test_health_is_coloured(server: str) -> None:
    """A ready service is green, one that is not is red."""
    shown = dragoman_on_terminal("health", server=server, environment=COLOURS)
    assert f"{ESCAPE}32mSERVING" in shown.output
    assert f"{ESCAPE}31mSERVICE_UNKNOWN" in shown.output
