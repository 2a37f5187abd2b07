"""Which loaded checkpoint serves which language, and the pipeline made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from dragoman_models.languages import TARGET_LANGUAGE_CODES
from dragoman_models.pipeline import Pipeline
from dragoman_models.types import SequenceModel

__all__ = ["Entry", "compose"]

TRANSLATION = "translation"
SUMMARIZATION = "summarization"


class Entry(Protocol):
    """What must be known of a checkpoint to choose it."""

    @property
    def name(self) -> str:
        """Give the catalog's name."""
        ...

    @property
    def task(self) -> str:
        """Give `translation` or `summarization`."""
        ...

    @property
    def target_languages(self) -> Sequence[str]:
        """List the languages it writes."""
        ...


def compose(
    entries: Sequence[Entry],
    models: Mapping[str, SequenceModel],
    *,
    install_commands: Mapping[str, str] | None = None,
) -> Pipeline:
    """Make a pipeline of the loaded models; `entries` lists their checkpoints, best first."""
    translators: dict[str, str] = {}
    for target in TARGET_LANGUAGE_CODES:
        names = _serving(entries, models, target)
        if names:
            translators[target] = names[0]
    summarizers = [e.name for e in entries if e.task == SUMMARIZATION and e.name in models]
    return Pipeline(
        models,
        translators,
        summarizers[0] if summarizers else None,
        install_commands or {},
    )


def _serving(
    entries: Sequence[Entry], models: Mapping[str, SequenceModel], target: str
) -> list[str]:
    return [
        entry.name
        for entry in entries
        if entry.task == TRANSLATION and target in entry.target_languages and entry.name in models
    ]
