"""Make `name_forms.tsv`: how each target language writes the places and people of the news.

python -m benchmarks.checks.form_table

Takes, through babel, CLDR's territories and cities (Unicode licence), and before
them the rows of `more_names.tsv` beside this file: capitals and regions that CLDR
lacks, forms that the press prefers to CLDR's (ABŞ, Евросоюз), and heads of state.
A cell is empty where CLDR has no name in the language's own letters.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from benchmarks.checks.name_table import LANGUAGES, ROOT, known_places, written

from dragoman_models.english_case import is_common

MORE = Path(__file__).with_name("more_names.tsv")
TABLE = ROOT / "models/dragoman_models/name_forms.tsv"
HEAD = "# Made by benchmarks/checks/form_table.py; CLDR Unicode-3.0."

# Capitals all through, for a name is not looked for otherwise; no brackets, no lists.
_NAME = re.compile(r"[^\W\d_a-z][^\W\d_]{2,}(?:[ -][^\W\d_a-z][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-z]")
# Brackets, lists, and islands that are cut short.
_OUTSIDE = re.compile(r"[()&,/]|о-ва?\b")
_UNKNOWN = "Unknown City"


def rows() -> dict[str, dict[str, str]]:
    """Return each language's form by the English name; those written by hand go first."""
    found = dict(written_by_hand())
    for name, forms in known_places():
        if name in found or name == _UNKNOWN or not _NAME.fullmatch(name) or is_common(name):
            continue
        cells = {language: cell(forms[language], language) for language in LANGUAGES}
        if any(cells.values()):
            found[name] = cells
    return found


def written_by_hand() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the rows of `more_names.tsv`."""
    with MORE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["en"], {language: row[language] for language in LANGUAGES}


def cell(form: str, language: str) -> str:
    """Return CLDR's form, or nothing where it is none that a newspaper would print."""
    foreign = language != "az" and _LATIN.search(form)
    return "" if foreign or _OUTSIDE.search(form) else unicodedata.normalize("NFC", form)


def main() -> None:
    """Write the table, and say how many names each language has."""
    table = rows()
    TABLE.write_text(written(HEAD, table), encoding="utf-8")
    for language in LANGUAGES:
        print(language, sum(bool(cells[language]) for cells in table.values()), "of", len(table))


if __name__ == "__main__":
    main()
