"""Each block's text is found in its lines, whatever stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from markdown_documents import documents

from dragoman_models.markdown_blocks import Document, read_document


def contents(source: str) -> list[tuple[str, str]]:
    """Return the element and the text of each block."""
    return [(block.tag, block.content) for block in read_document(source).blocks]


def check_places(source: str, document: Document) -> None:
    """State that each code point is where it is said to be."""
    for block in document.blocks:
        assert len(block.offsets) == len(block.content)
        for shown, place in zip(block.content, block.offsets, strict=True):
            assert source[place] == shown or (shown == "\n" and source[place] in "\r\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Talks *resume*.", [("p", "Talks *resume*.")]),
        ("  Talks\n  resume.  \n", [("p", "Talks\nresume.")]),
        ("# Talks ##\n", [("h1", "Talks")]),
        ("## #1 is first", [("h2", "#1 is first")]),
        ("Talks\nresume\n======\n", [("h1", "Talks\nresume")]),
        ("Talks\n---\n", [("h2", "Talks")]),
        ("- One\n- Two\n", [("p", "One"), ("p", "Two")]),
        ("- One\n  more\n\n  Two\n", [("p", "One\nmore"), ("p", "Two")]),
        ("10. One\n    - Two", [("p", "One"), ("p", "Two")]),
        ("> One\n> two\n> > Three", [("p", "One\ntwo"), ("p", "Three")]),
        ("> One\nlazy\n", [("p", "One\nlazy")]),
        ("> - # One\n>   two", [("h1", "One"), ("p", "two")]),
        ("One\r\ntwo\r\rThree", [("p", "One\ntwo"), ("p", "Three")]),
        ("-\tOne\n\n\ttwo", [("p", "One"), ("p", "two")]),
    ],
)
def test_the_text_of_a_block_is_without_its_marks(
    source: str, expected: list[tuple[str, str]]
) -> None:
    """Marks of headings, lists and quotations, and indentation, are no part of it."""
    assert contents(source) == expected
    check_places(source, read_document(source))


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\n\n",
        "***\n",
        "    make test\n",
        "```\nmake test\n```\n",
        "~~~ sh\nmake test",
        "<div>\n<p>One</p>\n</div>\n",
        "[un]: https://un.org 'The UN'\n",
        "#\n",
        "| | |\n|---|---|\n",
        "---\ntitle: One\n---\n",
        "---\n# A note.\n\ntitle: >\n  One\n...\n",
    ],
)
def test_what_is_not_text_is_in_no_block(source: str) -> None:
    """Code, HTML, lines across, definitions, empty cells and front matter."""
    assert contents(source) == []


def test_front_matter_is_told_from_a_line_across() -> None:
    """Without a key after the first three hyphens the document begins there."""
    assert contents("---\nOne\n\n---\n") == [("p", "One")]
    assert contents("---\ntitle: One\n---\nTwo\n") == [("p", "Two")]
    assert contents("---\ntitle: One\nTwo\n") == [("p", "title: One\nTwo")]


@pytest.mark.parametrize(
    "source",
    [
        "| Month | Trade \\| aid |\n|---|---|\n| May | `a\\|b` |\n",
        "Month | Trade \\| aid\n---|---\nMay | `a\\|b`\n",
        "> | Month | Trade \\| aid |\n> |---|---|\n> May | `a\\|b`\n",
        "1. | Month | Trade \\| aid |\n   |---|---|\n   | May | `a\\|b` | more |\n",
    ],
)
def test_cells_are_found_in_their_rows(source: str) -> None:
    """With pipes around the row and without, in quotations and lists, with escaped pipes."""
    document = read_document(source)
    assert [(one.tag, one.content) for one in document.blocks] == [
        ("th", "Month"),
        ("th", "Trade | aid"),
        ("td", "May"),
        ("td", "`a|b`"),
    ]
    check_places(source, document)


def test_a_row_with_an_empty_cell_keeps_the_others_in_place() -> None:
    """No text slips into the cell before it."""
    found = read_document("| a | b | c |\n|---|---|---|\n| | 2 | |\n")
    assert [one.content for one in found.blocks] == ["a", "b", "c", "2"]


def test_a_block_knows_what_is_around_it_and_its_lines() -> None:
    """An item that holds nothing else says from where to where it goes."""
    one, two, three, four = read_document("- One\n- Two\n\n  Three\n\nFour\nfive\n").blocks
    assert (one.around, one.alone) == (("ul", "li"), (0, 1))
    assert (two.alone, three.alone) == (None, None)
    assert (four.around, four.first_line, four.end_line) == ((), 5, 7)


def test_labels_of_links_are_listed() -> None:
    """A footnote of one word is a footnote, and no definition of a link."""
    document = read_document("One [UN] two[^1].\n\n[un]: https://un.org\n\n[^1]: Reuters\n")
    assert document.labels == {"UN"}
    assert document.blocks[-1].content == "[^1]: Reuters"


def test_the_shape_is_of_blocks_and_not_of_words() -> None:
    """Other words are the same shape, another level or other code is not."""
    shape = read_document("# One\n\n```\na\n```\n").shape
    assert read_document("# Два\n\n```\na\n```\n").shape == shape
    assert read_document("## One\n\n```\na\n```\n").shape != shape
    assert read_document("# One\n\n```\nb\n```\n").shape != shape


@given(documents())
def test_the_text_of_every_block_is_found(source: str) -> None:
    """In any document each code point of each block is in its place."""
    check_places(source, read_document(source))
