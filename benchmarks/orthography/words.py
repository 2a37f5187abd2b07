"""Count how English news writes its words, and make the three lists of `english_case`.

    python -m benchmarks.orthography.words FILE...

Each FILE is a `*.jsonl.xz` of news in its own case, one object with a `document` a
line; the newswire corpus is counted too. Only words in mid-sentence count, and only in
sentences of which most words are in small letters. `common_words.txt` gets the
words that are small at least as often as not, `cased_words.txt` those with
capitals of their own, `name_phrases.txt` the pairs of words that are a name.
What the shipped lists were made of: 325,000 openings of stories of 2019 to 2024,
15 million words.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

from benchmarks.orthography.references import NEWSWIRE, rows

from dragoman_models.english_case import is_common

TARGET = Path(__file__).parents[2] / "models" / "dragoman_models"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SENTENCE = re.compile(r"\n|(?<=[.!?])[\"”’']?\s+")
_OPENERS = frozenset(".!?:\"“”‘(—–-…|•*'")
SHORTEST_SENTENCE = 6
# How often a word must have been seen.
COMMON, ACRONYM, MIXED, PHRASE = 12, 25, 20, 15
# The words of our region are rare in the news of others.
NEWSWIRE_WEIGHT = 12
LONGEST_ACRONYM = 6
NAME_SHARE = 0.75


@dataclass
class Counts:
    """Hold how often each word and each phrase was seen, by the way it was written."""

    small: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    acronym: Counter[str] = field(default_factory=Counter)
    mixed: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    phrases: Counter[str] = field(default_factory=Counter)

    def add_word(self, word: str) -> None:
        """Count a word in mid-sentence."""
        stem = word.removesuffix("'s").removesuffix("’s")
        if word.islower():
            self.small[word] += 1
        elif stem.isupper() and len(stem) > 1:
            self.acronym[stem] += 1
        elif stem[1:].islower() or len(stem) == 1:
            self.capital[stem.lower()] += 1
        else:
            self.mixed[stem] += 1

    def add_phrase(self, words: Iterable[str]) -> None:
        """Count words that stand side by side; `of` within a name is small."""
        found = [word.removesuffix("'s").removesuffix("’s") for word in words]
        phrase = " ".join(found).lower()
        self.phrases[phrase] += 1
        self.names[phrase] += all(word[0].isupper() or word == "of" for word in found)


def count(text: str, counts: Counts) -> None:
    """Count the words of a text, sentence by sentence."""
    for sentence in _SENTENCE.split(text):
        words = list(_WORD.finditer(sentence))
        small = sum(match[0][0].islower() for match in words)
        if len(words) < SHORTEST_SENTENCE or 2 * small < len(words):
            continue
        for index in range(1, len(words)):
            match = words[index]
            before = sentence[max(0, match.start() - 2) : match.start()]
            if before[-1:] in {" ", "-"} and before[0] not in _OPENERS:
                counts.add_word(match[0])
            if index > 1:
                count_phrases(sentence, words[max(1, index - 2) : index + 1], counts)


def count_phrases(sentence: str, words: list[re.Match[str]], counts: Counts) -> None:
    """Count the phrases of two words, or three around `of`, that the last word ends."""
    written = [match[0] for match in words]
    if sentence[words[-2].end() : words[-1].start()] != " " or written[-1] == "of":
        return
    if written[-2] != "of":
        counts.add_phrase(written[-2:])
    elif len(words) > 2:  # noqa: PLR2004 - the word before `of`
        counts.add_phrase(written)


def documents(paths: Iterable[Path]) -> Iterator[str]:
    """Yield the texts to count."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from (json.loads(line)["document"] for line in lines)
    for name in ("newswire5.train.tsv", "articles5.train.tsv"):
        for row in rows(NEWSWIRE / name):
            yield from repeat(row["en"], NEWSWIRE_WEIGHT)


def common_words(counts: Counts) -> Iterator[str]:
    """Yield the words that news writes in small letters."""
    for word, times in counts.small.items():
        other = counts.capital[word] + counts.acronym[word.upper()]
        plain = re.fullmatch("[a-zàâäçéèêëîïñôöûü]+", word) and (len(word) > 1 or word == "a")
        if times >= COMMON and times >= other and plain:
            yield word


def cased_words(counts: Counts) -> Iterator[str]:
    """Yield the words with capitals of their own: NATO, iPhone."""
    for word, times in counts.acronym.items():
        others = max(2 * counts.capital[word.lower()], 1.5 * counts.small[word.lower()])
        if times >= max(ACRONYM, others) and len(word) <= LONGEST_ACRONYM:
            yield word
    for word, times in counts.mixed.items():
        others = counts.capital[word.lower()] + counts.small[word.lower()]
        if times >= MIXED and times > max(others, counts.acronym[word.upper()]):
            yield word


def name_phrases(counts: Counts) -> Iterator[str]:
    """Yield the phrases with a common word in them that are mostly names."""
    for phrase, times in counts.names.items():
        first, *_, last = phrase.split()
        named = times >= max(PHRASE, NAME_SHARE * counts.phrases[phrase])
        if named and phrase.isascii() and (is_common(first) or is_common(last)):
            yield phrase


def main() -> None:
    """Count and write the lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    counts = Counts()
    for text in documents(parser.parse_args().files):
        count(text, counts)
    made = {
        "common_words.txt": common_words(counts),
        "cased_words.txt": cased_words(counts),
        "name_phrases.txt": name_phrases(counts),
    }
    for name, words in made.items():
        listed = sorted(set(words))
        (TARGET / name).write_text("\n".join(listed) + "\n", encoding="utf-8")
        print(name, len(listed))


if __name__ == "__main__":
    main()
