"""The format `text`: the words and nothing else.

One input in one language is its text alone. Several languages stand under
`== Armenian (hy) ==`, several inputs under `==> NAME <==`. Summaries come
before the full text, apart by a line of three asterisks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result

__all__ = ["render"]

ASTERISKS = "* * *"


def render(results: Sequence[Result], layout: Layout, _refusals: Sequence[Refusal] = ()) -> str:
    """Lay results out as text; it ends with a line feed."""
    return "\n".join(_ended(block) for result in results for block in _blocks(result, layout))


def _blocks(result: Result, layout: Layout) -> Iterator[str]:
    if layout.named:
        yield layout.style(f"==> {result.source.location.name} <==")
    for language in layout.languages_of(result):
        if layout.headed:
            yield layout.style(f"== {language.heading} ==")
        for text in _texts(result.only(language.code), result.source.mime_type):
            yield layout.show(text, language)


def _texts(result: Result, mime_type: str) -> Iterator[str]:
    yield from (summary.text for summary in result.summaries)
    if result.summaries and result.translations:
        yield ASTERISKS
    for translation in result.translations:
        yield _words(translation, mime_type)


def _words(translation: ArticleTranslation, mime_type: str) -> str:
    if mime_type == "text/html":
        # The whole text is markup; a reader of plain text wants the words.
        return "\n\n".join(section.target_text for section in translation.sections)
    return translation.target_text


def _ended(block: str) -> str:
    return block if block.endswith("\n") else f"{block}\n"
