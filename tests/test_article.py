"""Articles come apart into sections and go together again, byte for byte."""

from __future__ import annotations

import itertools

import pytest
from benchmarks.growth.cases import ARTICLE_PIECES
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman_models.article import assemble, parse, parse_text
from dragoman_models.types import (
    Article,
    Flag,
    FurniturePolicy,
    MimeType,
    Role,
    TranslatedSection,
)

# A page as a reader pastes it: a motto, adverts, a reply box, a cookie notice.
PASTED = """Latest News and Updates from around the Region

Azerbaijan and Armenia Open First Road Since 2020: Border Service


- Advertisement -

The First Lorries Cross at Dawn

Four lorries with wheat crossed the border on Tuesday, the border service of Azerbaijan said.

“We have waited for this day,” said the driver Samvel Petrosyan, who came from Yeraskh.

Iran Welcomes the Opening

- Advertisement -

Tehran said that the road would shorten the way to the Black Sea by 300 km.

Leave a Reply

This website uses cookies to improve your experience. You can opt-out if you wish. Accept Read More
"""

PAGE = """<!DOCTYPE html>
<html><head><title>Road opens &mdash; Site</title><style>p{}</style></head>
<body>
<nav><a href="/">Home</a></nav>
<h1>Road &amp; rail open</h1>
<p class="byline">By Jane Doe</p>
<p>Four <a href="/l?a=1&amp;b=2">lorries</a> crossed on <b>Tuesday</b>.</p>
<div id="cookie-notice">We use cookies.</div>
<p>Tehran <em>welcomed</em> it.</p>
<footer>© Site 2024</footer>
</body></html>
"""


def pasted(furniture: FurniturePolicy = FurniturePolicy.DROP) -> Article:
    """Parse the pasted page."""
    return parse(PASTED, MimeType.PLAIN, furniture=furniture)


def unchanged(article: Article) -> dict[int, TranslatedSection]:
    """Translate each section into itself."""
    return {
        index: TranslatedSection(section.text, tuple(tag.offset for tag in section.tags))
        for index, section in enumerate(article.sections)
    }


def shouted(article: Article) -> dict[int, TranslatedSection]:
    """Translate each section into as many capital letters, the tags where they were."""
    return {
        index: TranslatedSection(section.text.swapcase(), tuple(tag.offset for tag in section.tags))
        for index, section in enumerate(article.sections)
    }


def test_a_pasted_page_keeps_its_article_and_loses_its_furniture() -> None:
    """Every paragraph and heading of the article is there, in order, and nothing else."""
    article = pasted()
    assert [(section.role, section.text.split()[0]) for section in article.sections] == [
        (Role.HEADLINE, "Azerbaijan"),
        (Role.HEADING, "The"),
        (Role.LEAD, "Four"),
        (Role.BODY, "“We"),
        (Role.HEADING, "Iran"),
        (Role.BODY, "Tehran"),
    ]
    assert [span.reason for span in article.dropped] == [
        "site tagline",
        "advertisement",
        "advertisement",
        "reply box",
        "cookie notice",
    ]


def test_what_is_dropped_leaves_no_gap() -> None:
    """Neighbours of furniture end up one blank line apart, and the last line end stays."""
    text = assemble(pasted(), {})
    assert "\n\n\n" not in text
    assert text.startswith("Azerbaijan and Armenia")
    assert text.endswith("by 300 km.\n")


def test_kept_furniture_is_translated_like_the_rest() -> None:
    """Under KEEP nothing is dropped and everything is a section."""
    article = pasted(FurniturePolicy.KEEP)
    assert article.dropped == ()
    assert len(article.sections) == 11
    assert assemble(article, unchanged(article)) == PASTED


def test_translations_stand_where_the_sources_stood() -> None:
    """The text around sections is the source's, blank lines included."""
    article = parse_text("- One.\n\n\n  Two words.  \n", MimeType.PLAIN)
    translated = {0: TranslatedSection("Մեկ։"), 1: TranslatedSection("Երկու բառ։")}
    assert assemble(article, translated) == "- Մեկ։\n\n\n  Երկու բառ։  \n"


def test_a_section_without_a_translation_stays() -> None:
    """What `translated` does not name comes back as it was."""
    article = parse_text("One.\n\nTwo.", MimeType.PLAIN)
    assert assemble(article, {1: TranslatedSection("Два.")}) == "One.\n\nДва."


def test_a_whole_page_of_html() -> None:
    """Roles come from the elements, furniture goes with its tags, and markup stays."""
    article = parse(PAGE, MimeType.HTML, furniture=FurniturePolicy.DROP)
    assert [(section.role, section.text) for section in article.sections] == [
        (Role.HEADING, "Road opens — Site"),
        (Role.HEADLINE, "Road & rail open"),
        (Role.BYLINE, "By Jane Doe"),
        (Role.LEAD, "Four lorries crossed on Tuesday."),
        (Role.BODY, "Tehran welcomed it."),
    ]
    assert [span.reason for span in article.dropped] == [
        "navigation",
        "cookie notice",
        "page footer",
    ]


def test_html_translations_are_escaped_and_tagged() -> None:
    """Target text is escaped, tags stand at their offsets with attributes untouched."""
    article = parse_text('<p>A <a href="?a&amp;b">link</a> here</p>', MimeType.HTML)
    translated = {0: TranslatedSection("Вот <ссылка> & всё", (4, 12))}
    expected = '<p>Вот <a href="?a&amp;b">&lt;ссылка&gt;</a> &amp; всё</p>'
    assert assemble(article, translated) == expected


def test_tag_offsets_must_be_complete() -> None:
    """A tag without a place is an error, never a lost tag."""
    article = parse_text("<p>A <b>b</b></p>", MimeType.HTML)
    with pytest.raises(ValueError, match="2 tags"):
        assemble(article, {0: TranslatedSection("Б", (0,))})


def test_source_is_cleaned_and_it_is_said() -> None:
    """Control characters are gone from the source that offsets point into, with a flag."""
    article = parse_text("Ba\x00ku.", MimeType.PLAIN)
    assert article.source == "Baku."
    assert article.flags == (Flag.CONTROL_CHARACTERS_REMOVED,)
    assert parse_text("Baku.", MimeType.PLAIN).flags == ()


def test_control_characters_of_entities_stay_out_of_the_text() -> None:
    """An entity cannot bring in what cleaning removes; the markup itself stays."""
    article = parse_text("<p>a&#x202e;b</p>", MimeType.HTML)
    assert article.sections[0].text == "ab"
    assert assemble(article, unchanged(article)) == "<p>a&#x202e;b</p>"


@pytest.mark.parametrize("source", ["", " \n ", "\n", "<p></p>", "<!-- a -->", "&nbsp;"])
def test_nothing_to_translate_makes_no_section(source: str) -> None:
    """Empty and invisible text has no sections and comes back."""
    article = parse(source, MimeType.HTML, furniture=FurniturePolicy.DROP)
    assert article.sections == ()
    assert assemble(article, {}) == source


@pytest.mark.parametrize("mime_type", MimeType)
@pytest.mark.parametrize("piece", ARTICLE_PIECES)
def test_a_long_text_that_is_hard_to_parse_comes_back(piece: str, mime_type: MimeType) -> None:
    """Also where it is thousands of tags or entities that never end."""
    source = piece * (100_000 // len(piece))
    article = parse(source, mime_type, furniture=FurniturePolicy.KEEP)
    assert assemble(article, unchanged(article)) == source


def check_round_trip(source: str, mime_type: MimeType) -> None:
    """State what holds for every document."""
    for article in (
        parse_text(source, mime_type),
        parse(source, mime_type, furniture=FurniturePolicy.KEEP),
    ):
        assert assemble(article, unchanged(article)) == article.source
        assert assemble(article, {}) == article.source
    article = parse(source, mime_type, furniture=FurniturePolicy.DROP)
    spans = sorted(
        [(s.start, s.end) for s in article.sections] + [(s.start, s.end) for s in article.dropped]
    )
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert [s.start for s in article.sections] == sorted(s.start for s in article.sections)
    for section in article.sections:
        assert section.text.strip()
        assert len(section.source_offsets) in {0, len(section.text)}
        for text, place in zip(section.text, section.source_offsets, strict=False):
            found = article.source[place]
            assert found == text or found in "&<>" or found.isspace()
        if not section.source_offsets:
            assert article.source[section.start : section.end] == section.text


def check_markup_survives(source: str) -> None:
    """State that a translation changes text and nothing else."""
    article = parse_text(source, MimeType.HTML)
    assembled = assemble(article, shouted(article))
    position = 0
    for section in article.sections:
        for tag in section.tags:
            position = assembled.index(tag.markup, position) + len(tag.markup)


PLAIN_PIECES = st.sampled_from(
    [
        *("One line of text here.", "Another Heading", "- item", "2) second", "\n", "\n\n", "\r\n"),
        *(" ", "\t", "- Advertisement -", "Leave a Reply", "By Jane Doe", "wrapped line that goes"),
        *("on and on, as mails do", "inter-", "national", "> quoted", "“Quote.”", "…", "\u00a0"),
        *("Share this", "12.5%", "Բարև", "سلام", "\u2028", "U.S.", "\x0b"),
    ]
)
HTML_PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<i>", "</i>", "<br>", "<br/>", "<a href='x>y'>", "</a>"),
        *("<div class='ad'>", "</div>", "<ul>", "<li>", "</ul>", "<code>x<y</code>", "<code>", "<"),
        *(
            "text",
            "More text.",
            " ",
            "\n",
            "&amp;",
            "&nbsp;",
            "&#x202e;",
            "&notit;",
            "&",
            ">",
            "<!--",
        ),
        *(
            "-->",
            "<!-- c -->",
            "<script>a<b</script>",
            "<body>",
            "<nav>",
            "</nav>",
            "<h1>",
            "</h1>",
        ),
        *(
            "<td>",
            "<table>",
            "<img src=a>",
            "<p translate=no>",
            "<span class=notranslate>",
            "</span>",
        ),
        *("<blockquote>", "- Advertisement -", "<textarea>", "</", "<a b='", '="', "<?x", "\x00"),
    ]
)
plain_documents = st.lists(PLAIN_PIECES, max_size=40).map("".join)
html_documents = st.lists(HTML_PIECES, max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(plain_documents, st.text()))
def test_plain_text_comes_back(source: str) -> None:
    """Each section in its own words gives the source, for any text."""
    check_round_trip(source, MimeType.PLAIN)


@settings(max_examples=300, deadline=None)
@given(st.one_of(html_documents, st.text()))
def test_html_comes_back(source: str) -> None:
    """The same for any markup, however malformed."""
    check_round_trip(source, MimeType.HTML)


@settings(max_examples=300, deadline=None)
@given(html_documents)
def test_translation_keeps_all_markup(source: str) -> None:
    """A translated document has all inline tags of its source, in their order."""
    check_markup_survives(source)


@pytest.mark.nightly
@settings(max_examples=10_000, deadline=None)
@given(plain_documents, html_documents)
def test_ten_thousand_documents_come_back(plain: str, markup: str) -> None:
    """The same properties on many more documents."""
    check_round_trip(plain, MimeType.PLAIN)
    check_round_trip(markup, MimeType.HTML)
    check_markup_survives(markup)
