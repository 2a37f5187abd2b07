"""The cases, read from one TOML file a family."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["FAMILIES", "LANGUAGES", "Case", "CaseError", "Family", "read_families", "read_family"]

FAMILIES = Path(__file__).parent / "families"
ROOT = Path(__file__).parents[2]
LANGUAGES = ("hy", "az", "fa", "ru")
_TASKS = ("text", "article", "summary")
_FAMILY_KEYS = frozenset(
    [
        "title",
        "concerns",
        "model_free",
        "targets",
        "mime_type",
        "task",
        "expect",
        "excused_by",
        "keep",
        "case",
    ]
)
_CASE_KEYS = frozenset(
    [
        "name",
        "text",
        "each",
        "text_file",
        "times",
        "between",
        "targets",
        "mime_type",
        "task",
        "do_not_translate",
        "glossary",
        "digits",
        "length",
        "keep_furniture",
        "keep",
        "expect",
    ]
)


class CaseError(ValueError):
    """Say what is wrong with a file of cases, and where."""


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one text, how it is sent, and what is expected of every answer.

    `glossary` maps a source term to the target term, or to one a language;
    `digits`, `length` and `keep_furniture` are options of the call, empty for the
    server's own choice; `keep` are words that may stand in English.
    """

    family: str
    name: str
    text: str
    expect: Mapping[str, Any]
    targets: tuple[str, ...] = LANGUAGES
    mime_type: str = "text/plain"
    task: str = "text"
    do_not_translate: tuple[str, ...] = ()
    glossary: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    digits: str = ""
    length: str = ""
    keep_furniture: bool = False
    keep: tuple[str, ...] = ()

    def glossary_for(self, language: str) -> dict[str, str]:
        """Give the glossary's terms in one language."""
        entries = {
            source: target if isinstance(target, str) else target.get(language)
            for source, target in self.glossary.items()
        }
        return {source: target for source, target in entries.items() if target is not None}


@dataclass(frozen=True, slots=True)
class Family:
    """Hold the cases of one subject.

    `concerns` says where the subject comes from; `model_free` that a perfect score
    needs no better model; `excused_by` names, for an expectation, the flags that
    tell a reader of its failure.
    """

    name: str
    title: str
    concerns: str
    model_free: bool
    cases: tuple[Case, ...]
    excused_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_families(folder: Path = FAMILIES) -> tuple[Family, ...]:
    """Read every family of a folder, in the order of the file names.

    Raises:
        CaseError: a file is not as it should be.
    """
    return tuple(read_family(path) for path in sorted(folder.glob("*.toml")))


def read_family(path: Path) -> Family:
    """Read one family; the file's stem, less its number, is the family's name.

    Raises:
        CaseError: the file is not as it should be.
    """
    name = path.stem.partition("-")[2]
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as exc:
        raise CaseError(f"{path.name}: {exc}") from exc
    _refuse_others(path.name, data, _FAMILY_KEYS)
    cases = tuple(case for one in data["case"] for case in _cases(name, data, one))
    _refuse_twins(path.name, cases)
    return Family(
        name=name,
        title=data["title"],
        concerns=data["concerns"],
        model_free=data.get("model_free", False),
        cases=cases,
        excused_by={key: tuple(value) for key, value in data.get("excused_by", {}).items()},
    )


def _cases(family: str, shared: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Case]:
    name = data.get("name", "")
    _refuse_others(f"{family}/{name}", data, _CASE_KEYS)
    if not name:
        raise CaseError(f"{family}: a case without a name")
    for suffix, text in _texts(family, data):
        yield _case(family, name + suffix, text, shared, data)


def _texts(family: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "each" in data:
        yield from ((f"/{text.strip()[:32]}", text) for text in data["each"])
    elif "text_file" in data:
        yield "", (ROOT / data["text_file"]).read_text(encoding="utf-8")
    elif "text" in data:
        times, between = data.get("times", 1), data.get("between", "\n\n")
        yield "", between.join(data["text"].replace("{n}", str(n + 1)) for n in range(times))
    else:
        raise CaseError(f"{family}/{data['name']}: give one of text, each, text_file")


def _case(
    family: str, name: str, text: str, shared: Mapping[str, Any], data: Mapping[str, Any]
) -> Case:
    both = {**{key: shared[key] for key in ("targets", "mime_type", "task") if key in shared}}
    both |= {key: data[key] for key in ("targets", "mime_type", "task") if key in data}
    if both.get("task", "text") not in _TASKS:
        raise CaseError(f"{family}/{name}: task is one of {', '.join(_TASKS)}")
    expect = {**shared.get("expect", {}), **data.get("expect", {})}
    return Case(
        family=family,
        name=name,
        text=text,
        expect={key: value for key, value in expect.items() if value is not False},
        targets=tuple(both.get("targets", LANGUAGES)),
        mime_type=both.get("mime_type", "text/plain"),
        task=both.get("task", "text"),
        do_not_translate=tuple(data.get("do_not_translate", ())),
        glossary=data.get("glossary", {}),
        digits=data.get("digits", ""),
        length=data.get("length", ""),
        keep_furniture=data.get("keep_furniture", False),
        keep=(*shared.get("keep", ()), *data.get("keep", ()), *data.get("do_not_translate", ())),
    )


def _refuse_others(where: str, data: Mapping[str, Any], known: frozenset[str]) -> None:
    others = sorted(set(data) - known)
    if others:
        raise CaseError(f"{where}: {', '.join(others)} is none of {', '.join(sorted(known))}")


def _refuse_twins(where: str, cases: Sequence[Case]) -> None:
    names = [case.name for case in cases]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise CaseError(f"{where}: two cases are called {', '.join(twins)}")
