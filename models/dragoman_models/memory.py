"""What was translated before: the seam between the pipeline and a cache of segments.

The pipeline asks a memory before it asks a model, and tells it every result. It
knows nothing of how long, or where, a memory keeps what it was told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any, Protocol

from dragoman_models.candidate import Candidate
from dragoman_models.types import Flag, Hypothesis

__all__ = ["SegmentMemory", "decoded", "encoded", "memory_key"]

_KEY_BYTES = 20


class SegmentMemory(Protocol):
    """Remember candidates by key; used from several threads at once."""

    def recall(self, key: bytes) -> Candidate | None:
        """Return what was kept under a key, or None."""
        ...

    def keep(self, key: bytes, candidate: Candidate) -> None:
        """Take note of a result; a memory may forget it at any time."""
        ...


def memory_key(*parts: object) -> bytes:
    """Make a key of everything that a result depends on, this program's version included.

    The parts are told apart by their `repr`, so they must be texts, numbers,
    or frozen dataclasses and tuples of such.
    """
    told = repr((_release(), *parts)).encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=_KEY_BYTES).digest()


@cache
def _release() -> str:
    return version("dragoman")


def encoded(candidate: Candidate) -> bytes:
    """Write a candidate as bytes that `decoded` reads, here or in another process."""
    hypothesis = candidate.hypothesis
    values = [
        candidate.target,
        candidate.score,
        [flag.value for flag in candidate.flags],
        [_listed(each) for each in candidate.alternatives],
        None if hypothesis is None else _listed(hypothesis),
        candidate.tokens,
        candidate.left_out,
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def decoded(data: bytes) -> Candidate:
    """Read what `encoded` wrote.

    Raises:
        ValueError: the bytes are something else.
    """
    try:
        target, score, flags, alternatives, hypothesis, tokens, left_out = json.loads(data)
        return Candidate(
            target=str(target),
            score=float(score),
            flags=tuple(map(Flag, flags)),
            alternatives=tuple(map(_hypothesis, alternatives)),
            hypothesis=None if hypothesis is None else _hypothesis(hypothesis),
            tokens=None if tokens is None else tuple(tokens),
            left_out=tuple(left_out),
        )
    except (TypeError, KeyError) as exc:
        raise ValueError(f"these bytes hold no candidate: {exc}") from exc


def _listed(hypothesis: Hypothesis) -> list[object]:
    return [
        hypothesis.text,
        hypothesis.score,
        hypothesis.tokens,
        hypothesis.alignment,
        hypothesis.finished,
        hypothesis.left_out,
    ]


def _hypothesis(values: Sequence[Any]) -> Hypothesis:
    text, score, tokens, alignment, finished, left_out = values
    pairs = tuple((target, source) for target, source in alignment)
    return Hypothesis(text, score, tuple(tokens), pairs, finished, tuple(left_out))
