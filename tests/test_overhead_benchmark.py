"""The benchmark of the overhead says in which module the time goes."""

from __future__ import annotations

import signal
from collections import Counter

import pytest
from benchmarks.overhead.measure import Clock, Result, median_of
from benchmarks.overhead.sampling import by_module, sampled, show

from dragoman_models.segmentation import segment

LINE = "The road reopened on Monday. Trains ran as usual."


def alarm(text: str) -> int:
    """Be interrupted as by the timer, and count the letters of a text."""
    signal.raise_signal(signal.SIGALRM)
    return len(text)


def test_a_sample_counts_for_the_nearest_function_of_the_package() -> None:
    """What it called elsewhere, or was called by, is not counted."""
    found = sampled(lambda: segment(LINE, max_tokens=10, count_tokens=alarm))
    assert by_module(found)["segmentation"] > 0
    assert not by_module(found)["test_overhead_benchmark"]


def test_time_outside_of_the_package_is_in_no_module() -> None:
    """An interruption of the caller's own code leaves no sample."""
    assert sampled(lambda: alarm("x")) == Counter()


def test_the_timer_ends_with_the_action() -> None:
    """Whoever handled the signal before does again, also after an error."""
    before = signal.getsignal(signal.SIGALRM)

    def failing() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        sampled(failing)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_functions_add_up_to_modules(capsys: pytest.CaptureFixture[str]) -> None:
    """And both are shown with their shares, the largest first."""
    samples = Counter({("names", "find"): 3, ("names", "read"): 3, ("checks", "check"): 4})
    assert by_module(samples) == Counter(names=6, checks=4)
    show("one article", samples)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:4] == [
        "one article: 10 samples outside the searches",
        "   60.0%  names",
        "   40.0%  checks",
    ]
    assert lines[4].split() == ["40.0%", "checks.check"]


def test_the_clock_adds_what_blocks_take() -> None:
    """A block that failed counts, too."""
    clock = Clock()
    with clock.adding("search"):
        first = sum(range(100_000))
    spent = clock.search
    with pytest.raises(KeyError), clock.adding("search"):
        raise KeyError(first)
    assert clock.search > spent > 0
    assert clock.tokenise == 0


def test_the_run_with_the_median_share_stands_for_all() -> None:
    """By the processor's time."""
    runs = [Result(10, 10, 10 - part, 10 - part, 0, 4) for part in (5, 1, 2)]
    assert median_of(runs).share_cpu == pytest.approx(0.2)
    assert median_of(runs).share == pytest.approx(0.2)
