"""Blocks, roles and inline tags of HTML are found; what is not text is left alone."""

from __future__ import annotations

import pytest

from dragoman_models.article import assemble, parse_text
from dragoman_models.html_article import parse_html
from dragoman_models.kept_text import kept_spans, marked, without_marks
from dragoman_models.types import MimeType, Role, Section, TranslatedSection


def sections(source: str) -> tuple[Section, ...]:
    """Parse with roles, nothing dropped."""
    return parse_html(source, drop_furniture=False, roles=True)[0]


def texts(source: str) -> list[str]:
    """Return the sections' text."""
    return [section.text for section in sections(source)]


def dropped(source: str) -> list[str]:
    """Return why spans of a page were dropped."""
    page = f"<html><body><h1>Head</h1><p>{'Body text. ' * 20}</p>{source}</body></html>"
    return [span.reason for span in parse_html(page, drop_furniture=True, roles=True)[1]]


ROLES = [
    ("<h1>Ceasefire holds</h1>", Role.HEADLINE),
    ("<h1>A</h1><h3>What next</h3>", Role.HEADING),
    ("<ul><li>First</li></ul>", Role.LIST_ITEM),
    ("<table><tr><td>Baku</td></tr></table>", Role.TABLE_CELL),
    ("<figure><figcaption>A road</figcaption></figure>", Role.CAPTION),
    ("<blockquote><p>We are tired.</p></blockquote>", Role.QUOTE),
    ("<p class='byline'>Jane Doe</p>", Role.BYLINE),
    ("<p>By Jane Doe, Reuters</p>", Role.BYLINE),
    ("<p>Plain words.</p>", Role.BODY),
    ("<h1>Head</h1><p>First words.</p>", Role.LEAD),
]


@pytest.mark.parametrize(("source", "role"), ROLES)
def test_elements_give_roles(source: str, role: Role) -> None:
    """The last section has the role of its element, of an outer one, or of its words."""
    assert sections(source)[-1].role is role


def test_there_is_one_headline() -> None:
    """A second h1 is a heading, and so is the title beside an h1."""
    roles = [s.role for s in sections("<title>T</title><h1>One</h1><h1>Two</h1><p>x.</p>")]
    assert roles == [Role.HEADING, Role.HEADLINE, Role.HEADING, Role.LEAD]


def test_a_title_is_the_headline_where_there_is_no_other() -> None:
    """A page without an h1 is headed by its title."""
    assert sections("<title>Road opens</title><p>Text.</p>")[0].role is Role.HEADLINE


def test_white_space_is_what_a_browser_shows() -> None:
    """Runs of white space are one space, also across tags; no-break spaces stay."""
    assert texts("<p>\n  A <b> b</b>\n\tc&nbsp; d </p>") == ["A b c\u00a0 d"]


def test_entities_are_decoded_and_located() -> None:
    """Each character knows its place in the source; an entity's has that of its ampersand."""
    (section,) = sections("<p>R&amp;D &#8212; <i>x</i></p>")
    assert section.text == "R&D — x"
    assert section.source_offsets == (3, 4, 9, 10, 11, 18, 22)


def test_text_that_is_the_source_needs_no_offsets() -> None:
    """Plain blocks carry no table of offsets."""
    assert sections("<p>Plain.</p>")[0].source_offsets == ()


def test_inline_tags_are_paired() -> None:
    """Nested tags know each other, with offsets into the text."""
    (section,) = sections("<p>A <a href='x'>big <b>red</b></a> bus</p>")
    assert [(t.offset, t.markup, t.pair) for t in section.tags] == [
        (2, "<a href='x'>", 3),
        (6, "<b>", 2),
        (9, "</b>", 1),
        (9, "</a>", 0),
    ]


def test_crossing_tags_stand_alone_where_they_must() -> None:
    """Of two pairs that cross, one stays a pair; no tag is lost."""
    (section,) = sections("<p><b>a<i>b</b>c</i></p>")
    assert [t.markup for t in section.tags] == ["<b>", "<i>", "</b>", "</i>"]
    assert [t.pair for t in section.tags] == [2, None, 0, None]


@pytest.mark.parametrize(
    "kept",
    [
        "<code>x &lt; 1</code>",
        "<span class='a notranslate'>OSCE</span>",
        "<em translate=no>per se</em>",
        "<svg><text>no</text></svg>",
        "<script>var a = '<p>no</p>';</script>",
    ],
)
def test_kept_elements_are_one_tag(kept: str) -> None:
    """What is not to be translated stands in the text as a tag, content and all."""
    (section,) = sections(f"<p>Run {kept} now.</p>")
    assert [tag.markup for tag in section.tags] == [kept]
    assert without_marks(section.text).split()[0::99] == ["Run"]
    assert section.text.endswith(" now.")


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("<code>x &lt; 1</code>", "x < 1"),
        ("<span class='a notranslate'>OS<b>CE</b></span>", "OSCE"),
        ("<em translate=no>per  se</em>", "per se"),
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "x=2"),
        ("<svg><text>no</text></svg>", ""),
        ("<script>a<b</script>", ""),
        ("<kbd></kbd>", ""),
    ],
)
def test_words_of_kept_elements_stand_in_the_sentence(kept: str, words: str) -> None:
    """A model reads what a reader reads; pictures and programs have no words."""
    (section,) = sections(f"<p>Run {kept} now.</p>")
    assert without_marks(section.text).split() == ["Run", *words.split(), "now."]
    assert bool(kept_spans(section.text)) is bool(words)


def test_kept_words_alone_are_no_section() -> None:
    """A cell or a line with nothing but code in it is left alone."""
    assert texts("<td><code>make</code></td><p><b translate=no>Sevan</b> <kbd>F5</kbd></p>") == []


def test_marks_of_the_source_make_no_kept_words() -> None:
    """The invisible marks are ours alone; those of a text are passed over, its words are not."""
    source = "<p>One &#xfff9;two&#xfffb; three \ufff9four\ufffb.</p>"
    assert texts(source) == ["One two three four."]
    article = parse_text(source, MimeType.HTML)
    assert assemble(article, {}) == source


@pytest.mark.parametrize(
    "kept",
    ["<pre>a  b</pre>", "<div translate='no'>a <p>b</p></div>", "<template>a</template>"],
)
def test_kept_blocks_make_no_section(kept: str) -> None:
    """A block that is not to be translated is passed over whole."""
    assert texts(f"<p>One.</p>{kept}<p>Two.</p>") == ["One.", "Two."]


def test_footnote_marks_are_no_text() -> None:
    """A mark after a sentence is one tag with all that is in it."""
    for mark in ("<sup><a href='#1'>[1]</a></sup>", "<a href='#1'><sup>1</sup></a>"):
        (section,) = sections(f"<p>He left.{mark} She ran.</p>")
        assert section.text == "He left. She ran."
        assert [tag.markup for tag in section.tags] == [mark]


@pytest.mark.parametrize(
    ("source", "text", "tags"),
    [
        ("40 km<sup>2</sup> of it", "40 km of it", ["<sup>2</sup>"]),
        ("5 m<sup>3</sup>.", "5 m.", ["<sup>3</sup>"]),
        ("10<sup>-6</sup> of it", f"10{marked('-6')} of it", ["<sup>-6</sup>"]),
        ("Some CO<sub>2</sub> rose", "Some CO2 rose", ["<sub>", "</sub>"]),
        ("The 19<sup>th</sup> century", "The 19th century", ["<sup>", "</sup>"]),
        ("See <sup>2</sup> there", "See 2 there", ["<sup>", "</sup>"]),
        ("The <a href='x'>2</a> men", "The 2 men", ["<a href='x'>", "</a>"]),
    ],
)
def test_powers_are_one_tag(source: str, text: str, tags: list[str]) -> None:
    """The figure above a unit stays out of the text, an exponent is kept in it."""
    (section,) = sections(f"<p>{source}</p>")
    assert section.text == text
    assert [tag.markup for tag in section.tags] == tags


def test_line_breaks() -> None:
    """One break stays in the section as a line end, two part it."""
    first, second = sections("<p>One<br>two<br><br/>Three</p>")
    assert first.text == "One\ntwo"
    assert [t.markup for t in first.tags] == ["<br>"]
    assert second.text == "Three"


def test_comments_and_scripts_at_the_ends_stay_outside() -> None:
    """Only what stands between words becomes a tag."""
    (section,) = sections("<p><!-- a -->One <!-- b -->two<script>c</script></p>")
    assert [t.markup for t in section.tags] == ["<!-- b -->"]


def test_missing_end_tags_are_implied() -> None:
    """List items, cells and paragraphs end where HTML ends them."""
    source = "<ul><li>One<li>Two</ul><table><tr><td>A<td>B<tr><td>C</table><p>D<p>E<div>F"
    assert texts(source) == ["One", "Two", "A", "B", "C", "D", "E", "F"]
    assert [s.role for s in sections(source)][-1] is Role.BODY


@pytest.mark.parametrize(
    "source",
    ["<p>a < b", "<p>a <b c", "</b>x", "<!-- x", "<script>x", "<p <p>x", "a &lt b &", "<"],
)
def test_malformed_markup_does_not_raise(source: str) -> None:
    """Whatever comes, there is an answer."""
    assert isinstance(sections(source), tuple)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<nav><a>Home</a></nav>", "navigation"),
        ("<div role='navigation'>Home</div>", "navigation"),
        ("<footer>© 2024</footer>", "page footer"),
        ("<form><p>Write to us</p></form>", "form"),
        ("<aside><p>Weather</p></aside>", "aside"),
        ("<div class='cookie-banner'>We care.</div>", "cookie notice"),
        ("<section id='comments'><p>Nice!</p></section>", "reply box"),
        ("<div class='share-buttons'><a>f</a></div>", "sharing"),
        ("<div class='related-posts'><h3>Old story</h3></div>", "link to other pages"),
        ("<p>- Advertisement -</p>", "advertisement"),
    ],
)
def test_furniture_of_pages_goes(source: str, reason: str) -> None:
    """Elements, classes and words that mark furniture are given as the reason."""
    assert dropped(source) == [reason]


@pytest.mark.parametrize(
    "source",
    [
        "<article><aside><p>A pull quote</p></aside></article>",
        "<article><footer><p>Ararat Mirzoyan</p></footer></article>",
        "<div class='with-sidebar'><p>Text.</p></div>",
        "<form><article><p>All in a form.</p></article></form>",
        "<form>" + "<p>A page of a web program, all of it in one form.</p>" * 20 + "</form>",
        "<nav>never closed",
        "<p>The site uses cookies, a court said.</p>",
    ],
)
def test_the_article_stays(source: str) -> None:
    """What may be the writer's is kept."""
    assert dropped(source) == []


def test_furniture_goes_only_from_whole_pages() -> None:
    """A fragment that a system sends is all article."""
    spans = parse_html("<nav>Home</nav><p>a</p>", drop_furniture=True, roles=True)[1]
    assert spans == ()


def test_without_roles_all_is_body() -> None:
    """Text that is no article has no headline."""
    found, _ = parse_html("<h1>A</h1><li>b</li>", drop_furniture=False, roles=False)
    assert {section.role for section in found} == {Role.BODY}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("It rose<sup><a href='#1'>[1]</a></sup> by 5", "It rose by 5"),
        ("It rose<sup>[a]</sup> by 5", "It rose[a] by 5"),
        ("It rose <sup>[2]</sup> by 5", "It rose by 5"),
        ("It rose<a href='#1'><sup>1</sup></a> by 5", "It rose by 5"),
        ("It rose <a href='#1'><b>1</b></a> by 5", "It rose 1 by 5"),
        ("The 19<sup>th</sup> century", "The 19th century"),
    ],
)
def test_notes_in_mid_sentence_are_no_text(source: str, expected: str) -> None:
    """A linked or bracketed figure is a note; an ordinal belongs to the word."""
    assert " ".join(sections(f"<p>{source}</p>")[0].text.split()) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<my-card>One here</my-card><my-card>Two here</my-card>", ["One here", "Two here"]),
        ("<p>Read <my-tip>the tip</my-tip> first</p>", ["Read the tip first"]),
        ("<amp-story-page><amp-text>One</amp-text>\n<amp-text>Two</amp-text>", ["One", "Two"]),
        ("<x-a>never closed <p>Two", ["never closed", "Two"]),
    ],
)
def test_custom_elements_are_blocks_outside_of_running_text(
    source: str, expected: list[str]
) -> None:
    """Custom elements beside each other do not glue their words together."""
    assert texts(source) == expected


def test_readings_beside_a_word_are_kept() -> None:
    """The annotation of a ruby element is no part of the text."""
    (section,) = sections("<p>At <ruby>Kyoto<rp>(</rp><rt>きょうと</rt><rp>)</rp></ruby> today</p>")
    assert section.text == "At Kyoto today"
    assert "<rt>きょうと</rt>" in [tag.markup for tag in section.tags]


def test_notranslate_is_a_class_in_any_case() -> None:
    """Systems write the class as they like."""
    assert texts("<p class='x NoTranslate'>One</p><p>Two</p>") == ["Two"]


UNTOUCHED = [
    "<img src=a.jpg alt='A boat' title=\"On the lake\">",
    "<svg viewBox='0 0 1 1'><title>Icon</title><path d='M0 0'/></svg>",
    "<math><mi>x</mi><mo>=</mo><mn>2</mn></math>",
    "<input placeholder='Search' aria-label=Find value='Go'>",
    "<!-- note > here -->",
    "<![CDATA[ a > b ]]>",
    "<code>if (a &lt; b) { go(); }</code>",
    "<span translate=no>Sevan<b>Go</b></span>",
    "<span class=notranslate>OSCE &amp; EU</span>",
    "<script>document.write('<p>x</p>')</script>",
    "<noscript><img src=pixel></noscript>",
    "<template><p>row</p></template>",
    "<iframe src='https://example.org/?a=1&b=2'></iframe>",
    "<amp-img src=a alt='Lake'></amp-img>",
    "<BR CLEAR=all>",
]


@pytest.mark.parametrize("markup", UNTOUCHED)
def test_what_is_not_text_comes_back_byte_for_byte(markup: str) -> None:
    """Within a sentence or between two paragraphs, such markup is the same in a translation."""
    source = f"<p>The road {markup} is open.</p>\n{markup}\n<P Class=a>It rained.</P>"
    article = parse_text(source, MimeType.HTML)
    translated = {
        index: TranslatedSection(section.text.upper(), tuple(t.offset for t in section.tags))
        for index, section in enumerate(article.sections)
    }
    assembled = assemble(article, translated)
    assert assembled.count(markup) == 2
    expected = source.replace("The road", "THE ROAD").replace("is open", "IS OPEN")
    # Of the spaces around what nobody sees, one is enough.
    assert "".join(assembled.split()) == "".join(expected.replace("It rained", "IT RAINED").split())


def test_a_line_break_comes_back_without_a_line_end_of_ours() -> None:
    """No white space is added at a break, and that behind it stays."""
    for markup in ("<br>", "<br/>\n  ", "<BR> "):
        source = f"<p>Baku{markup}Monday</p>"
        article = parse_text(source, MimeType.HTML)
        (section,) = article.sections
        assert section.text == "Baku\nMonday"
        translated = {0: TranslatedSection("Баку\nПонедельник", (4,))}
        assert assemble(article, translated) == f"<p>Баку{markup}Понедельник</p>"
