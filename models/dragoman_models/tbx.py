"""Read term bases in TBX, ISO 30042: version 2 (`martif`), TBX-Min, and version 3 (`tbx`).

Entities, which can grow without bound or name files, are refused, and nothing is
fetched: a `DOCTYPE` is read over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from dragoman_models.errors import GlossaryError

__all__ = ["Concept", "concepts"]

_ROOTS = ("martif", "tbx", "TBX")
_CONCEPTS = frozenset({"termEntry", "conceptEntry", "entry"})
_LANGUAGES = frozenset({"langSet", "langSec", "langGroup"})
_TERMS = frozenset({"tig", "ntig", "termSec", "termGroup"})
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CODES: Mapping[str, str] = MappingProxyType(
    {"eng": "en", "hye": "hy", "arm": "hy", "aze": "az", "fas": "fa", "per": "fa", "rus": "ru"}
)
# Azerbaijani in these is not what our readers read.
_OTHER_SCRIPTS = frozenset({"cyrl", "arab"})
# The words that statuses begin with, in the dialects' several spellings.
_PREFERRED, _BARRED = "preferred", ("deprecated", "superseded", "notrecommended", "obsolete")


@dataclass(frozen=True, slots=True)
class Concept:
    """Hold a concept: for each language its terms, the preferred ones first, with their lines."""

    terms: Mapping[str, tuple[tuple[int, str], ...]]


def concepts(path: Path, content: bytes) -> list[Concept]:
    """Read the concepts of a term base; terms that it calls deprecated are targets no more.

    Raises:
        GlossaryError: the file is no TBX, or not well-formed; names the line.
    """
    collector = _Collector(path)
    parser: Any = DefusedXMLParser(target=collector, forbid_entities=True, forbid_external=True)
    collector.line_of = lambda: int(parser.parser.CurrentLineNumber)
    try:
        parser.feed(content)
        parser.close()
    except ParseError as error:
        line = error.position[0]
        raise GlossaryError(path, f"the XML is not well-formed: {error.msg}", line=line) from error
    except (DefusedXmlException, ValueError, LookupError) as error:
        message = f"the XML is refused: {error}; take entities out, and save it as UTF-8"
        raise GlossaryError(path, message, line=collector.line_of()) from error
    return collector.concepts


class _Collector:
    """Collect concepts from a parser's events."""

    def __init__(self, path: Path) -> None:
        self.concepts: list[Concept] = []
        self.line_of: Callable[[], int] = int
        self._path = path
        self._depth = 0
        self._code = ""
        self._line = 0
        self._term = ""
        self._status = ""
        self._listens = ""
        self._found: dict[str, list[tuple[int, int, str]]] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take an opening tag."""
        name = _local(tag)
        self._depth += 1
        if self._depth == 1 and name not in _ROOTS:
            listed = ", ".join(f"<{root}>" for root in _ROOTS)
            message = f"its root is <{name}>; a TBX file has one of: {listed}"
            raise GlossaryError(self._path, message, line=self.line_of())
        if name in _CONCEPTS:
            self._found = {}
        elif name in _LANGUAGES:
            self._code = _code(attributes.get(_LANGUAGE, ""))
        elif name in _TERMS:
            self._line, self._term, self._status = self.line_of(), "", ""
        elif name == "term":
            self._line, self._listens = self.line_of(), "term"
        elif name == "administrativeStatus" or attributes.get("type") == "administrativeStatus":
            self._listens = "status"

    def data(self, text: str) -> None:
        """Take text, of a term also that within its inner tags."""
        if self._listens == "term":
            self._term += text
        elif self._listens == "status":
            self._status += text

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        name = _local(tag)
        self._depth -= 1
        if name in {"term", "termNote", "administrativeStatus"}:
            self._listens = ""
        elif name in _TERMS and self._code and self._term.strip():
            status = self._status.strip().lower()
            barred = 2 if status.startswith(_BARRED) else 1
            rank = 0 if status.startswith(_PREFERRED) else barred
            self._found.setdefault(self._code, []).append((rank, self._line, self._term))
        elif name in _CONCEPTS:
            self.concepts.append(_concept(self._found))

    def close(self) -> None:
        """Take the end of the file."""


def _concept(found: Mapping[str, list[tuple[int, int, str]]]) -> Concept:
    """Rank the terms; an English one that is deprecated may still stand in a text."""
    terms: dict[str, tuple[tuple[int, str], ...]] = {}
    for code, entries in found.items():
        ranked = sorted(entries, key=lambda entry: entry[0])
        terms[code] = tuple(
            (line, term) for rank, line, term in ranked if rank <= 1 or code == "en"
        )
    return Concept(terms)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _code(tag: str) -> str:
    """Return our code for a language tag such as `en-GB` or `hye`; empty for another script."""
    primary, *others = tag.lower().replace("_", "-").split("-")
    if primary in {"az", "aze"} and _OTHER_SCRIPTS.intersection(others):
        return ""
    return _CODES.get(primary, primary)
