"""The expectations by name, and the judgement of one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.fidelity import (
    language_expectations,
    markdown_expectations,
    markup_expectations,
    number_expectations,
    segment_expectations,
    summary_expectations,
    text_expectations,
)
from benchmarks.fidelity.answers import Answer, Judged, NotOfferedError
from benchmarks.fidelity.cases import LANGUAGES, Case, CaseError

__all__ = ["EXPECTATIONS", "Check", "checks_of", "judge", "refuse_unknown"]

_MODULES = (
    text_expectations,
    language_expectations,
    number_expectations,
    markup_expectations,
    markdown_expectations,
    segment_expectations,
    summary_expectations,
)
# Every one takes what is judged; those with an argument in the case take that too.
EXPECTATIONS: Mapping[str, Callable[..., str]] = {
    name: getattr(module, name)
    for module in _MODULES
    for name in module.__all__
    if name != "numerals"
}


@dataclass(frozen=True, slots=True)
class Check:
    """Hold one expectation's verdict; `complaint` is "" where it is met.

    `offered` is false where the system has nothing that the expectation is about.
    """

    expectation: str
    complaint: str
    offered: bool = True


def judge(case: Case, language: str, answer: Answer) -> tuple[Check, ...]:
    """Hold an answer against everything that its case expects in a language."""
    judged = Judged(case.text, answer, language, case.mime_type, case.keep)
    return tuple(_check(name, argument, judged) for name, argument in checks_of(case, language))


def checks_of(case: Case, language: str) -> Iterator[tuple[str, Any]]:
    """Yield the expectations of a case in a language, each with its argument.

    An argument may be a table by language; the languages that it lacks have no such check.
    """
    for name, argument in case.expect.items():
        by_language = isinstance(argument, Mapping) and argument and set(argument) <= _CODES
        if not by_language:
            yield name, argument
        elif argument.get(language, False) is not False:
            yield name, argument[language]


def refuse_unknown(case: Case) -> None:
    """Refuse a case with an expectation that there is none of.

    Raises:
        CaseError: lists those that there are.
    """
    unknown = sorted(set(case.expect) - set(EXPECTATIONS))
    if unknown:
        known = ", ".join(sorted(EXPECTATIONS))
        raise CaseError(f"{case.family}/{case.name}: {unknown} is none of {known}")


_CODES = frozenset((*LANGUAGES, "en"))


def _check(name: str, argument: Any, judged: Judged) -> Check:
    if judged.answer.error:
        return Check(name, judged.answer.error)
    try:
        if argument is True:
            return Check(name, EXPECTATIONS[name](judged))
        return Check(name, EXPECTATIONS[name](judged, argument))
    except NotOfferedError as exc:
        return Check(name, f"no {exc}", offered=False)
