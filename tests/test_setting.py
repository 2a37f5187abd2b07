"""One setting: how its text is read, and what it is called in each place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from dragoman_server.setting import (
    FILE,
    FOLDER,
    PAUSE,
    SECONDS,
    Reading,
    Setting,
    choice,
    declare,
    integer,
    words,
)

NAME = words("a name")
KINDS = choice("json", "console")


@pytest.mark.parametrize(
    ("reading", "text", "value"),
    [
        (integer(1), "1", 1),
        (integer(1, 9), "9", 9),
        (SECONDS, "0.5", 0.5),
        (PAUSE, "0", 0.0),
        (PAUSE, "1e2", 100.0),
        (NAME, "  Ереван ", "Ереван"),
        (KINDS, "json", "json"),
        (FILE, " a/b.csv ", Path("a/b.csv")),
    ],
)
def test_a_valid_text_is_read(reading: Reading, text: str, value: Any) -> None:
    """It becomes the value that it stands for."""
    assert reading.read(text) == value


@pytest.mark.parametrize(
    ("reading", "text"),
    [
        (integer(1), "0"),
        (integer(1, 9), "10"),
        (integer(1), "1.0"),
        (integer(1), ""),
        (SECONDS, "0"),
        (SECONDS, "-1"),
        (SECONDS, "inf"),
        (SECONDS, "nan"),
        (PAUSE, "-0.1"),
        (PAUSE, "nan"),
        (NAME, " \t"),
        (KINDS, "JSON"),
        (FILE, ""),
        (FOLDER, " "),
    ],
)
def test_another_text_is_refused(reading: Reading, text: str) -> None:
    """The caller gets ValueError, and says which setting it was of."""
    with pytest.raises(ValueError):
        reading.read(text)


def test_a_home_is_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A path in a file of settings has no shell to do it."""
    monkeypatch.setenv("HOME", "/home/desk")
    assert FOLDER.read("~/checkpoints") == Path("/home/desk/checkpoints")


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (integer(1), "a whole number from 1"),
        (integer(16, 65_535), "a whole number from 16 to 65,535"),
        (KINDS, "one of: json, console"),
        (NAME, "a name"),
    ],
)
def test_a_reading_says_what_is_valid(reading: Reading, words: str) -> None:
    """An error message quotes it."""
    assert reading.valid == words


def test_a_setting_is_spelt_as_flag_and_variable() -> None:
    """Each place has its own custom."""
    one = Setting("max_wait", "Seconds.", SECONDS, 2.0)
    assert (one.flag, one.variable) == ("--max-wait", "DRAGOMAN_MAX_WAIT")


def test_a_declared_field_keeps_its_default_and_its_words() -> None:
    """A dataclass of settings can be made with none given."""

    @dataclass(frozen=True)
    class Two:
        port: int = declare(50_051, integer(0), "Port.")

    assert Two().port == 50_051
    (item,) = fields(Two)
    assert item.metadata["help"] == "Port."
