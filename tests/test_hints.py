"""A word's usual translation stands beside it in the source."""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from pathlib import Path

import pytest

from dragoman_models.hints import (
    LEXICON_NAME,
    hint_key,
    hint_spans,
    look_up,
    read_lexicon,
    with_hints,
)

LEXICON = {"repairs": ("▁təmir",), "landslide": ("▁sürüş", "mə")}


def lookup(word: str) -> Sequence[str]:
    """Give the hint of a word."""
    return LEXICON.get(word, ())


def test_a_hint_follows_its_word_and_the_marks_at_it() -> None:
    """The pieces of the source stay in their order."""
    pieces = ["▁The", "▁rep", "airs", ",", "▁said"]
    assert with_hints(pieces, lookup) == [*pieces[:4], "</s>", "▁təmir", "▁said"]


def test_a_hint_may_be_the_last() -> None:
    """Nothing has to follow."""
    assert with_hints(["▁lands", "l", "ide"], lookup)[3:] == ["</s>", "▁sürüş", "mə"]


@pytest.mark.parametrize(
    ("longest", "shown"), [(10, [["▁sürüş", "mə"], ["▁təmir"]]), (8, [["▁sürüş", "mə"]]), (6, [])]
)
def test_as_many_hints_are_shown_as_there_is_room_for(longest: int, shown: list[list[str]]) -> None:
    """A long sentence has the first of them."""
    pieces = with_hints(["▁lands", "l", "ide", "▁rep", "airs"], lookup, longest=longest)
    assert len(pieces) <= longest
    spans = hint_spans([*pieces, "</s>"])
    assert [pieces[bar + 1 : end] for _, bar, end in spans] == shown


def test_a_short_hint_fits_where_a_long_one_does_not() -> None:
    """What comes behind is not lost with what was too long."""
    pieces = with_hints(["▁lands", "l", "ide", "▁rep", "airs"], lookup, longest=7)
    assert pieces[-2:] == ["</s>", "▁təmir"]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("“Repairs,”", "repairs"),
        ("Putin's", "putin"),
        ("F-16", "f-16"),
        ("—", ""),
        ("co-op.", "co-op"),
    ],
)
def test_a_word_is_looked_up_in_small_letters_without_marks(word: str, key: str) -> None:
    """What stands in it stays."""
    assert hint_key(word) == key


def test_spans_tell_word_bar_and_hint() -> None:
    """Two hints in a row do not run together, and the end of the text is none."""
    pieces = with_hints(["▁rep", "airs", "▁lands", "l", "ide", "▁now"], lookup)
    pieces.append("</s>")
    spans = hint_spans(pieces)
    assert [pieces[word:bar] for word, bar, _ in spans] == [
        ["▁rep", "airs"],
        ["▁lands", "l", "ide"],
    ]
    assert [pieces[bar + 1 : end] for _, bar, end in spans] == [["▁təmir"], ["▁sürüş", "mə"]]


def test_a_hint_before_the_end_stops_there() -> None:
    """The end of the text belongs to no hint."""
    pieces = [*with_hints(["▁rep", "airs"], lookup), "</s>"]
    assert hint_spans(pieces) == [(0, 2, 4)]


@pytest.mark.parametrize("word", ["repair", "repairs", "repaired", "repairing"])
def test_regular_forms_have_the_hint_of_their_stem(word: str) -> None:
    """The model inflects it."""
    assert look_up({"repair": "təmir"}, word) == "təmir"


def test_a_form_with_an_entry_of_its_own_has_that() -> None:
    """Heads of government are no heads."""
    assert look_up({"head": "baş", "heads": "rəhbərləri"}, "heads") == "rəhbərləri"


def test_a_word_with_an_empty_entry_is_no_form_of_another() -> None:
    """Said is not the past of a name."""
    assert look_up({"sai": "Say", "said": ""}, "said") is None


def test_a_form_of_a_word_with_an_empty_entry_has_no_hint() -> None:
    """What a word has not, its forms have not."""
    assert look_up({"said": ""}, "saids") is None


@pytest.mark.parametrize("word", ["as", "reed", "unknown"])
def test_what_is_no_regular_form_has_no_hint(word: str) -> None:
    """A stem has three letters or more."""
    assert look_up({"a": "bir", "re": "yenə"}, word) is None


def test_a_checkpoint_without_a_lexicon_has_no_hints(tmp_path: Path) -> None:
    """Most have none."""
    assert read_lexicon(tmp_path) == {}


def test_a_line_without_two_columns_is_refused(tmp_path: Path) -> None:
    """A damaged file does not pass for a shorter one."""
    (tmp_path / LEXICON_NAME).write_bytes(lzma.compress("repair\ttəmir\nroad\n".encode()))
    with pytest.raises(ValueError, match="without two columns"):
        read_lexicon(tmp_path)


def test_a_damaged_lexicon_is_refused(tmp_path: Path) -> None:
    """The error names the file."""
    (tmp_path / LEXICON_NAME).write_bytes(b"repair")
    with pytest.raises(ValueError, match=r"lexicon\.tsv\.xz cannot be read"):
        read_lexicon(tmp_path)
