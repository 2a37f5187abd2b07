"""Glossary files: what they may look like, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_process import dragoman
from client_doubles import Script

from dragoman_client.exits import Failure
from dragoman_client.glossary import read_glossary


def entries(path: Path, content: str) -> list[tuple[str, str, str]]:
    """Write a glossary, and read it: source term, language, target term."""
    path.write_text(content, encoding="utf-8")
    return [
        (each.source_term, each.target_language_code, each.target_term)
        for each in read_glossary(path)
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Name a glossary file."""
    return tmp_path / "terms.csv"


WIDE = [
    ("ceasefire", "hy", "հրադադար"),
    ("ceasefire", "fa", "آتش‌بس"),
    ("talks", "fa", "گفت‌وگوها"),
]


def test_a_row_may_be_one_term_in_one_language(path: Path) -> None:
    """The long form has a row for each term and language; an empty language means all."""
    content = "source_term,target_language_code,target_term\nceasefire,ru,перемирие\nNATO,,НАТО\n"
    assert entries(path, content) == [("ceasefire", "ru", "перемирие"), ("NATO", "", "НАТО")]


def test_the_language_column_may_be_missing(path: Path) -> None:
    """Without it the terms are for every language."""
    assert entries(path, "target_term,source_term\nAAZ,AAZ News\n") == [("AAZ News", "", "AAZ")]


def test_a_row_may_have_a_column_a_language(path: Path) -> None:
    """The wide form has a row a term; an empty cell is no entry."""
    content = "source_term,hy,fa\nceasefire,հրադադար,آتش‌بس\ntalks,,گفت‌وگوها\n"
    assert entries(path, content) == WIDE


def test_a_glossary_of_the_server_is_one_here_too(path: Path) -> None:
    """The short name of the first column does, and columns of notes are left out."""
    content = "Source,note,hy,fa\nceasefire,war,հրադադար,آتش‌بس\ntalks,,,گفت‌وگوها\n"
    assert entries(path, content) == WIDE


@pytest.mark.parametrize("separator", [";", "\t"])
def test_spreadsheets_part_cells_in_other_ways(path: Path, separator: str) -> None:
    """Semicolons and tabs part cells too, a byte-order mark and Windows line ends do not hurt."""
    content = "\ufeffSource_Term,hy,fa\r\nceasefire,հրադադար,آتش‌بس\r\n\r\ntalks,,گفت‌وگوها"
    assert entries(path, content.replace(",", separator)) == WIDE


def test_quoted_cells(path: Path) -> None:
    """A quoted cell may hold the separator, and white space around cells goes."""
    content = 'source_term,ru\n"Washington, D.C.", "Вашингтон, округ Колумбия "\n'
    assert entries(path, content) == [("Washington, D.C.", "ru", "Вашингтон, округ Колумбия")]


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        ("", 1, "the first row names the columns: source_term"),
        ("ceasefire,ru,перемирие\n", 1, "the first row names the columns"),
        ("source_term\nceasefire\n", 1, "the first row names the columns"),
        ("source_term,ru,ru\n", 1, "the column 'ru' is there twice"),
        ("source_term,ru,Remark\n", 1, "unknown column 'remark'; choose source_term"),
        ("source_term,target_term,ru\n", 1, "unknown column 'ru'"),
        ("source_term,ru\na,б\nc\n", 3, "1 cells, where the first row names 2 columns"),
        ("source_term,ru\na,б,в\n", 2, "3 cells, where the first row names 2 columns"),
        ("source_term,ru\n,б\n", 2, "source_term is empty"),
        ("source_term,target_term\na,б\nb,\n", 3, "target_term is empty"),
        ("source_term,ru\na,б\nb,в\na,г\n", 4, "'a' is 'б' in line 2, and 'г' here"),
        ('source_term,ru\na,"б\n', 2, "is not CSV"),
    ],
)
def test_a_wrong_glossary_says_where(path: Path, content: str, line: int, problem: str) -> None:
    """The message has the file, the line, the column and what would be right."""
    path.write_text(content)
    with pytest.raises(Failure) as raised:
        read_glossary(path)
    assert raised.value.message.startswith(f"{path}, line {line}: ")
    assert problem in raised.value.message
    assert raised.value.exit_code == 2


def test_a_term_that_is_there_twice_alike_is_sent_once(path: Path) -> None:
    """A repeated row is no contradiction."""
    assert entries(path, "source_term,ru\na,б\na,б\n") == [("a", "ru", "б")]


def test_a_glossary_that_is_not_utf8_is_said(path: Path) -> None:
    """A file in another encoding names its first bad byte."""
    path.write_bytes("source_term,ru\ntalks,переговоры\n".encode("cp1251"))
    with pytest.raises(Failure, match="offset 21 is not UTF-8"):
        read_glossary(path)


@pytest.mark.parametrize("command", ["translate", "summarize", "brief", "diff"])
def test_every_command_sends_its_glossary(
    server: str, script: Script, path: Path, command: str
) -> None:
    """The terms go with the request of each command that translates."""
    path.write_text("source_term,ru\nborder,рубеж\n")
    story = path.with_name("story.txt")
    story.write_text("The border was closed.")
    files = (story, story) if command == "diff" else (story,)
    done = dragoman(command, *files, "--to", "ru", "--glossary", path, server=server)
    assert done.code == 0, done.errors
    for request in script.requests:
        (entry,) = request.glossary
        assert (entry.source_term, entry.target_term) == ("border", "рубеж")


def test_a_wrong_glossary_is_said_before_any_call(server: str, script: Script, path: Path) -> None:
    """A desk learns of a slip in its file at once, with code 2."""
    path.write_text("source_term,ru\nborder\n")
    done = dragoman("translate", "--to", "ru", "--glossary", path, stdin="x", server=server)
    assert (done.code, done.output) == (2, "")
    assert f"Error: {path}, line 2: " in done.errors
    assert not script.requests
