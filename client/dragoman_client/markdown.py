"""The format `markdown`: CommonMark, headings and quotes from the sections' roles.

Text that runs from right to left stands in `<div dir="rtl" lang="fa">`, for
CommonMark has no direction of its own. An article that came as Markdown goes as
its own, links and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman.v1 import types_pb2
from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman.v1.types_pb2 import Section, Summary
from dragoman_client.languages import Language
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result

__all__ = ["cell", "escape", "guarded", "inline", "remark", "render"]

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~&]")
# What would begin a heading or a list at the start of a line.
_LINE_START = re.compile(r"^(\s*\d*)([#+\-=.)])", re.MULTILINE)


def render(results: Sequence[Result], layout: Layout, _refusals: Sequence[Refusal] = ()) -> str:
    """Lay results out as Markdown; it ends with a line feed."""
    return "\n\n".join(block for result in results for block in _blocks(result, layout)) + "\n"


def escape(text: str) -> str:
    """Keep the characters of a text from being read as Markdown."""
    return guarded(inline(text))


def inline(text: str) -> str:
    """Keep the characters of a text inside a line from being read as Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def guarded(line: str) -> str:
    """Keep the beginning of a line from being read as that of a heading or a list."""
    return _LINE_START.sub(r"\1\\\2", line)


def cell(text: str, language: Language) -> str:
    """Give a text as a cell of a table: escaped, on one line, with its direction."""
    line = inline(_one_line(text))
    if not line or not language.right_to_left:
        return line
    return f'<span dir="rtl" lang="{language.code}">{line}</span>'


def remark(notes: Sequence[str]) -> str:
    """Give what a cell says to look at, nothing where there is nothing."""
    return f"<br>⚠ *{inline('; '.join(notes))}*" if notes else ""


def _blocks(result: Result, layout: Layout) -> Iterator[str]:
    depth = 1
    if layout.named:
        yield f"# {escape(result.source.location.name)}"
        depth += 1
    for language in layout.languages_of(result):
        if layout.headed:
            yield f"{'#' * depth} {language.heading}"
        inner = depth + 1 if layout.headed else depth
        texts = list(_texts(result.only(language.code), inner, result.source.mime_type))
        yield from _directed([layout.show(text, language) for text in texts], language)


def _directed(blocks: list[str], language: Language) -> list[str]:
    if not language.right_to_left:
        return blocks
    return [f'<div dir="rtl" lang="{language.code}">', *blocks, "</div>"]


def _texts(result: Result, depth: int, mime_type: str) -> Iterator[str]:
    yield from (_summary(summary, depth) for summary in result.summaries)
    if result.summaries and result.translations:
        yield "---"
    for translation in result.translations:
        yield from _translation(translation, depth, mime_type)


def _summary(summary: Summary, depth: int) -> str:
    text = escape(summary.text)
    if summary.length == types_pb2.SUMMARY_LENGTH_HEADLINE:
        return f"{'#' * depth} {text}"
    return text


def _translation(translation: ArticleTranslation, depth: int, mime_type: str) -> Iterator[str]:
    if mime_type == "text/markdown":
        yield translation.target_text.rstrip("\n")
        return
    yield from (_section(section, depth) for section in translation.sections)


def _section(section: Section, depth: int) -> str:
    text = escape(section.target_text)
    if section.role == types_pb2.ROLE_HEADLINE:
        return f"{'#' * depth} {_one_line(text)}"
    if section.role == types_pb2.ROLE_HEADING:
        return f"{'#' * (depth + 1)} {_one_line(text)}"
    if section.role == types_pb2.ROLE_QUOTE:
        return "\n".join(f"> {line}" for line in text.split("\n"))
    if section.role == types_pb2.ROLE_LIST_ITEM:
        return f"- {_one_line(text)}"
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())
