"""Segments are remembered within a bound, on disk too, and never at a call's cost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from dragoman_models.candidate import Candidate
from dragoman_models.types import Flag
from dragoman_server.caching import SegmentCache
from dragoman_server.calls import Call, current_call
from dragoman_server.metrics import Metrics
from dragoman_server.shelf import Shelf

ROAD = Candidate("Дорога открыта.", -0.4, (Flag.RETRIED,))
MANY = 10**6


def lookups(registry: CollectorRegistry, result: str) -> float:
    """Read how often a lookup had this result."""
    return registry.get_sample_value("dragoman_cache_lookups_total", {"result": result}) or 0.0


def test_what_was_kept_is_recalled() -> None:
    """A result comes back with its flags; another key gives nothing."""
    cache = SegmentCache(MANY)
    cache.keep(b"a", ROAD)
    assert cache.recall(b"a") == ROAD
    assert cache.recall(b"b") is None


def test_the_least_recently_used_goes_first() -> None:
    """The bound in bytes is never passed, and what was asked for lately stays."""
    cache = SegmentCache(1_500)
    for number in range(3):
        cache.keep(bytes([number]), ROAD)
    cache.recall(b"\x00")
    for number in range(3, 6):
        cache.keep(bytes([number]), ROAD)
        assert cache.size_bytes <= 1_500
        cache.recall(b"\x00")
    assert cache.recall(b"\x00") == ROAD
    assert cache.recall(b"\x01") is None


def test_the_size_is_what_the_entries_cost() -> None:
    """A result kept twice counts once; nothing is left when all have gone."""
    cache = SegmentCache(MANY)
    cache.keep(b"a", ROAD)
    once = cache.size_bytes
    cache.keep(b"a", ROAD)
    assert cache.size_bytes == once > len(ROAD.target.encode())


def test_what_is_larger_than_the_cache_is_not_kept() -> None:
    """One huge segment does not drive everything else out."""
    cache = SegmentCache(1_000)
    cache.keep(b"a", ROAD)
    cache.keep(b"b", Candidate("а" * 5_000, 0.0))
    assert cache.recall(b"a") == ROAD
    assert cache.recall(b"b") is None


def test_hits_and_misses_are_counted() -> None:
    """The metrics tell how often the cache helped, and the call how many of its segments."""
    metrics = Metrics()
    cache = SegmentCache(MANY, metrics=metrics)
    call = Call("/test", "id", deadline=0)
    token = current_call.set(call)
    try:
        cache.recall(b"a")
        cache.keep(b"a", ROAD)
        cache.recall(b"a")
        cache.recall(b"a")
    finally:
        current_call.reset(token)
    assert lookups(metrics.registry, "hit") == 2
    assert lookups(metrics.registry, "miss") == 1
    assert call.cached_segments == 2


def test_threads_share_a_cache() -> None:
    """Eight threads that keep and recall leave the size true."""
    cache = SegmentCache(20_000)

    def work(number: int) -> None:
        for turn in range(300):
            key = bytes([number, turn % 50])
            cache.keep(key, ROAD)
            cache.recall(key)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < cache.size_bytes <= 20_000


def test_a_shelf_outlives_the_server(tmp_path: Path) -> None:
    """A second cache on the same file knows what the first one kept."""
    first = SegmentCache(MANY, shelf=Shelf(tmp_path / "cache.db", max_bytes=MANY))
    first.keep(b"a", ROAD)
    first.close()
    second = SegmentCache(MANY, shelf=Shelf(tmp_path / "cache.db", max_bytes=MANY))
    assert second.recall(b"a") == ROAD
    second.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b""])
def test_a_file_that_is_no_database_costs_no_call(tmp_path: Path, content: bytes) -> None:
    """A damaged file is logged and done without; an empty one is a new one."""
    path = tmp_path / "cache.db"
    path.write_bytes(content)
    cache = SegmentCache(MANY, shelf=Shelf(path, max_bytes=MANY))
    cache.keep(b"a", ROAD)
    assert cache.recall(b"a") == ROAD
    cache.close()


def test_a_row_that_is_no_candidate_is_a_miss(tmp_path: Path) -> None:
    """Bytes that somebody else put there are not taken for a translation."""
    shelf = Shelf(tmp_path / "cache.db", max_bytes=MANY)
    shelf.put(b"a", b"[]")
    cache = SegmentCache(MANY, shelf=shelf)
    assert cache.recall(b"a") is None
    cache.close()
