"""What holds for every document in Markdown and for every translation of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_documents import documents, targets, translated
from markdown_it import MarkdownIt
from markdown_it.token import Token

from dragoman_models.article import assemble, parse, parse_text
from dragoman_models.types import Article, FurniturePolicy, MimeType, TranslatedSection

# A reader of its own: what our parser adds to the library has no part in the judgement.
READER = MarkdownIt("commonmark", {"strikethrough_single_tilde": True}).enable(
    ["table", "strikethrough"]
)
FRONT = "---\ntitle: The *border*\n---\n"
CODE = frozenset({"code_inline", "code_block", "fence", "html_block", "html_inline"})


def tokens_of(markdown: str) -> list[Token]:
    """Read Markdown without its front matter."""
    text = markdown.replace("\r\n", "\n")
    return READER.parse(text.removeprefix(FRONT))


def unchanged(article: Article) -> dict[int, TranslatedSection]:
    """Translate every section into itself."""
    return {
        index: TranslatedSection(section.text, tuple(tag.offset for tag in section.tags))
        for index, section in enumerate(article.sections)
    }


def inline(tokens: Iterable[Token]) -> Iterator[Token]:
    """Yield all tokens, those within blocks too."""
    for token in tokens:
        yield token
        if token.type != "image":
            yield from inline(token.children or ())


def kept(tokens: Iterable[Token]) -> Counter[tuple[object, ...]]:
    """Count what no translation may change: code, HTML, and where links and images lead."""
    found: Counter[tuple[object, ...]] = Counter()
    for token in inline(tokens):
        if token.type in CODE:
            found[token.type, token.content] += 1
        elif token.type in {"link_open", "image"}:
            found[token.type, *sorted(token.attrs.items())] += 1
    return found


def check_identity(source: str) -> None:
    """State that what is not translated comes back byte for byte."""
    for article in (
        parse_text(source, MimeType.MARKDOWN),
        parse(source, MimeType.MARKDOWN, furniture=FurniturePolicy.KEEP),
    ):
        assert assemble(article, {}) == article.source
        assert assemble(article, unchanged(article)) == article.source


def check_translation(source: str, answers: list[str]) -> None:
    """State that a translation has the blocks, the code and the links of its source."""
    article = parse_text(source, MimeType.MARKDOWN)
    target = assemble(article, translated(article, answers))
    before, after = tokens_of(article.source), tokens_of(target)
    assert [(one.type, one.tag) for one in before] == [(one.type, one.tag) for one in after]
    assert kept(before) == kept(after)


@given(documents())
def test_a_document_comes_back_byte_for_byte(source: str) -> None:
    """Unless a section is translated, and also where its translation is the section itself."""
    check_identity(source)


@given(st.text(alphabet="ab 1#>-+*_`~[]()<>!|\\&;:=.\n\r\t", max_size=60))
def test_any_text_comes_back_byte_for_byte(source: str) -> None:
    """Also where its markup makes no sense."""
    check_identity(source)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.lists(targets, min_size=1, max_size=3))
@example("1. border <!-- 1. -->\nU.N. **U.N.** U.N.  \nU.N.\n- border\n", ["граница"])
def test_a_translation_has_the_blocks_and_the_code_of_its_source(
    source: str, answers: list[str]
) -> None:
    """Whatever the model says, and be it markup."""
    check_translation(source, answers)


@pytest.mark.nightly
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.lists(targets, min_size=1, max_size=3))
def test_ten_thousand_translations_have_the_blocks_of_their_sources(
    source: str, answers: list[str]
) -> None:
    """The same properties on many more documents."""
    check_identity(source)
    check_translation(source, answers)
