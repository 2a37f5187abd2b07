"""A translation is written so that Markdown reads it as it is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markdown_documents import Told
from markdown_it import MarkdownIt

from dragoman_models.article import assemble, parse_text
from dragoman_models.markdown_layout import Layout, tight, wide
from dragoman_models.markdown_rendering import render
from dragoman_models.markup import project
from dragoman_models.segmentation import segment
from dragoman_models.types import Hypothesis, InlineTag, MimeType, Role, Section, TranslatedSection


def section(markup: str) -> Section:
    """Parse one paragraph."""
    (found,) = parse_text(markup, MimeType.MARKDOWN).sections
    return found


def html(markdown: str) -> str:
    """Return the paragraph that a browser shows."""
    parser = MarkdownIt("commonmark").enable("strikethrough")
    return parser.render(markdown).strip().removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("source", "text", "offsets", "expected"),
    [
        ("**a** c", "слово два", (0, 5), "**слово** два"),
        ("**a** c", "слово два", (5, 9), "слово **два**"),
        ("**a** c", "слово два", (0, 6), "**слово** два"),
        ("[a](u 't') c", "слово два", (6, 9), "слово [два](u 't')"),
        ("***a*** c", "слово два", (0, 0, 5, 5), "***слово*** два"),
        ("~~a~~ c", "слово два", (0, 5), "~~слово~~ два"),
        ("`a` is c", "слово два", (6,), "слово `a` два"),
        ("is ![a](b) c", "слово два", (6,), "слово ![a](b) два"),
        ("c[^1] d", "слово два", (5,), "слово[^1] два"),
        ("a  \nc", "слово\nдва", (5,), "слово  \nдва"),
        ("> a  \n> c", "слово\nдва", (5,), "слово  \n> два"),
        ("a<br>c", "слово\nдва", (5,), "слово<br>два"),
        ("a <b>c</b>", "слово два", (6, 9), "слово <b>два</b>"),
    ],
)
def test_tags_stand_where_they_are_put(
    source: str, text: str, offsets: tuple[int, ...], expected: str
) -> None:
    """With their own bytes, and no white space between emphasis and its word."""
    assert render(section(source), text, offsets) == expected


@pytest.mark.parametrize(
    ("source", "text", "offsets", "expected"),
    [
        # The suffix goes into the emphasis, which could not end between » and a letter.
        ("**a** c", "«ՄԱԿ»ի ձայնը", (0, 5), "**«ՄԱԿ»ի** ձայնը"),
        ("**[a](u)** c", "Բաքուում էր", (0, 0, 5, 5), "**[Բաքու](u)ում** էր"),
        ("_a_ c", "Бакинский-то", (0, 6), "_Бакинский-то_"),
        ("*a* c", "слово", (5, 5), "*слово*"),
        ("a *c* d", "слово, два", (5, 6), "слово, *два*"),
        ("a *c.*", "слово.", (5, 6), "*слово*."),
        ("[a](u) c", "слово.", (5, 6), "[слово](u)."),
    ],
)
def test_emphasis_hugs_a_word(
    source: str, text: str, offsets: tuple[int, ...], expected: str
) -> None:
    """Where the tag falls beside a mark, a space or nothing, it moves to where it can stand."""
    assert render(section(source), text, offsets) == expected


def test_emphasis_of_a_closed_up_underscore_becomes_a_star() -> None:
    """`_` opens and closes nothing within a word."""
    written = render(section("_a_ c"), "«ՄԱԿ»-ի", (1, 4))
    assert html(written) == "«<em>ՄԱԿ</em>»-ի"
    within = render(section("_a_ c"), "Բաքվում", (0, 4))
    assert within == "_Բաքվում_"


def test_what_cannot_stand_is_left_out_and_the_rest_stays() -> None:
    """Two pairs around one word make one; a link is never left out."""
    written = render(section("*a* **b** [c](u)"), "— слово —", (2, 2, 2, 2, 2, 7))
    assert "[слово](u)" in written
    assert html(written).count("слово") == 1
    assert "*" not in html(written)
    lost = render(section("*a* c"), "…", (0, 1))
    assert html(lost) in {"…", "<em>…</em>"}


def test_a_link_keeps_its_label_when_its_text_changes() -> None:
    """A reference by its text is written as one by its label."""
    source = "The [UN] and [the Hague][].\n\n[un]: a\n[the hague]: b\n"
    article = parse_text(source, MimeType.MARKDOWN)
    done = {0: TranslatedSection("ՄԱԿ-ը և Հաագան։", (0, 3, 8, 14))}
    translated = assemble(article, done)
    assert translated.startswith("[ՄԱԿ][UN]-ը և [Հաագան][the Hague]։\n\n[un]: a")
    assert translated.count("href") == 0
    assert MarkdownIt("commonmark").render(translated).count("<a href") == 2


def test_a_bracket_of_the_translation_is_no_link() -> None:
    """Not even where the document has a link of that label."""
    article = parse_text("One.\n\n[un]: a\n", MimeType.MARKDOWN)
    translated = assemble(article, {0: TranslatedSection("Один [un].")})
    assert MarkdownIt("commonmark").render(translated) == "<p>Один [un].</p>\n"


def test_an_address_does_not_come_to_stand_within_a_link() -> None:
    """A link in a link would be none; the address moves to its nearer end."""
    written = render(section("[a](u) <https://b.am>"), "слово два", (0, 9, 3))
    assert html(written).count("<a href") == 2


def test_code_does_not_run_into_code() -> None:
    """A space parts two code spans that stood apart."""
    assert render(section("`a` `b` is"), "и", (0, 0)) == "`a` `b` и"


@pytest.mark.parametrize(
    ("source", "text", "offset", "expected"),
    [
        ("`a` is c", "слово два", 5, "слово `a` два"),
        ("is `a` c", "слово два", 5, "слово `a` два"),
        ("is (`a`) c", "слово (два)", 7, "слово (`a` два)"),
        ("is `a`, c", "слово два", 6, "слово `a` два"),
        ("is `a`.", "слово։", 5, "слово `a`։"),
        ("pre`a`s", "слово", 5, "слово`a`"),
        ("c[^1] d", "слово два", 5, "слово[^1] два"),
    ],
)
def test_code_stands_apart_from_words_where_it_did(
    source: str, text: str, offset: int, expected: str
) -> None:
    """White space comes with it, but not into brackets and not before a footnote."""
    assert render(section(source), text, (offset,)) == expected


def test_html_does_not_begin_a_block() -> None:
    """A comment amid a paragraph stays amid it."""
    assert render(section("a <!-- b --> c"), "слово два", (0,)) == "слово два<!-- b -->"


def test_line_breaks_do_not_end_a_block() -> None:
    """A break after the last word would leave a line of nothing."""
    assert render(section("> a  \n> c"), "слово", (5,)) == "слово"


def test_a_heading_s_underline_stays_one() -> None:
    """A pipe over it would make it a table, so all marks are written with care."""
    article = parse_text("Talks\n---\n\nOne.\n", MimeType.MARKDOWN)
    done = {0: TranslatedSection("Да|нет"), 1: TranslatedSection("Один.")}
    assert assemble(article, done) == "Да&#124;нет\n---\n\nОдин\\.\n"


def test_offsets_outside_of_the_text_are_moved_to_its_ends() -> None:
    """No tag is lost for that; as many offsets as tags there must be."""
    assert render(section("[a](u) c"), "слово", (-3, 99)) == "[слово](u)"
    with pytest.raises(ValueError, match="2 tags need as many offsets, not 1"):
        render(section("[a](u) c"), "слово", (0,))


def test_alignment_carries_markup_to_its_word() -> None:
    """Emphasis and link change places with the words that they are around."""
    one = section("The **border** [reopened](u) Monday")
    target = "Bazar ertəsi sərhəd açıldı"
    tokens = ("The", "border", "reopened", "Monday", "</s>")
    hypothesis = Hypothesis(target, -0.1, tuple(target.split()), ((0, 3), (1, 3), (2, 1), (3, 2)))
    segments = segment(one.text, max_tokens=60, count_tokens=lambda text: len(text.split()))
    offsets = project(one, segments, [Told(target, hypothesis, tokens)])
    assert render(one, target, offsets) == "Bazar ertəsi **sərhəd** [açıldı](u)"


def layout(text: str, *tags: tuple[int, str, int | None]) -> Layout:
    """Lay tags of (place, markup, pair) out in a text."""
    found = tuple(InlineTag(0, markup, pair) for _, markup, pair in tags)
    whole = Section(Role.BODY, 0, 1, "a", found)
    return Layout(whole, text, found, tuple(place for place, _, _ in tags))


def test_a_pair_is_drawn_tight_and_then_wide() -> None:
    """First to the words that it is around, then to the ends of what is written with them."""
    loose = layout("да, «Баку»ми нет", (3, "**", 1), (10, "**", 0))
    assert tight(loose).places == (4, 10)
    assert wide(tight(loose)).places == (4, 12)


def test_a_pair_does_not_reach_into_another() -> None:
    """Neighbours and the pair around it are its room."""
    nested = layout("да нет", (0, "[", 3), (0, "*", 2), (0, "*", 1), (2, "](u)", 0))
    assert tight(nested).places == (0, 0, 2, 2)
    beside = layout("да нет", (0, "*", 1), (2, "*", 0), (2, "**", 3), (2, "**", 2))
    assert tight(beside).places == (0, 2, 3, 6)


def test_tags_are_left_out_with_their_pairs() -> None:
    """The others find theirs again."""
    three = layout("да", (0, "[", 3), (0, "*", 2), (2, "*", 1), (2, "](u)", 0))
    kept = three.without({1, 2})
    assert [tag.markup for tag in kept.tags] == ["[", "](u)"]
    assert [tag.pair for tag in kept.tags] == [1, 0]
    assert replace(three, text="").places == three.places
