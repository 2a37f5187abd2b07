"""Bare CTranslate2: the whole load at once, sorted and batched offline.

What is counted is `translate_batch` alone: texts are tokenised before and put
together after, nothing is checked, and no call arrives late. No server that
translates with the same weights on the same cores can do more.
"""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.serving.processes import peak_mb, processor_seconds

from dragoman_models.tokens import BartTokens, MarianTokens

__all__ = [
    "Search",
    "Setting",
    "compute_types",
    "count_targets",
    "one_by_one",
    "search_all",
]


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold how CTranslate2 is run.

    `inter_threads` batches are searched at once, by `intra_threads` threads each;
    `batch_tokens` is the most source tokens of one batch, padding counted;
    `shortlist` lets it use the checkpoint's `vmap.txt`, as Dragoman does.
    """

    inter_threads: int = 2
    intra_threads: int = 1
    batch_tokens: int = 1024
    num_beams: int = 4
    compute_type: str = "int8"
    shortlist: bool = False

    def __str__(self) -> str:
        """Say it as a row of the sweep does."""
        threads = f"{self.inter_threads} x {self.intra_threads}"
        words = f"{self.compute_type}, beam {self.num_beams}, {threads}, {self.batch_tokens} tokens"
        return f"{words}, vmap.txt" if self.shortlist else words


@dataclass(frozen=True, slots=True)
class Search:
    """Hold what searching a load took, in seconds of the wall clock and of the processor.

    `latencies` has the seconds of each text where they were searched one by one.
    """

    sentences: int
    source_tokens: int
    target_tokens: int
    seconds: float
    processor_seconds: float
    peak_mb: float
    latencies: tuple[float, ...] = ()

    @property
    def per_second(self) -> float:
        """Give the sentences a second."""
        return self.sentences / self.seconds


def search_all(folder: Path, texts: Sequence[str], setting: Setting) -> Search:
    """Search for the targets of all texts in one call."""
    sources = _encoded(folder, tuple(texts))
    translator = _translator(
        folder, setting.inter_threads, setting.intra_threads, setting.compute_type
    )
    begin, busy = time.perf_counter(), processor_seconds()
    results = translator.translate_batch(
        sources,
        beam_size=setting.num_beams,
        max_batch_size=setting.batch_tokens,
        batch_type="tokens",
        use_vmap=setting.shortlist,
    )
    return _search(sources, results, time.perf_counter() - begin, processor_seconds() - busy)


def one_by_one(folder: Path, texts: Sequence[str], setting: Setting) -> Search:
    """Search for the target of one text after the other."""
    sources = _encoded(folder, tuple(texts))
    translator = _translator(
        folder, setting.inter_threads, setting.intra_threads, setting.compute_type
    )
    begin, busy = time.perf_counter(), processor_seconds()
    results, latencies = [], []
    for source in sources:
        started = time.perf_counter()
        results += translator.translate_batch(
            [source], beam_size=setting.num_beams, use_vmap=setting.shortlist
        )
        latencies.append(time.perf_counter() - started)
    seconds = time.perf_counter() - begin
    return _search(sources, results, seconds, processor_seconds() - busy, latencies)


def compute_types() -> list[str]:
    """List the compute types that this CPU has."""
    import ctranslate2

    return sorted(ctranslate2.get_supported_compute_types("cpu"))


def count_targets(folder: Path, targets: Sequence[str]) -> int:
    """Count the tokens of target texts, `</s>` included."""
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
    return sum(len(found) + 1 for found in pieces.encode(list(targets)))


def _search(
    sources: Sequence[Sequence[str]],
    results: Sequence[Any],
    seconds: float,
    busy: float,
    latencies: Sequence[float] = (),
) -> Search:
    return Search(
        sentences=len(sources),
        source_tokens=sum(map(len, sources)),
        target_tokens=sum(len(result.hypotheses[0]) for result in results),
        seconds=seconds,
        processor_seconds=busy,
        peak_mb=peak_mb(),
        latencies=tuple(latencies),
    )


# The process that measures lives as long as the run, with what it loaded.
@functools.cache
def _translator(folder: Path, inter_threads: int, intra_threads: int, compute_type: str) -> Any:
    import ctranslate2

    return ctranslate2.Translator(
        str(folder),
        inter_threads=inter_threads,
        intra_threads=intra_threads,
        compute_type=compute_type,
    )


@functools.cache
def _encoded(folder: Path, texts: tuple[str, ...]) -> list[list[str]]:
    return [list(tokens) for tokens in map(_tokens(folder).encode, texts)]


def _tokens(folder: Path) -> MarianTokens | BartTokens:
    if (folder / "source.spm").exists():
        vocabulary = json.loads((folder / "shared_vocabulary.json").read_text("utf-8"))
        return MarianTokens(folder, vocabulary)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    begin, end, unknown = (config[f"{name}_token"] for name in ("bos", "eos", "unk"))
    return BartTokens(folder, begin=begin, end=end, unknown=unknown)
