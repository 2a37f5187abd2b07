"""Read what stands inside a block of Markdown: text, and inline markup with its exact bytes.

The rules are those of markdown-it-py; it keeps no positions of inline markup, so
each rule is wrapped in one that notes what it took. GFM's strikethrough and the
marks of footnotes (`[^1]`) are known too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from dragoman_models.html_elements import is_kept
from dragoman_models.html_notes import is_power
from dragoman_models.html_tokens import Kind as HtmlKind
from dragoman_models.html_tokens import Token as HtmlToken
from dragoman_models.html_tokens import attributes
from dragoman_models.normalisation import clean

__all__ = ["Item", "Kind", "pairs_of", "read_inline"]

_NOTES = "dragoman"
_WRAPPED = (
    *("newline", "escape", "backticks", "strikethrough", "emphasis", "link"),
    *("image", "autolink", "html_inline", "entity", "footnote"),
)
_FOOTNOTE = re.compile(r"\[\^[^\s\]]+\](?![(\[:])")
_ELEMENT = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)")
_VOID = frozenset(("area", "embed", "hr", "input", "source", "track", "wbr"))
_WHITE = re.compile(r"\s+")

_Rule = Callable[[StateInline, bool], bool]


@unique
class Kind(Enum):
    """Name what a stretch of a block is.

    `KEPT` is code, an address in brackets or a footnote's mark: no text, but seen.
    """

    TEXT = "text"
    SPACE = "space"
    BREAK = "break"
    OPEN = "open"
    CLOSE = "close"
    KEPT = "kept"
    IMAGE = "image"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one stretch of a block's content, from `start` to `end`.

    `shown` is what a reader sees of text, and of markup what is to be written for
    it elsewhere where that is not its own bytes: a link whose text is its label
    (`[UN]`) keeps the label when the text changes (`[ՄԱԿ][UN]`). `name` tells
    which tags may make a pair.
    """

    kind: Kind
    start: int
    end: int
    shown: str = ""
    name: str = ""

    @property
    def is_verbatim(self) -> bool:
        """Tell whether it is text that reads as it is written, code point by code point."""
        return self.kind is Kind.TEXT and len(self.shown) == self.end - self.start


@dataclass(slots=True)
class _Notes:
    """Collect what the rules took, and where each run of `*`, `_` and `~` stands."""

    items: list[Item] = field(default_factory=list)
    delimiters: list[tuple[Token, int, int]] = field(default_factory=list)


def _footnote(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    # Silent is the search for the end of a link's text, which no mark within may stop.
    if found is None or silent:
        return False
    state.push("footnote", "", 0)
    state.pos = found.end()
    return True


def _noted(name: str, rule: _Rule) -> _Rule:
    """Wrap a rule in one that notes what it took."""

    def run(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
        if silent:
            return rule(state, silent)
        notes: _Notes = state.env[_NOTES]
        start, tokens = state.pos, len(state.tokens)
        known, marks = len(notes.items), len(notes.delimiters)
        if not rule(state, silent):
            return False
        taken = state.tokens[tokens:]
        if name in {"strikethrough", "emphasis"}:
            notes.delimiters += _delimiters(taken, start, state.pos)
        elif name == "link":
            opened, closed = _link(state, start)
            notes.items[known:] = [opened, *notes.items[known:], closed]
        else:
            # An image's description was read by the same rules; it is one with the image.
            notes.items[known:] = _items(
                state, taken, start, max((item.end for item in notes.items[-1:]), default=0)
            )
            del notes.delimiters[marks:]
        return True

    return run


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"strikethrough_single_tilde": True}).enable("strikethrough")
    parser.inline.ruler.before("link", "footnote", _footnote)
    rules = {rule.name: rule.fn for rule in parser.inline.ruler.__rules__}
    for name in _WRAPPED:
        parser.inline.ruler.at(name, _noted(name, rules[name]))
    return parser


def _delimiters(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[Token, int, int]]:
    """Yield the marks of one run, the last first; text from before the run is no part of it."""
    for token in reversed(tokens):
        if end <= start:
            return
        yield token, end - len(token.content), end
        end -= len(token.content)


def _link(state: StateInline, start: int) -> tuple[Item, Item]:
    end = state.pos
    label_end = state.md.helpers.parseLinkLabel(state, start, True)  # noqa: FBT003 - markdown-it's
    state.pos = end
    written = ""
    if state.src[label_end:end] in {"]", "][]"}:
        written = f"][{_WHITE.sub(' ', state.src[start + 1 : label_end])}]"
    return (
        Item(Kind.OPEN, start, start + 1, name="["),
        Item(Kind.CLOSE, label_end, end, written, name="["),
    )


def _items(state: StateInline, tokens: Sequence[Token], start: int, free: int) -> Iterator[Item]:
    """Yield the one thing that a rule took; none where it found no more than text.

    A line end takes the spaces before it along, from `free` on.
    """
    last = tokens[-1] if tokens else None
    if last is None or last.type == "text":
        return
    end = state.pos
    match last.type:
        case "hardbreak" | "softbreak":
            kind = Kind.BREAK if last.type == "hardbreak" else Kind.SPACE
            while start > free and state.src[start - 1] == " ":
                start -= 1
            yield Item(kind, start, end, " ")
        case "text_special":
            yield Item(Kind.TEXT, start, end, clean(last.content).text)
        case "image":
            yield Item(Kind.IMAGE, start, end, name=last.content)
        case "html_inline":
            yield _html(state.src[start:end], start, end)
        case _:
            yield Item(Kind.KEPT, start, end)


def _html(markup: str, start: int, end: int) -> Item:
    element = _ELEMENT.match(markup)
    name = element["name"].lower() if element else ""
    if element is None or name in _VOID:
        return Item(Kind.ALONE, start, end)
    if name in {"br", "img"}:
        return Item(Kind.BREAK if name == "br" else Kind.KEPT, start, end)
    if element["end"]:
        return Item(Kind.CLOSE, start, end, name=f"<{name}")
    return Item(Kind.ALONE if markup.endswith("/>") else Kind.OPEN, start, end, name=f"<{name}")


def _emphasis(delimiters: Iterable[tuple[Token, int, int]]) -> Iterator[Item]:
    """Yield the marks that markdown-it made tags of; `**` is two of its tokens."""
    for token, first, last in delimiters:
        if token.nesting == 0:
            continue
        kind = Kind.OPEN if token.nesting > 0 else Kind.CLOSE
        strong = token.tag == "strong"
        start = first - 1 if strong and kind is Kind.OPEN else first
        end = last + 1 if strong and kind is Kind.CLOSE else last
        yield Item(kind, start, end, name=token.tag)


def read_inline(content: str, *, labels: Iterable[str] = ()) -> list[Item]:
    """Return what a block's `content` is made of, in order and without gaps.

    `labels` are those that links may refer to, as `Document.labels` has them.
    """
    notes = _Notes()
    references: Mapping[str, object] = {label: {"href": "#", "title": ""} for label in labels}
    env: EnvType = {"references": references, _NOTES: notes}
    _parser().inline.parse(content, _parser(), env, [])
    found = sorted([*notes.items, *_emphasis(notes.delimiters)], key=lambda item: item.start)
    items: list[Item] = []
    position = 0
    for item in _with_kept_elements(content, found):
        if position < item.start:
            items.append(Item(Kind.TEXT, position, item.start, content[position : item.start]))
        items.append(item)
        position = item.end
    if position < len(content):
        items.append(Item(Kind.TEXT, position, len(content), content[position:]))
    return items


def _with_kept_elements(content: str, items: Sequence[Item]) -> Iterator[Item]:
    """Take an HTML element whose content is not translated (`<kbd>F1</kbd>`) for one item."""
    partner = pairs_of(items)
    reach = 0
    for index, item in enumerate(items):
        if item.start < reach:
            continue
        last = partner.get(index, 0)
        if last > index and (_is_kept(content, item) or _is_unit(content, item, items[last])):
            reach = items[last].end
            yield Item(Kind.KEPT, item.start, reach)
        else:
            yield item


def _is_kept(content: str, item: Item) -> bool:
    element = item.name.removeprefix("<") if item.name.startswith("<") else ""
    return element != "" and is_kept(element, attributes(content[item.start : item.end]))


def _is_unit(content: str, opened: Item, closed: Item) -> bool:
    """Tell whether an element is the figure of `km<sup>2</sup>` or `10<sup>6</sup>`."""
    if opened.name not in {"<sup", "<sub"}:
        return False
    name = opened.name.removeprefix("<")
    element = (
        HtmlToken(HtmlKind.START, opened.start, opened.end, name),
        HtmlToken(HtmlKind.END, closed.start, closed.end, name),
    )
    return is_power(content, element)


def pairs_of(items: Sequence[Item]) -> Mapping[int, int]:
    """Map the index of each tag that has a partner to its partner's.

    Markdown's own always have one. An HTML tag has none where it would cross them.
    """
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for index, item in enumerate(items):
        if item.kind is Kind.OPEN:
            waiting.append(index)
        elif item.kind is Kind.CLOSE:
            depth = _depth(items, waiting, item.name)
            if depth is not None:
                partner[index] = waiting[depth]
                partner[waiting[depth]] = index
                del waiting[depth:]
    return partner


def _depth(items: Sequence[Item], waiting: Sequence[int], name: str) -> int | None:
    """Return the place in `waiting` of the tag that an end tag closes."""
    for depth in range(len(waiting) - 1, -1, -1):
        opened = items[waiting[depth]].name
        if opened == name:
            return depth
        if name.startswith("<") and not opened.startswith("<"):
            return None
    return None
