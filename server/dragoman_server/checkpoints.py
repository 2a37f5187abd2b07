"""The checkpoints that a server works with: chosen, and loaded and tried out or left for later."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from dragoman_models.catalog import Checkpoint
from dragoman_models.errors import (
    CheckpointCorruptedError,
    CheckpointError,
    CheckpointMissingError,
    DragomanModelError,
)
from dragoman_models.languages import SOURCE_LANGUAGE_CODES, TARGET_LANGUAGE_CODES
from dragoman_models.loadable import LoadableModel
from dragoman_models.loading import load
from dragoman_models.pipeline import Pipeline
from dragoman_models.store import InstalledCheckpoint, Inventory, Store
from dragoman_models.terms import Terms
from dragoman_models.tuning import Tuning
from dragoman_models.types import CheckpointIdentity, SequenceModel
from dragoman_server.log import logger
from dragoman_server.proof import Proof, unusable
from dragoman_server.residence import Residence, Resident

__all__ = ["EXTRACTIVE", "Roster", "load_roster"]

EXTRACTIVE = "extractive"
"""Names no checkpoint: summaries are sentences of the article."""
_SUMMARIES = "summaries"
_LOADERS = 2

_Load = Callable[[InstalledCheckpoint], LoadableModel]


@dataclass(frozen=True, slots=True)
class Roster:
    """Say which model serves what, and why the rest is not served.

    `translators` maps a target language to a name in `models`; `failures` maps a
    target language, or `summaries`, to the error that its calls get. Summaries
    are extractive where `summarizer` is None and no failure stands for them.
    `house_terms` holds the terms of the server's glossary for each language.
    `others` lists for a target language those of `models` that can stand in for
    its translator, and `tunings` says what was measured of each of `models`.
    `residence` knows which weights are in memory, and what failed at its use.
    """

    models: Mapping[str, SequenceModel]
    translators: Mapping[str, str]
    summarizer: str | None = None
    failures: Mapping[str, CheckpointError] = field(default_factory=dict)
    install_commands: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    house_terms: Mapping[str, Terms] = field(default_factory=dict)
    others: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tunings: Mapping[str, Tuning] = field(default_factory=dict)
    residence: Residence | None = None

    @property
    def serves(self) -> bool:
        """Say whether any model is left that can be used."""
        return any(self._failure_of(name) is None for name in self.models)

    @property
    def pipeline(self) -> Pipeline:
        """Compose the models into a pipeline."""
        return Pipeline(
            self.models,
            self.translators,
            summarizer=self.summarizer,
            install_commands=self.install_commands,
            prompts=self.prompts,
            house_terms=self.house_terms,
            others={
                target: tuple(name for name in names if self._failure_of(name) is None)
                for target, names in self.others.items()
            },
            tunings=self.tunings,
        )

    def require(self, *, targets: Sequence[str] = (), summaries: bool = False) -> None:
        """See that everything a call needs is served.

        Raises:
            CheckpointError: a checkpoint is missing or broken; the message gives
                the command that mends it.
        """
        for need in (*targets, *((_SUMMARIES,) if summaries else ())):
            name = self.summarizer if need == _SUMMARIES else self.translators.get(need)
            failure = self.failures.get(need) or self._failure_of(name)
            if failure is not None:
                # One error serves many calls; each raise would lengthen its trace.
                raise failure.with_traceback(None)

    def using(self, name: str) -> AbstractContextManager[None]:
        """Keep a model's weights in memory during a block, and load them first if need be."""
        return nullcontext() if self.residence is None else self.residence.using(name)

    def identity_for(self, target: str) -> CheckpointIdentity | None:
        """Name the checkpoint that translates into a language, or None where none does."""
        name = self.translators.get(target)
        if name is None or self._failure_of(name) is not None:
            return None
        return self.models[name].identity

    def install_command_for(self, target: str) -> str:
        """Give the command that installs a translator for a language, or "" where one serves."""
        return "" if self.identity_for(target) else self.install_commands.get(target, "")

    def _failure_of(self, name: str | None) -> CheckpointError | None:
        return None if self.residence is None or name is None else self.residence.failure_of(name)


@dataclass(frozen=True, slots=True)
class _Choice:
    """Hold the best checkpoint for one need: to be loaded, or known to be broken."""

    name: str
    installed: InstalledCheckpoint | None
    reason: str = ""


def load_roster(
    store: Store,
    *,
    workers: int = 1,
    threads: int = 1,
    summarizer: str | None = None,
    residence: Residence | None = None,
    lazy: bool = False,
) -> Roster:
    """Load what a server needs of a store: the best checkpoint for each language and summaries.

    Each is verified against its hashes and has to answer its golden sentence;
    one that fails is logged and leaves its languages without a translator, and
    the others serve. `lazy` puts that off, and the loading of the weights, until
    a checkpoint is used for the first time. `residence` decides on weights from
    then on; without one all stay. `workers` batches can be decoded at once, each
    on `threads` threads. `summarizer` names the checkpoint that writes summaries,
    or is EXTRACTIVE; None takes the best that was pulled, and without one leaves
    summaries to extraction: the bundled one is not good enough to be taken unasked.

    Raises:
        DragomanModelError: `summarizer` names nothing that is installed.
    """

    def load_one(installed: InstalledCheckpoint) -> LoadableModel:
        return load(installed, inter_threads=workers, intra_threads=threads, lazy=True)

    if summarizer not in {None, EXTRACTIVE}:
        store.find(str(summarizer))
    loader = _Loader(load_one, residence or Residence(), lazy=lazy)
    return _assemble(store, loader, summarizer)


@dataclass(frozen=True, slots=True)
class _Loader:
    """Turn installed checkpoints into models; `load_one` leaves the weights where they are."""

    load_one: _Load
    residence: Residence
    lazy: bool

    def try_out(self, installed: InstalledCheckpoint) -> Resident | CheckpointError:
        """Load and prove a checkpoint, or see at least that it can be read."""
        name, began = installed.checkpoint.name, time.monotonic()
        proof = Proof(installed)
        try:
            model = self._load(installed, proof)
        except CheckpointError as error:
            proof.refuse(error)
            return error
        except DragomanModelError as error:
            unused = unusable(installed, error)
            proof.refuse(unused)
            return unused
        logger().info(
            "checkpoint_found" if self.lazy else "checkpoint_loaded",
            checkpoint=name,
            revision=installed.revision,
            seconds=round(time.monotonic() - began, 3),
        )
        return model

    def _load(self, installed: InstalledCheckpoint, proof: Proof) -> Resident:
        if self.lazy:
            return self.residence.house(self.load_one(installed), proof)
        proof.check_files()
        model = self.residence.house(self.load_one(installed), proof)
        model.warm_up()
        return model


def _assemble(store: Store, loader: _Loader, summarizer: str | None) -> Roster:
    inventory = store.scan()
    for broken in inventory.broken:
        logger().error("checkpoint_broken", checkpoint=broken.name, reason=broken.reason)
    choices = {
        need: choice
        for need in (*TARGET_LANGUAGE_CODES, _SUMMARIES)
        if (choice := _choose(store, inventory, need, summarizer)) is not None
    }
    installed = {
        choice.name: choice.installed for choice in choices.values() if choice.installed is not None
    }
    # Two that load at once would both count as in use, and be over a small bound.
    loaders = 1 if loader.residence.is_bounded else _LOADERS
    with ThreadPoolExecutor(loaders, thread_name_prefix="loader") as pool:
        tried = {name: pool.submit(loader.try_out, one) for name, one in installed.items()}
        outcomes = {name: future.result() for name, future in tried.items()}
    return _roster(store, choices, outcomes, loader.residence)


def _choose(
    store: Store, inventory: Inventory, need: str, summarizer: str | None
) -> _Choice | None:
    """Find the best checkpoint for a need, the broken ones too: none is passed over in silence."""
    if need == _SUMMARIES:
        inventory = _summarizers(inventory, summarizer)
    task = "summarization" if need == _SUMMARIES else "translation"
    target = SOURCE_LANGUAGE_CODES[0] if need == _SUMMARIES else need
    ranked: list[tuple[int, str, _Choice]] = []
    for installed in inventory.installed:
        if _fits(installed.checkpoint, task, target):
            name = installed.checkpoint.name
            ranked.append((installed.checkpoint.rank_for(target), name, _Choice(name, installed)))
    for broken in inventory.broken:
        known = store.catalog.checkpoints.get(broken.name)
        if known is not None and _fits(known, task, target):
            choice = _Choice(broken.name, None, broken.reason)
            ranked.append((known.rank_for(target), broken.name, choice))
    return min(ranked, key=lambda entry: entry[:2])[2] if ranked else None


def _summarizers(inventory: Inventory, name: str | None) -> Inventory:
    """Leave those that may write summaries: the one that is named, or all that were pulled."""
    if name is None:
        return Inventory(
            tuple(each for each in inventory.installed if not each.bundled),
            tuple(each for each in inventory.broken if not each.bundled),
        )
    return Inventory(
        tuple(each for each in inventory.installed if each.checkpoint.name == name),
        tuple(each for each in inventory.broken if each.name == name),
    )


def _fits(checkpoint: Checkpoint, task: str, target: str) -> bool:
    return checkpoint.task == task and target in checkpoint.target_languages


def _roster(
    store: Store,
    choices: Mapping[str, _Choice],
    outcomes: Mapping[str, Resident | CheckpointError],
    residence: Residence,
) -> Roster:
    failures: dict[str, CheckpointError] = {
        target: _missing(store, target) for target in TARGET_LANGUAGE_CODES if target not in choices
    }
    for need, choice in choices.items():
        outcome = outcomes.get(choice.name)
        if isinstance(outcome, CheckpointError):
            failures[need] = outcome
        elif outcome is None:
            failures[need] = _broken(choice)
    for need, error in failures.items():
        logger().warning("not_served", need=need, reason=str(error))
    models: dict[str, SequenceModel] = {
        name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Resident)
    }
    served = {need: choice.name for need, choice in choices.items() if choice.name in models}
    summarizer = served.pop(_SUMMARIES, None)
    writer = choices[_SUMMARIES].installed if summarizer else None
    prompts = writer.checkpoint.prompts if writer else {}
    commands = {need: _install_command(store, need) for need in {*failures, *served}}
    loaded = [
        choice.installed.checkpoint
        for choice in {choice.name: choice for choice in choices.values()}.values()
        if choice.installed is not None and choice.name in models
    ]
    return Roster(
        models,
        served,
        summarizer,
        failures,
        commands,
        prompts,
        others={target: _others(loaded, target, served[target]) for target in served},
        tunings={checkpoint.name: checkpoint.tuning for checkpoint in loaded},
        residence=residence,
    )


def _others(loaded: Sequence[Checkpoint], target: str, first: str) -> tuple[str, ...]:
    """List the checkpoints that are loaded for another language and can do this one, too."""
    fit = [one for one in loaded if _fits(one, "translation", target) and one.name != first]
    return tuple(one.name for one in sorted(fit, key=lambda one: (one.rank_for(target), one.name)))


def _missing(store: Store, target: str) -> CheckpointMissingError:
    command = _install_command(store, target)
    return CheckpointMissingError(
        target, f"no checkpoint that translates into {target!r} is installed; run: {command}"
    )


def _broken(choice: _Choice) -> CheckpointCorruptedError:
    name = choice.name
    return CheckpointCorruptedError(
        name,
        f"checkpoint {name!r} is damaged: {choice.reason}; find out more by"
        f" `dragoman models verify {name}`, install it again by `dragoman models pull {name}`",
    )


def _install_command(store: Store, need: str) -> str:
    if need == _SUMMARIES:
        known = store.catalog.summarizers()
    else:
        known = store.catalog.translators_for(need)
    pulled = [checkpoint for checkpoint in known if checkpoint.format != "bundled"]
    return f"dragoman models pull {pulled[0].name}" if pulled else "dragoman models list"
