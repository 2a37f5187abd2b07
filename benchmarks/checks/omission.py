"""Measure the check of omissions on the dev sets, beside the check of length.

python -m benchmarks.checks.omission    # prints and writes omission.md and omission.json

The check looks at the attention of a search, so a bundled checkpoint is made to write each
reference, as it is and without a third of its words, and is asked what it attended to. An
alarm at a whole reference is a false one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import ctranslate2
import sentencepiece
from benchmarks.checks.dev_sets import ROOT, Pair, add_options, pairs_of

from dragoman_models.attention import left_out, received, text_columns, without_hints
from dragoman_models.hints import hint_spans
from dragoman_models.lengths import is_length_suspicious
from dragoman_models.loading import load_folder
from dragoman_models.omissions import omissions
from dragoman_models.types import SequenceModel

HERE = Path(__file__).parent
BUNDLED = ROOT / "models/dragoman_models/bundled"
# Longer than a headline, so that a third of it is something.
_LEAST_WORDS = 9


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the shares, from 0 to 1, of one language's references that each check objects to."""

    language: str
    written: str
    segments: int
    omission: float
    length: float
    either: float


class Writer:
    """A bundled checkpoint that writes what it is told, and shows what it attends to."""

    def __init__(self, language: str, *, threads: int = 2) -> None:
        folder = BUNDLED / f"dragoman-compact-en-{language}"
        self._model: SequenceModel = load_folder(folder, bundled=True)
        self._weights: Any = ctranslate2.Translator(str(folder), intra_threads=threads)
        self._pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))

    def omissions(self, source: str, target: str) -> tuple[str, ...]:
        """List what of the source is hardly attended to while the target is written."""
        tokens = list(self._model.encode(source))
        told = self._pieces.encode(target, out_type=str)
        (found,) = self._weights.translate_batch(
            [tokens],
            [told],
            beam_size=1,
            max_decoding_length=len(told) + 1,
            return_attention=True,
        )
        hints = hint_spans(tokens)
        words = text_columns(tokens, hints, special=frozenset(tokens[-1:]))
        got = received(without_hints(found.attention[0][: len(told)], hints), words)
        return omissions(source, tokens, left_out(got, words))


def ways(reference: str) -> dict[str, str]:
    """Give a reference as it is, and without each third of its words that may be left out."""
    words = reference.split()
    ends = [len(words) * third // 3 for third in range(4)]
    first, middle, last = (words[start:end] for start, end in pairwise(ends))
    return {
        "whole": reference,
        "the middle third missing": " ".join((*first, *last)),
        "the last third missing": " ".join((*first, *middle)),
    }


def measure(language: str, pairs: Sequence[Pair], writer: Writer) -> list[Row]:
    """Ask both checks of every reference, whole and spoilt."""
    answers: dict[str, list[tuple[bool, bool]]] = {}
    for pair in pairs:
        if len(pair.reference.split()) < _LEAST_WORDS:
            continue
        for written, target in ways(pair.reference).items():
            omission = bool(writer.omissions(pair.source, target))
            length = is_length_suspicious(pair.source, target, language=language)
            answers.setdefault(written, []).append((omission, length))
    return [
        Row(
            language,
            written,
            len(found),
            sum(omission for omission, _ in found) / len(found),
            sum(length for _, length in found) / len(found),
            sum(omission or length for omission, length in found) / len(found),
        )
        for written, found in answers.items()
    ]


def markdown(rows: Sequence[Row]) -> str:
    """Draw the table."""
    head = [
        "| en to | reference | segments | omission | length | either |",
        "|---|---|--:|--:|--:|--:|",
    ]
    lines = [
        f"| {row.language} | {row.written} | {row.segments} | {row.omission:.1%} "
        f"| {row.length:.1%} | {row.either:.1%} |"
        for row in rows
    ]
    return "\n".join((*head, *lines))


def main() -> None:
    """Measure, print the table, and write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_options(parser)
    parser.add_argument("--limit", type=int, default=400, help="sentences of each set, at most")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    rows: list[Row] = []
    for language in options.languages:
        sets = pairs_of(language, options).values()
        pairs = [pair for one in sets for pair in one[: options.limit]]
        rows += measure(language, pairs, Writer(language, threads=options.threads))
    print(markdown(rows))
    (HERE / "omission.md").write_text(markdown(rows) + "\n", encoding="utf-8")
    text = json.dumps([asdict(row) for row in rows], indent=2)
    (HERE / "omission.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
