"""HTML cut into tags, comments and text as they are written, by Python's tolerant tokenizer."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

__all__ = ["INLINE", "VOID", "Token", "tokens"]

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)


@dataclass(frozen=True, slots=True)
class Token:
    """Hold one tag, comment or run of text as it is written.

    `kind` is open, close, text or other; `name` is a tag's name in small letters.
    """

    kind: str
    written: str
    name: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.marks: list[tuple[int, str, str]] = []
        self._starts: list[int] = [0]

    def read(self, text: str) -> list[Token]:
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.feed(text)
        self.close()
        ends = [start for start, _, _ in self.marks[1:]] + [len(text)]
        return [
            Token(kind, text[start:end], name)
            for (start, kind, name), end in zip(self.marks, ends, strict=True)
        ]

    def _mark(self, kind: str, name: str = "") -> None:
        line, column = self.getpos()
        self.marks.append((self._starts[line - 1] + column, kind, name))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("open", tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("open" if tag in VOID else "other", tag)

    def handle_endtag(self, tag: str) -> None:
        self._mark("close", tag)

    def handle_data(self, data: str) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("text")

    def handle_entityref(self, name: str) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("text")

    def handle_charref(self, name: str) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("text")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("other")

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("other")

    def handle_pi(self, data: str) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("other")

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002  the base class says what is handed over
        self._mark("other")


def tokens(text: str) -> list[Token]:
    """Cut HTML into tokens that, joined, are the text again."""
    return _Reader().read(text)
