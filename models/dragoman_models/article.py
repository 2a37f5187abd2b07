"""Parse an article into sections, and put translated sections back into their places.

The promise of this module: everything outside the sections and the dropped
spans comes back byte for byte, and so does a section whose translation is its
own text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dragoman_models.html_article import parse_html
from dragoman_models.html_rendering import render
from dragoman_models.normalisation import clean
from dragoman_models.plain_article import parse_plain
from dragoman_models.types import (
    Article,
    Flag,
    FurniturePolicy,
    MimeType,
    Section,
    TranslatedSection,
)

__all__ = ["assemble", "parse", "parse_text"]

_PARSERS = {MimeType.PLAIN: parse_plain, MimeType.HTML: parse_html}


def parse(source: str, mime_type: MimeType, *, furniture: FurniturePolicy) -> Article:
    """Find an article's sections with their roles, and its furniture where that is to go.

    `source` is cleaned first, see `normalisation.clean`, and all offsets point
    into `Article.source`, which is the cleaned text. Never raises: text with
    nothing to translate gives an article without sections.
    """
    return _parsed(source, mime_type, drop=furniture is FurniturePolicy.DROP, roles=True)


def parse_text(source: str, mime_type: MimeType) -> Article:
    """Find the sections of a text that is no whole article: nothing dropped, all of it body."""
    return _parsed(source, mime_type, drop=False, roles=False)


def _parsed(source: str, mime_type: MimeType, *, drop: bool, roles: bool) -> Article:
    cleaned = clean(source)
    flags = (Flag.CONTROL_CHARACTERS_REMOVED,) if cleaned.removed else ()
    sections, dropped = _PARSERS[mime_type](cleaned.text, drop_furniture=drop, roles=roles)
    return Article(cleaned.text, mime_type, sections, dropped, flags)


def _section_text(article: Article, section: Section, translated: TranslatedSection) -> str:
    """Return what stands in the section's place; the original where nothing changed."""
    own = tuple(tag.offset for tag in section.tags)
    if translated.text == section.text and translated.tag_offsets == own:
        return article.source[section.start : section.end]
    if article.mime_type is MimeType.PLAIN:
        return translated.text
    return render(section, translated.text, translated.tag_offsets)


def _replacements(
    article: Article, translated: Mapping[int, TranslatedSection]
) -> Iterator[tuple[int, int, str]]:
    for span in article.dropped:
        yield span.start, span.end, ""
    for index, section in enumerate(article.sections):
        if index in translated:
            yield section.start, section.end, _section_text(article, section, translated[index])


def assemble(article: Article, translated: Mapping[int, TranslatedSection]) -> str:
    """Return the article's source with sections replaced and dropped spans left out.

    Keys of `translated` are indices of `Article.sections`; a section that is not
    there stays as it was.

    Raises:
        ValueError: a section of HTML has not as many tag offsets as tags.
    """
    pieces: list[str] = []
    position = 0
    for start, end, replacement in sorted(_replacements(article, translated)):
        pieces += (article.source[position:start], replacement)
        position = end
    pieces.append(article.source[position:])
    return "".join(pieces)
