"""Count how each English word was translated in the training sentences: the lexicon of the hints.

    python -m training.lexicon --language az --run training/runs/az

Words are linked by the run's aligner, as for `training.phrases`. A word that is too rare there, or
that no translation stands out of, has the one that was written for it in `words.train.tsv`.
"""

from __future__ import annotations

import argparse
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from dragoman_models.casing import lower
from dragoman_models.hints import LEXICON_NAME, hint_key, look_up, look_up_stem
from dragoman_models.moses import normalise_punctuation
from training.alignment import Aligner
from training.cleaning import Pair
from training.phrases import word_links
from training.prepare import read_pairs
from training.sources import LANGUAGES
from training.tokenizer import Vocabulary

__all__ = ["count_translations", "lexicon", "with_written", "write_lexicon"]

_COUNTED = frozenset({"news", "coverage", "short", "collocations", "prose", "lexicon", "wmt"})
_WRITTEN = "words"
_LONGEST_SOURCE = 300
# Reading takes as much memory as the dictionary has: 64 MB by the preset alone.
_COMPRESSION = [{"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 1 << 20}]
_EDGES = "\"'“”‘’«»()[]{}.,:;!?…-–—։՝՞՛،؛؟"
_ALIKE = 4
"""Forms with as many first letters in common count as one word's."""
_LEAST_ALIKE = 0.05
"""Share of a word's links with what its stem mostly becomes, if it is a form of that."""
_OUTDONE = 2
"""So many times as often as that, another word's forms tell that it is none."""
_OUTDOING = 4
"""And so many links with them, at least: two for one may be chance."""
_TELLING = 8
"""So many links of a word tell that it is no form of another; with fewer it may be chance."""

Counts = dict[str, Counter[str]]


def count_translations(pairs: Iterable[Pair], aligner: Aligner, vocabulary: Vocabulary) -> Counts:
    """Count the target words that each English word, by its key, is linked with."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        source = normalise_punctuation(pair.source)
        words, targets = source.split(), pair.target.split()
        if not words or not targets:
            continue
        for i, j in word_links(aligner, vocabulary, source, pair.target):
            if i < len(words) and j < len(targets):
                counts[hint_key(words[i])][targets[j].strip(_EDGES)] += 1
    return dict(counts)


def _stem(form: str, language: str) -> str:
    return lower(form, language)[:_ALIKE]


def _by_stem(forms: Counter[str], language: str) -> Counter[str]:
    """Count a word's links with each target word, whatever its form."""
    stems: Counter[str] = Counter()
    for form, count in forms.items():
        stems[_stem(form, language)] += count
    return stems


def _usual(forms: Counter[str], language: str, least: int, least_share: float) -> str:
    """Return the commonest form of the commonest word, or "" where none stands out."""
    (stem, count), *_ = _by_stem(forms, language).most_common(1)
    if count < least or count < least_share * forms.total():
        return ""
    own = Counter({f: n for f, n in forms.items() if _stem(f, language) == stem})
    return own.most_common(1)[0][0]


def lexicon(
    counts: Counts,
    language: str,
    *,
    frequent: int = 1000,
    limit: int = 25_000,
    least: int = 2,
    least_share: float = 0.3,
) -> dict[str, str]:
    """Return the usual translations of the commoner words that are not among the commonest.

    An empty one says that a word has none, although it looks like a form of another that has:
    `said` is no past of `sai`.

    Args:
        counts: what `count_translations` found.
        language: of the translations.
        frequent: that many words are known to any model and have no hint.
        limit: so many words, the commoner ones, have one.
        least: links with the translation, at least.
        least_share: and their share of the word's links.
    """
    totals = sorted(counts, key=lambda word: -counts[word].total())
    found = {word: _usual(counts[word], language, least, least_share) for word in totals[frequent:]}
    fit = {
        word: hint
        for word, hint in found.items()
        if hint and word.isascii() and any(map(str.isalpha, word))
    }
    own = ((word, hint) for word, hint in fit.items() if not _follows(word, hint, fit, language))
    entries = dict(islice(own, limit))
    return entries | dict.fromkeys(_misled(counts, entries, language), "")


def _misled(counts: Counts, entries: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the words without a hint that would be given one of a word they are no form of."""
    for word, forms in counts.items():
        known = None if word in entries else look_up_stem(entries, word)
        if known is None or forms.total() < _TELLING:
            continue
        stems = _by_stem(forms, language)
        alike = stems[_stem(known, language)]
        outdone = max(stems.values()) >= max(_OUTDONE * alike, _OUTDOING)
        if outdone or alike < _LEAST_ALIKE * forms.total():
            yield word


def _follows(word: str, hint: str, entries: Mapping[str, str], language: str) -> bool:
    """Tell whether a word has the hint of the word that it is a regular form of."""
    known = look_up_stem(entries, word)
    return known is not None and _stem(known, language) == _stem(hint, language)


def with_written(entries: Mapping[str, str], pairs: Iterable[Pair]) -> dict[str, str]:
    """Return the entries, and those of the words' `pairs` that they give no hint for."""
    written = {hint_key(pair.source): pair.target for pair in pairs}
    missing = {word: hint for word, hint in written.items() if not look_up(entries, word)}
    return {**entries, **missing}


def write_lexicon(path: Path, entries: dict[str, str]) -> None:
    """Write `word, hint` columns, by word, as `dragoman_models.hints.read_lexicon` reads them."""
    text = "".join(f"{word}\t{hint}\n" for word, hint in sorted(entries.items()))
    path.write_bytes(lzma.compress(text.encode(), filters=_COMPRESSION))


def main(arguments: list[str] | None = None) -> None:
    """Write the lexicon of one language into a run's folder from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--run", type=Path, required=True, help="holds alignment.npz")
    parser.add_argument("--words", type=int, default=25_000, help="at most")
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--tokenizers", type=Path, default=Path("training/runs/tokenizers"))
    options = parser.parse_args(arguments)
    pairs = read_pairs(options.data / f"{options.language}.tsv")
    chosen = (p for p in pairs if p.group in _COUNTED and len(p.source) < _LONGEST_SOURCE)
    vocabulary = Vocabulary(options.tokenizers / f"en-{options.language}")
    aligner = Aligner.load(options.run / "alignment.npz")
    counted = lexicon(
        count_translations(chosen, aligner, vocabulary), options.language, limit=options.words
    )
    entries = with_written(counted, (pair for pair in pairs if pair.group == _WRITTEN))
    write_lexicon(options.run / LEXICON_NAME, entries)
    print(f"{len(entries)} words")


if __name__ == "__main__":
    main()
