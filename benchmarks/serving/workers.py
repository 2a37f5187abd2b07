"""A process of its own for what must not share one: libraries with threads of their own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

__all__ = ["Worker", "working"]

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Worker:
    """Run functions of a module in one process, one after the other."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def run(self, work: Callable[_P, _T], *arguments: _P.args, **named: _P.kwargs) -> _T:
        """Run a function there, and wait for its result."""
        return self._pool.submit(work, *arguments, **named).result()


@contextmanager
def working() -> Iterator[Worker]:
    """Start a process, fresh and not forked, and end it with the block."""
    # A fork would copy gRPC's threads in whatever state they are.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        yield Worker(pool)
