"""Find the blocks of Markdown that hold text, and where each code point of it stands.

CommonMark by markdown-it-py, with GFM's tables and footnotes. The library gives each block's
lines; the text of a block is looked up in them, because the marks of lists and
quotations, indentation and escaped pipes are no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.token import Token
from markdown_it.utils import EnvType

__all__ = ["Block", "Document", "read_document"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
# Jekyll, Hugo and the like: YAML between lines of three hyphens, at the very start.
_END = r"(?>\r\n|\r|\n)"
_FRONT_MATTER = re.compile(
    rf"---[ \t]*{_END}(?:(?:#[^\r\n]*|[ \t]*){_END})*[\w\"'.-]+[ \t]*:(?:[ \t][^\r\n]*)?{_END}"
    rf"(?:[^\r\n]*{_END})*?(?:---|\.\.\.)[ \t]*(?:{_END}|\Z)"
)
# What may stand before a table's row in its line: marks of quotations and lists.
_CONTAINERS = re.compile(r"[\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s[\s>]*)*")
_SPACES = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Block:
    """Hold the text of one paragraph, heading or cell, its markup still in it.

    `offsets` gives each code point's place in the document; `tag` is the HTML
    element (`p`, `h1`, `td`), `around` those around it from the outermost in,
    `first_line` and `end_line` the lines it takes, counted from 0. `alone` is
    the first and the end line of the list item that holds nothing else, or None.
    """

    content: str
    offsets: tuple[int, ...]
    tag: str
    around: tuple[str, ...]
    first_line: int
    end_line: int
    alone: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Hold a document's blocks with text, its link labels and its shape.

    `shape` is the kind, element and content of each token of block level in
    order, text left out; two documents of the same shape have the same blocks.
    `lines` are the starts of its lines, and the end of the last.
    """

    blocks: tuple[Block, ...]
    labels: frozenset[str]
    shape: tuple[tuple[str, str, str], ...]
    lines: tuple[int, ...]


def _link_definition(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Take no one-word footnote (`[^1]: Reuters`) for the definition of a link."""
    start = state.bMarks[first] + state.tShift[first]
    return not state.src.startswith("[^", start) and reference(state, first, end, silent)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at("reference", _link_definition)
    return parser


def read_document(source: str) -> Document:
    """Read the block structure of `source`; front matter is part of no block. Never raises."""
    matter = _FRONT_MATTER.match(source)
    body = matter.end() if matter else 0
    lines = tuple(accumulate((len(line) for line in _lines(source[body:])), initial=body))
    env: EnvType = {}
    tokens = _parser().parse(source[body:], env)
    shape = tuple(
        (token.type, token.tag, "" if token.type == "inline" else token.content) for token in tokens
    )
    blocks = tuple(_blocks(source, tokens, lines))
    return Document(blocks, frozenset(env.get("references", {})), shape, lines)


def _lines(source: str) -> Iterator[str]:
    return (match[0] for match in _LINE.finditer(source) if match[0])


def _blocks(source: str, tokens: Sequence[Token], lines: Sequence[int]) -> Iterator[Block]:
    around: list[Token] = []
    row: list[tuple[str, tuple[int, ...]]] = []
    for index, token in enumerate(tokens):
        if token.nesting > 0:
            around.append(token)
            if token.type == "tr_open" and token.map:
                row = list(_cells(source, *_line(source, lines, token.map[0])))
        elif token.nesting < 0:
            around.pop()
        elif token.type == "inline" and token.map:
            if around[-1].tag in {"th", "td"}:
                content, offsets = row.pop(0) if row else ("", ())
            else:
                content, offsets = _located(source, token, around[-1], lines)
            # Where the look-up and the parser differ, the block stays as it is.
            if content.strip(_SPACES) and content.split() == token.content.split():
                names = tuple(one.tag for one in around[:-1])
                first, end = around[-1].map or token.map
                alone = _item_alone(tokens, index, around)
                yield Block(content, offsets, around[-1].tag, names, first, end, alone)


def _item_alone(
    tokens: Sequence[Token], index: int, around: Sequence[Token]
) -> tuple[int, int] | None:
    item = around[-2] if len(around) > 1 else None
    if item is None or item.type != "list_item_open" or item.map is None:
        return None
    whole = tokens[index - 2] is item and tokens[index + 2].type == "list_item_close"
    return (item.map[0], item.map[1]) if whole else None


def _line(source: str, lines: Sequence[int], number: int) -> tuple[int, int]:
    """Return where a line starts and where its text ends, white space after it left out."""
    start, end = lines[number], lines[number + 1]
    return start, start + len(source[start:end].rstrip(_SPACES))


def _located(
    source: str, token: Token, opened: Token, lines: Sequence[int]
) -> tuple[str, tuple[int, ...]]:
    """Look up the text of a paragraph or a heading; the lines' indentation is left out."""
    first = token.map[0] if token.map else 0
    if opened.markup.startswith("#"):
        return _heading(source, token.content, len(opened.markup), *_line(source, lines, first))
    content: list[str] = []
    offsets: list[int] = []
    parsed = token.content.split("\n")
    for number, text in enumerate(parsed, start=first):
        start, end = lines[number], lines[number + 1]
        line = source[start:end].rstrip("\r\n")
        shown = text.lstrip(" \t")
        whole = line.rstrip(_SPACES) if number == first + len(parsed) - 1 else line
        place = max(start, start + len(whole) - len(shown))
        content += (source[place : place + len(shown)], "\n")
        offsets += (*range(place, place + len(shown)), start + len(line))
    return "".join(content[:-1]), tuple(offsets[:-1])


def _heading(
    source: str, content: str, level: int, start: int, end: int
) -> tuple[str, tuple[int, ...]]:
    place = source.find(content, source.find("#" * level, start, end) + level, end)
    return source[place : place + len(content)], tuple(range(place, place + len(content)))


def _cells(source: str, start: int, end: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    r"""Yield the cells of a table's row; the backslash of `\|` is no part of the text."""
    start += len(_CONTAINERS.match(source, start, end)[0])  # type: ignore[index] # may be empty
    bars = [start - 1, *_bars(source, start, end), end]
    for index, (before, after) in enumerate(pairwise(bars)):
        text = source[before + 1 : after]
        outer = index in {0, len(bars) - 2}
        if outer and not text.strip(_SPACES):
            continue
        first = before + 1 + len(text) - len(text.lstrip(_SPACES))
        last = before + 1 + len(text.rstrip(_SPACES))
        offsets = tuple(
            place
            for place in range(first, last)
            if not (source[place] == "\\" and source[place + 1 : place + 2] == "|")
        )
        yield "".join(source[place] for place in offsets), offsets


def _bars(source: str, start: int, end: int) -> Iterator[int]:
    """Yield the pipes that part cells: those after no backslash."""
    for place in range(start, end):
        if source[place] == "|" and source[place - 1 : place] != "\\":
            yield place
