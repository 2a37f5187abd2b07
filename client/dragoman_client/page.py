"""The format `html`: one page that opens in a browser without anything else.

Each language's text carries `lang` and `dir`. An HTML article in one language
comes back as its own page, with its own head and markup; in several languages
its body stands on our page, once a language. A section with something to look
at is marked, and says what in its tooltip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from types import MappingProxyType

from dragoman.v1 import types_pb2
from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman.v1.types_pb2 import Role, Section, Summary
from dragoman_client.hypertext import attributes, page
from dragoman_client.languages import ENGLISH, Language
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result, segment_notes

__all__ = ["body_of", "render", "with_language"]

STYLE = """\
body { max-width: 42rem; }
h1.name, h2.language { font-size: 1rem; color: var(--quiet); }
.headline { font-size: 1.5rem; font-weight: bold; }
.summary { border-inline-start: 4px solid #999; padding-inline-start: 1rem; }
.look { background: #fff3bf; }
"""
TAGS: Mapping[Role.ValueType, str] = MappingProxyType(
    {
        types_pb2.ROLE_HEADLINE: "h2",
        types_pb2.ROLE_HEADING: "h3",
        types_pb2.ROLE_QUOTE: "blockquote",
        types_pb2.ROLE_LIST_ITEM: "li",
    }
)
_HTML_TAG = re.compile(r"<html\b([^>]*)>", re.IGNORECASE)
_LANGUAGE_ATTRIBUTE = re.compile(
    r"\s+(?:xml:lang|lang|dir)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE
)
_BODY = re.compile(r"<body\b[^>]*>(.*?)(?:</body\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_HEAD = re.compile(
    r"<!doctype[^>]*>|<head\b.*?</head\s*>|</?html\b[^>]*>", re.IGNORECASE | re.DOTALL
)


def render(results: Sequence[Result], layout: Layout, _refusals: Sequence[Refusal] = ()) -> str:
    """Lay results out as one HTML page; it ends with a line feed."""
    own = _own_page(results, layout)
    return own if own is not None else _page(results, layout)


def with_language(document: str, language: Language) -> str:
    """Give an HTML document the `lang` and `dir` of a language, in place of its own."""

    def replace(match: re.Match[str]) -> str:
        kept = _LANGUAGE_ATTRIBUTE.sub("", match[1])
        return f"<html{attributes(language)}{kept}>"

    return _HTML_TAG.sub(replace, document, count=1)


def body_of(document: str) -> str:
    """Give what stands in the body of an HTML document, or a fragment as it is."""
    body = _BODY.search(document)
    return body[1] if body else _HEAD.sub("", document)


def _own_page(results: Sequence[Result], layout: Layout) -> str | None:
    if len(results) != 1 or results[0].summaries or len(results[0].translations) != 1:
        return None
    translation = results[0].translations[0]
    is_html = results[0].source.mime_type == "text/html"
    if not is_html or not _HTML_TAG.search(translation.target_text):
        return None
    text = with_language(
        translation.target_text, layout.languages[translation.target_language_code]
    )
    return text if text.endswith("\n") else f"{text}\n"


def _page(results: Sequence[Result], layout: Layout) -> str:
    spoken = {language for result in results for language in layout.languages_of(result)}
    # A page of several languages is ours, with English headings.
    language = spoken.pop() if len(spoken) == 1 else ENGLISH
    title = ", ".join(result.source.location.name for result in results)
    body = [line for result in results for line in _blocks(result, layout)]
    return page(title, language=language, style=STYLE, body=body)


def _blocks(result: Result, layout: Layout) -> Iterator[str]:
    if layout.named:
        yield f'<h1 class="name" lang="en" dir="ltr">{escape(result.source.location.name)}</h1>'
    for language in layout.languages_of(result):
        if layout.headed:
            yield f'<h2 class="language" lang="en" dir="ltr">{escape(language.heading)}</h2>'
        yield f"<article{attributes(language)}>"
        part = result.only(language.code)
        yield from (_summary(summary) for summary in part.summaries)
        for translation in part.translations:
            yield from _translation(translation, result.source.mime_type)
        yield "</article>"


def _summary(summary: Summary) -> str:
    headline = summary.length == types_pb2.SUMMARY_LENGTH_HEADLINE
    kind = "headline" if headline else "summary"
    return f'<p class="{kind}">{escape(summary.text)}</p>'


def _translation(translation: ArticleTranslation, mime_type: str) -> Iterator[str]:
    if mime_type == "text/html":
        yield body_of(translation.target_text)
        return
    for role, sections in groupby(translation.sections, key=lambda each: each.role):
        lines = _sections(sections, TAGS.get(role, "p"))
        yield from ["<ul>", *lines, "</ul>"] if role == types_pb2.ROLE_LIST_ITEM else lines


def _sections(sections: Iterable[Section], tag: str) -> list[str]:
    return [f"<{tag}{_mark(section)}>{escape(section.target_text)}</{tag}>" for section in sections]


def _mark(section: Section) -> str:
    what = "; ".join(
        dict.fromkeys(note for segment in section.segments for note in segment_notes(segment))
    )
    return f' class="look" title="{escape(what)}"' if what else ""
