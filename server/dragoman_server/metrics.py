"""Prometheus metrics of the server, each in a registry of its own.

Labels are methods, status codes and names of checkpoints: no text of a call, no
address and no key is ever a label.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from dragoman_server.errors import AddressError

__all__ = ["Metrics", "MetricsServer"]

_CALL_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_BATCH_ENTRIES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_BATCH_TOKENS = (16, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192)
_INFERENCE_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Hold the server's metrics, and the registry that they are read from."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self.registry = registry
        self.calls = Counter(
            "dragoman_calls", "Calls ended.", ["method", "code"], registry=registry
        )
        self.call_seconds = Histogram(
            "dragoman_call_seconds",
            "Time from a call's arrival to its end.",
            ["method"],
            buckets=_CALL_SECONDS,
            registry=registry,
        )
        self.calls_in_flight = Gauge(
            "dragoman_calls_in_flight", "Calls being worked on.", registry=registry
        )
        self.segments = Counter(
            "dragoman_segments", "Segments decoded for calls.", registry=registry
        )
        self.queue_entries = self._checkpoint_gauge("queue_entries", "Segments that wait.")
        self.queue_tokens = self._checkpoint_gauge("queue_tokens", "Source tokens that wait.")
        self.dropped = Counter(
            "dragoman_dropped_entries",
            "Segments dropped undecoded: the call was cancelled or its deadline had passed.",
            ["checkpoint", "reason"],
            registry=registry,
        )
        self.batch_entries = self._checkpoint_histogram(
            "batch_entries", "Segments in a batch.", _BATCH_ENTRIES
        )
        self.batch_tokens = self._checkpoint_histogram(
            "batch_tokens", "Source tokens in a batch, padding counted.", _BATCH_TOKENS
        )
        self.inference_seconds = self._checkpoint_histogram(
            "inference_seconds", "Time that the model took for a batch.", _INFERENCE_SECONDS
        )
        self.cache_lookups = Counter(
            "dragoman_cache_lookups",
            "Segments looked for in the cache; result is hit or miss.",
            ["result"],
            registry=registry,
        )
        self.cache_bytes = Gauge(
            "dragoman_cache_bytes", "Memory that cached segments take.", registry=registry
        )
        self.checkpoints_loaded = Gauge(
            "dragoman_checkpoints_loaded", "Checkpoints that serve.", registry=registry
        )
        self._add_weights(registry)

    def _add_weights(self, registry: CollectorRegistry) -> None:
        self.weights_bytes = Gauge(
            "dragoman_weights_bytes", "Size of the weights that are in memory.", registry=registry
        )
        self.weights_loads = Counter(
            "dragoman_weights_loads",
            "Times that weights were brought into memory.",
            ["checkpoint"],
            registry=registry,
        )
        self.weights_unloads = Counter(
            "dragoman_weights_unloads",
            "Times that weights were unloaded; reason is idle or memory.",
            ["checkpoint", "reason"],
            registry=registry,
        )

    def _checkpoint_gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"dragoman_{name}", text, ["checkpoint"], registry=self.registry)

    def _checkpoint_histogram(self, name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(
            f"dragoman_{name}", text, ["checkpoint"], buckets=buckets, registry=self.registry
        )


class MetricsServer:
    """Serve metrics over HTTP, on a port and threads of their own.

    Raises:
        AddressError: the port cannot be bound.
    """

    def __init__(self, metrics: Metrics, *, host: str, port: int) -> None:
        try:
            self._server, self._thread = start_http_server(
                port, addr=host, registry=metrics.registry
            )
        except OSError as error:
            raise AddressError(
                f"cannot serve metrics on {host}:{port}: {error.strerror or error};"
                " choose another --metrics-port, or 0 for none"
            ) from error

    def close(self) -> None:
        """Stop serving and release the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
