"""The benchmark of the server reckons with calls, figures and ratios as it says."""

from __future__ import annotations

import asyncio
import json
import math
from pathlib import Path

import grpc
import pytest
from benchmarks.serving import report
from benchmarks.serving.ceiling import Search, Setting
from benchmarks.serving.clients import OK, Load, closed_loop, open_loop, outcome_of, percentile
from benchmarks.serving.observing import Observed
from benchmarks.serving.options import Options
from benchmarks.serving.plot import draw
from benchmarks.serving.sheets import TARGETS, Part, Ratio, Series, Sheet, Target, ratios, spread
from benchmarks.serving.soak import Soak, slope, verdict
from benchmarks.serving.sweep import best_setting
from benchmarks.serving.workers import Worker
from hypothesis import given
from hypothesis import strategies as st

from dragoman_client.errors import OverloadedError

ABOUT = {
    "hardware": "2 cores of a CPU",
    "system": "Linux",
    "versions": "ctranslate2 4.8.5",
    "commit": "abc",
    "measured": "2026-11-22",
}
TEXTS = [f"Sentence {number}." for number in range(20)]


@pytest.mark.parametrize(("percent", "value"), [(50, 2.0), (95, 4.0), (99, 4.0), (25, 1.0)])
def test_a_percentile_is_a_value_that_occurred(percent: float, value: float) -> None:
    """It is the nearest rank, so nothing is interpolated."""
    assert percentile([4.0, 1.0, 3.0, 2.0], percent) == value


def test_no_values_have_no_percentile() -> None:
    """It is not a number, rather than none at all."""
    assert math.isnan(percentile([], 50))


@given(st.lists(st.floats(0, 1e6), min_size=1), st.integers(1, 99))
def test_so_many_percent_are_no_more_than_the_percentile(values: list[float], percent: int) -> None:
    """At least that share of the values is at or below it, and fewer are below it."""
    found = percentile(values, percent)
    assert sum(value <= found for value in values) >= len(values) * percent / 100
    assert sum(value < found for value in values) < len(values) * percent / 100


def test_a_closed_loop_has_so_many_calls_on_their_way() -> None:
    """Never more than there are clients, and all texts are sent once."""
    running, most, sent = 0, 0, []

    async def send(text: str) -> None:
        nonlocal running, most
        running, most = running + 1, max(most, running + 1)
        sent.append(text)
        await asyncio.sleep(0)
        running -= 1

    load = asyncio.run(closed_loop(send, TEXTS, clients=3))
    assert (most, sorted(sent)) == (3, sorted(TEXTS))
    assert load.counts == {OK: len(TEXTS)}
    assert load.per_second == pytest.approx(len(TEXTS) / load.wall_seconds)


def test_an_open_loop_does_not_wait_for_answers() -> None:
    """All calls are on their way before any is answered."""
    gate = asyncio.Event()
    waiting = 0

    async def send(_: str) -> None:
        nonlocal waiting
        waiting += 1
        if waiting == len(TEXTS):
            gate.set()
        await gate.wait()

    load = asyncio.run(open_loop(send, TEXTS, rate=1e6))
    assert (waiting, load.counts) == (len(TEXTS), {OK: len(TEXTS)})
    assert len(load.delays) == len(TEXTS)


def test_the_latencies_of_an_open_loop_are_in_the_order_of_its_texts() -> None:
    """Whatever call ends first."""

    async def send(text: str) -> None:
        if text == TEXTS[0]:
            await asyncio.sleep(0.02)
            raise KeyError(text)

    load = asyncio.run(open_loop(send, TEXTS[:3], rate=1e6))
    assert load.outcomes == ("KeyError", OK, OK)


class _Refused(grpc.RpcError):
    def code(self) -> grpc.StatusCode:
        """Say that the server is full."""
        return grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (_Refused(), "RESOURCE_EXHAUSTED"),
        (OverloadedError("full", code="RESOURCE_EXHAUSTED"), "RESOURCE_EXHAUSTED"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_a_failure_is_named_by_its_status(error: Exception, outcome: str) -> None:
    """And by its type where it has none."""
    assert outcome_of(error) == outcome


def test_failed_calls_count_neither_in_the_speed_nor_in_the_latency() -> None:
    """A refusal is quick, and would make both look better than they are."""
    load = Load((1.0, 0.001, 3.0), (OK, "RESOURCE_EXHAUSTED", OK), 4.0)
    assert (load.answered, load.per_second, load.p50, load.p95) == ((1.0, 3.0), 0.5, 1.0, 3.0)


def test_what_is_outside_the_model_is_what_its_searchers_did_not_search() -> None:
    """Of two searchers in 10 s, 15 s of searches leave a quarter."""
    load = Load((1.0,), (OK,), 10.0)
    seen = Observed(load, 16.0, 1.0, 15.0, 10, 60, 200.0)
    assert seen.outside(workers=2) == 0.25
    figures = seen.figures(workers=2, targets=360)
    assert (figures["sentences a batch"], figures["target tokens/s"]) == (6, 36)
    assert figures["server CPU ms a sentence"] == 16_000


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        (Target("faster", least=0.95), 0.95, True),
        (Target("faster", least=0.95), 0.94, False),
        (Target("slower", most=3), 3.0, True),
        (Target("slower", most=3), 3.1, False),
        (Target("slower", most=3), math.nan, False),
    ],
)
def test_a_target_is_met_within_its_bound(target: Target, value: float, *, met: bool) -> None:
    """The bound itself is within, and what could not be reckoned is not."""
    assert target.met(value) is met


def test_a_ratio_is_judged_by_its_median() -> None:
    """One bad round of three does not miss a target."""
    assert Ratio("ceiling", (0.5, 0.96, 0.97)).verdict == "met"
    assert Ratio("ceiling", (0.94, 0.5, 0.99)).verdict == "missed"


def test_ratios_are_of_the_same_round() -> None:
    """What disturbed a round disturbed both."""
    assert ratios([1.0, 6.0], [2.0, 3.0]) == (0.5, 2.0)
    assert math.isnan(ratios([1.0], [0.0])[0])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([151.6, 149.2, 158.0], "152 (149 to 158)"),
        ([12.34], "12.3"),
        ([0.0181], "0.018"),
        ([7.0], "7"),
        ([math.nan], "-"),
    ],
)
def test_a_spread_has_the_median_and_the_extremes(values: list[float], text: str) -> None:
    """With no more digits than were measured."""
    assert spread(values) == text


def _sheet() -> Sheet:
    sheet = Sheet("Single sentences", "Beam 4.")
    for speed in (100.0, 120.0, 110.0):
        sheet.add("bare", {"sentences/s": speed})
        sheet.add("Dragoman", {"sentences/s": speed, "p95 ms": 2 * speed})
    return sheet


def _results(others: float = 0.0) -> dict[str, object]:
    series = (Series("overload, round 1", [0.0, 1.0], [200.0, 201.0]),)
    part = Part((_sheet(),), (Ratio("ceiling", (1.0, 1.0, 1.0)),), series)
    return report.merged({}, "speed", report.part_of(part, about=ABOUT, others=others))


def test_the_report_shows_rows_and_verdicts() -> None:
    """A row has an empty cell where it was not measured, a target says so."""
    text = report.as_markdown(_results())
    assert "| bare | 110 (100 to 120) |  |" in text
    assert "| Dragoman | 110 (100 to 120) | 220 (200 to 240) |" in text
    assert f"| {TARGETS['ceiling'].label} | at least 0.95 | 1 (1 to 1) | met |" in text
    assert f"| {TARGETS['overload'].label} | at most 1.5 | not measured | |" in text


def test_figures_taken_on_a_busy_machine_are_provisional() -> None:
    """Other programs had a third of the cores."""
    text = report.as_markdown(_results(others=0.33))
    assert "Other programs took 33% of the cores' time." in text
    assert "met (provisional)" in text


def test_a_part_that_is_measured_again_replaces_itself_alone(tmp_path: Path) -> None:
    """Others keep their results of before, through the file."""
    report.write(tmp_path, {**_results(), "sweep": {**_results(0.5)["speed"]}})  # type: ignore[dict-item]
    again = report.merged(report.read(tmp_path), "speed", {"sheets": [], "ratios": []})
    assert list(again) == ["speed", "sweep"]
    assert json.loads((tmp_path / "results.json").read_text("utf-8"))["sweep"] == again["sweep"]


def test_there_are_no_results_before_the_first_run(tmp_path: Path) -> None:
    """An empty folder holds none."""
    assert report.read(tmp_path) == {}


def test_a_plot_is_drawn_where_matplotlib_is(tmp_path: Path) -> None:
    """And is a picture."""
    pytest.importorskip("matplotlib")
    stored = json.loads(json.dumps(_results()))
    assert draw(tmp_path, {**stored, "overload": stored["speed"]})
    assert (tmp_path / "results.png").read_bytes().startswith(b"\x89PNG")


def test_the_slope_of_memory_is_in_megabytes_an_hour() -> None:
    """One megabyte a minute is 60 an hour."""
    assert slope([0.0, 60.0, 120.0], [100.0, 101.0, 102.0]) == pytest.approx(60)


def _soak(megabytes: list[float]) -> Soak:
    soak = Soak()
    for number, value in enumerate(megabytes):
        soak.add(60.0 * number, value, Load((0.1,), (OK,), 1.0))
    return soak


def test_a_soak_judges_what_comes_after_the_warm_up() -> None:
    """Memory that fills in the first half and then stays is flat; what goes on rising is not."""
    filling = [100.0, 150.0, 170.0, 178.0, *[180.0] * 4]
    assert verdict(_soak(filling)).startswith("flat: +0.0 MB an hour")
    assert verdict(_soak([*filling[:4], *range(180, 188, 2)])).startswith("not flat: +120.0")
    assert _soak(filling).outcomes == {OK: 8}


class _Pretending(Worker):
    """Search in a time that hangs on the setting alone."""

    def __init__(self) -> None:
        """Have no process."""

    def run(self, work: object, *arguments: object, **named: object) -> object:  # type: ignore[override]
        """Be fastest with 1024 tokens a batch."""
        setting = arguments[2]
        assert isinstance(setting, Setting)
        seconds = 1 + abs(setting.batch_tokens - 1024) / 1024
        return Search(10, 100, 100, seconds, 1.0, 100.0)


def test_the_ceiling_is_taken_with_the_fastest_setting() -> None:
    """Or the ratio to it would flatter."""
    assert best_setting(_Pretending(), Options()).batch_tokens == 1024
