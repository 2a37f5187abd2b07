"""The output formats by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from dragoman_client import document, markdown, page, plain
from dragoman_client.layout import Layout, Refusal
from dragoman_client.results import Result

__all__ = ["FORMATS", "Format", "Render"]


class Render(Protocol):
    """Lay results out as one text that ends with a line feed."""

    def __call__(
        self, results: Sequence[Result], layout: Layout, refusals: Sequence[Refusal] = ..., /
    ) -> str:
        """Give the text; `refusals` are the inputs that came to nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """Hold one format: the suffix of its files, and how it is written.

    `one_document` says that several results must be laid out together;
    `for_reading` that it may be changed for the eye on a terminal;
    `tells_refusals` that there is something to write even without a result.
    """

    suffix: str
    render: Render
    one_document: bool
    for_reading: bool = False
    tells_refusals: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(".txt", plain.render, one_document=False, for_reading=True),
        "json": Format(".json", document.render, one_document=True, tells_refusals=True),
        "html": Format(".html", page.render, one_document=True),
        "markdown": Format(".md", markdown.render, one_document=False, for_reading=True),
    }
)
