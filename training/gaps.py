"""List the English words that news uses and the training sentences of a language lack.

    python -m training.gaps --language hy --least 5 --limit 6000 > words.txt

Sentences written around these words, and translated, widen `training/data/coverage`. Words are
compared by their stems (Porter 1980, Snowball's English), so "vaccinated" covers "vaccine".
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import snowballstemmer

from training.prepare import read_pairs
from training.sources import LANGUAGES, articles

__all__ = ["gaps", "stem_counts", "words_by_stem"]

SENTENCES = frozenset({"news", "coverage", "short", "prose", "documentation"})
"""Groups that show a word in a sentence; a dictionary's entry does not teach its use."""
_WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)?")
_SHORTEST = 3
_GRACE = 3
"""As if each stem had been seen so often more: one that never was is not needed endlessly."""
_STEM = snowballstemmer.stemmer("english").stemWord


def stem_counts(texts: Iterable[str]) -> Counter[str]:
    """Count the stems of the English words in `texts`."""
    words = Counter(word.lower() for text in texts for word in _WORD.findall(text))
    counts: Counter[str] = Counter()
    for word, count in words.items():
        counts[_STEM(word)] += count
    return counts


def words_by_stem(texts: Iterable[str]) -> dict[str, Counter[str]]:
    """Count, under each stem, the words that `texts` write in small letters more often than not."""
    words = Counter(word for text in texts for word in _WORD.findall(text))
    capitals: Counter[str] = Counter()
    for word, count in words.items():
        if not word.islower():
            capitals[word.lower()] += count
    stems: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, count in words.items():
        if word.islower() and len(word) >= _SHORTEST and count > capitals[word]:
            stems[_STEM(word)][word] = count
    return stems


def gaps(wanted: dict[str, Counter[str]], seen: Counter[str], least: int) -> list[str]:
    """Return the commonest word of each stem that was seen less than `least` times.

    The stem that `wanted` counts most often for each time it was seen comes first.
    """

    def need(stem: str) -> float:
        return wanted[stem].total() / (seen[stem] + _GRACE)

    rare = sorted((stem for stem in wanted if seen[stem] < least), key=need, reverse=True)
    return [wanted[stem].most_common(1)[0][0] for stem in rare]


def main(arguments: list[str] | None = None) -> None:
    """Print the missing words of one language, the commonest first."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--least", type=int, default=5, help="occurrences that are enough")
    parser.add_argument("--limit", type=int, default=6000, help="words to print")
    parser.add_argument("--articles", type=int, default=60_000, help="English articles to read")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    options = parser.parse_args(arguments)
    pairs = read_pairs(options.data / f"{options.language}.tsv")
    seen = stem_counts(pair.source for pair in pairs if pair.group in SENTENCES)
    documents = (article["document"] for article in articles(options.corpus, options.articles))
    for word in gaps(words_by_stem(documents), seen, options.least)[: options.limit]:
        print(word)


if __name__ == "__main__":
    main()
