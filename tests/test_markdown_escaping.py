"""Text gets a backslash where it would be markup, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dragoman_models.markdown_escaping import escaped


def alone(text: str) -> str:
    """Escape a text that is all of its block."""
    return escaped(text, first=True, last=True, followed_by="")


@pytest.mark.parametrize(
    "text",
    [
        "Граница закрыта.",
        "5 * 4 * 3 = 60",
        "файл annual_report_2026.pdf",
        "ՀԱՊԿ-ն՝ 12 %-ով, «այո»։",
        "AT&T, R&D <3 и a < b",
        "около ~100 км",
        "Да! 3.5 и (а)",
        "См. https://example.am/_a_*b*[c] и далее",
        "۱۲ میلیون؛ می‌رود؟",
        "S-300 və F-16",
        "2026-cı il",
    ],
)
def test_prose_stays_as_it_is(text: str) -> None:
    """Marks that no rule takes for markup need no backslash, nor does an address."""
    assert alone(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# один", "\\# один"),
        ("#один", "#один"),
        ("1. один", "1\\. один"),
        ("12) один", "12\\) один"),
        ("1.5 один", "1.5 один"),
        ("- один", "\\- один"),
        ("+ один", "\\+ один"),
        ("* один", "\\* один"),
        ("> один", "\\> один"),
        ("---", "\\---"),
        ("===", "\\==="),
        ("~~~", "\\~\\~\\~"),
        ("язык C #", "язык C \\#"),
        ("*один*", "\\*один\\*"),
        ("_один_ a_b", "\\_один\\_ a_b"),
        ("`один`", "&#96;один&#96;"),
        ("\\`", "\\\\&#96;"),
        ("[один](u)", "\\[один\\](u)"),
        ("a|b", "a\\|b"),
        ("<b>один</b>", "\\<b>один\\</b>"),
        ("&lt; &#60; & a;", "\\&lt; \\&#60; & a;"),
        ("a\\*b C:\\dir", "a\\\\\\*b C:\\dir"),
        ("~~один~~", "\\~\\~один\\~\\~"),
    ],
)
def test_markup_gets_a_backslash(text: str, expected: str) -> None:
    """At the start of a line, at its end, and within it."""
    assert alone(text) == expected


def test_the_place_of_a_text_decides() -> None:
    """A number amid a line begins no list, a mark before a link makes an image of it."""
    assert escaped("1. один #", first=False, last=False, followed_by="") == "1. один #"
    assert escaped("Ура!", first=True, last=False, followed_by="[") == "Ура\\!"
    assert escaped("Ура!", first=True, last=False, followed_by="**") == "Ура!"
    assert escaped("a\\", first=True, last=False, followed_by="**") == "a\\\\"


def test_strictly_every_mark_gets_one() -> None:
    """A pipe is written as an entity, which no table is made of."""
    found = escaped("a|b, (c)", first=True, last=True, followed_by="", strict=True)
    assert found == "a&#124;b\\, \\(c\\)"


@given(
    st.text(alphabet="аб1 *_`[]()<>!~\\&;#+-.=|:>^/\"'", min_size=1, max_size=20),
    st.booleans(),
)
def test_escaped_text_reads_as_the_text(text: str, strict: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    """Strictly always; otherwise where nothing but one paragraph comes of it."""
    text = " ".join(text.split()) or "а"
    written = escaped(text, first=True, last=True, followed_by="", strict=strict)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(written)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert "".join(child.content for child in children) == text
    assert {child.type for child in children} == {"text"}
