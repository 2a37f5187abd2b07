"""The table of names is made of lines and places."""

from __future__ import annotations

import pytest

pytest.importorskip("babel")

from benchmarks.checks.name_table import Corpus, name_words, people_names, place_cell, written


def corpus(language: str, *lines: str) -> Corpus:
    """Give a corpus of these lines."""
    made = Corpus(language)
    for line in lines:
        made.add(line)
    return made


def test_a_name_that_sounds_alike_needs_no_stem() -> None:
    """The cell is empty."""
    made = corpus("ru", "Пашинян прибыл.", "Пашиняна ждали.", "Дождь.")
    assert made.cell("Pashinyan", [0, 1], people=False) == ""


def test_an_exonym_gets_a_stem() -> None:
    """What stands in the name's lines and nowhere else is its stem."""
    made = corpus("hy", "Վրաստանը համաձայն է։", "Նա Վրաստանից է։", "Անձրև էր։")
    assert made.cell("Georgia", [0, 1], people=False) == "վրաստան"


def test_a_word_that_is_rendered_in_many_ways_is_left_out() -> None:
    """No stem explains its lines."""
    made = corpus("ru", "Лев пришёл.", "Вечер настал.", "Снег выпал.")
    assert made.cell("Eagle", [0, 1, 2], people=False) == "-"


def test_common_words_and_initials_are_no_names() -> None:
    """What news writes in small letters, and single letters, are passed over."""
    words = [word for word, _ in name_words("The Minister met J. Kowalczyk in Warsaw.")]
    assert words == ["Kowalczyk", "Warsaw"]


def test_peoples_are_told_from_places() -> None:
    """An adjective of a country is a people, the country is not."""
    is_people = people_names()
    assert is_people("Venezuelan")
    assert is_people("Greek")
    assert not is_people("Venezuela")


@pytest.mark.parametrize(
    ("name", "target", "language", "cell"),
    [
        ("Beirut", "Бейрут", "ru", ""),
        ("Greece", "Yunanıstan", "az", "yunanıst"),
        ("Solomon", "Неведомые Острова", "ru", "-"),
    ],
)
def test_a_place_has_a_stem_where_its_sound_does_not_find_it(
    name: str, target: str, language: str, cell: str
) -> None:
    """CLDR's names of several words are left out, unless one sounds alike."""
    assert place_cell(name, target, language) == cell


def test_the_table_is_in_order() -> None:
    """One word a line, after the licence and the languages."""
    row = dict.fromkeys(("hy", "az", "fa", "ru"), "")
    lines = written("# names", {"B": row, "A": row}).splitlines()
    assert lines[0].startswith("#")
    assert [line.split("\t")[0] for line in lines[1:]] == ["en", "A", "B"]
