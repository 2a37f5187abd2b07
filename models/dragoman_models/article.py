"""Parse an article into sections, and put translated sections back into their places.

The promise of this module: everything outside the sections and the dropped
spans comes back byte for byte, and so does a section whose translation is its
own text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

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
    Span,
    TranslatedSection,
)

__all__ = ["assemble", "parse", "parse_text"]

_Found: TypeAlias = tuple[tuple[Section, ...], tuple[Span, ...]]
_SectionWriter: TypeAlias = Callable[[Section, TranslatedSection], str]


def _parse_markdown(source: str, *, drop_furniture: bool, roles: bool) -> _Found:
    # The library comes in with the first article in Markdown, and not before.
    from dragoman_models.markdown_article import parse_markdown

    return parse_markdown(source, drop_furniture=drop_furniture, roles=roles)


_PARSERS = {
    MimeType.PLAIN: parse_plain,
    MimeType.HTML: parse_html,
    MimeType.MARKDOWN: _parse_markdown,
}


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


def _is_unchanged(section: Section, translated: TranslatedSection) -> bool:
    own = tuple(tag.offset for tag in section.tags)
    return translated.text == section.text and translated.tag_offsets == own


def _plain_text(_: Section, translated: TranslatedSection) -> str:
    return translated.text


def _html_text(section: Section, translated: TranslatedSection) -> str:
    return render(section, translated.text, translated.tag_offsets)


def _replacements(
    article: Article, translated: Mapping[int, TranslatedSection], write: _SectionWriter
) -> Iterator[tuple[int, int, str]]:
    for span in article.dropped:
        yield span.start, span.end, ""
    for index, section in enumerate(article.sections):
        if index in translated and not _is_unchanged(section, translated[index]):
            yield section.start, section.end, write(section, translated[index])


def _joined(
    article: Article, translated: Mapping[int, TranslatedSection], write: _SectionWriter
) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, replacement in sorted(_replacements(article, translated, write)):
        pieces += (article.source[position:start], replacement)
        position = end
    pieces.append(article.source[position:])
    return "".join(pieces)


def _joined_markdown(article: Article, translated: Mapping[int, TranslatedSection]) -> str:
    """Return the text with the fewest backslashes whose blocks are those of the source."""
    from dragoman_models import markdown_rendering
    from dragoman_models.markdown_blocks import read_document

    def writer(*, strict: bool) -> _SectionWriter:
        return lambda section, done: markdown_rendering.render(
            section, done.text, done.tag_offsets, labels=labels, strict=strict
        )

    kept = read_document(_joined(article, {}, _plain_text))
    labels = kept.labels
    text = _joined(article, translated, writer(strict=False))
    if read_document(text).shape == kept.shape:
        return text
    return _joined(article, translated, writer(strict=True))


def assemble(article: Article, translated: Mapping[int, TranslatedSection]) -> str:
    """Return the article's source with sections replaced and dropped spans left out.

    Keys of `translated` are indices of `Article.sections`; a section that is not
    there stays as it was, and so does one whose translation is its own text.

    Raises:
        ValueError: a section of HTML or Markdown has not as many tag offsets as tags.
    """
    if article.mime_type is MimeType.MARKDOWN:
        return _joined_markdown(article, translated)
    is_plain = article.mime_type is MimeType.PLAIN
    return _joined(article, translated, _plain_text if is_plain else _html_text)
