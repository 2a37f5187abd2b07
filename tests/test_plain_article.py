"""Blocks of pasted text are found, wrapped or not, with their markers outside."""

from __future__ import annotations

import pytest

from dragoman_models.plain_article import parse_plain
from dragoman_models.types import Role, Section

# Wrapped at 62 columns, as a mail program does.
WRAPPED = """Ceasefire Holds for a Third Day

YEREVAN, Armenia - The ceasefire along the border held for a
third day on Friday, the defence ministry said, and families
who had fled began to return to their villages. The ministry
said that no shots had been fired since Tuesday. Observers of
the European Union confirmed it.

Officials in Baku said the same of their side, and added that
a meeting of the two foreign ministers was planned for Monday
in Geneva.
"""


def sections(source: str) -> tuple[Section, ...]:
    """Parse with roles, nothing dropped."""
    return parse_plain(source, drop_furniture=False, roles=True)[0]


def texts(source: str) -> list[str]:
    """Return the sections' text."""
    return [section.text for section in sections(source)]


def kept(source: str) -> list[str]:
    """Return the sections' text with furniture dropped."""
    return [s.text for s in parse_plain(source, drop_furniture=True, roles=True)[0]]


def test_wrapped_paragraphs_are_joined() -> None:
    """Each paragraph is one section without line ends, its span exact."""
    found = sections(WRAPPED)
    assert [section.role for section in found] == [Role.HEADLINE, Role.LEAD, Role.BODY]
    assert "\n" not in "".join(section.text for section in found)
    assert found[1].text.endswith("Observers of the European Union confirmed it.")
    lead = WRAPPED[found[1].start : found[1].end]
    assert lead.startswith("YEREVAN")
    assert lead.endswith("confirmed it.")


def test_joined_text_knows_its_places() -> None:
    """A joining space has the place of the line end that it stands for."""
    section = sections(WRAPPED)[2]
    for text, place in zip(section.text, section.source_offsets, strict=True):
        assert WRAPPED[place] == text or (text, WRAPPED[place]) == (" ", "\n")


def test_one_paragraph_a_line_is_not_joined() -> None:
    """Lines that each end a sentence stay apart."""
    lines = [
        "Rain fell in Baku on Friday.",
        "Schools were closed in the whole of the region, the mayor said.",
        "Nobody was hurt.",
        "Trains ran late.",
    ]
    assert texts("\n".join(lines)) == lines


def test_headlines_one_to_a_line_are_not_joined() -> None:
    """Lines of like length that begin with capitals are units of their own."""
    lines = [
        "Azerbaijan and Armenia Exchange Prisoners on the Border",
        "Iran Offers to Mediate in the Conflict over the Corridor",
        "Russia Sends Observers to the Lachin Road, Ministry Says",
    ]
    assert texts("\n".join(lines)) == lines


def test_a_line_that_goes_on_is_joined_in_any_width() -> None:
    """A small letter after a line without a stop continues it."""
    source = "The ministry of defence of Armenia\nsaid on Friday that the border was calm."
    assert texts(source) == [source.replace("\n", " ")]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("inter-", "national border went on.", "international border went on."),
        ("long-", "term plan went on.", "long-term plan went on."),
        ("inter\u00ad", "national border went on.", "international border went on."),
        ("US-", "led force went on.", "US-led force went on."),
    ],
)
def test_a_word_hyphenated_at_a_line_end_closes_up(first: str, second: str, joined: str) -> None:
    """The printer's hyphen goes where the word is a common one; the word's own stays."""
    source = f"The long and difficult talks of the two ministers on the {first}\n{second}"
    expected = f"The long and difficult talks of the two ministers on the {joined}"
    assert texts(source) == [expected]
    (section,) = sections(source)
    assert all(
        source[place] == text or text == " "
        for text, place in zip(section.text, section.source_offsets, strict=True)
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- One\n- Two", ["One", "Two"]),
        ("• One\n• Two", ["One", "Two"]),
        ("1. One\n2) Two\n(3) Three", ["One", "Two", "Three"]),
        ("a) One\nb) Two", ["One", "Two"]),
        ("* The first of the points that they agreed\n  on in Geneva\n* Two",
         ["The first of the points that they agreed on in Geneva", "Two"]),
    ],
)  # fmt: skip
def test_list_markers_stay_outside(source: str, expected: list[str]) -> None:
    """An item's text begins after its marker, and it may go on in the next line."""
    assert texts(source) == expected
    assert {section.role for section in sections(source)} == {Role.LIST_ITEM}


@pytest.mark.parametrize(
    "text", ["3.5 million people", "-5 degrees", "J. K. Rowling came.", "A) B"]
)
def test_figures_and_initials_are_no_markers(text: str) -> None:
    """What only looks like a marker belongs to the text, unless it marks."""
    assert texts(text)[0] in {text, "B"}


@pytest.mark.parametrize(
    ("block", "role"),
    [
        ("By Jane Doe, Reuters", Role.BYLINE),
        ("Published 12 March 2024, 10:15", Role.BYLINE),
        ("Photo: A road near Lachin", Role.CAPTION),
        ("Families wait at Goris on Friday. (AP Photo/Vasily Krestyaninov)", Role.CAPTION),
        ("“We want peace and nothing else.”", Role.QUOTE),
        ("> We want peace.", Role.QUOTE),
        ("What Comes Next", Role.HEADING),
        ("Why did talks fail?", Role.HEADING),
        ("The talks failed.", Role.BODY),
        ("By Friday the road had been opened.", Role.BODY),
        ("Photo albums were found in the ruins.", Role.BODY),
    ],
)
def test_roles_by_words(block: str, role: Role) -> None:
    """A block after the lead has the role that its words give it."""
    source = f"Headline Here\n\nThe lead is here.\n\n{block}\n\nMore text."
    assert sections(source)[2].role is role


def test_a_heading_after_body_text_is_no_headline() -> None:
    """An article pasted without its headline has none."""
    roles = [section.role for section in sections("Body text.\n\nA Heading\n\nMore.")]
    assert roles == [Role.BODY, Role.HEADING, Role.BODY]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_all_line_ends_part_lines(newline: str) -> None:
    """Blank lines are seen whatever ends them."""
    assert texts(newline.join(["One.", "", "Two.", "Three."])) == ["One.", "Two.", "Three."]


def test_dropped_furniture_in_the_middle_leaves_the_smaller_gap() -> None:
    """Blank lines around furniture do not add up."""
    source = "One.\n\n\n\nAdvertisement\n\nTwo."
    _, (span,) = parse_plain(source, drop_furniture=True, roles=True)
    assert source[: span.start] + source[span.end :] == "One.\n\nTwo."


def test_furniture_alone_leaves_nothing() -> None:
    """A text of nothing but furniture has no sections, and its last line end."""
    source = "Advertisement\n\nLeave a Reply\n"
    found, spans = parse_plain(source, drop_furniture=True, roles=True)
    assert found == ()
    assert "".join(source[s.start : s.end] for s in spans) == "Advertisement\n\nLeave a Reply"


def test_a_motto_goes_only_before_a_headline() -> None:
    """The same words elsewhere are the article's."""
    motto = "Latest News from around the World"
    assert kept(f"{motto}\n\nRoad Opens\n\nText.") == ["Road Opens", "Text."]
    assert kept(f"{motto}\n\nText is here.")[0] == motto
    assert motto in kept(f"Road Opens\n\n{motto}\n\nText.")


def test_a_quoted_mail_is_read_without_its_marks() -> None:
    """Wrapped lines behind `>` are one paragraph, and a deeper quotation is another."""
    source = (
        "> The ceasefire along the border held for a third day on Friday, the\n"
        "> ministry said, and families who had fled began to return to their\n"
        "> villages.\n"
        "> > Can you confirm this?\n"
        "Yes, we can.\n"
    )
    first, second, third = sections(source)
    assert ">" not in first.text
    assert first.text.endswith("return to their villages.")
    assert (second.text, second.role) == ("Can you confirm this?", Role.QUOTE)
    assert third.role is not Role.QUOTE


def test_an_indent_opens_a_paragraph() -> None:
    """Paragraphs of a wrapped text may be told apart by their first line's indent alone."""
    source = (
        "   The ceasefire along the border held for a third day on Friday and\n"
        "nobody was hurt, said the ministry of defence in a statement at noon.\n"
        "   Families who had fled began to return to their villages, and all the\n"
        "schools of the region will open on Monday.\n"
    )
    assert [text.split()[0] for text in texts(source)] == ["The", "Families"]


def test_an_address_that_is_too_long_does_not_unwrap_the_rest() -> None:
    """One line over the width, which nothing could wrap, says nothing about the width."""
    address = "https://example.org/" + "a" * 150
    assert texts(f"{WRAPPED}\nMore is at this place:\n{address}\n")[:3] == texts(WRAPPED)


BULLETIN = """LAKE COURIER MORNING BULLETIN

By Ani Sahakyan and Rauf Mehdiyev

SEVAN, Armenia - The ferry Arpi crossed Lake Sevan on Monday with 180
passengers, the ministry of transport said, in the first regular ser-
vice since a storm sank two of its three boats nine years ago.

Standings
Team        Played   Won   Points
Ararat      7        5     16

> "We waited a long time for this day," the captain wrote in a
> message to the newspaper on Sunday evening.

The minister named two tasks:
  1) Repair the northern port
  2) Train forty new sailors

Present were:
Samvel Petrosyan
Leyla Aliyeva

READ MORE: Why the northern port was closed

Correction: An earlier version misspelled the captain's name.
"""


def test_a_bulletin_as_it_is_pasted() -> None:
    """Every line of a mixed page is a unit of the right kind, and only furniture is left out."""
    found, spans = parse_plain(BULLETIN, drop_furniture=True, roles=True)
    assert [(section.role, section.text.split()[0]) for section in found] == [
        (Role.HEADLINE, "LAKE"),
        (Role.BYLINE, "By"),
        (Role.LEAD, "SEVAN,"),
        (Role.HEADING, "Standings"),
        *((Role.TABLE_CELL, text) for text in ("Team", "Played", "Won", "Points")),
        *((Role.TABLE_CELL, text) for text in ("Ararat", "7", "5", "16")),
        (Role.QUOTE, '"We'),
        (Role.BODY, "The"),
        (Role.LIST_ITEM, "Repair"),
        (Role.LIST_ITEM, "Train"),
        (Role.BODY, "Present"),
        (Role.HEADING, "Samvel"),
        (Role.HEADING, "Leyla"),
        (Role.BODY, "Correction:"),
    ]
    assert "first regular service since" in found[2].text
    assert [span.reason for span in spans] == ["link to other pages"]


def test_a_target_token_that_opens_a_line_is_text() -> None:
    """Only marks of a mail's quotation are left outside the section."""
    sections, _ = parse_plain(">>rus<< The minister resigned.", drop_furniture=False, roles=False)
    assert [section.text for section in sections] == [">>rus<< The minister resigned."]
