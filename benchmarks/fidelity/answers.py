"""What a system answers, and what an expectation gets to see of it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Answer", "AnsweredSegment", "Judged", "NotOfferedError"]


class NotOfferedError(Exception):
    """Say that a system does not give what an expectation is about."""


@dataclass(frozen=True, slots=True)
class AnsweredSegment:
    """Hold one segment as a system reports it; offsets are code points of the request's text."""

    start: int
    end: int
    source: str
    target: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what a system gave for one case in one language.

    `segments` and `flags` are None where the system has no such thing; `left_out`
    holds the stretches of the source that it says it dropped. `error` is the
    status and message of a failed call, and `seconds` the time of the call.
    """

    text: str
    segments: tuple[AnsweredSegment, ...] | None = None
    flags: tuple[str, ...] | None = None
    left_out: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0

    def all_flags(self) -> frozenset[str]:
        """Gather the flags of the whole and of every segment."""
        of_segments = (flag for one in self.segments or () for flag in one.flags)
        return frozenset((*(self.flags or ()), *of_segments))


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold one answer beside its question, for an expectation to judge.

    `keep` are the terms that the case allows to stand in English.
    """

    source: str
    answer: Answer
    language: str
    mime_type: str = "text/plain"
    keep: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """Give the whole translated text."""
        return self.answer.text

    def segments(self) -> tuple[AnsweredSegment, ...]:
        """Give the segments.

        Raises:
            NotOfferedError: the system does not tell its segments.
        """
        if self.answer.segments is None:
            raise NotOfferedError("segments")
        return self.answer.segments

    def flags(self) -> frozenset[str]:
        """Give every flag of the answer.

        Raises:
            NotOfferedError: the system raises no flags.
        """
        if self.answer.flags is None:
            raise NotOfferedError("flags")
        return self.answer.all_flags()
