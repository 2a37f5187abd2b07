"""The sections of Markdown, their roles, and what is left out of them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from markdown_documents import documents

from dragoman_models.article import parse, parse_text
from dragoman_models.types import Article, FurniturePolicy, MimeType, Role

STORY = """\
---
title: Border reopens
---

# Border reopens after *three weeks*

By Ani Petrosyan

![Trucks at the border](trucks.jpg)
*Trucks wait on Friday.*

The crossing [reopened](https://example.am/a_b "News") on Friday.

Drivers were **happy**.

## What was agreed

- Cars cross by day.
  - Trucks cross by night.

1. The fee is `$20`.

> It is a good day,
> the minister said.

| Month | Trucks |
|-------|-------:|
| May   | 4,300  |

```sh
curl https://example.am
```

# Another title
"""


def parsed(source: str, *, drop: bool = False) -> Article:
    """Parse Markdown as an article."""
    policy = FurniturePolicy.DROP if drop else FurniturePolicy.KEEP
    return parse(source, MimeType.MARKDOWN, furniture=policy)


def texts(source: str) -> list[str]:
    """Return the text of each section."""
    return [section.text for section in parsed(source).sections]


def markups(source: str) -> list[str]:
    """Return the tags of the only section."""
    (section,) = parsed(source).sections
    return [tag.markup for tag in section.tags]


def test_each_block_has_its_role() -> None:
    """The first heading of level 1 is the headline, the paragraph after it the lead."""
    found = [(section.role, section.text) for section in parsed(STORY).sections]
    assert found == [
        (Role.HEADLINE, "Border reopens after three weeks"),
        (Role.BYLINE, "By Ani Petrosyan"),
        (Role.CAPTION, "Trucks at the border"),
        (Role.CAPTION, "Trucks wait on Friday."),
        (Role.LEAD, "The crossing reopened on Friday."),
        (Role.BODY, "Drivers were happy."),
        (Role.HEADING, "What was agreed"),
        (Role.LIST_ITEM, "Cars cross by day."),
        (Role.LIST_ITEM, "Trucks cross by night."),
        (Role.LIST_ITEM, "The fee is ."),
        (Role.QUOTE, "It is a good day, the minister said."),
        (Role.TABLE_CELL, "Month"),
        (Role.TABLE_CELL, "Trucks"),
        (Role.TABLE_CELL, "May"),
        (Role.TABLE_CELL, "4,300"),
        (Role.HEADING, "Another title"),
    ]


def test_a_text_that_is_no_article_is_all_body() -> None:
    """The same blocks, without roles and without anything dropped."""
    sections = parse_text(STORY + "\nAdvertisement\n", MimeType.MARKDOWN).sections
    assert {section.role for section in sections} == {Role.BODY}
    assert sections[-1].text == "Advertisement"


def test_a_section_points_at_its_text() -> None:
    """Marks of blocks stay outside; the places of the text are those in the source."""
    for section in parsed(STORY).sections:
        block = STORY[section.start : section.end]
        assert not block.startswith(("#", "-", ">", "|", "1.", " "))
        if not section.source_offsets:
            assert block == section.text
        for shown, place in zip(section.text, section.source_offsets, strict=False):
            assert STORY[place] == shown or (shown == " " and STORY[place] == "\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**Talks** [resume](u).", ["**", "**", "[", "](u)"]),
        ("Talks  \nresume.", ["  \n"]),
        ("> Talks  \n>   resume.", ["  \n>   "]),
        ("- Talks\\\r\n  resume.", ["\\\r\n  "]),
        ("> Talks `make\n> test` resume.", ["`make\n> test`"]),
        ("See [UN].\n\n[UN]: u", ["[", "][UN]"]),
        ("See [the\nUN].\n\n[the un]: u", ["[", "][the UN]"]),
        ("Talks <!-- a --> resume ![b](c)[^1].", ["<!-- a -->", "![b](c)", "[^1]"]),
    ],
)
def test_tags_hold_the_bytes_of_the_source(source: str, expected: list[str]) -> None:
    """The marks of a quotation that a line begins with go with the line break before it."""
    assert markups(source) == expected


def test_a_line_break_is_a_line_end_of_the_text() -> None:
    """So the lines of an address are segments of their own; a wrapped line is none."""
    assert texts("Talks\nresume  \nin Baku<br>today") == ["Talks resume\nin Baku\ntoday"]


@pytest.mark.parametrize(
    "source",
    [
        "![a *b*](c.png)",
        "![](c.png)",
        "![UN]\n\n[UN]: u",
        "`make test`",
        "<https://example.am>",
        "<!-- a -->",
        "[![](c.png)](u)",
        "&nbsp;",
        "[^1]",
    ],
)
def test_what_holds_no_words_makes_no_section(source: str) -> None:
    """Images whose description is markup or a label, code, addresses, comments."""
    assert texts(source) == []


def test_a_description_is_a_section_where_the_image_stands_alone() -> None:
    """First or last in its block too; one amid words goes with them, byte for byte."""
    assert texts("![A bridge](c.png)") == ["A bridge"]
    assert texts("![A bridge](c.png) It is open.") == ["A bridge", "It is open."]
    assert texts("It is open. ![A bridge](c.png)") == ["It is open.", "A bridge"]
    assert markups("It ![A bridge](c.png) is open.") == ["![A bridge](c.png)"]


def test_emphasis_below_an_image_is_a_caption() -> None:
    """In its paragraph or in the next; without an image it is a paragraph."""
    for source in ("![A](b)\n*Baku, May*", "![A](b)\n\n*Baku, May*", "![](b)\n\n*Baku, May*"):
        assert parsed(source).sections[-1].role is Role.CAPTION
    assert parsed("One.\n\n*Baku, May*").sections[-1].role is Role.BODY


def test_boxes_and_labels_stay_outside() -> None:
    """The box of a task is a mark of its item, the label of a footnote one of its block."""
    assert texts("- [ ] Call Baku\n- [x] Call Tehran\n") == ["Call Baku", "Call Tehran"]
    assert texts("One.[^1]\n\n[^1]: Reuters\n") == ["One.", "Reuters"]
    assert texts("[x] Call") == ["[x] Call"]


def test_escapes_and_entities_are_read() -> None:
    """The model sees the character that a reader sees."""
    (section,) = parsed("AT&amp;T \\*and\\* &lt;b&gt;").sections
    assert section.text == "AT&T *and* <b>"
    assert [section.source_offsets[i] for i in (2, 5, 9, 11)] == [2, 10, 15, 17]


def test_furniture_goes_only_where_it_is_to() -> None:
    """An article keeps it when asked."""
    source = "# Talks\n\nAdvertisement\n\nOne.\n\n- One\n- **Read more**\n"
    assert [span.reason for span in parsed(source, drop=True).dropped] == [
        "advertisement",
        "link to other pages",
    ]
    assert [one.text for one in parsed(source, drop=True).sections] == ["Talks", "One.", "One"]
    assert parsed(source).dropped == ()


@given(documents())
def test_sections_are_in_order_and_apart(source: str) -> None:
    """In any document, with furniture and without."""
    article = parsed(source, drop=True)
    spans = [(one.start, one.end) for one in (*article.sections, *article.dropped)]
    position = 0
    for start, end in sorted(spans):
        assert position <= start < end <= len(article.source)
        position = end
    for section in article.sections:
        assert section.text.strip()
        assert len(section.source_offsets) in {0, len(section.text)}
        for index, tag in enumerate(section.tags):
            assert tag.pair is None or section.tags[tag.pair].pair == index


def test_the_library_is_only_loaded_for_markdown() -> None:
    """Who sends no Markdown does not wait for it, nor hold it in memory."""
    program = (
        "import sys\n"
        "from dragoman_models.article import parse_text\n"
        "from dragoman_models.types import MimeType\n"
        "for kind in (MimeType.PLAIN, MimeType.HTML, MimeType.MARKDOWN):\n"
        "    parse_text('# Talks', kind)\n"
        "    print('markdown_it' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "True"]
