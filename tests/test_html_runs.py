"""A run of text and tags becomes a section as a browser shows it."""

from __future__ import annotations

import pytest

from dragoman_models.html_runs import Run
from dragoman_models.html_tokens import Kind, tokenize
from dragoman_models.types import Role, Section


def section(source: str) -> Section | None:
    """Collect a run of inline markup."""
    run = Run(source)
    for token in tokenize(source):
        if token.kind is Kind.TEXT:
            run.add_text(token.start, token.end)
        elif token.name == "br":
            run.add_break(token.start, token.end)
        else:
            run.add_tag(token)
    return run.section(None)


@pytest.mark.parametrize(
    ("source", "text", "offsets"),
    [
        ("a <b>c</b> d", "a c d", [2, 3]),
        ("a<b> c </b> d", "a c d", [1, 4]),
        (" <b> a</b>", "a", [0, 1]),
        ("a <b>c </b>", "a c", [2, 3]),
        ("a <img> b", "a  b", [2]),
        ("a<br>b", "a\nb", [1]),
        ("a <br> b", "a \nb", [2]),
    ],
)
def test_white_space_and_offsets(source: str, text: str, offsets: list[int]) -> None:
    """White space collapses across tags, and not around an image."""
    found = section(source)
    assert found is not None
    assert found.text == text
    assert [tag.offset for tag in found.tags] == offsets


@pytest.mark.parametrize("source", ["", "  ", "<b></b>", "<img>", "&nbsp;", "<br> <!-- a -->"])
def test_a_run_without_text_is_no_section(source: str) -> None:
    """What a reader does not read is left where it stands."""
    assert section(source) is None


def test_the_ends_are_trimmed() -> None:
    """White space, images, comments and breaks at the ends stay outside the section."""
    source = " <img> <!-- a --> one <i>two</i> <br> "
    found = section(source)
    assert found is not None
    assert source[found.start : found.end] == "one <i>two</i>"
    assert found.role is Role.BODY


def test_breaks_are_remembered() -> None:
    """Only white space may stand between two breaks that end a section."""
    run = Run("a<br> b")
    run.add_text(0, 1)
    assert not run.ends_with_break()
    run.add_break(1, 5)
    run.add_text(5, 6)
    assert run.ends_with_break()
    run.add_text(6, 7)
    assert not run.ends_with_break()
