"""Expectations about HTML: tags, links, blocks, entities.

Tags are compared as they are written (`markup_tokens`); html5lib, which follows the
standard, builds the tree that a browser would.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping

import html5lib
from benchmarks.fidelity.answers import Judged
from benchmarks.fidelity.markup_tokens import INLINE, VOID, Token, tokens
from benchmarks.fidelity.number_expectations import numerals
from benchmarks.fidelity.wording import cut

__all__ = [
    "byte_for_byte_outside_text",
    "entities_escaped",
    "links_kept",
    "reads",
    "same_blocks",
    "same_tags",
    "same_tree",
    "tag_holds",
    "well_formed",
]

_RAW = frozenset({"script", "style", "pre", "textarea"})


def same_tags(judged: Judged) -> str:
    """Expect every tag and comment of the source, written as there, as often as there."""
    source, target = (
        Counter(t.written for t in tokens(text) if t.kind != "text")
        for text in (judged.source, judged.target)
    )
    missing, new = list((source - target).elements()), list((target - source).elements())
    if missing or new:
        return f"tags lost: {missing[:4]}; tags new: {new[:4]}; {cut(judged.target)}"
    return ""


def well_formed(judged: Judged) -> str:
    """Expect no parse error of the standard, and no crossed tag, that the source does not have."""
    source, target = (_faults(text) for text in (judged.source, judged.target))
    new = list((target - source).elements())
    return f"new faults: {new[:4]} in {cut(judged.target)}" if new else ""


def same_blocks(judged: Judged) -> str:
    """Expect the block-level tags of the source in its order."""
    source, target = (
        [t.written for t in tokens(text) if _is_block(t)] for text in (judged.source, judged.target)
    )
    return "" if source == target else f"blocks {source[:12]} became {target[:12]}"


def same_tree(judged: Judged) -> str:
    """Expect the tree that a browser builds to have the source's elements, child by child.

    Elements inside a paragraph may change places among themselves, as words do.
    """
    source, target = (_tree(text) for text in (judged.source, judged.target))
    return "" if source == target else f"the tree differs: {cut(judged.target)}"


def byte_for_byte_outside_text(judged: Judged) -> str:
    """Expect everything but text and inline tags as it was, white space between blocks too."""
    source, target = (_skeleton(text) for text in (judged.source, judged.target))
    if source == target:
        return ""
    at = next(
        (i for i, (a, b) in enumerate(zip(source, target, strict=False)) if a != b),
        min(len(source), len(target)),
    )
    return f"from {cut(source[at : at + 40])} to {cut(target[at : at + 40])}"


def links_kept(judged: Judged) -> str:
    """Expect each link once, with its attributes, around words where it has words in the source."""
    source, target = (_links(text) for text in (judged.source, judged.target))
    if Counter(tag for tag, _ in source) != Counter(tag for tag, _ in target):
        return f"links {[t for t, _ in source][:4]} became {[t for t, _ in target][:4]}"
    worded = Counter(tag for tag, words in source if words)
    empty = worded - Counter(tag for tag, words in target if words)
    return f"empty links: {list(empty)[:4]} in {cut(judged.target)}" if empty else ""


def tag_holds(judged: Judged, held: Mapping[str, str]) -> str:
    """Expect an element of this name to hold these words; a number in any way of writing it.

    A key is a tag's name, or the name and an attribute's value: `a` or `a=/sport`.
    """
    for key, wanted in held.items():
        inside = _inside(judged.target, key)
        if not any(_holds(text, wanted) for text in inside):
            return f"no <{key}> around {wanted!r}: {cut(judged.target)}"
    return ""


def entities_escaped(judged: Judged) -> str:
    """Expect `&` and `<` of the text to be written as entities, once."""
    # An entity that HTML does not know is text, and its ampersand rightly becomes one.
    for twice in re.finditer(r"&amp;(#?\w+;)", judged.target):
        known = html.unescape(f"&{twice[1]}") != f"&{twice[1]}"
        if known and twice.group() not in judged.source:
            return f"{twice.group()!r} is escaped twice: {cut(judged.target)}"
    bare = re.search(r"&(?!#?\w+;)|<(?![a-zA-Z/!?])", judged.target)
    if bare and not re.search(r"&(?!#?\w+;)|<(?![a-zA-Z/!?])", judged.source):
        return f"{bare.group()!r} is not escaped: {cut(judged.target)}"
    return ""


def reads(judged: Judged, terms: list[str]) -> str:
    """Expect a reader of the page to see each term, entities decoded."""
    text = "".join(
        html.unescape(t.written) if t.kind == "text" else "" for t in tokens(judged.target)
    )
    missing = [term for term in terms if term not in text]
    return f"a reader misses {missing} in {cut(text)}" if missing else ""


def _is_block(token: Token) -> bool:
    if token.kind == "other":
        return not token.written.startswith("<!--")
    return token.kind in {"open", "close"} and token.name not in INLINE


def _faults(text: str) -> Counter[str]:
    parser = html5lib.HTMLParser()
    parser.parseFragment(text)
    faults = Counter(str(code) for _, code, _ in parser.errors)
    # How tags cross has several codes, which depend on where the words between them stand.
    crossed = [code for code in faults if code.startswith("adoption")]
    for code in crossed:
        del faults[code]
    faults["crossed tags"] = min(1, len(crossed))
    open_tags: list[str] = []
    for token in tokens(text):
        if token.kind == "open" and token.name not in VOID:
            open_tags.append(token.name)
        elif token.kind == "close":
            if open_tags and open_tags[-1] == token.name:
                open_tags.pop()
            else:
                faults[f"</{token.name}> closes nothing"] += 1
    faults.update(f"<{name}> stays open" for name in open_tags)
    return faults


def _tree(text: str) -> object:
    fragment = html5lib.parseFragment(text, namespaceHTMLElements=False)
    return _branch(fragment)


def _branch(element: object) -> object:
    tag = str(getattr(element, "tag", ""))
    attributes = sorted(map(str, getattr(element, "attrib", {}).items()))
    children = [_branch(child) for child in element]  # type: ignore[attr-defined]
    if all(str(getattr(child, "tag", "")) in INLINE for child in element):  # type: ignore[attr-defined]
        children.sort(key=repr)
    return tag, attributes, children


def _skeleton(text: str) -> str:
    parts: list[str] = []
    run: list[Token] = []
    raw = 0
    for token in tokens(text):
        if token.name in _RAW and token.kind in {"open", "close"}:
            raw += 1 if token.kind == "open" else -1
        if not _is_block(token) and raw <= 0:
            run.append(token)
            continue
        parts += [_shrunk(run), token.written]
        run = []
    return "".join([*parts, _shrunk(run)])


def _shrunk(run: list[Token]) -> str:
    """Write a run of text and inline tags as its outer white space around one mark."""
    text = "".join(token.written for token in run if token.kind == "text")
    if not run or not text.strip():
        return "".join(token.written for token in run)
    bare = "".join(token.written for token in run)
    lead = bare[: len(bare) - len(bare.lstrip())]
    return f"{lead}…{bare[len(bare.rstrip()) :]}"


def _links(text: str) -> list[tuple[str, bool]]:
    links: list[tuple[str, bool]] = []
    for token in tokens(text):
        if token.kind == "open" and token.name == "a":
            links.append((token.written, False))
            inside = True
        elif token.kind == "close" and token.name == "a":
            inside = False
        elif links and inside and (token.kind == "text" or token.name == "img"):
            tag, worded = links[-1]
            links[-1] = (tag, worded or bool(token.written.strip()))
    return links


def _inside(text: str, key: str) -> Iterator[str]:
    name, _, attribute = key.partition("=")
    tree = html5lib.parseFragment(text, namespaceHTMLElements=False)
    for element in tree.iter(name):
        if not attribute or attribute in element.attrib.values():
            yield "".join(element.itertext())


def _holds(text: str, wanted: str) -> bool:
    numbers = [re.sub(r"\D", "", one) for one in numerals(wanted)]
    if numbers:
        return numbers == [re.sub(r"\D", "", one) for one in numerals(text)]
    return wanted in text
