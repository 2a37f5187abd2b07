"""Cut aligned phrases out of our own corpora: short items that teach words apart from sentences.

A small corpus read many times is learnt by heart: the decoder continues a sentence it knows and
does not look at the source. A phrase without its sentence leaves nothing to continue. Extraction
is that of phrase-based translation (Koehn et al. 2003), over links on which both directions agree.

    python -m training.phrases --language hy --run training/runs/hy
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dragoman_models.moses import normalise_punctuation
from training.alignment import Aligner, diagonal_prior
from training.cleaning import Pair
from training.prepare import read_pairs, write_pairs
from training.sources import LANGUAGES
from training.tokenizer import Vocabulary

__all__ = ["GROUP", "consistent_spans", "corpus_phrases", "word_links"]

GROUP = "phrases"
_CUT = frozenset({"news", "coverage"})
_LONGEST = 5
"""Words on either side."""
_LEAST_LINKED = 0.6
_DIGIT = re.compile(r"\d")
_EDGES = " ,.;:։՝`'\"«»“”()،؛-–"
Floats = npt.NDArray[np.float32]
Links = set[tuple[int, int]]


def _word_of_pieces(pieces: list[str]) -> list[int]:
    """Number the word that each SentencePiece piece belongs to."""
    return list(np.maximum(np.cumsum([piece.startswith("▁") for piece in pieces]) - 1, 0))


def _by_words(cells: Floats, rows: list[int], columns: list[int]) -> Floats:
    words = np.zeros((rows[-1] + 1, columns[-1] + 1), dtype=np.float32)
    np.add.at(words, (np.array(rows)[:, None], np.array(columns)[None, :]), cells)
    return words


def word_links(aligner: Aligner, vocabulary: Vocabulary, source: str, target: str) -> Links:
    """Return (source word, target word) links that are best in both directions.

    Words are runs of pieces from one `▁` to the next, so those of `str.split`.
    """
    pieces = vocabulary.source_model.encode(source, out_type=str)
    target_pieces = vocabulary.target_model.encode(target, out_type=str)
    ids = vocabulary.encode_source([source])[0][:-1], vocabulary.encode_target([target])[0][:-1]
    lexical = aligner.translations(np.array(ids[0]), np.array(ids[1])).T + 1e-7
    cells = lexical * diagonal_prior(len(ids[1]), len(ids[0]))
    forward = cells / cells.sum(axis=1, keepdims=True)
    backward = cells / cells.sum(axis=0, keepdims=True)
    words = _word_of_pieces(target_pieces), _word_of_pieces(pieces)
    best_source = _by_words(forward, *words).argmax(axis=1)
    best_target = _by_words(backward, *words).argmax(axis=0)
    return {(int(s), t) for t, s in enumerate(best_source) if best_target[s] == t}


def consistent_spans(links: Links, source_words: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (source start, source end, target start, target end) of phrases, ends exclusive.

    No link leaves a phrase, its first and last source words are linked, and most words are.
    """
    by_source = dict(links)
    by_target = {target: source for source, target in links}
    for start in range(source_words):
        for end in range(start + 1, min(source_words, start + _LONGEST) + 1):
            if start not in by_source or end - 1 not in by_source:
                continue
            targets = [by_source[s] for s in range(start, end) if s in by_source]
            low, high = min(targets), max(targets) + 1
            inside = [by_target[t] for t in range(low, high) if t in by_target]
            linked = len(targets) >= _LEAST_LINKED * max(end - start, high - low)
            if linked and all(start <= s < end for s in inside):
                yield start, end, low, high


def _phrases(pair: Pair, aligner: Aligner, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    source = normalise_punctuation(pair.source)
    words, target_words = source.split(), pair.target.split()
    links = word_links(aligner, vocabulary, source, pair.target)
    for start, end, low, high in consistent_spans(links, len(words)):
        cut = " ".join(words[start:end]).strip(_EDGES)
        target = " ".join(target_words[low:high]).strip(_EDGES)
        # A space within 58 000 is none between words.
        whole = sorted(_DIGIT.findall(cut)) == sorted(_DIGIT.findall(target))
        if cut and target and whole and cut != source.strip(_EDGES):
            yield cut, target


def corpus_phrases(pairs: Iterable[Pair], aligner: Aligner, vocabulary: Vocabulary) -> list[Pair]:
    """Return the phrases of all `pairs`; single words only if they were found twice."""
    found = Counter(p for pair in pairs for p in _phrases(pair, aligner, vocabulary))
    return [
        Pair(GROUP, source, target)
        for (source, target), count in found.items()
        if count > 1 or " " in source
    ]


def main(arguments: list[str] | None = None) -> None:
    """Add the phrases of one language's own corpora to its prepared data."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--run", type=Path, required=True, help="holds alignment.npz")
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--tokenizers", type=Path, default=Path("training/runs/tokenizers"))
    options = parser.parse_args(arguments)
    path = options.data / f"{options.language}.tsv"
    pairs = read_pairs(path, without=frozenset({GROUP}))
    vocabulary = Vocabulary(options.tokenizers / f"en-{options.language}")
    aligner = Aligner.load(options.run / "alignment.npz")
    phrases = corpus_phrases((p for p in pairs if p.group in _CUT), aligner, vocabulary)
    write_pairs(path, [*pairs, *phrases])
    print(f"{len(phrases)} phrases")


if __name__ == "__main__":
    main()
