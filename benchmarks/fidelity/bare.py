"""The bundled checkpoints as most scripts call them: no more than tokenizer, model, tokenizer."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import ctranslate2
import sentencepiece
from benchmarks.fidelity.answers import Answer, AnsweredSegment
from benchmarks.fidelity.cases import Case
from benchmarks.fidelity.systems import Question
from sacremoses import MosesPunctNormalizer

__all__ = ["BareModel", "BareSentences", "Weights", "regex_sentences"]

BUNDLED = Path(__file__).parents[2] / "models" / "dragoman_models" / "bundled"
BEAMS = 4
# What CTranslate2 decodes to unless it is told otherwise.
LONGEST_TARGET = 256
_END = "</s>"
_SPLITTER = re.compile(r"(?<=[.!?])\s+")


class Weights:
    """Translate strings with one bundled checkpoint, each cut off at the tokenizer's limit.

    The steps are those of `MarianTokenizer(..., truncation=True)` and `generate`
    in a script: punctuation normalisation, SentencePiece, `model_max_length`
    tokens with the end mark, beam 4.
    """

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        settings = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        self._limit = int(settings["model_max_length"])
        self._normaliser = MosesPunctNormalizer("en")
        self._source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self._target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
        self._translator = ctranslate2.Translator(
            str(folder), device="cpu", compute_type="int8", inter_threads=threads, intra_threads=1
        )

    def translate(self, texts: Sequence[str]) -> list[str]:
        """Translate each text in one piece."""
        results = self._translator.translate_batch(
            [self._tokens(text) for text in texts],
            beam_size=BEAMS,
            max_batch_size=2048,
            batch_type="tokens",
            max_decoding_length=LONGEST_TARGET,
        )
        return [self._target.decode_pieces(result.hypotheses[0]) for result in results]

    def _tokens(self, text: str) -> list[str]:
        normalised = self._normaliser.normalize(text) if text else ""
        pieces: list[str] = self._source.encode(normalised, out_type=str)
        return [*pieces[: self._limit - 1], _END]


@cache
def weights(language: str) -> Weights:
    """Load the bundled checkpoint of a language, once."""
    return Weights(BUNDLED / f"dragoman-compact-en-{language}")


class BareModel:
    """Give the model each text whole."""

    name = "bare"

    def answers(self, questions: Sequence[Question]) -> list[Answer | None]:
        """Translate the texts of each language as one batch; summaries are not offered."""
        answers: list[Answer | None] = [None] * len(questions)
        by_language: dict[str, list[int]] = {}
        for index, (case, language) in enumerate(questions):
            if case.task != "summary":
                by_language.setdefault(language, []).append(index)
        for language, mine in by_language.items():
            translated = self._translated(language, [questions[index][0] for index in mine])
            for index, answer in zip(mine, translated, strict=True):
                answers[index] = answer
        return answers

    def _translated(self, language: str, cases: Sequence[Case]) -> list[Answer]:
        targets = weights(language).translate([case.text for case in cases])
        return [Answer(target) for target in targets]


class BareSentences(BareModel):
    """Give the model each text sentence by sentence, cut by a regular expression."""

    name = "bare, by sentence"

    def _translated(self, language: str, cases: Sequence[Case]) -> list[Answer]:
        cut = [regex_sentences(case.text) for case in cases]
        flat = [
            case.text[start:end]
            for case, spans in zip(cases, cut, strict=True)
            for start, end in spans
        ]
        distinct = list(dict.fromkeys(flat))
        targets = dict(zip(distinct, weights(language).translate(distinct), strict=True))
        return [_joined(case.text, spans, targets) for case, spans in zip(cases, cut, strict=True)]


def regex_sentences(text: str) -> list[tuple[int, int]]:
    """Cut behind each full stop, question and exclamation mark that white space follows."""
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _SPLITTER.finditer(text):
        spans.append((start, gap.start()))
        start = gap.end()
    return [span for span in (*spans, (start, len(text))) if text[slice(*span)].strip()]


def _joined(text: str, spans: Sequence[tuple[int, int]], targets: dict[str, str]) -> Answer:
    segments = tuple(
        AnsweredSegment(start, end, text[start:end], targets[text[start:end]])
        for start, end in spans
    )
    return Answer(" ".join(one.target for one in segments), segments)
