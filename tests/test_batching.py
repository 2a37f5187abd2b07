"""A batcher decodes a batch as a whole, and finds out which entry spoils it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from server_doubles import GatedModel

from dragoman_models.types import DecodingOptions
from dragoman_server.batching import Batcher
from dragoman_server.entries import Entry, Lane, Owner, Priority
from dragoman_server.metrics import Metrics

OPTIONS = DecodingOptions(num_beams=2)


def batch_of(model: GatedModel, *texts: str) -> list[Entry]:
    """Make entries for one batch."""
    lane = Lane(model.name, OPTIONS)
    return [Entry(lane, model.encode(text), Priority.BULK, Owner()) for text in texts]


def test_a_batch_is_one_run() -> None:
    """The hypotheses come in the order of the entries; padding counts as tokens."""
    model = GatedModel(language="ru")
    batch = batch_of(model, "one", "two three")
    (run,) = Batcher(model, metrics=Metrics()).decode(batch)
    assert [found[0].text for found in run.hypotheses] == [
        model.decode([entry.tokens], OPTIONS)[0][0].text for entry in batch
    ]
    assert (run.record.entries, run.record.tokens) == (2, 6)


def test_a_failing_batch_is_decoded_entry_by_entry() -> None:
    """Only the culprit's run has the error."""
    model = GatedModel(poison="poison")
    runs = Batcher(model, metrics=Metrics()).decode(batch_of(model, "good", "poison", "better"))
    assert [run.error is None for run in runs] == [True, False, True]


def test_a_single_entry_is_not_tried_twice() -> None:
    """Its error is its own."""
    model = GatedModel(poison="poison")
    (run,) = Batcher(model, metrics=Metrics()).decode(batch_of(model, "poison"))
    assert isinstance(run.error, RuntimeError)


def test_a_model_that_loses_a_result_is_in_error() -> None:
    """Fewer results than sources are never matched wrongly."""

    class Forgetful(GatedModel):
        def decode(self, batch: Any, options: DecodingOptions) -> Any:
            return super().decode(batch, options)[:-1]

    model = Forgetful()
    (run,) = Batcher(model, metrics=Metrics()).decode(batch_of(model, "one"))
    assert "gave 0 results for 1 sources" in str(run.error)


def test_speed_is_known_after_the_first_batch() -> None:
    """It is in source tokens a second of one thread, and metrics have the batch."""
    model, metrics = GatedModel(seconds=0.01), Metrics()
    batcher = Batcher(model, metrics=metrics)
    assert batcher.tokens_per_second is None
    batcher.decode(batch_of(model, "one two three"))
    assert batcher.tokens_per_second is not None
    assert 0 < batcher.tokens_per_second < 400
    value = metrics.registry.get_sample_value(
        "dragoman_batch_tokens_sum", {"checkpoint": model.name}
    )
    assert value == 4


def test_the_time_that_weights_take_to_load_is_not_the_models() -> None:
    """It is waiting, and leaves the measured speed as it is: else calls would be refused."""
    steps: list[str] = []
    model = GatedModel(language="ru", before_decode=lambda: steps.append("decode"))

    @contextmanager
    def slow() -> Iterator[None]:
        time.sleep(0.2)
        steps.append("load")
        yield
        steps.append("leave")

    asked = time.monotonic()
    batcher = Batcher(model, metrics=Metrics(), in_memory=slow)
    (run,) = batcher.decode(batch_of(model, "one two three"))
    without_load = time.monotonic() - asked - 0.2
    assert steps == ["load", "decode", "leave"]
    assert run.began - asked >= 0.2
    assert run.record.seconds <= without_load
    assert batcher.tokens_per_second is not None
    assert batcher.tokens_per_second >= 4 / without_load


def test_weights_that_cannot_be_loaded_are_the_batchs_error() -> None:
    """Its callers hear the reason, and the thread goes on."""
    model = GatedModel()

    @contextmanager
    def gone() -> Iterator[None]:
        raise OSError("model.bin is gone")
        yield

    (run,) = Batcher(model, metrics=Metrics(), in_memory=gone).decode(batch_of(model, "one"))
    assert "model.bin is gone" in str(run.error)
    assert not model.batches
