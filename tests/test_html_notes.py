"""Marks of footnotes and powers are told from words in HTML."""

from __future__ import annotations

import pytest

from dragoman_models.html_notes import is_exponent, is_note, is_power
from dragoman_models.html_tokens import Token, tokenize


def element(before: str, markup: str) -> tuple[str, list[Token]]:
    """Return a source, and the tokens of the element that stands behind `before`."""
    source = f"{before}{markup}"
    return source, [one for one in tokenize(source) if one.start >= len(before)]


@pytest.mark.parametrize(
    ("before", "markup"),
    [
        ("He left.", "<sup>1</sup>"),
        ("It rose", "<sup>[2]</sup>"),
        ("It rose", "<sup><a href='#1'>3</a></sup>"),
        ("It rose", "<a href='#1'><sup>3</sup></a>"),
        ("", "<a href='#1'><sup>*</sup></a>"),
    ],
)
def test_notes(before: str, markup: str) -> None:
    """A raised figure that is linked, in brackets or behind a sentence."""
    assert is_note(*element(before, markup))


@pytest.mark.parametrize(
    ("before", "markup"),
    [
        ("km", "<sup>2</sup>"),
        ("19", "<sup>th</sup>"),
        ("He left.", "<sup>see below</sup>"),
        ("He left.", "<a href='#1'>1</a>"),
        ("He left.", "<a href='#1'>a<sup>1</sup></a>"),
        ("He left.", "<b>1</b>"),
        ("He left.", f"<sup>{'<i>1</i>' * 9}</sup>"),
    ],
)
def test_no_notes(before: str, markup: str) -> None:
    """What has words, is not raised or is too long is the article's."""
    assert not is_note(*element(before, markup))


@pytest.mark.parametrize(
    ("before", "markup", "power", "exponent"),
    [
        ("40 km", "<sup>2</sup>", True, False),
        ("10", "<sup>-6</sup>", True, True),
        ("10", "<sup>6</sup>", True, True),
        ("CO", "<sub>2</sub>", False, False),
        ("word ", "<sup>2</sup>", False, False),
        ("", "<sup>2</sup>", False, False),
        ("10", "<sup>th</sup>", False, False),
        ("km", "<sup><b>2</b></sup>", False, False),
        ("km", "<b>2</b>", False, False),
    ],
)
def test_powers(before: str, markup: str, *, power: bool, exponent: bool) -> None:
    """A figure right behind a unit or a number, and no formula."""
    assert is_power(*element(before, markup)) is power
    assert is_exponent(*element(before, markup)) is exponent
