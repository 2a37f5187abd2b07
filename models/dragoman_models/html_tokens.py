"""Cut HTML into tokens that spell it exactly, however malformed it is.

The standard library's parser gives line and column of each event and, on some
malformed input, leaves stretches out; here every code point is in one token, and
a stray `<` is text, as browsers take it. The time is linear in the length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, unique

from dragoman_models.normalisation import clean

__all__ = ["VOID", "Kind", "Token", "attributes", "decoded_pieces", "matching_ends", "tokenize"]

VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    )
)
# What stands in these is not markup.
_RAW_TEXT = frozenset(
    ("script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext")
)

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/><]*)"
    r"(?P<attributes>(?:=\s*+\"[^\"]*\"|=\s*+'[^']*'|[^<>])*+)>"
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s=/>\"']+)"
    r"(?:\s*+=\s*+(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'>]+)))?"
)

_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")


@unique
class Kind(Enum):
    """Name the sorts of token."""

    TEXT = "text"
    START = "start"
    END = "end"
    OTHER = "other"  # comments, declarations, processing instructions


@dataclass(frozen=True, slots=True)
class Token:
    """Hold one token: its kind, its place in the source, and a tag's name in lower case."""

    kind: Kind
    start: int
    end: int
    name: str = ""


def attributes(markup: str) -> Mapping[str, str]:
    """Return the attributes of a start tag, names in lower case, values decoded."""
    tag = _TAG.match(markup)
    if tag is None:
        return {}
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(tag["attributes"]):
        value = match["double"] or match["single"] or match["bare"] or ""
        found.setdefault(match["name"].lower(), html.unescape(value))
    return found


def decoded_pieces(markup: str, start: int) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the text of a text token, entities resolved, with the source offset of each character.

    All that an entity stands for has the offset of its `&`. Control characters
    that entities would bring in are left out.
    """
    position = 0
    for entity in _ENTITY.finditer(markup):
        yield markup[position : entity.start()], range(start + position, start + entity.start())
        text = clean(html.unescape(entity[0])).text
        yield text, (start + entity.start(),) * len(text)
        position = entity.end()
    yield markup[position:], range(start + position, start + len(markup))


def _other_end(source: str, start: int) -> int | None:
    """Return where a comment or declaration that begins at `start` ends; None when it is text."""
    if source.startswith("<!--", start):
        if source.startswith(">", start + 4):
            return start + 5
        end = source.find("-->", start + 2)
        return end + 3 if end >= 0 else len(source)
    if source.startswith("<![CDATA[", start):
        # A browser ends it at the first `>`, whoever writes it means `]]>`.
        end = source.find("]]>", start)
        if end >= 0:
            return end + 3
    if source.startswith(("<!", "<?", "</"), start):
        end = source.find(">", start)
        return end + 1 if end >= 0 else len(source)
    return None


def _raw_text_end(source: str, name: str, start: int) -> int:
    """Return where the raw text of element `name` ends, which is before its end tag."""
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, start)
    return end.start() if end else len(source)


def _markup(source: str, start: int) -> Token | None:
    """Return the tag, comment or declaration at `start`, or None where a bare `<` stands."""
    tag = _TAG.match(source, start)
    if tag:
        kind = Kind.END if tag["close"] else Kind.START
        return Token(kind, start, tag.end(), tag["name"].lower())
    end = _other_end(source, start)
    return None if end is None else Token(Kind.OTHER, start, end)


def tokenize(source: str) -> Iterator[Token]:
    """Yield tokens in order; their spans join without a gap from 0 to the end of `source`."""
    text_start = position = 0
    while (position := source.find("<", position)) >= 0:
        token = _markup(source, position)
        if token is None:
            position += 1
            continue
        if text_start < position:
            yield Token(Kind.TEXT, text_start, position)
        yield token
        text_start = position = token.end
        if token.kind is Kind.START and token.name in _RAW_TEXT:
            position = _raw_text_end(source, token.name, position)
            if text_start < position:
                yield Token(Kind.OTHER, text_start, position)
            text_start = position
    if text_start < len(source):
        yield Token(Kind.TEXT, text_start, len(source))


def matching_ends(tokens: Sequence[Token]) -> dict[int, int]:
    """Map the index of each start tag to that of its end tag, where there is one.

    Elements are matched by name alone, so that a missing tag of one kind does
    not unmatch the others.
    """
    open_tags: dict[str, list[int]] = {}
    ends: dict[int, int] = {}
    for index, token in enumerate(tokens):
        if token.kind is Kind.START and token.name not in VOID:
            open_tags.setdefault(token.name, []).append(index)
        elif token.kind is Kind.END and open_tags.get(token.name):
            ends[open_tags[token.name].pop()] = index
    return ends
