"""transformers' `generate`, as most scripts call it: one sentence at a time, or batched."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.serving.ceiling import Search
from benchmarks.serving.processes import peak_mb, processor_seconds

__all__ = ["available", "best_threads", "generate"]


_TRIED_TOKENS = 12


def available() -> bool:
    """Say whether transformers can compute here: it needs torch, which Dragoman does not."""
    return find_spec("torch") is not None


def best_threads(folder: Path, text: str, *, num_beams: int, most: int) -> int:
    """Find out whether one sentence goes faster on one thread or on `most`.

    torch's threads wait for each other busily, which on cores that others use,
    too, can take a hundred times as long.
    """
    import torch

    tokenizer, model = _loaded(folder)
    encoded = tokenizer(text, return_tensors="pt")
    times: dict[int, float] = {}
    for threads in sorted({1, most}):
        torch.set_num_threads(threads)
        with torch.inference_mode():
            # torch chooses how to compute when it first does.
            for tokens in (2, _TRIED_TOKENS):
                begin = time.perf_counter()
                model.generate(
                    **encoded, num_beams=num_beams, max_length=None, max_new_tokens=tokens
                )
                times[threads] = time.perf_counter() - begin
    return min(times, key=lambda threads: times[threads])


def generate(
    folder: Path,
    texts: Sequence[str],
    *,
    batch: int,
    num_beams: int,
    threads: int,
) -> Search:
    """Translate texts, `batch` of them at once in the order given, tokenising included."""
    import torch

    torch.set_num_threads(threads)
    tokenizer, model = _loaded(folder)
    begin, busy = time.perf_counter(), processor_seconds()
    latencies, targets, sources = [], 0, 0
    for start in range(0, len(texts), batch):
        started = time.perf_counter()
        encoded = tokenizer(list(texts[start : start + batch]), return_tensors="pt", padding=True)
        with torch.inference_mode():
            found = model.generate(**encoded, num_beams=num_beams)
        tokenizer.batch_decode(found, skip_special_tokens=True)
        sources += int(encoded["attention_mask"].sum())
        targets += int((found != model.config.pad_token_id).sum())
        latencies.append(time.perf_counter() - started)
    seconds, busy = time.perf_counter() - begin, processor_seconds() - busy
    return Search(len(texts), sources, targets, seconds, busy, peak_mb(), tuple(latencies))


@functools.cache
def _loaded(folder: Path) -> tuple[Any, Any]:
    from transformers import MarianMTModel, MarianTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    model = MarianMTModel.from_pretrained(folder)
    return MarianTokenizer.from_pretrained(folder), model.eval()
