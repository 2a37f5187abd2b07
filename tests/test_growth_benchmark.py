"""The benchmark of growth tells linear work from quadratic, and its inputs can be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from benchmarks.growth.__main__ import main, record, table
from benchmarks.growth.cases import cases
from benchmarks.growth.measure import Case, Growth, measure


class Clock:
    """Give a time that moves on only where it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Give the time in seconds."""
        return self.now

    def taking(self, seconds: Callable[[int], float]) -> Callable[[int], Callable[[], object]]:
        """Make actions that take so many seconds at a size."""

        def prepare(size: int) -> Callable[[], object]:
            def action() -> None:
                self.now += seconds(size)

            return action

        return prepare


def growth(seconds: Callable[[int], float], size: int = 400) -> Growth:
    """Measure an action that takes so many seconds at a size."""
    clock = Clock()
    return measure(Case("reader", "'a|`'", size, "characters", clock.taking(seconds)), clock=clock)


@pytest.mark.parametrize(
    ("seconds", "ratio"),
    [(lambda size: size / 100, 2), (lambda size: size * size / 1e5, 4), (lambda _: 0.1, 1)],
)
def test_the_ratio_tells_the_kind_of_growth(seconds: Callable[[int], float], ratio: float) -> None:
    """Twice the time for twice the size is linear, four times quadratic, once constant."""
    found = growth(seconds)
    assert found.ratios == pytest.approx((ratio, ratio))
    assert found.doubling == pytest.approx(ratio)


def test_the_largest_size_is_the_one_that_is_named() -> None:
    """The other two are a half and a quarter of it."""
    asked: list[int] = []

    def prepare(size: int) -> Callable[[], object]:
        asked.append(size)
        return lambda: None

    assert measure(Case("reader", "text", 400, "characters", prepare)).size == 400
    assert asked == [100, 200, 400]


def test_the_least_of_several_runs_counts() -> None:
    """A run that was held up tells nothing."""
    clock = Clock()
    taken = iter([9.0, 1.0, 5.0] * 3)
    case = Case("reader", "text", 4, "pieces", clock.taking(lambda _: next(taken)))
    assert measure(case, clock=clock).seconds == (1.0, 1.0, 1.0)


def test_making_the_input_costs_nothing() -> None:
    """Only the action is timed."""
    clock = Clock()

    def prepare(size: int) -> Callable[[], object]:
        clock.now += 1000 * size
        return clock.taking(lambda _: 1.0)(size)

    assert measure(Case("reader", "text", 4, "pieces", prepare), clock=clock).seconds[2] == 1.0


def test_a_clock_that_does_not_move_divides_by_nothing() -> None:
    """An action too fast to be timed has a ratio all the same."""
    assert growth(lambda _: 0.0).ratios == (1.0, 1.0)


def test_the_table_names_the_steepest() -> None:
    """And has one row for each case, with marks of tables escaped."""
    steep, flat = growth(lambda size: size * size / 1e5), growth(lambda size: size / 100)
    text = table([flat, replace(steep, action="other")])
    assert "The steepest: other on 'a|`', 4.0 a doubling." in text
    assert "| reader | `'a\\|''` | 400 characters | 4000.0 | 2.0 | 2.0 |" in text
    assert record([steep])[0]["ratios"] == pytest.approx((4, 4))


@pytest.mark.parametrize("case", tuple(cases()), ids=lambda case: f"{case.action} {case.given}")
def test_every_case_runs(case: Case) -> None:
    """A small input of each is prepared and read."""
    case.prepare(40)()


def test_an_unknown_module_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """It is an error of the command line."""
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
    assert "choose one of: article, changes, kept_text" in capsys.readouterr().err
