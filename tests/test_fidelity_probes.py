"""What the fidelity suite measures of the service itself."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence

import pytest
from benchmarks.fidelity import probes
from benchmarks.fidelity.answers import Answer
from benchmarks.fidelity.probes import Probe
from benchmarks.fidelity.systems import Question


class Counter:
    """Answer everything, and count the calls."""

    name = "counter"

    def __init__(self) -> None:
        self.calls = 0

    def answers(self, questions: Sequence[Question]) -> list[Answer | None]:
        """Count one call."""
        self.calls += 1
        return [Answer("Да.") for _ in questions]


@pytest.mark.parametrize(("measured", "passed"), [(2.0, True), (2.1, False)])
def test_a_probe_passes_up_to_its_bound(measured: float, *, passed: bool) -> None:
    """The bound itself is allowed."""
    assert Probe("start", measured, 2.0, "s").passed is passed


def test_a_process_without_far_connections_has_none() -> None:
    """Sockets that listen, and those to this machine, are no foreign connections."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()),
    ):
        assert probes.foreign_connections(os.getpid()).measured == 0


def test_the_first_answer_is_one_call() -> None:
    """Nothing warms the server up before it is timed."""
    counter = Counter()
    assert probes.first_answer(counter).measured >= 0
    assert counter.calls == 1


def test_batching_compares_one_call_with_many() -> None:
    """Thirty-two calls of one sentence stand against one call of thirty-two."""
    counter = Counter()
    assert probes.batching(counter, os.getpid()).measured >= 0
    assert counter.calls == 33


def test_processor_time_only_grows() -> None:
    """The clock of a process that works runs on."""
    before = probes.processor_seconds(os.getpid())
    sum(number * number for number in range(400_000))
    assert probes.processor_seconds(os.getpid()) >= before > 0


def test_memory_is_read_of_a_live_process() -> None:
    """A running interpreter takes more than a megabyte, and growth is the difference."""
    assert probes.resident(os.getpid()) > 1
    assert probes.memory_growth(100, 150).measured == 50
