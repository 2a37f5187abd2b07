"""A house's glossary: read from a CSV or TBX file, and made ready once for each language."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

from dragoman_models import tbx
from dragoman_models.errors import GlossaryError
from dragoman_models.languages import SOURCE_LANGUAGE_CODES, TARGET_LANGUAGE_CODES
from dragoman_models.terms import Terms

__all__ = ["MAX_TERM_LENGTH", "Glossary"]

MAX_TERM_LENGTH = 200
"""The longest term that is taken, in code points: a longer one is a slip of the columns."""

_TABLES = (".csv", ".tsv", ".txt")
_TERM_BASES = (".tbx", ".xml")
_DELIMITERS = (",", ";", "\t")
_LONG = ("source_term", "target_language_code", "target_term")
_NOTES = frozenset({"note", "notes", "comment", "comments", "definition", "domain"})
_CHOICES = (
    f"give {', '.join(_LONG)}, or source and some of {', '.join(TARGET_LANGUAGE_CODES)}"
    " (note, comment, definition and domain are left out)"
)

_Entry = tuple[int, str, str, str]
"""A line of the file, a source term, a language code (empty for all), a target term."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """Hold a glossary: for each target language, source terms and what they must become.

    `terms` is the same, made ready to be found in texts.
    """

    entries: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    terms: Mapping[str, Terms] = field(init=False)

    def __post_init__(self) -> None:
        """Make the terms of each language ready."""
        ready = {code: Terms.of((), entries) for code, entries in self.entries.items()}
        object.__setattr__(self, "terms", MappingProxyType(ready))

    def __len__(self) -> int:
        """Count the pairs of a source term and a target term."""
        return sum(map(len, self.entries.values()))

    @classmethod
    def read(cls, path: Path) -> Glossary:
        """Read a glossary file: CSV by its header, or TBX (ISO 30042, versions 2 and 3).

        A table has the columns `source_term,target_language_code,target_term`, where
        an empty code means every language, or `source,hy,az,fa,ru`, some of the four
        or all; between them stand commas, semicolons or tabs; UTF-8.

        Raises:
            GlossaryError: names the file, and where there is one the line and the
                field, and says what would do.
        """
        suffix = path.suffix.lower()
        if suffix not in (*_TABLES, *_TERM_BASES):
            listed = ", ".join((*_TABLES, *_TERM_BASES))
            raise GlossaryError(path, f"cannot tell its format; name it with one of: {listed}")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise GlossaryError(path, f"cannot be read: {error.strerror}") from error
        entries = _table(path, content) if suffix in _TABLES else _term_base(path, content)
        return cls(_collected(path, entries))


def _collected(path: Path, entries: Iterable[_Entry]) -> Mapping[str, Mapping[str, str]]:
    collected: dict[str, dict[str, str]] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, source, code, target in entries:
        known = collected.setdefault(code, {})
        if known.setdefault(source, target) != target:
            raise GlossaryError(
                path,
                f"{source!r} is {known[source]!r} on line {lines[code, source]} and {target!r}"
                f" here, both for {code or 'all languages'!r}; keep one",
                line=line,
            )
        lines.setdefault((code, source), line)
    if not collected:
        listed = ", ".join(TARGET_LANGUAGE_CODES)
        raise GlossaryError(path, f"it holds no English term with a target term in: {listed}")
    common = collected.pop("", {})
    languages = TARGET_LANGUAGE_CODES if common else collected
    # A term of a language's own goes before one for all.
    merged = {code: {**common, **collected.get(code, {})} for code in languages}
    return MappingProxyType({code: MappingProxyType(each) for code, each in merged.items()})


def _table(path: Path, content: bytes) -> Iterator[_Entry]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise GlossaryError(path, "it is not UTF-8; save it as UTF-8", line=line) from error
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        read = _reader(path, names)
        for row in rows:
            if any(cell.strip() for cell in row):
                _check_width(path, row, names, line=rows.line_num)
                cells = dict(zip(names, row, strict=True))
                yield from read(cells, line=rows.line_num)
    except csv.Error as error:
        raise GlossaryError(path, f"the quoting is wrong: {error}", line=rows.line_num) from error


def _reader(path: Path, names: Sequence[str]) -> partial[Iterator[_Entry]]:
    """Tell the form of a table from its header."""
    columns = set(names) - _NOTES
    if len(names) != len(set(names)):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise GlossaryError(path, f"columns come twice: {', '.join(map(repr, twice))}", line=1)
    if columns == set(_LONG):
        return partial(_long_row, path)
    if "source" in columns and len(columns) > 1 and columns <= {"source", *TARGET_LANGUAGE_CODES}:
        return partial(_wide_row, path)
    found = ", ".join(map(repr, names)) or "nothing"
    raise GlossaryError(path, f"the columns are {found}; {_CHOICES}", line=1)


def _check_width(path: Path, row: Sequence[str], names: Sequence[str], *, line: int) -> None:
    if len(row) != len(names):
        message = f"it has {len(row)} fields, and the header {len(names)}: {', '.join(names)}"
        raise GlossaryError(path, message, line=line)


def _long_row(path: Path, cells: Mapping[str, str], *, line: int) -> Iterator[_Entry]:
    code = cells["target_language_code"].strip()
    if code and code not in TARGET_LANGUAGE_CODES:
        listed = ", ".join(TARGET_LANGUAGE_CODES)
        message = f"is {code!r}; choose one of: {listed}, or leave it empty for all"
        raise GlossaryError(path, message, line=line, field="target_language_code")
    source = _term(path, cells["source_term"], line=line, field="source_term")
    target = _term(path, cells["target_term"], line=line, field="target_term")
    yield line, source, code, target


def _wide_row(path: Path, cells: Mapping[str, str], *, line: int) -> Iterator[_Entry]:
    source = _term(path, cells["source"], line=line, field="source")
    for code in TARGET_LANGUAGE_CODES:
        if cells.get(code, "").strip():
            yield line, source, code, _term(path, cells[code], line=line, field=code)


def _term(path: Path, text: str, *, line: int, field: str) -> str:
    """Return a term as texts have it: composed, with single spaces."""
    term = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(character.isalnum() for character in term):
        message = f"is {text!r}; give a term with a letter or a figure"
        raise GlossaryError(path, message, line=line, field=field)
    if len(term) > MAX_TERM_LENGTH:
        message = f"has {len(term)} code points; a term has at most {MAX_TERM_LENGTH}"
        raise GlossaryError(path, message, line=line, field=field)
    return term


def _term_base(path: Path, content: bytes) -> Iterator[_Entry]:
    for concept in tbx.concepts(path, content):
        for line, source in concept.terms.get(SOURCE_LANGUAGE_CODES[0], ()):
            for code in TARGET_LANGUAGE_CODES:
                # The first is the one that the term base prefers.
                for target_line, target in concept.terms.get(code, ())[:1]:
                    yield (
                        line,
                        _term(path, source, line=line, field="term"),
                        code,
                        _term(path, target, line=target_line, field="term"),
                    )
