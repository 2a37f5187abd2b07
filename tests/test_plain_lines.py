"""Lines of plain text come with their marks apart, and rows of tables as cells."""

from __future__ import annotations

import pytest
from benchmarks.growth.cases import LINE_PIECES
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.article import assemble, parse_text
from dragoman_models.plain_article import parse_plain
from dragoman_models.plain_lines import read_lines
from dragoman_models.types import MimeType, Role, TranslatedSection


def own_texts(source: str) -> list[str]:
    """Return the text of each line or cell behind its marks."""
    return [line.own_text for line in read_lines(source)]


MARKERS = [
    *("-", "*", "+", "•", "‣", "◦", "·", "–", "—", "▪", "●", "○", "►", "➤", "→", "✓", "☐", "★"),
    *("1.", "2)", "(3)", "12.", "1.2", "3.4.", "[4]", "(a)", "b)", "(B)", "(iv)", "ii)", "IV)"),
    *("[ ]", "[x]", "o\t"),
]


@pytest.mark.parametrize("marker", MARKERS)
def test_markers_of_every_kind_are_apart(marker: str) -> None:
    """Bullets, figures, letters and boxes before an item are no part of its text."""
    (line,) = read_lines(f"  {marker} Roads reopen\n")
    assert line.own_text == "Roads reopen"
    assert line.marker
    assert line.indent == 2


@pytest.mark.parametrize(
    "counts", [("A.", "B.", "C."), ("I.", "II.", "III.", "IV."), ("X.", "XI.")]
)
def test_letters_and_roman_figures_mark_where_they_count(counts: tuple[str, ...]) -> None:
    """Capital letters with a stop are markers where a neighbour counts on, one by one."""
    source = "\n".join(f"{count} Roads reopen" for count in counts)
    assert own_texts(source) == ["Roads reopen"] * len(counts)


@pytest.mark.parametrize(
    "line",
    [
        *("A. Petrosyan spoke.", "V. Putin came.", "J. K. Rowling wrote it.", "3.5 million fled"),
        *("-5 degrees", "1,200 fled", "*bold* claims", "#5 won", "2026 was dry", ">50 died"),
        *("I. Ivanov and P. Petrov came.", "o dear", "3-1 to Ararat", "[sic] he said"),
    ],
)
def test_initials_and_figures_are_no_markers(line: str) -> None:
    """What belongs to the sentence stays in it."""
    (found,) = read_lines(line)
    assert found.own_text.endswith(line.lstrip(">"))
    assert not found.marker


def test_names_in_the_order_of_the_alphabet_are_no_list() -> None:
    """An initial and a name, line by line, keep their initials."""
    lines = ["A. Petrosyan", "B. Sargsyan", "C. Smith"]
    assert own_texts("\n".join(lines)) == lines


TABLES = {
    "tabs": ("Team\tWon\tLost\nArarat\t7\t2\n", ["Team", "Won", "Lost", "Ararat", "7", "2"]),
    "empty cells": ("A\t\tB\n", ["A", "B"]),
    "spaces": (
        "Team      Won  Lost\nArarat    7    2\nQarabag   6    3\n",
        ["Team", "Won", "Lost", "Ararat", "7", "2", "Qarabag", "6", "3"],
    ),
    "two spaces": ("Baku  12 C\nGanja  14 C", ["Baku", "12 C", "Ganja", "14 C"]),
    "pipes": (
        "| Team | Won |\n|------|-----|\n| Ararat | 7 |\n",
        ["Team", "Won", "Ararat", "7"],
    ),
    "leaders": ("Ararat ........ 7\nQarabag ....... 6", ["Ararat", "7", "Qarabag", "6"]),
    "one wide row": ("Ararat      2     Pyunik      1", ["Ararat", "2", "Pyunik", "1"]),
    "in a list": ("1. Ararat\t7\n2. Qarabag\t6", ["Ararat", "7", "Qarabag", "6"]),
}


@pytest.mark.parametrize(("source", "cells"), TABLES.values(), ids=TABLES.keys())
def test_rows_come_apart_into_cells(source: str, cells: list[str]) -> None:
    """Cells are units of their own; what separates them is not touched."""
    lines = read_lines(source)
    assert [line.text for line in lines] == cells
    assert all(line.is_cell and source[line.start : line.end] == line.text for line in lines)


@pytest.mark.parametrize(
    "source",
    [
        "He left.  She stayed.\nNobody  knew why they had gone.",
        "Ferry returns | The Lake Courier",
        f"The talks went on for three days{' ' * 3}and {'very ' * 12}long nights, and ended.",
        "Share    Tweet    Print",
    ],
)
def test_prose_with_odd_spaces_is_no_table(source: str) -> None:
    """Two spaces after a stop, one pipe, and long prose make no columns."""
    assert not any(line.is_cell for line in read_lines(source))


def test_a_table_of_results_keeps_its_separators() -> None:
    """A translation changes the cells and not one byte between them."""
    source = "Group A\n\nTeam      Won\tLost\r\nArarat    7\t2\r\n"
    article = parse_text(source, MimeType.PLAIN)
    named = {"Team": "Թիմ", "Ararat": "Արարատ"}
    translated = {
        index: TranslatedSection(named.get(section.text, section.text))
        for index, section in enumerate(article.sections)
    }
    assert assemble(article, translated) == source.replace("Team", "Թիմ").replace(
        "Ararat", "Արարատ"
    )


def test_cells_have_the_role_of_cells() -> None:
    """A scoreboard is no headline."""
    found, _ = parse_plain("Scores\n\nArarat\t7\nPyunik\t1", drop_furniture=True, roles=True)
    assert [section.role for section in found] == [Role.HEADLINE, *[Role.TABLE_CELL] * 4]


@pytest.mark.parametrize("piece", LINE_PIECES)
def test_a_line_of_200_000_characters_is_read_to_its_end(piece: str) -> None:
    """Whatever it is made of, every cell of it stands where it says."""
    source = f"x{piece * (200_000 // len(piece))}x"
    lines = read_lines(source)
    assert lines[0].start == 0
    assert lines[-1].end == len(source)
    assert all(source.startswith(line.text, line.start) for line in lines)


LINES = st.sampled_from(
    ["- Բառ", "> > او گفت", "a\tb", "Ə  İ  3", "  A. Слово", "B. Слово", "| x | y |", "", "1) İki"]
)


@given(st.lists(LINES, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_are_where_they_say(lines: list[str], newline: str) -> None:
    """Each line and cell stands at its place in the source, in order and apart."""
    source = newline.join(lines)
    end = 0
    for line in read_lines(source):
        assert source[line.start : line.end] == line.text
        assert source[line.own_start : line.end] == line.own_text
        assert line.start >= end
        end = line.end
