"""Make `names.tsv`: the names that are not found by their sound, and how each language has them.

python -m benchmarks.checks.name_table

Reads the training lines of the newswire corpus and, through babel, CLDR's
territories and cities (Unicode licence); writes the table of
`dragoman_models.names`. A word with a capital in mid-sentence that a language's
lines do not hold by sound gets the stems (the first letters of words) that
stand in those lines and hardly elsewhere; where no stems explain nine in ten of
the lines, the word is not looked for in that language. A row of empty cells
says only that the word is a name.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale
from babel.core import get_global

from dragoman_models import casing, english_case
from dragoman_models.names import heard, sounds_like
from dragoman_models.transliteration import first_vowel, is_likeness, sounds

ROOT = Path(__file__).parents[2]
NEWSWIRE = ROOT / "training/data/newswire"
TABLE = ROOT / "models/dragoman_models/names.tsv"
LANGUAGES = ("hy", "az", "fa", "ru")
HEAD = "# Made by benchmarks/checks/name_table.py; newswire corpus CC-BY-4.0, CLDR Unicode-3.0."

_WORD = re.compile(r"[^\W\d_]+(?:[\u200c'’ʼ՛՞՜][^\W\d_]+)*")
_ENGLISH = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*")
_OPENING = re.compile(r"(?:\A|[.!?:;…—–]\s|[\"“‘«(])\W*\Z")
_PREFIXES = range(2, 8)
_ROMAN = re.compile(r"[IVXLC]+")
# A stem stands in at most this share of the lines without the name.
_ELSEWHERE = 0.01
_LEAST_LINES = 2
_LEAST_SHARE = 0.15
_MOST_STEMS = 4
_EXPLAINED = 0.95
# Peoples and their languages are often left unsaid, or said by another word.
_EXPLAINED_OF_PEOPLES = 0.98
_PEOPLE = re.compile(r"(?:[aei]?an|ese|ish|ic|i|ch|ek|ss)s?\Z")
_LEAST_LINES_OF_PEOPLES = 15
_TITLES = frozenset(("Mr", "Mrs", "Ms", "Dr", "Jr", "Sr", "St"))
# Each language has several words for these, whatever the corpus has.
_OTHERS = (
    "British Caribbean Corps East Eagle God Isle Lake New North Northern Olympic Reserve South"
    " Southern West"
)
_LEFT_OUT = tuple(_OTHERS.split())
# Names of common words, which must not be taken for each other.
_STATES = {
    "United Kingdom": (
        "բրիտան թագավոր անգլիա",
        "britan krallı ingiltərə",
        "بریتانیا انگل پادشاهی",
        "британ королевст англи",
    ),
    "United Nations": ("ՄԱԿ ազգ", "BMT millət", "ملل", "ООН наций"),
    "United States": (
        "ԱՄՆ նահանգ ամերիկ",
        "ABŞ ştat amerika",
        "ایالات آمریکا امریکا",
        "США штат америк",
    ),
}
# Days and months are no names, and a month may be a figure in the target
# (`dragoman_models.quantities` looks at those).
_DATES = tuple(filter(None, (*calendar.month_name, *calendar.month_abbr, *calendar.day_name)))
_PEOPLES = (
    "American Arab Arctic Azeri Brit British Briton Dane Dutch Emirati European Finn Islamic"
    " Israelite Jewish Kurd Muslim Nordic Pole Soviet Swede Turk"
)
_OTHER_PEOPLES = frozenset(_PEOPLES.split())
_FEWEST_SOUNDS = 2
_LONGEST_ACRONYM = 6


@dataclass
class Corpus:
    """The lines of one language: each word's beginnings, and the sounds of each line."""

    language: str
    sounds: list[frozenset[tuple[str, float, str]]] = field(default_factory=list)
    lines: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    stems: list[set[str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Add a line."""
        number = len(self.sounds)
        every = [heard(word, self.language) for word in _WORD.findall(text)]
        self.sounds.append(frozenset(sound for _, sound in every))
        words = {form for forms, _ in every for form in forms}
        stems = {word[:size] for word in words for size in _PREFIXES if len(word) >= size}
        self.stems.append(stems)
        for stem in stems:
            self.lines[stem].add(number)

    def cell(self, word: str, numbers: Sequence[int], *, people: bool) -> str:
        """Return what the table says of a word that stands in the lines of these numbers."""
        name = sounds(word, "en")
        if people and len(numbers) < _LEAST_LINES_OF_PEOPLES:
            return "-"
        least = (_EXPLAINED_OF_PEOPLES if people else _EXPLAINED) * len(numbers)
        heard = set() if word.isupper() else {n for n in numbers if self._hears(word, n)}
        if len(heard) >= least and len(name) >= _FEWEST_SOUNDS:
            return ""
        stems, explained = self._stems(set(numbers), heard, acronym=word.isupper())
        return " ".join(stems) if explained >= least and stems else "-"

    def _hears(self, word: str, number: int) -> bool:
        name, vowel = sounds(word, "en"), first_vowel(word, "en")
        return sounds_like(name, self.sounds[number], vowel=vowel)

    def _stems(
        self, numbers: set[int], explained: set[int], *, acronym: bool
    ) -> tuple[list[str], int]:
        stems: list[str] = []
        least = max(_LEAST_LINES, _LEAST_SHARE * len(numbers - explained))
        while len(stems) < _MOST_STEMS and len(numbers - explained) > 0:
            best = self._best_stem(numbers, numbers - explained, least, acronym=acronym)
            if best is None:
                break
            stems.append(best)
            explained = explained | (self.lines[best] & numbers)
        return stems, len(explained)

    def _best_stem(
        self, numbers: set[int], missed: set[int], least: float, *, acronym: bool
    ) -> str | None:
        """Find the stem of most missed lines; of equal ones the longest.

        An acronym is one in the target, too, where the script has capitals.
        """
        capitals = acronym and self.language != "fa"
        counts = Counter(stem for number in missed for stem in self.stems[number])
        fit = [
            (count, len(stem), stem)
            for stem, count in counts.items()
            if count >= least
            and (stem[:2].isupper() or not capitals)
            and len(self.lines[stem] - numbers) <= _ELSEWHERE * len(self.sounds)
            and len(self.lines[stem] - numbers) <= 3 * count
        ]
        return max(fit)[2] if fit else None


def newswire() -> Iterator[Mapping[str, str]]:
    """Read the training lines: English and the four languages."""
    for name in ("newswire5.train.tsv", "articles5.train.tsv"):
        with (NEWSWIRE / name).open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def name_words(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the words that may be names, and whether each stands in mid-sentence."""
    text = english_case.for_model(text)
    for match in _ENGLISH.finditer(text):
        word = match[0]
        if len(word) < 2 or not word[0].isupper() or english_case.is_common(word):  # noqa: PLR2004 - initials
            continue
        if word.isupper() and len(word) > _LONGEST_ACRONYM:
            continue
        yield word, _OPENING.search(text, 0, match.start()) is None


def mined() -> dict[str, dict[str, str]]:
    """Make the rows of the words that the newswire corpus holds."""
    corpora = {language: Corpus(language) for language in LANGUAGES}
    numbers: dict[str, list[int]] = defaultdict(list)
    named: set[str] = set()
    common: set[str] = set()
    for number, row in enumerate(newswire()):
        for word, inside in set(name_words(row["en"])):
            numbers[word] += [number] if number not in numbers[word][-1:] else []
            named |= {word} if inside else set()
        common |= {word for word in _ENGLISH.findall(row["en"]) if word.islower()}
        for language, corpus in corpora.items():
            corpus.add(row[language])
    peoples = set(filter(people_names(), numbers))
    rows: dict[str, dict[str, str]] = {}
    for word, found in numbers.items():
        if word in _TITLES or _ROMAN.fullmatch(word):
            continue
        if word.lower() in common:
            rows[word] = dict.fromkeys(LANGUAGES, "-")
            continue
        people = word in peoples
        cells = {key: corpus.cell(word, found, people=people) for key, corpus in corpora.items()}
        if word in named or any(cells.values()):
            rows[word] = cells
    return rows


def people_names() -> Callable[[str], bool]:
    """Return a test of whether a word names a people or its language (Greek, Venezuelans)."""
    english = Locale("en")
    languages = {name.split()[0] for name in english.languages.values()}
    beginnings = {name[:4] for name, _ in known_places()}
    places = {word for name, _ in known_places() for word in name.split()}

    def test(word: str) -> bool:
        if word in places:
            return False
        formed = word[:4] in beginnings and _PEOPLE.search(word) is not None
        return formed or word.removesuffix("s") in languages | _OTHER_PEOPLES

    return test


def known_places() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield CLDR's territories and cities: the English name, and each language's."""
    english = Locale("en")
    locales = {language: Locale(language) for language in LANGUAGES}
    for code, name in english.territories.items():
        yield name, {key: str(one.territories.get(code, "")) for key, one in locales.items()}
    for zone in get_global("zone_territories"):
        city = zone.rpartition("/")[2].replace("_", " ")
        yield (
            english.time_zones.get(zone, {}).get("city", city),
            {key: one.time_zones.get(zone, {}).get("city", "") for key, one in locales.items()},
        )


def place_rows(rows: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Make rows of the places of one word that the corpus does not hold."""
    found: dict[str, dict[str, str]] = {}
    for name, targets in known_places():
        if (
            not re.fullmatch(r"[A-Z][a-z]{2,}", name)
            or english_case.is_common(name)
            or name in rows
        ):
            continue
        found[name] = {
            language: place_cell(name, targets[language], language) for language in targets
        }
    return found


def place_cell(name: str, target: str, language: str) -> str:
    """Return a place's stem where its sound does not find it."""
    words = [casing.lower(word, language) for word in _WORD.findall(target)]
    if not words or any(is_likeness(sounds(name, "en"), sounds(word, language)) for word in words):
        return "" if len(sounds(name, "en")) >= _FEWEST_SOUNDS or not words else stem(words[0])
    return stem(words[0]) if len(words) == 1 else "-"


def stem(word: str) -> str:
    """Cut off what a case ending would change."""
    return word[: max(3, len(word) - 2)]


def written(head: str, rows: Mapping[str, Mapping[str, str]]) -> str:
    """Return a table in alphabetical order, under the comment `head`."""
    lines: Iterable[str] = (
        "\t".join((word, *(rows[word][language] for language in LANGUAGES)))
        for word in sorted(rows)
    )
    return "\n".join((head, "\t".join(("en", *LANGUAGES)), *lines)) + "\n"


def main() -> None:
    """Write the table and say how much it holds."""
    rows = mined()
    rows |= place_rows(rows)
    rows |= {word: dict.fromkeys(LANGUAGES, "-") for word in (*_LEFT_OUT, *_DATES)}
    rows |= {name: dict(zip(LANGUAGES, stems, strict=True)) for name, stems in _STATES.items()}
    TABLE.write_text(written(HEAD, rows), encoding="utf-8")
    for language in LANGUAGES:
        cells = Counter(
            {"-": "left out", "": "by sound"}.get(row[language], "stems") for row in rows.values()
        )
        print(language, dict(cells))


if __name__ == "__main__":
    main()
