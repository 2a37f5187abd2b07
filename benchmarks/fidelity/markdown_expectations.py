"""Expectations about Markdown, read with markdown-it-py (CommonMark and its tables)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from benchmarks.fidelity.answers import Judged
from benchmarks.fidelity.wording import cut
from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["code_kept", "destinations_kept", "emphasis_kept", "same_markdown_blocks"]

_CODE = frozenset({"fence", "code_block", "code_inline", "html_block", "html_inline"})


def same_markdown_blocks(judged: Judged) -> str:
    """Expect the source's headings, lists, quotations, tables and fences, nested as there."""
    source, target = (_blocks(text) for text in (judged.source, judged.target))
    if source == target:
        return ""
    at = next(
        (i for i, (a, b) in enumerate(zip(source, target, strict=False)) if a != b),
        min(len(source), len(target)),
    )
    return f"blocks differ from number {at}: {source[at : at + 3]} became {target[at : at + 3]}"


def code_kept(judged: Judged) -> str:
    """Expect code and HTML to be the source's, byte for byte."""
    source, target = (
        Counter(t.content for t in _tokens(text) if t.type in _CODE)
        for text in (judged.source, judged.target)
    )
    lost = list((source - target).elements())
    return f"code lost: {lost[:3]}" if source != target else ""


def destinations_kept(judged: Judged) -> str:
    """Expect the links and images of the source, each with its address."""
    source, target = (Counter(_destinations(text)) for text in (judged.source, judged.target))
    if source == target:
        return ""
    lost, new = list((source - target).elements()), list((target - source).elements())
    return f"addresses lost: {lost[:3]}; new: {new[:3]}; {cut(judged.target)}"


def emphasis_kept(judged: Judged) -> str:
    """Expect as many emphasised, strong and struck stretches as in the source."""
    source, target = (
        Counter(t.type for t in _tokens(text) if t.type in {"em_open", "strong_open", "s_open"})
        for text in (judged.source, judged.target)
    )
    if source == target:
        return ""
    return f"{dict(source)} became {dict(target)}: {cut(judged.target)}"


def _tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        yield token
        yield from token.children or ()


def _blocks(text: str) -> list[tuple[str, str, str]]:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [(token.type, token.tag, token.info) for token in tokens]


def _destinations(text: str) -> Iterator[str]:
    for token in _tokens(text):
        if token.type == "link_open":
            yield str(token.attrs["href"])
        elif token.type == "image":
            yield "!" + str(token.attrs["src"])
