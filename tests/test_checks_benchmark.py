"""The benchmark of the checks spoils references in the ways that it names."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import pytest
from benchmarks.checks.dev_sets import Pair, pairs_of
from benchmarks.checks.measure import alarms_of, fitted, found_of
from benchmarks.checks.omission import Writer, ways
from benchmarks.checks.spoiling import SPOILINGS, Case

SOURCE = "Pashinyan said (in Yerevan) that 25 percent of the 300 lorries had been sold."
REFERENCE = "Пашинян заявил (в Ереване), что продано 25 процентов из 300 грузовиков."
OTHER = Pair("Putin left Moscow.", "Путин уехал из Москвы.")
WAYS = {spoiling.name: spoiling for spoiling in SPOILINGS}


def spoilt(name: str, source: str = SOURCE, reference: str = REFERENCE) -> str | None:
    """Spoil a reference in one way."""
    case = Case(Pair(source, reference), OTHER, "ru", random.Random(1))
    return WAYS[name].spoil(case)


@pytest.mark.parametrize("name", sorted(WAYS))
def test_each_way_spoils_a_reference_that_allows_it(name: str) -> None:
    """What comes out is not the reference."""
    assert spoilt(name) not in {None, REFERENCE}


@pytest.mark.parametrize(
    "name", ["a digit changed", "a name left out", "half a pair of marks", "the last third missing"]
)
def test_a_reference_without_the_thing_is_left_alone(name: str) -> None:
    """Where there is no figure, name, mark or length there is nothing to spoil."""
    assert spoilt(name, "It rained.", "Шёл дождь.") is None


def test_another_name_comes_from_another_sentence() -> None:
    """A name of the other reference stands in a name's place."""
    target = spoilt("another sentence's name")
    assert target is not None
    assert "Путин" in target or "Москвы" in target


def test_found_and_false_alarms_make_the_precision() -> None:
    """A right reference raises nothing, and its copy of the source is found."""
    pairs = [Pair(SOURCE, REFERENCE)]
    alarms = alarms_of("ru", "one", pairs)
    assert not any(one.alarms for one in alarms)
    found = found_of("ru", WAYS["a copy of the source"], pairs, alarms)
    assert (found.segments, found.found, found.precision) == (1, 1, 1.0)


def test_the_newswire_lines_are_read_without_flores(tmp_path: Path) -> None:
    """FLORES-200 is not part of the repository, and may be missing."""
    root = Path(__file__).parents[1]
    options = argparse.Namespace(flores=tmp_path, newswire=root / "training/data/newswire")
    sets = pairs_of("hy", options)
    assert list(sets) == ["newswire5-dev"]
    slope, *_, lowest, highest = fitted(sets["newswire5-dev"])
    assert 0.8 < slope < 1.2
    assert lowest < 0 < highest


def test_each_third_that_is_left_out_is_no_other() -> None:
    """Nothing else of the reference changes."""
    written = ways("a b c d e f g h i j")
    assert written == {
        "whole": "a b c d e f g h i j",
        "the middle third missing": "a b c g h i j",
        "the last third missing": "a b c d e f",
    }


def test_a_checkpoint_that_writes_half_a_sentence_tells_what_it_left_out() -> None:
    """Of the whole one it attends to everything that matters."""
    writer = Writer("ru", threads=1)
    source = "The president said on Monday that the talks with Georgia would continue next week."
    half = "Президент сказал в понедельник."
    assert writer.omissions(source, f"{half[:-1]}, что переговоры с Грузией продолжатся.") == ()
    (omission,) = writer.omissions(source, half)
    assert "talks with Georgia" in omission
