"""Metrics are served on a port of their own, and hold nothing of what was said."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request

import pytest

from dragoman_server.errors import AddressError
from dragoman_server.metrics import Metrics, MetricsServer


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_metrics_are_read_over_http() -> None:
    """A scrape sees what was counted, by method and code."""
    metrics, port = Metrics(), free_port()
    metrics.calls.labels("/dragoman.v1.TranslationService/TranslateText", "OK").inc()
    server = MetricsServer(metrics, host="127.0.0.1", port=port)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as response:
            text = response.read().decode()
    finally:
        server.close()
    assert (
        'dragoman_calls_total{code="OK",'
        'method="/dragoman.v1.TranslationService/TranslateText"} 1.0' in text
    )


def test_closing_releases_the_port() -> None:
    """A stopped server leaves nothing behind that listens."""
    port = free_port()
    MetricsServer(Metrics(), host="127.0.0.1", port=port).close()
    MetricsServer(Metrics(), host="127.0.0.1", port=port).close()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5)


def test_a_port_in_use_is_named_with_the_flag_that_changes_it() -> None:
    """The error says what to do."""
    port = free_port()
    server = MetricsServer(Metrics(), host="127.0.0.1", port=port)
    try:
        with pytest.raises(AddressError, match=f"127.0.0.1:{port}.*--metrics-port"):
            MetricsServer(Metrics(), host="127.0.0.1", port=port)
    finally:
        server.close()


def test_two_servers_of_one_process_count_apart() -> None:
    """Each has a registry of its own."""
    first, second = Metrics(), Metrics()
    first.checkpoints_loaded.set(4)
    assert first.registry.get_sample_value("dragoman_checkpoints_loaded") == 4
    assert second.registry.get_sample_value("dragoman_checkpoints_loaded") == 0


def test_labels_are_methods_codes_checkpoints_and_reasons_only() -> None:
    """No text, address or key can become a label."""
    metrics = Metrics()
    names = {
        label for value in vars(metrics).values() for label in getattr(value, "_labelnames", ())
    }
    assert names == {"method", "code", "checkpoint", "reason", "result"}
