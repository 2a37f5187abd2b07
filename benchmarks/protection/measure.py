"""Measure what keeps protected stretches, and what that does to the rest of a sentence.

Every mechanism translates the same sentences (`sentences.py`: frames of our own
with items of each kind, and development lines of the newswire). Without
arguments the bundled checkpoints are measured, and the tables go to
`protection.md` and `protection.json` beside this file; `--checkpoint NAME`
measures one of the store instead, and prints.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from benchmarks.protection.sentences import FIGURES, Planted, Sentence, sentences
from sacrebleu.metrics import CHRF

from dragoman_models import protection
from dragoman_models.loading import load
from dragoman_models.marks import Work
from dragoman_models.normalisation import neutralise
from dragoman_models.numbers import numbers
from dragoman_models.restoration import Restored, restore
from dragoman_models.store import InstalledCheckpoint, Store, default_root
from dragoman_models.terms import Terms
from dragoman_models.types import DecodingOptions, Hypothesis, SequenceModel

HERE = Path(__file__).parent
BATCH = 32
HYPOTHESES = 4
# How far an item may be from its place in the reference, as a share of the sentence.
NEAR = 0.2


@dataclass(frozen=True, slots=True)
class Mechanism:
    """Say how items are kept: by marks, by re-ranking, by the attention.

    `figures` is "some" where those that are apt to break are protected and the
    others repaired, "none" where they are the model's own, "all" where each is
    protected like an address.
    """

    name: str
    marks: bool = False
    hypotheses: int = 1
    attention: bool = False
    figures: str = "none"
    bare: bool = False


MECHANISMS = (
    Mechanism("nothing: the bare model", bare=True),
    Mechanism("in place, near copies repaired"),
    Mechanism("in place, re-ranked", hypotheses=HYPOTHESES),
    Mechanism("in place, attention", attention=True),
    Mechanism("in place, attention, re-ranked", hypotheses=HYPOTHESES, attention=True),
    Mechanism("**in place, attention, figures too**", attention=True, figures="some"),
    Mechanism("marks", marks=True),
    Mechanism("marks, re-ranked", marks=True, hypotheses=HYPOTHESES),
    Mechanism("marks, attention", marks=True, attention=True),
    Mechanism(
        "**marks, attention, figures that break**", marks=True, attention=True, figures="some"
    ),
    Mechanism(
        "the same, re-ranked", marks=True, hypotheses=HYPOTHESES, attention=True, figures="some"
    ),
    Mechanism("marks for all figures, attention", marks=True, attention=True, figures="all"),
)

LEGEND = """\
No public-size checkpoint was installed where this was measured;
`python -m benchmarks.protection.measure --checkpoint NAME` measures one of the store. With marks,
the fillings of one frame are the same sentence to the model.

kept: the item stands in the target byte for byte, or a number by its value; reported: lost without
a trace and said in `missing`; near: within a fifth of the sentence of its place in the reference;
ordered: pairs of items in the order of the reference; chrF: of all but the items; ms: processor
time a sentence. In bold: in use, for checkpoints without the marks and with them. In the pipeline
the checks then re-rank where an item was reported or a figure is wrong, and search once more."""


@dataclass(slots=True)
class Tally:
    """Count over the sentences of one language, or of several."""

    kept: defaultdict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    reported: int = 0
    near: list[bool] = field(default_factory=list)
    ordered: list[bool] = field(default_factory=list)
    chrf: float = 0.0
    milliseconds: float = 0.0

    def row(self) -> dict[str, float]:
        """Return the figures of the table."""
        every = [one for kind in self.kept.values() for one in kind]
        return {
            "kept": share(every),
            "reported": self.reported / max(1, len(every)),
            "near": share(self.near),
            "ordered": share(self.ordered),
            "chrf_of_rest": self.chrf,
            "ms_a_sentence": self.milliseconds,
        }


def share(found: Sequence[bool]) -> float:
    """Return the share that is true."""
    return sum(found) / len(found) if found else 0.0


def main() -> None:
    """Measure, print the tables, and write them for the bundled checkpoints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", help="a checkpoint of the store")
    parser.add_argument("--language", choices=("hy", "az", "fa", "ru"), help="its target")
    parser.add_argument("--store", type=Path, help="the store's folder")
    chosen = parser.parse_args()
    store = Store(chosen.store or default_root(None))
    material = sentences()
    tallies = {
        f"{installed.checkpoint.name} {language}": {
            mechanism.name: measured(installed, language, mechanism, material)
            for mechanism in MECHANISMS
            if marks_known(installed) or not mechanism.marks
        }
        for installed, language in checkpoints(store, chosen.checkpoint, chosen.language)
    }
    table = markdown(tallies, len(material))
    print(table)
    if chosen.checkpoint is None:
        (HERE / "protection.md").write_text(table + "\n", encoding="utf-8")
        record = json.dumps({"machine": machine(), "tables": as_json(tallies)}, indent=1)
        (HERE / "protection.json").write_text(record + "\n", encoding="utf-8")


def checkpoints(
    store: Store, name: str | None, language: str | None
) -> Iterator[tuple[InstalledCheckpoint, str]]:
    """Yield the checkpoints to measure, each with a target language of its."""
    for installed in store.scan().installed:
        checkpoint = installed.checkpoint
        wanted = checkpoint.name == name if name else checkpoint.format == "bundled"
        if checkpoint.task == "translation" and wanted:
            for target in checkpoint.target_languages:
                if language in {None, target}:
                    yield installed, target


MODELS: dict[str, SequenceModel] = {}


def model_of(installed: InstalledCheckpoint) -> SequenceModel:
    """Load a checkpoint once."""
    name = installed.checkpoint.name
    if name not in MODELS:
        MODELS[name] = load(installed)
    return MODELS[name]


def marks_known(installed: InstalledCheckpoint) -> bool:
    """Tell whether a checkpoint was trained with the marks."""
    return protection.knows_placeholders(
        lambda text: model_of(installed).encode(
            text, target_language=installed.checkpoint.target_languages[0]
        )
    )


def measured(
    installed: InstalledCheckpoint,
    language: str,
    mechanism: Mechanism,
    material: Sequence[Sentence],
) -> Tally:
    """Translate everything by one mechanism, and count."""
    model = model_of(installed)
    began = time.process_time()
    restored = translated(model, language, mechanism, material)
    tally = Tally(milliseconds=(time.process_time() - began) / len(material) * 1000)
    rests: list[tuple[str, str]] = []
    for sentence, one in zip(material, restored, strict=True):
        reference = sentence.texts[language]
        places = [
            (place(one.text, i, language), place(reference, i, language)) for i in sentence.items
        ]
        for item, (own, _) in zip(sentence.items, places, strict=True):
            tally.kept[item.kind].append(own >= 0)
        found = [pair for pair in places if min(pair) >= 0]
        lengths = max(1, len(one.text)), len(reference)
        tally.near += [abs(a / lengths[0] - b / lengths[1]) <= NEAR for a, b in found]
        tally.ordered += [
            (a < c) == (b < d) for i, (a, b) in enumerate(found) for c, d in found[i + 1 :]
        ]
        tally.reported += len(one.missing)
        rests.append((rest(one.text, sentence, language), rest(reference, sentence, language)))
    tally.chrf = CHRF().corpus_score([a for a, _ in rests], [[b for _, b in rests]]).score
    return tally


def translated(
    model: SequenceModel, language: str, mechanism: Mechanism, material: Sequence[Sentence]
) -> list[Restored]:
    """Translate everything by one mechanism."""
    with figures_of(mechanism):
        work = [protect(sentence, language, mechanism) for sentence in material]
    tokens = [
        model.encode(
            neutralise(s.texts["en"] if mechanism.bare else one.text), target_language=language
        )
        for s, one in zip(material, work, strict=True)
    ]
    options = DecodingOptions(
        num_beams=max(HYPOTHESES, model.num_beams),
        num_hypotheses=HYPOTHESES,
        return_alignment=mechanism.attention,
    )
    answers: list[tuple[Hypothesis, ...]] = []
    for first in range(0, len(tokens), BATCH):
        answers += model.decode(tokens[first : first + BATCH], options)
    if mechanism.bare:
        return [Restored(hypotheses[0].text) for hypotheses in answers]
    return [
        best(hypotheses[: mechanism.hypotheses], protected, source)
        for hypotheses, protected, source in zip(answers, work, tokens, strict=True)
    ]


def best(
    hypotheses: Sequence[Hypothesis], protected: protection.Protected, tokens: tuple[str, ...]
) -> Restored:
    """Restore each hypothesis, and take the first of those that lost least."""
    restored = [
        restore(one.text, protected, work=Work(tokens, one) if one.alignment else None)
        for one in hypotheses
    ]
    return min(restored, key=lambda one: len(one.missing))


@contextmanager
def figures_of(mechanism: Mechanism) -> Iterator[None]:
    """Leave the figures to the model where a mechanism does not protect some of them."""
    if mechanism.figures == "some":
        yield
        return
    with patch.object(protection, "figures", return_value=()):
        yield


def protect(sentence: Sentence, language: str, mechanism: Mechanism) -> protection.Protected:
    """Protect a sentence as a mechanism does, with the terms that a desk would give."""
    kept = [
        item.forms["en"]
        for item in sentence.items
        if item.kind == "term" or (mechanism.figures == "all" and item.kind in FIGURES)
    ]
    glossary = {
        item.forms["en"]: item.forms[language] for item in sentence.items if item.kind == "glossary"
    }
    return protection.protect(
        sentence.texts["en"],
        terms=Terms.of(kept, glossary),
        language=language,
        placeholders=mechanism.marks,
    )


def place(text: str, item: Planted, language: str) -> int:
    """Return where an item stands, or -1; a figure in any spelling, all else byte for byte."""
    form = item.forms[language]
    if item.kind not in FIGURES:
        return text.casefold().find(form.casefold()) if item.kind == "glossary" else text.find(form)
    figure = re.sub(r"[^\d.,:-]", "", form)
    if figure in text:
        return text.index(figure)
    values = numbers(figure)
    for chunk in re.finditer(r"\d[\d.,:٬٫ \u00a0\u202f-]*\d|\d", text):
        if values and values.keys() <= numbers(chunk[0]).keys():
            return chunk.start()
    return -1


def rest(text: str, sentence: Sentence, language: str) -> str:
    """Return a text without its items and figures, and without brackets that are left empty."""
    for form in sorted((item.forms[language] for item in sentence.items), key=len, reverse=True):
        text = re.sub(re.escape(form), "", text, flags=re.IGNORECASE)
    text = re.sub(r"\d[\d.,: ]*\d|\d", "", text)
    return re.sub(r"\s+", " ", re.sub(r"\([\s,]*\)", "", text))


def markdown(tallies: dict[str, dict[str, Tally]], count: int) -> str:
    """Write the tables."""
    lines = [f"{machine()}; {count} sentences a language, {HYPOTHESES} beams, batches of {BATCH}."]
    lines += LEGEND.splitlines()
    columns = "| mechanism | kept | reported | near | ordered | chrF of the rest | ms |"
    for title, rows in tallies.items():
        lines += ["", f"## {title}", "", columns, "|---|--:|--:|--:|--:|--:|--:|"]
        for name, tally in rows.items():
            row = tally.row()
            shown = [f"{row[key]:.1%}" for key in ("kept", "reported", "near", "ordered")]
            shown += [f"{row['chrf_of_rest']:.1f}", f"{row['ms_a_sentence']:.1f}"]
            lines.append(f"| {name} | {' | '.join(shown)} |")
    return "\n".join((*lines, "", *by_kind(tallies)))


def by_kind(tallies: dict[str, dict[str, Tally]]) -> list[str]:
    """Write what each kind needs: the share kept, over all checkpoints."""
    names = [one.name for one in MECHANISMS if all(one.name in rows for rows in tallies.values())]
    chosen = [name for name in names if name.startswith(("nothing", "in place, near", "**"))]
    lines = ["## Share kept, by kind", "", f"| kind | {' | '.join(chosen)} |"]
    lines.append("|---|" + "--:|" * len(chosen))
    kinds = dict.fromkeys(
        kind for rows in tallies.values() for one in rows.values() for kind in one.kept
    )
    for kind in kinds:
        shares = [
            share([kept for rows in tallies.values() for kept in rows[name].kept[kind]])
            for name in chosen
        ]
        lines.append(f"| {kind} | {' | '.join(f'{one:.0%}' for one in shares)} |")
    return lines


def as_json(tallies: dict[str, dict[str, Tally]]) -> dict[str, dict[str, dict[str, object]]]:
    """Turn the tallies into what JSON can hold."""
    return {
        title: {
            name: {**tally.row(), "kept_by_kind": {k: share(v) for k, v in tally.kept.items()}}
            for name, tally in rows.items()
        }
        for title, rows in tallies.items()
    }


def machine() -> str:
    """Describe the machine."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    cores = len(os.sched_getaffinity(0))
    name = model[1] if model else platform.machine()
    return f"{cores} cores, {name}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
