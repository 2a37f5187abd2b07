"""The word-by-word difference of two texts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_client.difference import Edit, Piece, difference

KEPT, REMOVED, ADDED = Edit.KEPT, Edit.REMOVED, Edit.ADDED


def pieces(old: str, new: str) -> list[tuple[Edit, str]]:
    """Give the pieces of a difference as pairs."""
    return [(piece.edit, piece.text) for piece in difference(old, new)]


def test_a_replaced_word_goes_and_comes() -> None:
    """What was there stands before what is there now."""
    assert pieces("The border was closed.", "The border was opened.") == [
        (KEPT, "The border was "),
        (REMOVED, "closed"),
        (ADDED, "opened"),
        (KEPT, "."),
    ]


def test_a_text_that_stayed_is_one_piece() -> None:
    """Nothing is cut where nothing changed."""
    assert difference("Սահմանը փակ է։", "Սահմանը փակ է։") == (Piece(KEPT, "Սահմանը փակ է։"),)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("", "Новое.", [(ADDED, "Новое.")]),
        ("Было.", "", [(REMOVED, "Было.")]),
    ],
)
def test_nothing_on_one_side(old: str, new: str, expected: list[tuple[Edit, str]]) -> None:
    """A text beside nothing came or went as a whole."""
    assert pieces(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [("1,200", "1,450"), ("Nov.20", "Nov.21"), ("می‌شود", "می‌شد"), ("don't", "won't")],
)
def test_a_word_is_not_cut_inside(old: str, new: str) -> None:
    """A number, a contraction and a word with a joiner change as a whole."""
    assert pieces(old, new) == [(REMOVED, old), (ADDED, new)]


def test_a_phrase_is_replaced_as_a_phrase() -> None:
    """The space between two replaced words does not keep them apart."""
    assert pieces("He said no today.", "He told us today.") == [
        (KEPT, "He "),
        (REMOVED, "said no"),
        (ADDED, "told us"),
        (KEPT, " today."),
    ]


@given(st.text(), st.text())
def test_both_texts_come_back(old: str, new: str) -> None:
    """Kept and removed pieces are the old text, kept and added ones the new, to the letter."""
    found = difference(old, new)
    assert "".join(each.text for each in found if each.edit is not ADDED) == old
    assert "".join(each.text for each in found if each.edit is not REMOVED) == new


@given(st.text(), st.text())
def test_no_piece_is_empty_or_beside_its_like(old: str, new: str) -> None:
    """Neighbours differ in their fate, and every piece says something."""
    found = difference(old, new)
    assert all(each.text for each in found)
    assert all(one.edit is not other.edit for one, other in pairwise(found))
