"""Raised figures of a page stay in the texts that have no markup."""

from __future__ import annotations

import pytest

from dragoman_models.article import parse_text
from dragoman_models.raised import Shown, without_markup
from dragoman_models.types import InlineTag, MimeType, Role, Section, TranslatedSection


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("25 km<sup>2</sup> of land", "25 km² of land"),
        ("10<sup>6</sup> fish", "10⁶ fish"),
        ("10<sup>-6</sup> of it", "10⁻⁶ of it"),
        ("5 m<SUP class='x'>3</SUP>.", "5 m³."),
        ("x<sub>12</sub> and y", "x₁₂ and y"),
        ("He left.<sup>1</sup> She did not.", "He left. She did not."),
        ("It rose<sup>[2]</sup> by 5", "It rose by 5"),
        ("The 19<sup>th</sup> century", "The 19th century"),
        ("Run <code>make</code> now", "Run make now"),
    ],
)
def test_a_figure_is_written_in_characters(source: str, shown: str) -> None:
    """A footnote's mark is not, and words stay what they are."""
    (section,) = parse_text(f"<p>{source}</p>", MimeType.HTML).sections
    assert " ".join(without_markup(section).split()) == shown


def test_markdown_has_them_too() -> None:
    """Elements of HTML within Markdown are read the same way."""
    source = "The lake covers 25 km<sup>2</sup> and holds 10<sup>6</sup> fish.\n"
    (section,) = parse_text(source, MimeType.MARKDOWN).sections
    assert without_markup(section) == "The lake covers 25 km² and holds 10⁶ fish."


def section(text: str, *tags: InlineTag) -> Section:
    """Make a section of a page."""
    return Section(Role.BODY, 0, len(text), text, tags, tuple(range(len(text))))


SQUARE = InlineTag(5, "<sup>2</sup>")


def test_a_translation_has_the_figure_where_the_page_has_it() -> None:
    """It stands at the tag's place in the target."""
    shown = Shown(section("25 km of it", SQUARE), TranslatedSection("դա 25 կմ է", (8,)))
    assert shown.target(0, 10) == "դա 25 կմ² է"
    assert shown.source(0, 11) == "25 km² of it"


def test_a_figure_belongs_to_the_stretch_that_it_ends() -> None:
    """Of two stretches that meet at it the first one has it."""
    shown = Shown(section("25 km it", SQUARE), TranslatedSection("25 км да", (5,)))
    assert [shown.target(0, 5), shown.target(5, 8)] == ["25 км²", " да"]
    assert [shown.source(0, 5), shown.source(5, 8)] == ["25 km²", " it"]


def test_a_figure_that_the_model_saw_is_there_once() -> None:
    """The words between the marks give way to it."""
    tag = InlineTag(2, "<sup>6</sup>")
    source, target = "10\ufff96\ufffb fish", "10\ufff96\ufffb рыб"
    shown = Shown(section(source, tag), TranslatedSection(target, (2,)))
    assert (shown.source(0, len(source)), shown.target(0, len(target))) == ("10⁶ fish", "10⁶ рыб")


def test_a_pair_around_a_figure_behind_a_number_is_a_power() -> None:
    """Anywhere else the figure stays as large as it is."""
    pair = (InlineTag(2, "<sup>", 1), InlineTag(3, "</sup>", 0))
    assert without_markup(section("106 fish", *pair)) == "10⁶ fish"
    low = (InlineTag(2, "<sub>", 1), InlineTag(3, "</sub>", 0))
    assert without_markup(section("CO2 rose", *low)) == "CO2 rose"


def test_another_translation_loses_its_marks() -> None:
    """Nobody knows where its figures would go; plain text is not touched."""
    with_tags = Shown(section("25 km of it", SQUARE), TranslatedSection("", ()))
    assert with_tags.other("\ufff96\ufffb кг") == "6 кг"
    assert with_tags.other("10\ufff9-6\ufffb кг") == "10⁻⁶ кг"
    without = Shown(section("25 km"), TranslatedSection("25 км"))
    assert without.other("\ufff9") == "\ufff9"
