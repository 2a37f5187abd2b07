"""Argos Translate, and what it needs to run the bundled checkpoints offline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from typing import Final

from benchmarks.peers.environments import ENVIRONMENTS, Environment
from benchmarks.peers.packing import pack
from benchmarks.peers.systems import System, by_calls
from benchmarks.peers.weights import BEAMS, Weights
from benchmarks.peers.workers import working

from dragoman_models.languages import TARGET_LANGUAGE_CODES

__all__ = ["argos_translate", "install_packages", "settings"]

_ABOUT: Final = "the library LibreTranslate is built on; one text a call of `translate`"


@cache
def install_packages(weights: Weights) -> Environment:
    """Install LibreTranslate, Argos Translate with it, and a package for each language.

    With less than two packages LibreTranslate looks for more in the network.

    Raises:
        EnvironmentFailedError: something could not be installed.
    """
    environment = replace(ENVIRONMENTS["libretranslate"], use=weights.name)
    environment.install()
    home = environment.home
    environment.run("make_splitter.py", home / "splitter")
    # Without this file Argos Translate downloads a pipeline as soon as it is imported.
    cached = home / "cache" / "argos-translate" / "spacy" / "senter" / "model"
    cached.parent.mkdir(parents=True, exist_ok=True)
    cached.touch()
    packages = [
        pack(weights.checkpoint(language), home, language=language, splitter=home / "splitter")
        for language in TARGET_LANGUAGE_CODES
    ]
    environment.run("install_packages.py", *packages, **settings(environment))
    return environment


def settings(environment: Environment) -> dict[str, str]:
    """Give Argos Translate's settings: its defaults, the beam, and a splitter that is offline."""
    return {
        "ARGOS_BEAM_SIZE": str(BEAMS),
        "ARGOS_CHUNK_TYPE": "SPACY",
        "ARGOS_PACKAGES_DIR": str(environment.home / "packages"),
    }


@asynccontextmanager
async def argos_translate(environment: Environment, *, language: str) -> AsyncIterator[System]:
    """Run Argos Translate in a process and yield it once it has translated."""
    command = environment.command("argos_worker.py")
    variables = environment.variables(**settings(environment))
    async with working(command, home=environment.home, variables=variables, language=language) as (
        worker,
        seconds,
    ):
        send = by_calls(worker.one)
        pid = worker.process.pid
        yield System("Argos Translate", _ABOUT, send, (1,), pid, seconds, observed=True)
