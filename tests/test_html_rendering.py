"""Tags come out well-formed and in place, wherever the translation puts them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.article import parse_text
from dragoman_models.html_rendering import render
from dragoman_models.types import MimeType, Section


def section(markup: str) -> Section:
    """Parse one paragraph."""
    (found,) = parse_text(f"<p>{markup}</p>", MimeType.HTML).sections
    return found


def is_well_formed(markup: str) -> bool:
    """Tell whether end tags close the innermost start tag."""
    names: list[str] = []
    for close, name in re.findall(r"<(/?)(\w+)>", markup):
        if not close:
            names.append(name)
        elif not names or names.pop() != name:
            return False
    return not names


@pytest.mark.parametrize(
    ("source", "offsets", "expected"),
    [
        ("<b>a</b> c", (2, 3), "xy<b>z</b>"),
        ("<a><b>c</b></a>", (0, 0, 3, 3), "<a><b>xyz</b></a>"),
        # The pairs have changed places, and meet at the same offset.
        ("<a>c</a> <b>d</b>", (1, 3, 0, 1), "<b>x</b><a>yz</a>"),
        ("<a>c<img></a>", (0, 3, 3), "<a>xyz<img></a>"),
        ("<a>c</a><img>d", (0, 3, 3), "<a>xyz</a><img>"),
        ("c<img><a>d</a>", (1, 1, 3), "x<img><a>yz</a>"),
        ("c <a></a> d", (2, 2), "xy<a></a>z"),
        ("c <a><b></b></a> d", (2, 2, 2, 2), "xy<a><b></b></a>z"),
        ("c <b>d</b>", (-5, 99), "<b>xyz</b>"),
    ],
)
def test_tags_at_one_place_keep_their_nesting(
    source: str, offsets: tuple[int, ...], expected: str
) -> None:
    """What closes comes before what opens, and a tag stays in the pair around it."""
    assert render(section(source), "xyz", offsets) == expected


def test_text_is_escaped_and_markup_is_not() -> None:
    """The translation cannot bring in tags."""
    assert render(section("a <b>c</b>"), "<i> & я", (0, 3)) == "<b>&lt;i&gt;</b> &amp; я"


def test_kept_elements_keep_their_spaces() -> None:
    """An element that a reader sees does not stick to the words of the translation."""
    found = section("Run <code>x</code> now")
    assert render(found, "Запусти сейчас", (8,)) == "Запусти <code>x</code> сейчас"
    assert render(found, "Запусти сейчас", (7,)) == "Запусти <code>x</code> сейчас"
    assert render(found, "Запусти", (7,)) == "Запусти <code>x</code>"


def test_kept_elements_stand_where_their_words_went() -> None:
    """The words of such an element give way to its markup, wherever the offset points."""
    found = section("Run <code>x</code> now")
    text = "Сейчас запусти \ufff9x\ufffb."
    assert render(found, text, (15,)) == "Сейчас запусти <code>x</code>."
    assert render(found, text, (17,)) == "Сейчас запусти <code>x</code>."
    assert render(found, f"{text} \ufff9x\ufffb", (15,)).count("x") == 1


def test_an_element_without_spaces_gets_none() -> None:
    """A footnote mark stays at its word."""
    assert render(section("said<img>. Yes"), "сказал. Да", (6,)) == "сказал<img>. Да"


def test_offsets_must_match_the_tags() -> None:
    """A tag without a place is refused."""
    with pytest.raises(ValueError, match="2 tags need as many offsets, not 1"):
        render(section("a <b>c</b>"), "я", (0,))


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_nested_or_disjoint_pairs_are_always_well_formed(a: int, b: int, c: int, d: int) -> None:
    """Whatever the order that two pairs get, the result nests, and no tag is lost."""
    first, second, third, fourth = sorted((a, b, c, d))
    nested = render(section("<a>x<b>y</b>z</a>"), "абвгде", (first, second, third, fourth))
    swapped = render(section("<a>x</a><b>y</b>"), "абвгде", (third, fourth, first, second))
    for markup in (nested, swapped):
        assert is_well_formed(markup)
        assert re.sub(r"<[^>]*>", "", markup) == "абвгде"
        assert len(re.findall("<", markup)) == 4
