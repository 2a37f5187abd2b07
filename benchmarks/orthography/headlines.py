"""Measure what the case of headlines costs a translation, bare and written as sentences.

The headlines of newswire5.dev through the bundled checkpoints, as they are, in
title case and in capitals: chrF2 (sacreBLEU) against the references. The table
goes to `headlines.md` beside this file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import sacrebleu
from benchmarks.orthography.references import LANGUAGES, NEWSWIRE, rows

import dragoman_models
from dragoman_models.english_case import for_model
from dragoman_models.loading import load_folder
from dragoman_models.orthography import finish
from dragoman_models.types import DecodingOptions, SequenceModel

HERE = Path(__file__).parent
BUNDLED = Path(dragoman_models.__file__).parent / "bundled"
SHORTEST = 4
_LITTLE = frozenset(("a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "for", "by"))


def title_case(text: str) -> str:
    """Write a headline as American papers do."""
    first, *others = text.split(" ")
    written = (word if word in _LITTLE else word[:1].upper() + word[1:] for word in others)
    return " ".join((first, *written))


FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "as written": str,
    "title case": title_case,
    "title case, as a sentence": lambda text: for_model(title_case(text)),
    "capitals": str.upper,
    "capitals, as a sentence": lambda text: for_model(text.upper()),
}


def translated(model: SequenceModel, language: str, sources: Sequence[str]) -> list[str]:
    """Translate headlines as one batch."""
    batch = [model.encode(source, target_language=language) for source in sources]
    answers = model.decode(batch, DecodingOptions(num_beams=model.num_beams))
    return [best.text for best, *_ in answers]


def scores(language: str) -> list[float]:
    """Return the chrF2 of each form into one language."""
    headlines = [
        row
        for row in rows(NEWSWIRE / "newswire5.dev.tsv")
        if not re.search(r"[.!?”\"]\Z", row["en"]) and len(row["en"].split()) >= SHORTEST
    ]
    references = [[row[language] for row in headlines]]
    model = load_folder(BUNDLED / f"dragoman-compact-en-{language}", bundled=True)
    found = []
    for form in FORMS.values():
        raw = translated(model, language, [form(row["en"]) for row in headlines])
        done = [
            finish(text, language=language, source=row["en"])
            for text, row in zip(raw, headlines, strict=True)
        ]
        found.append(sacrebleu.corpus_chrf(done, references).score)
    return found


def main() -> None:
    """Measure, print the table, and write it."""
    lines = [f"| headline | {' | '.join(LANGUAGES)} |", f"|---|{'--:|' * len(LANGUAGES)}"]
    columns = [scores(language) for language in LANGUAGES]
    for name, row in zip(FORMS, zip(*columns, strict=True), strict=True):
        lines.append(f"| {name} | {' | '.join(f'{score:.1f}' for score in row)} |")
    print("\n".join(lines))
    text = "\n".join(("# Headlines by their case, chrF2", "", *lines))
    (HERE / "headlines.md").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
