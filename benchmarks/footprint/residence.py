"""Measure what it costs to have weights in memory, and to have them come and go.

Four ways to run a server, one after the other in each round: weights loaded at
the start, on first use, on first use and unloaded when idle, and on first use
within a bound that holds one checkpoint. Each gets one sentence into each of the
four languages, twice, one search a segment, and is left alone. With `--shaped` the
checkpoints are of the size of opus-mt, random, and made on the spot. The table goes
to `residence.md`, or `residence-shaped.md`, beside this file.

    python -m benchmarks.footprint.residence [--shaped] [--rounds 3]
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.serving import shapes
from benchmarks.serving.processes import resident_mb
from benchmarks.serving.servers import Server, serving

from dragoman_client import Client
from dragoman_models.loading import load
from dragoman_models.store import Store
from dragoman_server.proof import Proof
from dragoman_server.residence import Residence

HERE = Path(__file__).parent
TARGETS = ("hy", "az", "fa", "ru")
IDLE_SECONDS = 2.0
QUIET_SECONDS = 3.5
LEASES = 100_000
# Another number each time, so that no answer is remembered.
SENTENCE = "The two ministers agreed to reopen the road in week {} of 2027."
FIGURES = {
    "start_s": "process start to SERVING, s",
    "rest_mb": "resident memory at rest, MB",
    "first_ms": "first sentence into a language, ms",
    "next_ms": "the next one, ms",
    "used_mb": "memory after all four, MB",
    "idle_mb": "memory after three quiet seconds, MB",
    "loads": "times that weights were loaded",
}


def main() -> None:
    """Measure, print the table, and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shaped", action="store_true", help="checkpoints of opus-mt's size")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    store = HERE.parents[1] / ".cache" / "footprint"
    sizes = shaped_sizes(store) if options.shaped else bundled_sizes()
    place = ("--store", str(store)) if options.shaped else ("--store", str(store / "none"))
    measured: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(options.rounds):
        for way in ways(max(sizes)):
            with serving(*place, *way) as server:
                for name, value in one_server(server).items():
                    measured[" ".join(way)][name].append(value)
    name = "residence-shaped" if options.shaped else "residence"
    lease, conditions = lease_microseconds(), machine(sizes)
    record = {"machine": conditions, "lease_us": lease, "figures": measured}
    table = markdown(measured, conditions, lease)
    print(table)
    (HERE / f"{name}.md").write_text(table + "\n", encoding="utf-8")
    (HERE / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def ways(room: int) -> Sequence[tuple[str, ...]]:
    """List the flags of the servers; `room` is the largest checkpoint's size in bytes."""
    lazy = ("--load", "first-use")
    return (
        ("--load", "start"),
        lazy,
        (*lazy, "--idle-unload", f"{IDLE_SECONDS:g}"),
        (*lazy, "--memory-bytes", str(room)),
    )


def bundled_sizes() -> list[int]:
    """Give the sizes of the weights of the bundled translators, in bytes."""
    found = [one for one in Store(None).installed() if one.checkpoint.task == "translation"]
    return [(one.path / "model.bin").stat().st_size for one in found]


def shaped_sizes(store: Path) -> list[int]:
    """Make a checkpoint for each language, and give the sizes of their weights in bytes."""
    made = [
        shapes.build(replace(shapes.OPUS_MT, name=f"opus-mt-shaped-{target}", target=target), store)
        for target in TARGETS
    ]
    return [(folder / "model.bin").stat().st_size for folder in made]


def one_server(server: Server) -> dict[str, float]:
    """Read a server's memory, give it work, and read it again."""
    time.sleep(1)
    figures = {"start_s": server.start_seconds, "rest_mb": resident_mb(server.pid)}
    numbers = itertools.count(10)
    with Client(server.address) as client:
        firsts, others = (list(times(client, numbers)) for _ in range(2))
    figures |= {"first_ms": statistics.median(firsts), "next_ms": statistics.median(others)}
    figures["used_mb"] = resident_mb(server.pid)
    time.sleep(QUIET_SECONDS)
    figures["idle_mb"] = resident_mb(server.pid)
    return {**figures, "loads": server.metric("dragoman_weights_loads_total")}


def times(client: Client, numbers: Iterator[int]) -> Iterator[float]:
    """Time a sentence into each language, in milliseconds."""
    for target in TARGETS:
        begin = time.perf_counter()
        client.translate_text([SENTENCE.format(next(numbers))], to=[target], max_searches=1)
        yield 1000 * (time.perf_counter() - begin)


def lease_microseconds() -> float:
    """Time what it costs a batch that its weights are kept in memory, where they are there."""
    installed = Store(None).installed_for("ru")[0]
    residence = Residence(memory_bytes=10**9, idle_seconds=60)
    residence.house(load(installed, lazy=True), Proof(installed)).warm_up()
    name = installed.checkpoint.name
    begin = time.perf_counter()
    for _ in range(LEASES):
        with residence.using(name):
            pass
    return 1e6 * (time.perf_counter() - begin) / LEASES


def machine(sizes: Sequence[int]) -> str:
    """Name the hardware, the versions and the weights that the figures depend on."""
    cpu = next(
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    )
    weights = f"{len(sizes)} checkpoints with {sum(sizes) / 1e6:.0f} MB of weights"
    return f"{os.cpu_count()} cores, {cpu}; Python {platform.python_version()}; {weights}"


def markdown(measured: dict[str, dict[str, list[float]]], conditions: str, lease: float) -> str:
    """Write the table of medians."""
    rows = [
        f"| {label} | "
        + " | ".join(f"{statistics.median(figures[name]):.3g}" for figures in measured.values())
        + " |"
        for name, label in FIGURES.items()
    ]
    rounds = len(next(iter(measured.values()))["start_s"])
    lead = (
        f"{conditions}; medians of {rounds} rounds. Where weights are in memory, seeing that"
        f" they stay for a batch takes {lease:.1f} µs."
    )
    head = [
        lead,
        "",
        "| figure | " + " | ".join(f"`{way}`" for way in measured) + " |",
        "|---|" + "---|" * len(measured),
    ]
    return "\n".join([*head, *rows])


if __name__ == "__main__":
    main()
