"""Find the sections of Markdown (CommonMark with GFM's tables), and leave its markup alone.

A section is the text of one paragraph, heading or table cell; the marks of
lists, quotations, headings and tables stay outside of it, code blocks, blocks of
HTML, front matter and link definitions too. The lines of a wrapped paragraph are
joined in its translation, as those of plain text are. An image that stands
alone, or first or last in its block, has its description (`![...]`) as a section
of its own where that is plain words; the description of any other comes back
byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from dragoman_models.markdown_blocks import Block, read_document
from dragoman_models.markdown_furniture import Furniture, dropped_spans, furniture_of
from dragoman_models.markdown_inline import Item, Kind, pairs_of, read_inline
from dragoman_models.roles import number_roles, text_role
from dragoman_models.types import InlineTag, Role, Section, Span

__all__ = ["parse_markdown"]

# GFM's boxes of task lists, and the label of a footnote.
_TASK = re.compile(r"\[[ xX]\][ \t]+")
_FOOTNOTE_LABEL = re.compile(r"\[\^[^\s\]]+\]:[ \t]*")
_LOOSE = frozenset((Kind.SPACE, Kind.BREAK, Kind.IMAGE, Kind.ALONE))
_PLAIN = frozenset((Kind.TEXT, Kind.SPACE))


@dataclass(slots=True)
class _Draft:
    """Collect a section's text and tags."""

    source: str
    block: Block
    text: list[str] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    tags: list[InlineTag] = field(default_factory=list)

    def write(self, shown: str, start: int, end: int) -> None:
        """Add what a reader sees of the content from `start` to `end`."""
        places = self.block.offsets[start:end]
        # An escape shows its last character, an entity all of what it stands for at its first.
        exact = len(shown) == len(places)
        single = places[-1:] if self.source[places[0]] == "\\" else places[:1]
        self.text.append(shown)
        self.offsets += places if exact else single * len(shown)

    def mark(self, item: Item, pair: int | None) -> None:
        """Add a tag before the next code point."""
        offset = len(self.offsets)
        self.tags.append(InlineTag(offset, item.shown.strip() or self._bytes(item), pair))
        if item.kind is Kind.BREAK:
            self.text.append("\n")
            self.offsets.append(self.block.offsets[item.start])

    def _bytes(self, item: Item) -> str:
        """Return an item's markup; that of a line break reaches to the next line's text."""
        offsets = self.block.offsets
        last = offsets[item.end - 1]
        if item.kind is Kind.BREAK and self.source[last] in "\r\n":
            return self.source[offsets[item.start] : offsets[item.end]]
        return self.source[offsets[item.start] : last + 1]


def _is_seen(item: Item) -> bool:
    return item.kind not in _LOOSE and (item.kind is not Kind.TEXT or bool(item.shown.strip()))


def _trimmed(items: Sequence[Item]) -> list[Item]:
    """Leave out white space, line breaks, images and comments at both ends."""
    seen = [index for index, item in enumerate(items) if _is_seen(item)]
    if not seen:
        return []
    kept = list(items[seen[0] : seen[-1] + 1])
    if kept[0].is_verbatim:
        left = kept[0].shown.lstrip()
        kept[0] = replace(kept[0], start=kept[0].end - len(left), shown=left)
    if kept[-1].is_verbatim:
        right = kept[-1].shown.rstrip()
        kept[-1] = replace(kept[-1], end=kept[-1].start + len(right), shown=right)
    return kept


def _without_label(block: Block) -> Block:
    """Leave the box of a task or the label of a footnote out of a block's text."""
    label = _TASK if block.around[-1:] == ("li",) else _FOOTNOTE_LABEL
    found = label.match(block.content)
    if found is None:
        return block
    return replace(
        block, content=block.content[found.end() :], offsets=block.offsets[found.end() :]
    )


def _section(source: str, block: Block, items: Sequence[Item], role: Role) -> Section | None:
    """Return items as a section, or None where a reader sees no text in them."""
    draft = _Draft(source, block)
    partner = pairs_of(items)
    tags = [index for index, item in enumerate(items) if item.kind not in _PLAIN]
    place = {index: number for number, index in enumerate(tags)}
    for index, item in enumerate(items):
        if item.kind in _PLAIN:
            draft.write(item.shown, item.start, item.end)
        else:
            pair = partner.get(index)
            draft.mark(item, None if pair is None else place[pair])
    text = "".join(draft.text)
    if not text.strip():
        return None
    start, end = block.offsets[items[0].start], block.offsets[items[-1].end - 1] + 1
    offsets = () if source[start:end] == text else tuple(draft.offsets)
    return Section(role, start, end, text, tuple(draft.tags), offsets)


def _description(source: str, block: Block, item: Item) -> Section | None:
    """Return an image's description as a section where it is plain words, and no label."""
    start, end = item.start + 2, item.start + 2 + len(item.name)
    if block.content[end : item.end] in {"]", "][]"}:
        return None
    inner = replace(block, content=item.name, offsets=block.offsets[start:end])
    items = read_inline(item.name)
    if any(one.kind not in _PLAIN for one in items) or not items:
        return None
    return _section(source, inner, items, Role.CAPTION)


def _block_role(block: Block) -> Role:
    if block.tag.startswith("h"):
        return Role.HEADLINE if block.tag == "h1" else Role.HEADING
    if block.tag in {"th", "td"}:
        return Role.TABLE_CELL
    inner = next((name for name in reversed(block.around) if name in {"li", "blockquote"}), "")
    return {"li": Role.LIST_ITEM, "blockquote": Role.QUOTE}.get(inner, Role.BODY)


def _is_emphasised(items: Sequence[Item]) -> bool:
    """Tell whether one pair of `*` or `_` is around all of the items."""
    whole = bool(items) and items[0].name == "em"
    return whole and pairs_of(items).get(0) == len(items) - 1


def _sections(source: str, block: Block, labels: Iterable[str], *, pictured: bool) -> list[Section]:
    """Return the sections of one block: its text, and the descriptions of images around it."""
    items = read_inline(block.content, labels=labels)
    inner = _trimmed(items)
    images = [item for item in items if item.kind is Kind.IMAGE and item not in inner]
    role = _block_role(block)
    if _is_emphasised(inner) and role is Role.BODY and (images or pictured):
        role = Role.CAPTION
    found = [_description(source, block, image) for image in images]
    found.append(_section(source, block, inner, role) if inner else None)
    return sorted((one for one in found if one), key=lambda section: section.start)


def _named(sections: Sequence[Section]) -> list[Role]:
    """Judge the sections whose markup says nothing by their words, then number all."""
    roles = [
        text_role(section.text, one_line=False) if section.role is Role.BODY else section.role
        for section in sections
    ]
    for later in [i for i, role in enumerate(roles) if role is Role.HEADLINE][1:]:
        roles[later] = Role.HEADING
    return number_roles(roles)


@dataclass(slots=True)
class _Reader:
    """Read the blocks of a document in order, and part sections from furniture."""

    source: str
    drop_furniture: bool
    sections: list[Section] = field(default_factory=list)
    furniture: list[Furniture] = field(default_factory=list)

    def read(self) -> Sequence[Span]:
        """Fill `sections`, and return the spans that go."""
        document = read_document(self.source)
        pictured = False
        for whole in document.blocks:
            block = _without_label(whole)
            sections = _sections(self.source, block, document.labels, pictured=pictured)
            text = " ".join(one.text for one in sections if one.role is not Role.CAPTION)
            pictured = not text and block.content.startswith("![")
            found = (
                furniture_of(self.source, document, block, text) if self.drop_furniture else None
            )
            if found is None:
                self.sections += sections
            else:
                self.furniture.append(found)
        return tuple(dropped_spans(self.source, document, self.furniture))


def parse_markdown(
    source: str, *, drop_furniture: bool, roles: bool
) -> tuple[tuple[Section, ...], tuple[Span, ...]]:
    """Return the sections of Markdown, and the spans of furniture that were left out.

    Never raises, whatever the markup. Furniture is a paragraph, a heading or a
    list item that is nothing else. Without `roles` every section is `Role.BODY`.
    """
    reader = _Reader(source, drop_furniture)
    dropped = reader.read()
    named = _named(reader.sections) if roles else [Role.BODY] * len(reader.sections)
    sections = zip(named, reader.sections, strict=True)
    return tuple(replace(section, role=role) for role, section in sections), tuple(dropped)
