"""The bundled summarizer called bare, without the checks of the service; needs no torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ctranslate2
from tokenizers import decoders

from training.stories import BRIEF, HEADLINE
from training.wordpieces import BEGIN, END, SPECIAL, WordPieces

__all__ = ["BRIEF_NAME", "PROMPTS", "BundledSummarizer"]

BRIEF_NAME = "dragoman-brief"
PROMPTS = {HEADLINE: "headline: ", BRIEF: "brief: "}
"""What stands before a document to say which summary is wanted."""
_LONGEST_SOURCE = 176


class BundledSummarizer:
    """Write one summary a text, lower-cased as the model's pieces are."""

    def __init__(self, folder: Path, *, threads: int = 1, compute_type: str = "int8") -> None:
        self._pieces = WordPieces(folder)
        self._decoder = decoders.WordPiece()
        self._model = ctranslate2.Translator(
            str(folder),
            device="cpu",
            compute_type=compute_type,
            inter_threads=1,
            intra_threads=threads,
        )

    def write(
        self,
        texts: Sequence[str],
        *,
        num_beams: int = 4,
        max_new_tokens: int = 90,
        no_repeat_ngram_size: int = 3,
        length_penalty: float = 2.0,
    ) -> list[str]:
        """Return a summary of the opening of each text, the prompt included in the text."""
        sources = [
            [BEGIN, *(self._pieces.pieces[i] for i in ids[: _LONGEST_SOURCE - 2]), END]
            for ids in self._pieces.encode(texts)
        ]
        results = self._model.translate_batch(
            sources,
            beam_size=num_beams,
            max_batch_size=4096,
            batch_type="tokens",
            max_decoding_length=max_new_tokens,
            no_repeat_ngram_size=no_repeat_ngram_size,
            length_penalty=length_penalty,
            disable_unk=True,
        )
        kept = [[token for token in r.hypotheses[0] if token not in SPECIAL] for r in results]
        return [self._decoder.decode(tokens) for tokens in kept]
