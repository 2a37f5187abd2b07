"""Inline markup is told from text, with the bytes that it takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.markdown_inline import Item, Kind, pairs_of, read_inline


def marks(content: str, *labels: str) -> list[str]:
    """Return the markup of a content, without its text."""
    items = read_inline(content, labels=labels)
    return [content[i.start : i.end] for i in items if i.kind is not Kind.TEXT]


def shown(content: str, *labels: str) -> str:
    """Return what a reader sees."""
    items = read_inline(content, labels=labels)
    return "".join(item.shown for item in items if item.kind in {Kind.TEXT, Kind.SPACE})


@pytest.mark.parametrize(
    ("content", "markup", "text"),
    [
        ("*a* _b_", ["*", "*", "_", "_"], "a b"),
        ("**a** __b__", ["**", "**", "__", "__"], "a b"),
        ("***a*** b", ["*", "**", "**", "*"], "a b"),
        ("***a** b*", ["*", "**", "**", "*"], "a b"),
        ("~~a~~ ~b~", ["~~", "~~", "~", "~"], "a b"),
        ("[a](u 't')", ["[", "](u 't')"], "a"),
        ("[**a**](<u v>)", ["[", "**", "**", "](<u v>)"], "a"),
        ("`a` ``b`c``", ["`a`", "``b`c``"], " "),
        ("<https://a.am> b", ["<https://a.am>"], " b"),
        ("![a *b*](c.png) d", ["![a *b*](c.png)"], " d"),
        ("a <b>c</b><!-- d -->", ["<b>", "</b>", "<!-- d -->"], "a c"),
        ("a <kbd>F1</kbd> b", ["<kbd>F1</kbd>"], "a  b"),
        ("a <b translate='no'>F1</b> b", ["<b translate='no'>F1</b>"], "a  b"),
        ("a  \nb\\\nc<br>d", ["  \n", "\\\n", "<br>"], "abcd"),
        ("a \nb", [" \n"], "a b"),
        ("a[^1] b", ["[^1]"], "a b"),
        ("[a [^1] b](u)", ["[", "[^1]", "](u)"], "a  b"),
    ],
)
def test_markup_is_found_with_its_bytes(content: str, markup: list[str], text: str) -> None:
    """Emphasis, links, code, addresses, images, HTML, line breaks and footnotes."""
    assert marks(content) == markup
    assert shown(content) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("5 * 4 * 3", "5 * 4 * 3"),
        ("snake_case_word", "snake_case_word"),
        ("[a] (b)", "[a] (b)"),
        ("\\*a\\* \\q", "*a* \\q"),
        ("AT&amp;T &copy; &#8364; &nope;", "AT&T © € &nope;"),
        ("a &lt;b&gt;", "a <b>"),
        ("a < b > c", "a < b > c"),
        ("a&#x202e;b", "ab"),
        ("`a", "`a"),
        ("~~~a~~~", "~~~a~~~"),
    ],
)
def test_what_only_looks_like_markup_is_text(content: str, text: str) -> None:
    """Lone marks stay; escapes and entities are what they stand for."""
    assert shown(content) == text
    assert all(item.kind is Kind.TEXT for item in read_inline(content))


def test_a_link_by_its_text_keeps_its_label() -> None:
    """Elsewhere it is written with the label after it; one with a label stays as it is."""
    closing = [item for item in read_inline("[UN] [UN][] [a][UN]", labels=["UN"]) if item.shown]
    written = [item.shown for item in closing if item.kind is Kind.CLOSE]
    assert written == ["][UN]", "][UN]"]
    assert marks("[UN] [b]") == []
    assert marks("[UN] [b]", "UN") == ["[", "]"]


def test_pairs_are_found_and_html_may_not_cross_markdown() -> None:
    """`<b>` across the end of emphasis has no partner; the emphasis has."""
    content = "*a <b>b* c</b> <i>d</i>"
    items = read_inline(content)
    named = {
        content[items[one].start : items[one].end]: content[items[two].start : items[two].end]
        for one, two in pairs_of(items).items()
    }
    assert named == {"*": "*", "<i>": "</i>", "</i>": "<i>"}


@given(st.text(alphabet="ab *_`[]()<>!~\\&;\n^1#:/.\"'", max_size=40))
def test_items_cover_the_content_without_gaps(content: str) -> None:
    """In any content every code point is in one item, and every emphasis has its pair."""
    items: list[Item] = read_inline(content, labels=["A"])
    assert "".join(content[item.start : item.end] for item in items) == content
    partner = pairs_of(items)
    for index, item in enumerate(items):
        if item.kind in {Kind.OPEN, Kind.CLOSE} and not item.name.startswith("<"):
            assert partner[partner[index]] == index
