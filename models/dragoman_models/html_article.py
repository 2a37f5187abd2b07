"""Find the blocks of HTML, with their inline tags, and leave everything else alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dragoman_models.furniture import furniture_reason
from dragoman_models.html_elements import (
    BLOCKS,
    element_reason,
    element_role,
    is_kept,
    is_worded,
)
from dragoman_models.html_notes import is_exponent, is_note, is_power
from dragoman_models.html_runs import Run
from dragoman_models.html_tokens import (
    VOID,
    Kind,
    Token,
    attributes,
    decoded_pieces,
    matching_ends,
    tokenize,
)
from dragoman_models.kept_text import marked
from dragoman_models.roles import number_roles, text_role
from dragoman_models.types import Role, Section, Span

__all__ = ["parse_html"]

# A start tag of the first kind ends an open element of the second, end tag or not.
_IMPLIED_ENDS = {
    "li": frozenset(("li",)),
    "dt": frozenset(("dt", "dd")),
    "dd": frozenset(("dt", "dd")),
    "td": frozenset(("td", "th")),
    "th": frozenset(("td", "th")),
    "tr": frozenset(("td", "th", "tr")),
    "option": frozenset(("option",)),
}
# How far an end tag that was left out is looked for; deeper nesting is not news.
_DEEPEST = 32
# Furniture by its class or its form holds less of a page's text than this share.
_LARGEST_SHARE = 0.4
_WHITE_BEFORE = re.compile(r"\n[^\S\n]*\Z")


@dataclass(frozen=True, slots=True)
class _Element:
    """Hold an open block: what it is called, its role by inheritance, and its start tag."""

    name: str
    role: Role | None
    in_article: bool
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class _Page:
    """Hold the tokens of a document and where text and headlines stand among them."""

    source: str
    tokens: Sequence[Token]
    ends: Mapping[int, int]
    text_before: Sequence[int]
    landmarks: Sequence[int]
    custom_blocks: frozenset[int]
    whole: bool

    @classmethod
    def of(cls, source: str) -> _Page:
        """Tokenize `source` and count its text."""
        tokens = list(tokenize(source))
        counted = [0]
        for token in tokens:
            visible = len(source[token.start : token.end].strip()) if token.kind is Kind.TEXT else 0
            counted.append(counted[-1] + visible)
        starts = [i for i, token in enumerate(tokens) if token.kind is Kind.START]
        landmarks = [i for i in starts if tokens[i].name in {"h1", "article", "main"}]
        whole = any(tokens[i].name in {"html", "body"} for i in starts)
        ends = matching_ends(tokens)
        blocks = _custom_blocks(source, tokens, ends)
        return cls(source, tokens, ends, counted, landmarks, blocks, whole)

    def is_block(self, index: int) -> bool:
        """Tell whether a tag parts blocks of text."""
        return self.tokens[index].name in BLOCKS or index in self.custom_blocks

    def holds_landmark(self, first: int, last: int) -> bool:
        """Tell whether a headline or the article itself begins between two tokens."""
        place = bisect_left(self.landmarks, first)
        return place < len(self.landmarks) and self.landmarks[place] <= last

    def text_share(self, first: int, last: int) -> float:
        """Return the share of the document's text between two tokens."""
        return (self.text_before[last + 1] - self.text_before[first]) / max(1, self.text_before[-1])


def _custom_blocks(source: str, tokens: Sequence[Token], ends: Mapping[int, int]) -> frozenset[int]:
    """Find the tags of custom elements, such as `amp-story`, that stand in no running text.

    Nothing but a style sheet says whether such an element is a block. One with
    text right before or behind it is a part of that text.
    """
    found: set[int] = set()
    inline_until = -1
    for first, token in enumerate(tokens):
        last = ends.get(first)
        if last is None or token.name in BLOCKS:
            continue
        if "-" not in token.name:
            inline_until = max(inline_until, last)
        elif first > inline_until and _stands_alone(source, tokens, first, last):
            found |= {first, last}
    return frozenset(found)


def _stands_alone(source: str, tokens: Sequence[Token], first: int, last: int) -> bool:
    around = (*tokens[max(0, first - 1) : first], *tokens[last + 1 : last + 2])
    texts = (source[one.start : one.end] for one in around if one.kind is Kind.TEXT)
    return not any(text.strip() for text in texts)


@dataclass(slots=True)
class _Reader:
    """Walk the tokens of a page once and collect its sections and furniture."""

    page: _Page
    drop_furniture: bool
    sections: list[Section] = field(default_factory=list)
    dropped: list[Span] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)
    open_names: Counter[str] = field(default_factory=Counter)
    run: Run = field(init=False)

    def __post_init__(self) -> None:
        self.run = Run(self.page.source)

    def read(self) -> None:
        """Take each token in turn; what is kept or dropped is stepped over as one."""
        index = 0
        while index < len(self.page.tokens):
            token = self.page.tokens[index]
            if token.kind is Kind.START:
                index = self._start(index, token)
            elif token.kind is Kind.END and self.page.is_block(index):
                self._flush(token)
                self._close(token.name)
            else:
                self._inline(token)
            index += 1
        self._flush(None)

    def _start(self, index: int, token: Token) -> int:
        """Open an element, or step over the whole of it; return the index of the last token."""
        bare = token.end - token.start == len(f"<{token.name}>")
        found = {} if bare else attributes(self.page.source[token.start : token.end])
        last = index if token.name in VOID else self.page.ends.get(index)
        if last is not None and self._drops(index, last, token, found):
            return last
        kept = is_kept(token.name, found)
        if last is not None and (kept or self._is_mark(index, last)):
            end = self.page.tokens[last].end
            if self.page.is_block(index):
                self._flush(token)
            else:
                words = self._words(index, last, kept=kept)
                self.run.add_kept(token.name, token.start, end, words=words)
            return last
        if self.page.is_block(index):
            self._flush(token)
            self._open(token, found)
        else:
            self._inline(token)
        return index

    def _is_mark(self, first: int, last: int) -> bool:
        """Tell whether an element is a footnote's mark or the figure above a word."""
        if self.page.tokens[first].name not in {"a", "sub", "sup"}:
            return False
        source, element = self.page.source, self.page.tokens[first : last + 1]
        return is_note(source, element) or is_power(source, element)

    def _words(self, first: int, last: int, *, kept: bool) -> str:
        """Return what a reader reads of a kept element within a sentence, marked."""
        tokens = self.page.tokens[first : last + 1]
        if not (kept and is_worded(tokens[0].name)) and not is_exponent(self.page.source, tokens):
            return ""
        source = self.page.source
        shown = (
            text
            for token in tokens
            if token.kind is Kind.TEXT
            for text, _ in decoded_pieces(source[token.start : token.end], token.start)
        )
        words = "".join(shown)
        return marked(words) if words.strip() else ""

    def _drops(self, first: int, last: int, token: Token, found: Mapping[str, str]) -> bool:
        """Leave an element out if it is furniture and holds neither headline nor much text."""
        if not (self.drop_furniture and self.page.whole):
            return False
        in_article = bool(self.elements) and self.elements[-1].in_article
        reason = element_reason(token.name, found, in_article=in_article)
        if reason is None or self.page.holds_landmark(first, last):
            return False
        certain = token.name in {"nav", "footer"}
        if not certain and self.page.text_share(first, last) > _LARGEST_SHARE:
            return False
        self._flush(token)
        self._drop(token.start, self.page.tokens[last].end, reason)
        return True

    def _drop(self, start: int, end: int, reason: str) -> None:
        """Leave a span out, with its line where nothing else stands on it."""
        source = self.page.source
        before = _WHITE_BEFORE.search(source, max(0, start - 200), start)
        alone = end == len(source) or source[end] in "\r\n"
        last = self.dropped[-1].end if self.dropped else 0
        if before and alone and before.start() >= last:
            start = before.start()
        self.dropped.append(Span(start, end, reason))

    def _inline(self, token: Token) -> None:
        if token.kind is Kind.TEXT:
            self.run.add_text(token.start, token.end)
        elif token.name == "br":
            if self.run.ends_with_break():
                self._flush(token)
            self.run.add_break(token.start, token.end)
        else:
            self.run.add_tag(token)

    def _open(self, token: Token, found: Mapping[str, str]) -> None:
        self._imply_ends(token.name)
        if token.name in VOID:
            return
        parent = self.elements[-1] if self.elements else _Element("", None, in_article=False)
        role = element_role(token.name, found) or parent.role
        in_article = parent.in_article or token.name in {"article", "blockquote"}
        self.elements.append(_Element(token.name, role, in_article, token))
        self.open_names[token.name] += 1

    def _imply_ends(self, name: str) -> None:
        """Close what HTML closes when `name` starts: a paragraph, a list item, a cell."""
        if self.elements and self.elements[-1].name == "p":
            self._close("p")
        ended = _IMPLIED_ENDS.get(name, frozenset())
        for element in self.elements[: -_DEEPEST - 1 : -1] if ended else ():
            if element.name in {"ul", "ol", "dl", "table", "select", "menu"}:
                return
            if element.name in ended:
                self._close(element.name)
                return

    def _close(self, name: str) -> None:
        """Close the innermost element of that name and all in it; a stray end tag closes none."""
        if not self.open_names[name]:
            return
        while self.elements:
            element = self.elements.pop()
            self.open_names[element.name] -= 1
            if element.name == name:
                return

    def _flush(self, boundary: Token | None) -> None:
        """End the section that was collected, at the block tag `boundary` or the document's end."""
        run, self.run = self.run, Run(self.page.source)
        element = self.elements[-1] if self.elements else None
        section = run.section(element.role if element else None)
        if section is None:
            return
        reason = self._text_reason(section)
        if reason is None:
            self.sections.append(section)
        elif element and element.token and self._fills(section, element.token, boundary):
            self._drop(element.token.start, boundary.end if boundary else section.end, reason)
        else:
            self._drop(section.start, section.end, reason)

    def _text_reason(self, section: Section) -> str | None:
        dropping = self.drop_furniture and self.page.whole and section.role is not Role.HEADLINE
        return furniture_reason(section.text) if dropping else None

    def _fills(self, section: Section, opened: Token, boundary: Token | None) -> bool:
        """Tell whether a section is all that stands between an element's tags."""
        if boundary is None or boundary.kind is not Kind.END or boundary.name != opened.name:
            return False
        source = self.page.source
        around = source[opened.end : section.start] + source[section.end : boundary.start]
        return not around.strip()


def _named_roles(sections: Sequence[Section]) -> list[Role]:
    """Judge the sections whose element says nothing by their words, then number all."""
    roles = [
        text_role(section.text, one_line=False) if section.role is Role.BODY else section.role
        for section in sections
    ]
    for later in [i for i, role in enumerate(roles) if role is Role.HEADLINE][1:]:
        roles[later] = Role.HEADING
    return number_roles(roles)


def parse_html(
    source: str, *, drop_furniture: bool, roles: bool
) -> tuple[tuple[Section, ...], tuple[Span, ...]]:
    """Return the sections of HTML and the spans of furniture that were left out.

    Never raises, whatever the markup. Furniture is only looked for in whole
    pages, those with `<html>` or `<body>`. Without `roles` every section is
    `Role.BODY`. A run of `<br>` parts two sections, a single one is an inline tag.
    """
    reader = _Reader(_Page.of(source), drop_furniture)
    reader.read()
    named = _named_roles(reader.sections) if roles else [Role.BODY] * len(reader.sections)
    sections = tuple(
        replace(section, role=role) for role, section in zip(named, reader.sections, strict=True)
    )
    return sections, tuple(reader.dropped)
