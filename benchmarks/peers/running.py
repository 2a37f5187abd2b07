"""Start the systems, send them the loads in rounds, and stop them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from benchmarks.fidelity.bare import Weights as BareWeights
from benchmarks.peers.argos import argos_translate, install_packages
from benchmarks.peers.dragoman import dragoman, dragoman_one_search
from benchmarks.peers.easynmt import easynmt, easynmt_whole, install_weights
from benchmarks.peers.environments import EnvironmentFailedError
from benchmarks.peers.libretranslate import AS_SHIPPED, TUNED, LibreTranslateError, libretranslate
from benchmarks.peers.measuring import loads, measure, rotated
from benchmarks.peers.observing import PROBES, observe, probed
from benchmarks.peers.results import Described, Kept, Measured, Observed, Results
from benchmarks.peers.systems import System
from benchmarks.peers.trees import tree_peak_mb
from benchmarks.peers.weights import Weights
from benchmarks.peers.workers import WorkerEndedError
from benchmarks.serving.inputs import sentences

from dragoman_models.languages import TARGET_LANGUAGE_CODES

__all__ = ["NAMES", "Plan", "run"]

_Starter: TypeAlias = Callable[["Plan"], AbstractAsyncContextManager[System]]
_WARM_UP: Final = 8

_STARTERS: Final[Mapping[str, _Starter]] = {
    "dragoman-one-search": lambda plan: dragoman_one_search(plan.weights, language=plan.language),
    "dragoman": lambda plan: dragoman(plan.weights, language=plan.language),
    "libretranslate": lambda plan: libretranslate(
        install_packages(plan.weights), AS_SHIPPED, language=plan.language
    ),
    "libretranslate-tuned": lambda plan: libretranslate(
        install_packages(plan.weights), TUNED, language=plan.language
    ),
    "argos": lambda plan: argos_translate(install_packages(plan.weights), language=plan.language),
    "easynmt": lambda plan: easynmt(
        install_weights(plan.weights), language=plan.language, cores=plan.cores
    ),
    "easynmt-whole": lambda plan: easynmt_whole(
        install_weights(plan.weights), language=plan.language, cores=plan.cores
    ),
}
NAMES: Final = tuple(_STARTERS)
"""The systems, in the order of the tables."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold what to run: which weights and systems, how often, how much.

    `sentences` is the load of 32 clients; of `observed` sentences in each language
    the translations are looked at. `cores` is how many threads torch takes.
    """

    weights: Weights
    names: Sequence[str]
    rounds: int
    sentences: int
    observed: int
    language: str
    cores: int


@dataclass(slots=True)
class _Found:
    """Gather what a run finds."""

    measured: list[Measured] = field(default_factory=list)
    observed: list[Observed] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)


async def run(plan: Plan, *, about: Mapping[str, str]) -> Results:
    """Run every system of a plan; one that cannot be had is missing from the results."""
    found = _Found()
    async with AsyncExitStack() as stack:
        systems = await _started(plan, stack, found)
        for number in range(plan.rounds):
            await _round(plan, systems, number, found)
        if plan.observed and plan.weights.says_something:
            for language in TARGET_LANGUAGE_CODES:
                await _observe(plan, systems, language, found)
        described = tuple(_described(system) for system in systems)
    return Results(
        about,
        described,
        tuple(found.measured),
        tuple(found.observed),
        tuple(found.kept),
        found.missing,
    )


async def _started(plan: Plan, stack: AsyncExitStack, found: _Found) -> list[System]:
    systems: list[System] = []
    for name in plan.names:
        _say(f"starting {name}")
        try:
            system = await stack.enter_async_context(_STARTERS[name](plan))
        except (EnvironmentFailedError, LibreTranslateError, WorkerEndedError) as error:
            found.missing[name] = str(error)
            continue
        systems.append(system)
        # The first batches of any system are slow: memory is new, threads start.
        clients = max(system.clients)
        texts = sentences(_WARM_UP)[: max(1, clients)]
        await system.send(texts, plan.language, clients=clients)
    return systems


async def _round(plan: Plan, systems: Sequence[System], number: int, found: _Found) -> None:
    for clients, texts in loads(plan.sentences, skip=_WARM_UP).items():
        for system in rotated(systems, number):
            if clients in system.clients:
                one = await measure(system, texts, plan.language, clients=clients, number=number)
                found.measured.append(one)
                _say(f"round {number + 1}: {one.system}, {clients}: {one.per_second:.1f}/s")


async def _observe(plan: Plan, systems: Sequence[System], language: str, found: _Found) -> None:
    texts, probes = sentences(plan.observed), [probe.text for probe in PROBES]
    weights = BareWeights(plan.weights.checkpoint(language))
    bare = dict(zip(texts, weights.translate(texts), strict=True))
    for system in systems:
        if not system.observed:
            continue
        clients = min(system.clients)
        targets = (await system.send([*texts, *probes], language, clients=clients)).targets
        found.kept += probed(system.name, language, targets)
        plain = {text: targets[text] for text in texts if text in targets}
        found.observed.append(observe(system.name, language, plain, bare))


def _described(system: System) -> Described:
    return Described(system.name, system.about, system.start_seconds, tree_peak_mb(system.pid))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
