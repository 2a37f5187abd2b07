"""Write a run as a page of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from benchmarks.peers.results import Kept, Observed, Results, Spread
from benchmarks.peers.systems import WHOLE_LIST

__all__ = ["TARGET", "as_markdown"]

TARGET: Final = 4.0
"""How many times LibreTranslate's sentences per second Dragoman is to reach at 32 clients."""
_CLIENTS: Final = 32
_OURS: Final = ("Dragoman", "Dragoman, one search")
_THEIRS: Final = ("LibreTranslate", "LibreTranslate, tuned")
_LONGEST: Final = 160


def as_markdown(results: Results) -> str:
    """Write what was run, the speeds, the ratios, and what became of the texts."""
    parts = [
        ["# Beside the peers", "", *_about(results)],
        _systems(results),
        _speeds(results),
        _ratios(results),
        _texts(results.observed),
        _probes(results.kept),
    ]
    return "\n".join("\n".join(lines) + "\n" for lines in parts if lines)


def _about(results: Results) -> Iterator[str]:
    yield (
        "The same weights in every system, the same sentences, the same beam, the same "
        "cores; in each round every system gets every load, in an order that rotates. Dragoman's "
        "cache and its limit on waiting are off. A value is the median of the rounds, with the "
        "least and the greatest. "
        "Clients run on the same cores, and their processor time is not counted."
    )
    yield ""
    yield from (f"- {name}: {value}" for name, value in results.about.items())
    yield from (f"- not measured: {name}: {reason}" for name, reason in results.missing.items())


def _systems(results: Results) -> list[str]:
    rows = (
        (one.name, one.about, f"{one.start_seconds:.1f}", f"{one.peak_mb:.0f}")
        for one in results.systems
    )
    head = ("system", "how it ran", "first answer after, s", "peak memory, MB")
    return ["## Systems", "", *_table(head, "llrr", rows)]


def _speeds(results: Results) -> list[str]:
    head = (
        "system",
        "clients",
        "sentences/s",
        "p50, ms",
        "p95, ms",
        "CPU ms a sentence",
        "failed",
    )
    rows = (_speed(results, system, clients) for system, clients in results.loads())
    return ["## Speed", "", *_table(head, "lrrrrrr", rows)]


def _speed(results: Results, system: str, clients: int) -> Sequence[str]:
    def over(name: str, times: float = 1.0) -> Spread:
        return results.spread(system, clients, lambda one: times * float(getattr(one, name)))

    # In one call each sentence waits for the whole list, which says nothing of a single one.
    waits = (
        ["–", "–"]
        if clients == WHOLE_LIST
        else [_spread(over(name, 1000), ".0f") for name in ("p50_seconds", "p95_seconds")]
    )
    return [
        system,
        str(clients or "one call"),
        _spread(over("per_second"), ".1f"),
        *waits,
        f"{over('processor_ms').median:.1f}",
        _failures(results, system, clients),
    ]


def _failures(results: Results, system: str, clients: int) -> str:
    """Write how many calls failed over all rounds, and how they ended."""
    counts: Counter[str] = Counter()
    for one in results.measured:
        if (one.system, one.clients) == (system, clients):
            counts.update(one.failures)
    return ", ".join(f"{count} {name}" for name, count in counts.items()) or "0"


def _ratios(results: Results) -> list[str]:
    measured = set(results.loads())
    rows = [
        _ratio(ours, theirs, results.ratio(ours, theirs, clients=_CLIENTS))
        for ours in _OURS
        for theirs in _THEIRS
        if {(ours, _CLIENTS), (theirs, _CLIENTS)} <= measured
    ]
    head = (f"sentences/s at {_CLIENTS} clients", "ratio", "target", "met")
    return [f"## Against the target, {TARGET:g} times", "", *_table(head, "lrrl", rows)]


def _ratio(ours: str, theirs: str, spread: Spread) -> Sequence[str]:
    met = "yes" if spread.median >= TARGET else "NO"
    return [f"{ours} / {theirs}", _spread(spread, ".1f"), f"{TARGET:g}", met]


def _texts(observed: Sequence[Observed]) -> list[str]:
    if not observed:
        return []
    head = (
        "system",
        "language",
        "sentences",
        "same as the bare weights",
        "chrF beside them",
        "all figures kept",
        "unknown pieces",
        "two marks at the end",
    )
    rows = (
        (
            one.system,
            one.language,
            str(one.sentences),
            str(one.same),
            f"{one.chrf:.1f}",
            f"{one.figures_kept} of {one.with_figures}",
            str(one.unknown),
            str(one.doubled_ends),
        )
        for one in observed
    )
    return ["## What became of the sentences", "", *_table(head, "llrrrrrr", rows)]


def _probes(kept: Sequence[Kept]) -> list[str]:
    """Write in how many languages each thing arrived, and every text in which it did not."""
    if not kept:
        return []
    systems = list(dict.fromkeys(one.system for one in kept))
    things = list(dict.fromkeys(one.what for one in kept))
    rows = ([what, *(_share(kept, system, what) for system in systems)] for what in things)
    lines = [
        f"- {one.system}, {one.language}, {one.what}: `{_line(one.source)}` became "
        f"`{_line(one.target)}`"
        for one in kept
        if not one.kept
    ]
    table = _table(("must arrive as it is", *systems), "l" + "r" * len(systems), rows)
    return ["## Texts with something in them that must not change", "", *table, "", *lines]


def _share(kept: Sequence[Kept], system: str, what: str) -> str:
    found = [one.kept for one in kept if (one.system, one.what) == (system, what)]
    return f"{sum(found)} of {len(found)}" if found else "–"


def _line(text: str) -> str:
    one = text.replace("\n", "⏎").replace("`", "'")
    return one if len(one) <= _LONGEST else one[: _LONGEST - 1] + "…"


def _spread(spread: Spread, form: str) -> str:
    """Write a median with its range, or alone where all rounds agree."""
    median, least, greatest = (
        format(one, form) for one in (spread.median, spread.least, spread.greatest)
    )
    return median if least == greatest else f"{median} ({least}–{greatest})"


def _table(head: Sequence[str], sides: str, rows: Iterable[Sequence[str]]) -> list[str]:
    rule = "|".join("--:" if side == "r" else "---" for side in sides)
    body = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{rule}|", *body]
