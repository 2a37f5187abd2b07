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

__all__ = ["available", "generate"]


def available() -> bool:
    """Say whether transformers can compute here: it needs torch, which Dragoman does not."""
    return find_spec("torch") is not None


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
    with torch.inference_mode():
        # torch chooses how to compute when it first does.
        model.generate(**tokenizer(texts[0], return_tensors="pt"), num_beams=num_beams)
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

    model = MarianMTModel.from_pretrained(folder)
    return MarianTokenizer.from_pretrained(folder), model.eval()
