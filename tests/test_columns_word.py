"""Word documents: what python-docx reads of what was written."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from cli_process import COMMAND, dragoman, dragoman_on_terminal
from client_doubles import PHRASES, Script
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.text.run import Run

from dragoman.v1 import types_pb2
from dragoman.v1.translation_pb2 import ArticleTranslation, TargetLanguage
from dragoman.v1.types_pb2 import FLAG_NUMBER_MISMATCH, Section, Segment
from dragoman_client.columns_word import render
from dragoman_client.inputs import Location, Source
from dragoman_client.languages import Languages
from dragoman_client.layout import Layout
from dragoman_client.results import Result

BORDER = "The border was closed."
LAYOUT = Layout(Languages([TargetLanguage(language_code="fa", name="Persian", right_to_left=True)]))


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Write an article into a file."""
    path = tmp_path / "story.txt"
    path.write_text(f"Border closed\n\n{BORDER}\n")
    return path


@pytest.fixture
def brief(server: str, script: Script, story: Path, tmp_path: Path) -> Document:
    """Write a brief in four languages with everything flagged, and open it."""
    script.flags = [FLAG_NUMBER_MISMATCH]
    path = tmp_path / "brief.docx"
    done = dragoman(
        *("brief", story, "--to", "hy,az,fa,ru", "--format", "docx", "--output", path),
        server=server,
    )
    assert (done.code, done.output) == (0, ""), done.errors
    return docx.Document(str(path))


def last_run(document: Document, row: int, column: int) -> Run:
    """Give the run that holds a cell's text."""
    return document.tables[0].cell(row, column).paragraphs[-1].runs[0]


def attribute(run: Run, element: str, name: str) -> str | None:
    """Give an attribute of one of a run's properties."""
    found = run.element.rPr.find(qn(element))
    value: str | None = None if found is None else found.get(qn(name))
    return value


def test_columns_and_rows_are_in_order(brief: Document) -> None:
    """The table has the source and the languages as asked for, the summaries first."""
    rows = [[cell.text for cell in row.cells] for row in brief.tables[0].rows]
    assert rows[0] == [
        "English (en)",
        "Armenian (hy)",
        "Azerbaijani (az)",
        "Persian (fa)",
        "Russian (ru)",
    ]
    assert [row[0] for row in rows[1:]] == [
        "headline\n",
        "summary\n",
        "Border closed",
        BORDER,
    ]
    languages = ("hy", "az", "fa", "ru")
    for row, text in zip(rows[1:], ["Border closed", BORDER] * 2, strict=True):
        assert row[1:] == [PHRASES[text][language] for language in languages]


def test_persian_runs_from_right_to_left(brief: Document) -> None:
    """The Persian paragraph and its run are right-to-left, and no other is."""
    for column in range(5):
        cell = brief.tables[0].cell(4, column)
        paragraph = cell.paragraphs[-1]
        properties = paragraph.paragraph_format.element.pPr
        bidi = properties is not None and properties.find(qn("w:bidi")) is not None
        assert bidi == (column == 3)
        assert bool(paragraph.runs[0].font.rtl) == (column == 3)


def test_every_text_says_its_language_and_font(brief: Document) -> None:
    """The spelling checker is told the language, and the font has the letters."""
    tags = [attribute(last_run(brief, 4, column), "w:lang", "w:val") for column in range(5)]
    assert tags == ["en-US", "hy-AM", "az-Latn-AZ", None, "ru-RU"]
    assert attribute(last_run(brief, 4, 3), "w:lang", "w:bidi") == "fa-IR"
    fonts = [attribute(last_run(brief, 4, column), "w:rFonts", "w:cs") for column in range(5)]
    assert fonts == ["Arial", "Sylfaen", "Arial", "Arial", "Arial"]
    assert last_run(brief, 4, 1).font.name == "Sylfaen"


def test_what_to_look_at_is_highlighted_and_said(brief: Document) -> None:
    """A flagged text has a colour and a comment that says why; the source has none."""
    assert last_run(brief, 4, 1).font.highlight_color == WD_COLOR_INDEX.YELLOW
    assert last_run(brief, 4, 0).font.highlight_color is None
    comments = list(brief.comments)
    assert len(comments) == 4 * 4
    assert {each.text for each in comments} == {"a number differs from the source"}
    assert {each.author for each in comments} == {"Dragoman"}


def test_headlines_are_bold_in_either_direction(brief: Document) -> None:
    """A right-to-left run has a bold face of its own."""
    for column in range(1, 5):
        assert last_run(brief, 1, column).font.bold
        assert last_run(brief, 3, column).font.cs_bold
        assert not last_run(brief, 4, column).font.bold


def test_the_page_is_wide_and_the_heading_repeats(brief: Document) -> None:
    """Five columns want A4 on its side, and a heading on every page."""
    page = brief.sections[0]
    assert page.orientation is WD_ORIENT.LANDSCAPE
    assert page.page_width is not None
    assert round(page.page_width.mm) == 297
    first = brief.tables[0].rows[0]._tr
    assert first.trPr is not None
    assert first.trPr.find(qn("w:tblHeader")) is not None


def test_the_properties_are_ours(brief: Document, story: Path) -> None:
    """A document names its story, and no template's author."""
    assert brief.core_properties.title == str(story)
    assert brief.core_properties.author == "Dragoman"
    assert brief.core_properties.created is not None
    assert datetime.now(UTC) - brief.core_properties.created < timedelta(hours=1)


def test_one_document_holds_all_inputs(server: str, story: Path, tmp_path: Path) -> None:
    """Each input has its heading and its table."""
    other = tmp_path / "other.txt"
    other.write_text(BORDER)
    path = tmp_path / "brief.docx"
    dragoman(*("brief", story, other, "--to", "ru", "--format", "docx", "-o", path), server=server)
    document = docx.Document(str(path))
    headings = [each.text for each in document.paragraphs if each.text]
    assert headings == [str(story), str(other)]
    assert len(document.tables) == 2


def test_documents_go_into_a_folder_one_a_language(
    server: str, story: Path, tmp_path: Path
) -> None:
    """`--output-dir` gives each language its own document, beside the source."""
    dragoman(
        *("brief", story, "--to", "hy,fa", "--format", "docx", "--output-dir", tmp_path / "out"),
        server=server,
    )
    document = docx.Document(str(tmp_path / "out" / "story.fa.docx"))
    assert [cell.text for cell in document.tables[0].rows[-1].cells] == [
        BORDER,
        PHRASES[BORDER]["fa"],
    ]


def test_a_pipe_gets_the_document(server: str, story: Path, tmp_path: Path) -> None:
    """Standard output that is no terminal takes the bytes."""
    arguments = ["brief", str(story), "--to", "ru", "--format", "docx", "--server", server]
    with (tmp_path / "x.docx").open("wb") as stream:
        subprocess.run([COMMAND, *arguments], stdout=stream, check=True)
    assert len(docx.Document(str(tmp_path / "x.docx")).tables) == 1


def test_a_terminal_gets_no_document(server: str, script: Script, story: Path) -> None:
    """Nobody wants an archive on his screen; the message names the option, and no call is made."""
    shown = dragoman_on_terminal("brief", story, "--to", "ru", "--format", "docx", server=server)
    assert shown.code == 2
    assert "name a file with --output" in shown.output
    assert not script.requests


def test_without_the_library_the_extra_is_named(
    server: str, script: Script, story: Path, tmp_path: Path
) -> None:
    """A missing python-docx is said before any work, with the command, as code 7."""
    # Stands before the real module, and says as a missing one would.
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'docx' else find(name, *more)\n"
    )
    done = dragoman(
        *("brief", story, "--to", "ru", "--format", "docx", "-o", tmp_path / "x.docx"),
        server=server,
        environment={"PYTHONPATH": str(tmp_path)},
    )
    assert done.code == 7
    assert "pip install 'dragoman[docx]'" in done.errors
    assert not script.requests


def test_the_library_is_loaded_only_to_write_a_document() -> None:
    """Commands that write no document do not wait for it."""
    program = "import dragoman_client.commands.brief, sys; sys.exit('docx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    """A stray control character does not cost the document."""
    section = Section(
        role=types_pb2.ROLE_BODY,
        target_text="متن\x0b\ufffe",
        segments=[Segment(source_text="a\x01b", target_text="متن")],
    )
    translation = ArticleTranslation(target_language_code="fa", sections=[section])
    source = Source(Location("a\x1b.txt", "a", None), "", "text/plain")
    document = docx.Document(BytesIO(render([Result(source, (translation,))], LAYOUT)))
    assert [cell.text for cell in document.tables[0].rows[1].cells] == [
        "a\ufffdb",
        "متن\ufffd\ufffd",
    ]
