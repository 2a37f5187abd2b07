"""Clean sentence pairs: normal form, script, length, and agreement of the two sides."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["OWN_SCRIPT", "SCRIPTS", "Pair", "clean_pair", "clean_text", "dedup_key", "script_share"]

SCRIPTS: dict[str, re.Pattern[str]] = {
    "hy": re.compile(r"[\u0531-\u0556\u0560-\u0588\ufb13-\ufb17]"),
    "az": re.compile(r"[A-Za-zÇçƏəĞğİıÖöŞşÜü]"),
    "fa": re.compile(r"[\u0600-\u06ff\u200c\ufb50-\ufdff]"),
    "ru": re.compile(r"[А-Яа-яЁё]"),
}
OWN_SCRIPT = 0.6
"""The least share of letters in its own script that a text of a language has."""
_LONGEST_SOURCE = 600
_YEAR_DIGITS = 4
_FEW_YEARS = 2
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u202f\u3000\ufeff]+")
_INVISIBLE = re.compile(
    r"[\u0000-\u001f\u007f\u00ad\u200d-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe0f]"
)
_MARKUP = re.compile(r"</?\w[^>]*>|\{\{|\}\}|%\d?\$?[sd]\b|`|\[\[|\]\(|\||\\")
_WORD_CHARACTER = re.compile(r"\w")
_NUMBER = re.compile(r"\d+")
_FOREIGN_DIGITS = {ord(digit): str(i % 10) for i, digit in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}
_PERSIAN_LETTERS = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("ۀ"): "هٔ"}


@dataclass(frozen=True)
class Pair:
    """One training item: an English source and its target, with the group it was drawn from."""

    group: str
    source: str
    target: str


def clean_text(text: str) -> str:
    """Return `text` in NFC on one line, without invisible controls; ZWNJ is kept."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def dedup_key(text: str) -> str:
    """Reduce `text` to the lower-cased letters and digits that decide whether two are the same."""
    return re.sub(r"\W+", " ", text.casefold()).strip()


def script_share(text: str, language: str) -> float:
    """Return which share of the letters of `text` belongs to the script of `language`."""
    letters = [character for character in text if character.isalpha()]
    if not letters:
        return 1.0
    return len(SCRIPTS[language].findall("".join(letters))) / len(letters)


def _normalise_target(target: str, language: str) -> str:
    target = target.translate(_FOREIGN_DIGITS)
    if language == "fa":
        target = target.translate(_PERSIAN_LETTERS)
    if language == "hy":
        # The Armenian full stop is U+0589; a colon at the end is a typist's substitute for it.
        target = re.sub(r"(?<=[\u0561-\u0588]):$", "։", target)
    return target


def _lengths_agree(source: str, target: str) -> bool:
    short, long = sorted((len(source) + 8, len(target) + 8))
    return long <= 2.2 * short and len(source) <= _LONGEST_SOURCE


def _numbers_agree(source: str, target: str) -> bool:
    """Tell whether years survive; long lists of them are reordered, and not checked."""
    years = [number for number in _NUMBER.findall(source) if len(number) >= _YEAR_DIGITS]
    return all(number in target for number in years) if len(years) <= _FEW_YEARS else True


def clean_pair(group: str, source: str, target: str, language: str) -> Pair | None:
    """Return the cleaned pair, or None where one side is unfit for training."""
    source = clean_text(source)
    target = _normalise_target(clean_text(target), language)
    fit = (
        bool(_WORD_CHARACTER.search(source))
        and bool(_WORD_CHARACTER.search(target))
        and not _MARKUP.search(source)
        and not _MARKUP.search(target)
        and _lengths_agree(source, target)
        and _numbers_agree(source, target)
        and script_share(target, language) >= OWN_SCRIPT
        and (language == "az" or dedup_key(source) != dedup_key(target))
    )
    return Pair(group, source, target) if fit else None
