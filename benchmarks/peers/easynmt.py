"""EasyNMT 2.0.2 itself, on transformers, with the bundled checkpoints restored to float32."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cache
from typing import Final

from benchmarks.peers.environments import ENVIRONMENTS, Environment
from benchmarks.peers.systems import WHOLE_LIST, System, by_calls, by_list
from benchmarks.peers.weights import BEAMS, Weights
from benchmarks.peers.workers import Worker, working
from benchmarks.serving.inputs import articles, sentences
from training.hub_form.restoring import restore

from dragoman_models.languages import TARGET_LANGUAGE_CODES

__all__ = ["easynmt", "easynmt_whole", "install_weights"]

_TEXTS: Final = "english.txt"
_NLTK: Final = "nltk_data"
_NUM_SENTENCES: Final = 2000
_ABOUT: Final = "the library on transformers, float32; one text a call of `translate`"
_ABOUT_WHOLE: Final = "all texts in one call of `translate`: sorted by length, batches of 16"


@cache
def install_weights(weights: Weights) -> Environment:
    """Install EasyNMT, its weights and its splitter of sentences.

    Raises:
        EnvironmentFailedError: something could not be installed.
    """
    environment = replace(ENVIRONMENTS["easynmt"], use=weights.name)
    environment.install()
    home = environment.home
    for language in TARGET_LANGUAGE_CODES:
        restore(weights.checkpoint(language), home / "Helsinki-NLP" / f"opus-mt-en-{language}")
    english = "\n\n".join([*articles(), *sentences(_NUM_SENTENCES)])
    (home / _TEXTS).write_text(english, encoding="utf-8")
    environment.run("train_punkt.py", _TEXTS, _NLTK, NLTK_DATA=str(home / _NLTK))
    return environment


@asynccontextmanager
async def easynmt(environment: Environment, *, language: str, cores: int) -> AsyncIterator[System]:
    """Run EasyNMT in a process, called with one text at a time."""
    async with _running(environment, language, cores) as (worker, seconds):
        send, pid = by_calls(worker.one), worker.process.pid
        yield System("EasyNMT", _ABOUT, send, (1,), pid, seconds)


@asynccontextmanager
async def easynmt_whole(
    environment: Environment, *, language: str, cores: int
) -> AsyncIterator[System]:
    """Run EasyNMT in a process, called with all texts at once."""
    async with _running(environment, language, cores) as (worker, seconds):
        send, pid = by_list(worker.all), worker.process.pid
        yield System(
            "EasyNMT, whole list", _ABOUT_WHOLE, send, (WHOLE_LIST,), pid, seconds, observed=True
        )


@asynccontextmanager
async def _running(
    environment: Environment, language: str, cores: int
) -> AsyncIterator[tuple[Worker, float]]:
    home = environment.home
    command = [*environment.command("easynmt_worker.py"), str(cores), str(BEAMS)]
    variables = environment.variables(NLTK_DATA=str(home / _NLTK), EASYNMT_CACHE=str(home))
    async with working(command, home=home, variables=variables, language=language) as running:
        yield running
