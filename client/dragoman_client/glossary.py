"""Glossaries: CSV files of terms and what they must become.

The first row names the columns, in any order. Either a row is one term in one
language:

    source_term,target_language_code,target_term
    ceasefire,ru,перемирие

where an empty language, or no such column, means every language; or it has a
column a language, an empty cell meaning none:

    source_term,hy,az,fa,ru
    ceasefire,հրադադար,atəşkəs,آتش‌بس,перемирие

`source` does for `source_term`. Columns named note, comment, definition or domain
are left out. Cells may be parted by semicolons or tabs too, as spreadsheets write
them. `dragoman serve` reads the same files.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from dragoman.v1.types_pb2 import GlossaryEntry
from dragoman_client.exits import ExitCode, Failure
from dragoman_client.inputs import Location, read

__all__ = ["read_glossary"]

SOURCE = "source_term"
LANGUAGE = "target_language_code"
TARGET = "target_term"
SHORT_NAMES = MappingProxyType({"source": SOURCE})
NOTES = frozenset({"note", "notes", "comment", "comments", "definition", "domain"})
SEPARATORS = ",;\t"
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")


def read_glossary(path: Path) -> list[GlossaryEntry]:
    """Read a glossary from a CSV file.

    Raises:
        Failure: the file cannot be read, or a row is wrong; the message names the
            file, the line and the column.
    """
    text = read(Location(str(path), path.stem, path), mime_type="text/plain").text
    return _Reader(path, text).entries()


class _Reader:
    """Read one file, and say of what is wrong where it stands."""

    def __init__(self, path: Path, text: str) -> None:
        separator = max(SEPARATORS, key=text.partition("\n")[0].count)
        self._path = path
        self._rows = csv.reader(
            StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
        )
        self._told: dict[tuple[str, str], tuple[int, str]] = {}

    def entries(self) -> list[GlossaryEntry]:
        try:
            names = [name.strip().casefold() for name in next(self._rows, [])]
            header = [SHORT_NAMES.get(name, name) for name in names]
            self._check(header)
            return [entry for row in self._rows for entry in self._entries(header, row)]
        except csv.Error as exc:
            raise self._failure(f"is not CSV: {exc}") from exc

    def _check(self, header: Sequence[str]) -> None:
        columns = [name for name in header if name not in NOTES]
        if SOURCE not in columns or len(columns) == 1:
            self._refuse(
                f"the first row names the columns: {SOURCE},{LANGUAGE},{TARGET},"
                f" or {SOURCE} and a column a language, such as {SOURCE},hy,az,fa,ru"
            )
        for name in columns:
            if columns.count(name) > 1:
                self._refuse(f"the column {name!r} is there twice")
            known = name in (SOURCE, LANGUAGE, TARGET) if TARGET in columns else name == SOURCE
            if not known and (TARGET in columns or not _LANGUAGE_CODE.fullmatch(name)):
                self._refuse(
                    f"unknown column {name!r}; choose {SOURCE}, {LANGUAGE} and {TARGET},"
                    f" or {SOURCE} and language codes"
                )

    def _entries(self, header: Sequence[str], row: Sequence[str]) -> Iterator[GlossaryEntry]:
        if not any(cell.strip() for cell in row):
            return
        if len(row) != len(header):
            self._refuse(f"{len(row)} cells, where the first row names {len(header)} columns")
        cells = {
            name: cell.strip() for name, cell in zip(header, row, strict=True) if name not in NOTES
        }
        term = cells.pop(SOURCE)
        if not term:
            self._refuse(f"{SOURCE} is empty")
        if TARGET in cells:
            if not cells[TARGET]:
                self._refuse(f"{TARGET} is empty; --do-not-translate keeps a term as it stands")
            cells = {cells.get(LANGUAGE, ""): cells[TARGET]}
        for language, target in cells.items():
            if target and self._is_new(term, language, target):
                yield GlossaryEntry(
                    source_term=term, target_language_code=language, target_term=target
                )

    def _is_new(self, term: str, language: str, target: str) -> bool:
        line, before = self._told.get((term, language), (0, target))
        if before != target:
            self._refuse(f"{term!r} is {before!r} in line {line}, and {target!r} here")
        self._told[term, language] = (line or self._rows.line_num, target)
        return not line

    def _refuse(self, problem: str) -> NoReturn:
        raise self._failure(problem)

    def _failure(self, problem: str) -> Failure:
        line = max(self._rows.line_num, 1)
        return Failure(f"{self._path}, line {line}: {problem}", code=ExitCode.BAD_INPUT)
