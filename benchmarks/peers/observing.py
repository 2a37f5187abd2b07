"""Look at what each system makes of a text: what is lost, what is added, what differs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.peers.results import Kept, Observed
from sacrebleu.metrics import CHRF

__all__ = [
    "PROBES",
    "Probe",
    "doubled_end",
    "figures",
    "has_unknown",
    "line_breaks",
    "lost",
    "observe",
    "probed",
]

_DIGITS: Final = re.compile(r"\d+")
_BREAKS: Final = re.compile(r"\n[ \t\n]*")
_DOUBLED: Final = re.compile(r"[.!?։؟…][.!?,;]$")
# What SentencePiece and most vocabularies write for a piece that they do not know.
_UNKNOWN: Final = ("⁇", "<unk>")


@dataclass(frozen=True, slots=True)
class Probe:
    """Hold a text and what of it must arrive: `keeps` is told the source and the target."""

    what: str
    text: str
    keeps: Callable[[str, str], bool]


def figures(text: str) -> Counter[str]:
    """Count the runs of digits of a text, written in any script's digits, as ASCII."""
    runs = (run.group() for run in _DIGITS.finditer(text))
    return Counter("".join(str(unicodedata.digit(one)) for one in run) for run in runs)


def line_breaks(text: str) -> list[str]:
    """Return the line breaks of a text in order, each with the white space that follows."""
    return _BREAKS.findall(text)


def doubled_end(text: str) -> bool:
    """Tell whether a text ends in a mark that ends sentences and in one more."""
    return _DOUBLED.search(text) is not None and not text.endswith("..")


def has_unknown(text: str) -> bool:
    """Tell whether a text holds a token that stands for the unknown."""
    return any(token in text for token in _UNKNOWN)


def _verbatim(*strings: str) -> Callable[[str, str], bool]:
    return lambda _, target: all(string in target for string in strings)


PROBES: Final = (
    Probe(
        "line breaks and indentation",
        "Talks ended on Friday.\n\n  The minister left.\nPrices rose in March.",
        lambda source, target: line_breaks(source) == line_breaks(target),
    ),
    Probe(
        "a file's name",
        "The file is named budget_2026_final.xlsx.",
        _verbatim("budget_2026_final.xlsx"),
    ),
    Probe(
        "an e-mail address",
        "Write to press_office@example.org by Monday.",
        _verbatim("press_office@example.org"),
    ),
    Probe("an entity in plain text", "Marks &amp; Spencer opened a shop.", _verbatim("&amp;")),
    Probe("one mark at the end", "Did the talks end on Friday?", lambda _, it: not doubled_end(it)),
    Probe(
        "a figure with decimals",
        "Prices rose by 12.75% in 2025.",
        lambda source, target: not lost(source, target),
    ),
)
"""Texts that a newsroom sends, each with one thing in it that must not change."""


def lost(source: str, target: str) -> Counter[str]:
    """Return the figures of the source that the target has not."""
    return figures(source) - figures(target)


def probed(system: str, language: str, targets: Mapping[str, str]) -> list[Kept]:
    """Judge a system's translations of the texts of `PROBES`, those it gave."""
    return [
        Kept(
            system,
            language,
            probe.what,
            probe.keeps(probe.text, targets[probe.text]),
            probe.text,
            targets[probe.text],
        )
        for probe in PROBES
        if probe.text in targets
    ]


def observe(
    system: str, language: str, targets: Mapping[str, str], bare: Mapping[str, str]
) -> Observed:
    """Compare a system's translations with those of the bare weights, and count its faults."""
    texts: Sequence[str] = [text for text in targets if text in bare]
    told = [text for text in texts if figures(text)]
    return Observed(
        system=system,
        language=language,
        sentences=len(texts),
        same=sum(targets[text] == bare[text] for text in texts),
        chrf=_chrf([targets[text] for text in texts], [bare[text] for text in texts]),
        with_figures=len(told),
        figures_kept=sum(not lost(text, targets[text]) for text in told),
        unknown=sum(has_unknown(targets[text]) for text in texts),
        doubled_ends=sum(doubled_end(targets[text]) for text in texts),
    )


def _chrf(targets: list[str], others: list[str]) -> float:
    return float(CHRF().corpus_score(targets, [others]).score) if targets else 0.0
