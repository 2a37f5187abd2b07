"""List what is measured: what reads untrusted text, with what is hardest for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.growth.measure import Case

from dragoman.v1 import types_pb2
from dragoman_client.changes import match
from dragoman_client.units import Unit
from dragoman_models.article import assemble, parse, parse_text
from dragoman_models.kept_text import kept_places
from dragoman_models.markup import project
from dragoman_models.plain_lines import read_lines
from dragoman_models.segmentation import segment
from dragoman_models.sentences import sentence_spans
from dragoman_models.terms import Terms
from dragoman_models.types import FurniturePolicy, Hypothesis, MimeType, TranslatedSection
from dragoman_models.verbatim import verbatim_matches

__all__ = ["ARTICLE_PIECES", "LINE_PIECES", "TAG_PIECES", "VERBATIM_PIECES", "cases"]

ARTICLE_PIECES = ("<p>One <b>two</b> &amp; three.</p>\n\n", '<a ="', "<b>", "</p>", "&amp", "<!")
"""What makes a document that is hard to parse."""
LINE_PIECES = (" ", "\t", "\u00a0", ".", "| ", "> ", "A. ", "- ", "  a", "a\t")
"""What makes a line that is hard to take apart."""
TAG_PIECES = (
    *("<b>w ", "<a href=1>w</a> ", "<b><a href=1>w</a></b> ", "<b>w</b> <i>"),
    *("<a href=1>w w</a> <br>", "<b><a href=1>w</a> <a href=2>w</a></b> "),
)
"""What makes a paragraph of more tags than its translation has places for."""
VERBATIM_PIECES = (
    *("a-", "1-", "a.", "a@", "a.b", "x.pdf", "+1 ", "1 ", "(12) ", "{{ ", "<a ", "%", "A", "_"),
    *("/a", "[a ", "[a b=", "a_", "`a ", "&a", "\\\\", "я ", "я\u200c", "a.b/", "C:\\\\"),
)
"""What a pattern of addresses, figures or codes begins with, and never ends."""
_SENTENCE = "The two ministers agreed on Monday to reopen the road next week, an official said."
_KEPT = "Type <code>make.</code> <b>now <kbd>F5</kbd></b>. "


@dataclass(frozen=True, slots=True)
class _Answer:
    """Be the translation of a segment by a model without alignments."""

    target: str
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None


def cases() -> Iterator[Case]:
    """Yield every case."""
    for mime_type in MimeType:
        for piece in ARTICLE_PIECES:
            yield _of_text(
                f"article, {mime_type.name.lower()}", piece, 200_000, _article(mime_type)
            )
    for piece in LINE_PIECES:
        yield _of_text("plain_lines", piece, 200_000, lambda text: read_lines(f"x{text}x"))
    for piece in VERBATIM_PIECES:
        yield _of_text("verbatim", piece, 40_000, _verbatim)
    for piece in TAG_PIECES:
        yield Case("markup", repr(piece), 4_000, "pieces", _tags(piece))
    yield Case("kept_text", repr(_KEPT), 2_000, "pieces", _kept)
    yield Case("terms", "a glossary, none of it in the text", 8_000, "terms", _glossary)
    yield Case("changes", "stories with nothing in common", 4_000, "units", _stories(alike=False))
    yield Case("changes", "stories of one sentence", 4_000, "units", _stories(alike=True))


def _of_text(action: str, piece: str, size: int, read: Callable[[str], object]) -> Case:
    def prepare(length: int) -> Callable[[], object]:
        text = piece * (length // len(piece))
        return lambda: read(text)

    return Case(action, repr(piece), size, "characters", prepare)


def _article(mime_type: MimeType) -> Callable[[str], object]:
    return lambda text: assemble(parse(text, mime_type, furniture=FurniturePolicy.DROP), {})


def _verbatim(text: str) -> list[tuple[int, int]]:
    return list(verbatim_matches(f"{text} http://x", of_source=True))


def _tags(piece: str) -> Callable[[int], Callable[[], object]]:
    def prepare(count: int) -> Callable[[], object]:
        (section,) = parse_text(f"<p>{piece * count}", MimeType.HTML).sections
        segments = segment(section.text, max_tokens=10**6, count_tokens=len)
        answers = [_Answer("слово " * (count // 2 // len(segments)) or "слово") for _ in segments]
        return lambda: project(section, segments, answers)

    return prepare


def _kept(count: int) -> Callable[[], object]:
    source = f"<p>{_KEPT * count}</p>"

    def read() -> object:
        article = parse_text(source, MimeType.HTML)
        (section,) = article.sections
        offsets = tuple(tag.offset for tag in section.tags)
        found = kept_places(section.text, section.tags, section.text)
        whole = assemble(article, {0: TranslatedSection(f"{section.text} ", offsets)})
        return list(sentence_spans(section.text)), found, whole

    return read


def _glossary(count: int) -> Callable[[], object]:
    terms = Terms.of((), {f"word{number} of {number}": "слово" for number in range(count)})
    return lambda: [terms.find(_SENTENCE) for _ in range(20)]


def _stories(*, alike: bool) -> Callable[[int], Callable[[], object]]:
    def prepare(count: int) -> Callable[[], object]:
        numbers = [0 if alike else number for number in range(count)]
        old = _units([f"old{number} one two" for number in numbers])
        new = _units([f"new{number} three four" for number in numbers])
        return lambda: (match(old, new), match(old, old))

    return prepare


def _units(sources: Sequence[str]) -> list[Unit]:
    return [
        Unit(number=number, role=types_pb2.ROLE_BODY, span=(0, 0), source=source, targets={})
        for number, source in enumerate(sources, start=1)
    ]
