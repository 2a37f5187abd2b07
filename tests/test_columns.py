"""Results side by side: rows, pages and Markdown tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cli_process import dragoman
from client_doubles import PHRASES, Script
from pages import Reader

from dragoman.v1 import types_pb2
from dragoman.v1.translation_pb2 import ArticleTranslation, TargetLanguage
from dragoman.v1.types_pb2 import (
    FLAG_LOW_SCORE,
    FLAG_NUMBER_MISMATCH,
    FLAG_RETRIED,
    Flag,
    Section,
    Segment,
    Span,
    Summary,
    SummarySentence,
)
from dragoman_client import columns_markdown, columns_page, columns_text
from dragoman_client.columns import Cell, Row, languages_of, rows_of
from dragoman_client.inputs import Location, Source
from dragoman_client.languages import ENGLISH, Language, Languages
from dragoman_client.layout import Layout
from dragoman_client.results import Result

PERSIAN = Language("fa", "Persian", right_to_left=True)
RUSSIAN = Language("ru", "Russian")
LAYOUT = Layout(
    Languages(
        [
            TargetLanguage(language_code="fa", name="Persian", right_to_left=True),
            TargetLanguage(language_code="ru", name="Russian"),
        ]
    )
)
SOURCE = Source(Location("story.txt", "story", None), "", "text/plain")
BORDER = "The border was closed."


def section(start: int, source: str, target: str, *flags: Flag.ValueType) -> Section:
    """Make a body section of one segment."""
    span = Span(start=start, end=start + len(source))
    segment = Segment(source_span=span, source_text=source, target_text=target, flags=flags)
    return Section(
        role=types_pb2.ROLE_BODY, source_span=span, target_text=target, segments=[segment]
    )


def summary(language: str, text: str, *flags: Flag.ValueType) -> Summary:
    """Make a headline in a language."""
    return Summary(
        language_code=language,
        text=text,
        length=types_pb2.SUMMARY_LENGTH_HEADLINE,
        sentences=[SummarySentence(text=text, flags=flags)],
    )


def translation(language: str, *sections: Section) -> ArticleTranslation:
    """Make a translation of sections."""
    text = "\n\n".join(each.target_text for each in sections)
    return ArticleTranslation(target_language_code=language, target_text=text, sections=sections)


BRIEF = Result(
    SOURCE,
    (
        translation("fa", section(0, BORDER, "مرز بسته شد.", FLAG_LOW_SCORE)),
        translation("ru", section(0, BORDER, "Граница закрыта.", FLAG_RETRIED)),
    ),
    (summary("en", "Border closed"), summary("fa", "مرز بسته"), summary("ru", "Граница")),
)


def test_english_stands_first() -> None:
    """The source has the first column, whether the server summarized in it or not."""
    assert languages_of(BRIEF, LAYOUT) == (ENGLISH, PERSIAN, RUSSIAN)
    assert languages_of(BRIEF.only("ru"), LAYOUT) == (ENGLISH, RUSSIAN)


def test_rows_are_summaries_and_sections() -> None:
    """Each row has the source and its translations, and in words what to look at."""
    headline, body = rows_of(BRIEF, (ENGLISH, PERSIAN, RUSSIAN))
    assert headline == Row(
        "headline",
        (Cell("Border closed"), Cell("مرز بسته"), Cell("Граница")),
        is_heading=True,
        is_summary=True,
    )
    assert body == Row(
        "body",
        (Cell(BORDER), Cell("مرز بسته شد.", ("the model is unsure",)), Cell("Граница закрыта.")),
    )


def test_rows_follow_the_source_and_lack_nothing() -> None:
    """A section that one language lacks leaves its cell empty, and stays in its place."""
    found = Result(
        SOURCE,
        (
            translation("fa", section(0, "One.", "یک."), section(20, "Three.", "سه.")),
            translation("ru", section(0, "One.", "Раз."), section(10, "Two.", "Два.")),
        ),
    )
    assert [row.cells for row in rows_of(found, (ENGLISH, PERSIAN, RUSSIAN))] == [
        (Cell("One."), Cell("یک."), Cell("Раз.")),
        (Cell("Two."), Cell(""), Cell("Два.")),
        (Cell("Three."), Cell("سه."), Cell("")),
    ]


def test_a_summary_that_a_language_lacks_is_an_empty_cell() -> None:
    """The files of one language have no English summary."""
    headline, _ = rows_of(BRIEF.only("ru"), (ENGLISH, RUSSIAN))
    assert headline.cells == (Cell(""), Cell("Граница"))


def test_a_flag_is_said_once_a_cell() -> None:
    """Two segments with the same fault are one remark."""
    twice = section(0, BORDER, "Граница.", FLAG_LOW_SCORE)
    twice.segments.append(Segment(flags=[FLAG_LOW_SCORE, FLAG_NUMBER_MISMATCH]))
    (row,) = rows_of(Result(SOURCE, (translation("ru", twice),)), (ENGLISH, RUSSIAN))
    assert row.cells[1].notes == ("the model is unsure", "a number differs from the source")


def test_a_page_has_a_column_a_language() -> None:
    """Each cell says its language and direction, and what to look at is marked and said."""
    page = Reader(columns_page.render([BRIEF], LAYOUT))
    assert page.texts["th"] == ["English (en)", "Persian (fa)", "Russian (ru)"]
    cells = [attributes for tag, attributes in page.tags if tag == "td"]
    assert [(each["lang"], each["dir"]) for each in cells] == [
        ("en", "ltr"), ("fa", "rtl"), ("ru", "ltr"),
    ] * 2  # fmt: skip
    assert [each.get("class") for each in cells[3:]] == [None, "look", None]
    assert page.texts["small"] == [
        "headline",
        "Border closed",
        "the model is unsure",
    ]


def test_a_page_shows_markup_as_text() -> None:
    """Nothing of a text is obeyed by the browser."""
    found = Result(SOURCE, (translation("ru", section(0, "a <b> c", "а <b> в")),))
    assert "<b>" not in columns_page.render([found], LAYOUT)


def test_text_has_a_line_a_language() -> None:
    """Each part has its heading, the source, and every language with what to look at."""
    assert columns_text.render([BRIEF], replace(LAYOUT, headed=True)) == (
        "== headline ==\nen   Border closed\nfa   مرز بسته\nru   Граница\n\n"
        f"== 1 body ==\nen   {BORDER}\nfa   مرز بسته شد.\nfa ! the model is unsure\n"
        "ru   Граница закрыта.\n"
    )


def test_text_in_one_language_is_its_words() -> None:
    """Nothing has to be cut away before the words go to the page."""
    assert (
        columns_text.render([BRIEF.only("ru")], LAYOUT) == "Граница\n\n* * *\n\nГраница закрыта.\n"
    )


def test_markdown_is_one_table() -> None:
    """Every row is one line with a cell a language; Persian carries its direction."""
    assert columns_markdown.render([BRIEF], LAYOUT) == (
        "| English (en) | Persian (fa) | Russian (ru) |\n"
        "| --- | --- | --- |\n"
        '| *headline*<br>**Border closed** | **<span dir="rtl" lang="fa">مرز بسته</span>** '
        "| **Граница** |\n"
        f'| {BORDER} | <span dir="rtl" lang="fa">مرز بسته شد.</span><br>⚠ *the model is unsure* '
        "| Граница закрыта. |\n"
    )


def test_a_cell_of_markdown_stays_one_cell() -> None:
    """Bars and line ends of a text do not break the table."""
    found = Result(SOURCE, (translation("ru", section(0, "a|b", "а|б\n\nв")),))
    assert r"| a\|b | а\|б в |" in columns_markdown.render([found], LAYOUT)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Write an article into a file."""
    path = tmp_path / "story.txt"
    path.write_text(f"Border closed\n\n{BORDER}\n")
    return path


def test_a_brief_page(server: str, script: Script, story: Path) -> None:
    """`brief --format html` has headline, summary and text side by side."""
    done = dragoman("brief", story, "--to", "hy,fa", "--format", "html", server=server)
    page = Reader(done.output)
    assert done.code == 0
    assert page.texts["th"] == ["English (en)", "Armenian (hy)", "Persian (fa)"]
    rows = [attributes.get("class") for tag, attributes in page.tags if tag == "tr"]
    assert rows == [None, "summary heading", "summary", "heading", None]
    assert PHRASES[BORDER]["hy"] in page.texts["td"]


def test_several_briefs_have_their_names(server: str, story: Path, tmp_path: Path) -> None:
    """Two inputs are two tables of Markdown, each under its name."""
    other = tmp_path / "other.txt"
    other.write_text(BORDER)
    done = dragoman("brief", story, other, "--to", "ru", "--format", "markdown", server=server)
    assert [line for line in done.output.splitlines() if line.startswith("#")] == [
        f"# {str(each).replace('_', chr(92) + '_')}" for each in (story, other)
    ]
