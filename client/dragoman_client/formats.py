"""The output formats by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from types import MappingProxyType
from typing import Protocol

from dragoman_client import (
    columns_markdown,
    columns_page,
    columns_text,
    columns_word,
    comparison_json,
    comparison_markdown,
    comparison_page,
    comparison_text,
    document,
    markdown,
    page,
    plain,
)
from dragoman_client.comparison import Comparison
from dragoman_client.exits import ExitCode, Failure
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result

__all__ = [
    "COLUMN_FORMATS",
    "COMPARISON_FORMATS",
    "FORMATS",
    "Format",
    "Render",
    "RenderComparison",
]


class Render(Protocol):
    """Lay results out as one document; a text ends with a line feed."""

    def __call__(
        self, results: Sequence[Result], layout: Layout, refusals: Sequence[Refusal] = ..., /
    ) -> str | bytes:
        """Give the document; `refusals` are the inputs that came to nothing."""
        ...


class RenderComparison(Protocol):
    """Lay the comparison of two stories out as one text that ends with a line feed."""

    def __call__(self, comparison: Comparison, layout: Layout, /, *, every: bool) -> str:
        """Give the text; with `every` the unchanged units too."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """Hold one format: its name, the suffix of its files, and how it is written.

    `one_document` says that several results must be laid out together;
    `for_reading` that it may be changed for the eye on a terminal;
    `tells_refusals` that there is something to write even without a result;
    `library` names the module of an extra of the same name that it takes, and
    makes it one that no terminal shows.
    """

    name: str
    suffix: str
    render: Render
    one_document: bool
    for_reading: bool = False
    tells_refusals: bool = False
    library: str = ""

    def content(
        self, results: Sequence[Result], layout: Layout, refusals: Sequence[Refusal] = ()
    ) -> bytes:
        """Give the document as bytes, text in UTF-8."""
        content = self.render(results, layout, refusals)
        return content.encode() if isinstance(content, str) else content

    def check(self) -> None:
        """Refuse, before any work is done, a format whose extra is missing.

        Raises:
            Failure: the library is not installed.
        """
        if self.library and find_spec(self.library) is None:
            raise Failure(
                f"--format {self.name} needs the module {self.library}, which the base install"
                f" leaves out; install it with: pip install 'dragoman[{self.library}]'",
                code=ExitCode.NOT_INSTALLED,
            )


_TEXT = Format("text", ".txt", plain.render, one_document=False, for_reading=True)
_JSON = Format("json", ".json", document.render, one_document=True, tells_refusals=True)

# One language after the other.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": _TEXT,
        "json": _JSON,
        "html": Format("html", ".html", page.render, one_document=True),
        "markdown": Format(
            "markdown", ".md", markdown.render, one_document=False, for_reading=True
        ),
    }
)
# Side by side.
COLUMN_FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format("text", ".txt", columns_text.render, one_document=False, for_reading=True),
        "json": _JSON,
        "html": Format("html", ".html", columns_page.render, one_document=True),
        "markdown": Format(
            "markdown", ".md", columns_markdown.render, one_document=False, for_reading=True
        ),
        "docx": Format(
            "docx",
            ".docx",
            columns_word.render,
            one_document=True,
            library=columns_word.LIBRARY,
        ),
    }
)
COMPARISON_FORMATS: Mapping[str, RenderComparison] = MappingProxyType(
    {
        "text": comparison_text.render,
        "json": comparison_json.render,
        "html": comparison_page.render,
        "markdown": comparison_markdown.render,
    }
)
