"""What may be judged: anything that answers cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from benchmarks.fidelity.answers import Answer
from benchmarks.fidelity.cases import Case

__all__ = ["Question", "System"]

Question: TypeAlias = tuple[Case, str]


class System(Protocol):
    """Answer cases in languages; made by a context manager where it must be started."""

    @property
    def name(self) -> str:
        """Name the system, as a column of the table."""
        ...

    def answers(self, questions: Sequence[Question]) -> list[Answer | None]:
        """Answer each question, in order; None where the system has no such service."""
        ...
