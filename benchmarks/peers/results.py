"""What a run found, and how it is kept as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Described", "Kept", "Measured", "Observed", "Results", "Spread", "from_json", "to_json"]


@dataclass(frozen=True, slots=True)
class Described:
    """Hold what is said of a system once: how it ran, seconds to its first answer, memory in MB."""

    name: str
    about: str
    start_seconds: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Hold one load of one round; `clients` is 0 where one call carried all sentences.

    `failures` counts the calls that were not answered by how they ended. The
    processor's time is that of the system's processes, not of the clients.
    """

    system: str
    clients: int
    number: int
    sentences: int
    failures: Mapping[str, int]
    seconds: float
    p50_seconds: float
    p95_seconds: float
    processor_seconds: float

    @property
    def failed(self) -> int:
        """Count the calls that were not answered."""
        return sum(self.failures.values())

    @property
    def per_second(self) -> float:
        """Give the sentences answered per second."""
        return (self.sentences - self.failed) / self.seconds

    @property
    def processor_ms(self) -> float:
        """Give the milliseconds of the processor's time that a sentence took."""
        return 1000 * self.processor_seconds / self.sentences


@dataclass(frozen=True, slots=True)
class Observed:
    """Hold what one system made of the same sentences in one language.

    `same` and `chrf` compare it with the bare weights on CTranslate2, one search a
    sentence; the others count sentences: whose figures all arrived out of those
    that have any, that hold a token for the unknown, that end in two marks.
    """

    system: str
    language: str
    sentences: int
    same: int
    chrf: float
    with_figures: int
    figures_kept: int
    unknown: int
    doubled_ends: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Tell whether something in one text arrived as it stood there, and how it reads."""

    system: str
    language: str
    what: str
    kept: bool
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Spread:
    """Hold the median, the least and the greatest value over the rounds."""

    median: float
    least: float
    greatest: float


@dataclass(frozen=True, slots=True)
class Results:
    """Hold a run: about machine and versions, the systems, and what is missing, with the reason."""

    about: Mapping[str, str]
    systems: tuple[Described, ...]
    measured: tuple[Measured, ...]
    observed: tuple[Observed, ...] = ()
    kept: tuple[Kept, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)

    def loads(self) -> Iterator[tuple[str, int]]:
        """Yield each system with each number of clients, in the order of the systems."""
        pairs = dict.fromkeys((one.system, one.clients) for one in self.measured)
        for system in self.systems:
            yield from sorted(pair for pair in pairs if pair[0] == system.name)

    def spread(self, system: str, clients: int, value: Callable[[Measured], float]) -> Spread:
        """Give a value of a system's loads over the rounds.

        Raises:
            KeyError: there is no such load.
        """
        return _spread([value(one) for one in self._rounds(system, clients).values()])

    def ratio(self, above: str, below: str, *, clients: int) -> Spread:
        """Give how many times faster one system is than another, paired round by round.

        Raises:
            KeyError: one of them has no such load.
        """
        rounds = self._rounds(above, clients), self._rounds(below, clients)
        shared = sorted(set(rounds[0]) & set(rounds[1]))
        return _spread([rounds[0][one].per_second / rounds[1][one].per_second for one in shared])

    def _rounds(self, system: str, clients: int) -> dict[int, Measured]:
        found = {
            one.number: one
            for one in self.measured
            if one.system == system and one.clients == clients
        }
        if not found:
            raise KeyError(f"no load of {system} with {clients} clients")
        return found


def to_json(results: Results) -> dict[str, Any]:
    """Give a run as plain values."""
    return asdict(results)


def from_json(value: Mapping[str, Any]) -> Results:
    """Read a run from the plain values of `to_json`.

    Raises:
        TypeError: a value has other fields than this version writes.
    """
    return Results(
        about=value["about"],
        systems=tuple(Described(**one) for one in value["systems"]),
        measured=tuple(Measured(**one) for one in value["measured"]),
        observed=tuple(Observed(**one) for one in value["observed"]),
        kept=tuple(Kept(**one) for one in value["kept"]),
        missing=value["missing"],
    )


def _spread(values: list[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))
