"""A result side by side as a Word document, made with python-docx (the extra `docx`).

Every run carries its language, for the spelling checker, and a font that has its
letters; a right-to-left text is one in its paragraph and in its run, for Word asks
both. What to look at is highlighted, with a comment that says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

from dragoman_client.columns import Cell, Row, languages_of, rows_of
from dragoman_client.languages import ENGLISH, Language
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

__all__ = ["LIBRARY", "render"]

LIBRARY = "docx"
AUTHOR = "Dragoman"
# Fonts that come with Word and have the letters: Sylfaen the Armenian ones,
# Arial those of the other scripts, Persian ones among them.
FONTS: Mapping[str, str] = MappingProxyType({"hy": "Sylfaen"})
OTHER_FONT = "Arial"
# BCP 47 tags as Word's spelling checkers go by them.
TAGS: Mapping[str, str] = MappingProxyType(
    {"en": "en-US", "hy": "hy-AM", "az": "az-Latn-AZ", "fa": "fa-IR", "ru": "ru-RU"}
)
FONT_POINTS = 9
MARGIN_CENTIMETRES = 1.5
A4_MILLIMETRES = (297, 210)
# What XML 1.0 cannot hold.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Sequence[Result], layout: Layout, _refusals: Sequence[Refusal] = ()) -> bytes:
    """Lay results out as one Word document with a table an input.

    Raises:
        ModuleNotFoundError: python-docx is not installed.
    """
    document = _blank(", ".join(result.source.location.name for result in results))
    for result in results:
        _add(document, result, languages_of(result, layout))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _blank(title: str) -> Document:
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Mm, Pt

    document = docx.Document()
    document.core_properties.title = _clean(title)
    document.core_properties.author = AUTHOR
    document.core_properties.comments = ""
    document.core_properties.created = document.core_properties.modified = datetime.now(UTC)
    document.styles["Normal"].font.size = Pt(FONT_POINTS)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = map(Mm, A4_MILLIMETRES)
    margin = Cm(MARGIN_CENTIMETRES)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = margin
    return document


def _add(document: Document, result: Result, languages: Sequence[Language]) -> None:
    _write(document.add_heading(level=1), result.source.location.name, ENGLISH)
    table = document.add_table(rows=1, cols=len(languages), style="Table Grid")
    _repeat(table.rows[0])
    for cell, language in zip(table.rows[0].cells, languages, strict=True):
        _embolden(_write(cell.paragraphs[0], language.heading, ENGLISH))
    for row in rows_of(result, languages):
        _fill(document, table.add_row().cells, row, languages)


def _fill(
    document: Document, cells: Sequence[_Cell], row: Row, languages: Sequence[Language]
) -> None:
    if row.is_summary:
        _write(cells[0].paragraphs[0], row.name, ENGLISH).italic = True
        cells[0].add_paragraph()
    for cell, one, language in zip(cells, row.cells, languages, strict=True):
        run = _write(cell.paragraphs[-1], one.text, language)
        if row.is_heading:
            _embolden(run)
        _remark(document, run, one)


def _write(paragraph: Paragraph, text: str, language: Language) -> Run:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    run = paragraph.add_run(_clean(text))
    font = FONTS.get(language.code, OTHER_FONT)
    run.font.name = font
    properties = run.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:cs"), font)
    tag = OxmlElement("w:lang")
    tag.set(
        qn("w:bidi" if language.right_to_left else "w:val"), TAGS.get(language.code, language.code)
    )
    if language.right_to_left:
        paragraph.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))
        run.font.rtl = True
    # The last of a run's properties that we set, as the schema has it.
    properties.append(tag)
    return run


def _embolden(run: Run) -> None:
    run.font.bold = True
    # Word reads the first for left-to-right text, the second for the other.
    run.font.cs_bold = True


def _remark(document: Document, run: Run, cell: Cell) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    if cell.notes:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        document.add_comment(run, text="; ".join(cell.notes), author=AUTHOR, initials=AUTHOR[0])


def _repeat(row: _Row) -> None:
    """Let a row stand at the head of every page that its table goes on to."""
    from docx.oxml.parser import OxmlElement

    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 (python-docx has no word for it)
    properties.append(OxmlElement("w:tblHeader"))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
