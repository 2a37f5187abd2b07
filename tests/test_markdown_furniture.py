"""Page furniture goes from Markdown by whole lines."""

from __future__ import annotations

import pytest

from dragoman_models.article import assemble, parse
from dragoman_models.types import FurniturePolicy, MimeType


def without(source: str) -> str:
    """Return the source with its furniture left out."""
    return assemble(parse(source, MimeType.MARKDOWN, furniture=FurniturePolicy.DROP), {})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("One.\n\nAdvertisement\n\nTwo.\n", "One.\n\nTwo.\n"),
        ("One.\n\n\nAdvertisement\n\nTwo.\n", "One.\n\n\nTwo.\n"),
        ("One.\n\nAdvertisement\n\n\nTwo.\n", "One.\n\n\nTwo.\n"),
        ("Advertisement\n\nOne.\n", "One.\n"),
        ("\nAdvertisement\n\nOne.\n", "\nOne.\n"),
        ("One.\n\nAdvertisement\n", "One.\n"),
        ("One.\n\nAdvertisement", "One.\n"),
        ("One.\n\n## Advertisement\n\nRead more\n\nTwo.\n", "One.\n\nTwo.\n"),
        ("One.\r\n\r\nAdvertisement\r\n\r\nTwo.\r\n", "One.\r\n\r\nTwo.\r\n"),
        ("# Advertisement\nOne.\n", "One.\n"),
        ("One.\n# Advertisement\nTwo.\n", "One.\n\nTwo.\n"),
        ("- One\n- Advertisement\n- Two\n", "- One\n- Two\n"),
        ("- One\n  - Advertisement\n- Two\n", "- One\n- Two\n"),
        ("1. One\n2. [Read more](u)\n", "1. One\n"),
        ("[**Read more**](u): *talks*\n\nOne.\n", "One.\n"),
        ("---\na: b\n---\nAdvertisement\n\nOne.\n", "---\na: b\n---\nOne.\n"),
    ],
)
def test_furniture_goes_with_its_gap(source: str, expected: str) -> None:
    """Of the gaps around it the larger one stays, so that paragraphs stay apart."""
    assert without(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "> Advertisement\n\nOne.\n",
        "- One\n\n  Advertisement\n",
        "- - Advertisement\n  - One\n",
        "> - Advertisement\n> - One\n",
        "| Advertisement |\n|---|\n| One |\n",
        "![Advertisement](a.png)\n\nOne.\n",
        "```\nAdvertisement\n```\n",
        "One advertisement.\n",
    ],
)
def test_what_may_be_the_article_stays(source: str) -> None:
    """In quotations, cells, code, or beside other text it is the writer's."""
    assert without(source) == source


def test_each_piece_has_its_reason_and_its_span() -> None:
    """Neighbours part where the second begins."""
    source = "One.\n\nAdvertisement\n\nRead more\n\nTwo.\n"
    article = parse(source, MimeType.MARKDOWN, furniture=FurniturePolicy.DROP)
    assert [(source[one.start : one.end], one.reason) for one in article.dropped] == [
        ("Advertisement\n\n", "advertisement"),
        ("Read more\n\n", "link to other pages"),
    ]
