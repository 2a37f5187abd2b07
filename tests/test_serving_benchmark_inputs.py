"""The benchmark of the server sends what it says, and talks to a real one."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from benchmarks.serving import ceiling, inputs, machine, processes, shapes, transformers_way
from benchmarks.serving.ceiling import Setting
from benchmarks.serving.clients import OK, closed_loop
from benchmarks.serving.inputs import Item, Kind
from benchmarks.serving.observing import Observed, observed
from benchmarks.serving.options import TARGETS, Options, bundled
from benchmarks.serving.senders import ONE_SEARCH, TextSender, send_article
from benchmarks.serving.servers import Server, serving
from benchmarks.serving.shapes import Shape
from benchmarks.serving.wire import connected
from benchmarks.serving.workers import working
from training.hub_form.restoring import restore

from dragoman_models.loading import check_golden, load
from dragoman_models.manifest import read_manifest
from dragoman_models.types import DecodingOptions

STORY = "Talks began.\n\nThe minister spoke. A deal is near. “We are ready.”"


def test_sentences_are_distinct_and_the_same_every_time() -> None:
    """Those after a skip are none of those before."""
    first, second = inputs.sentences(300), inputs.sentences(300, skip=300)
    assert len({*first, *second}) == 600
    assert first == inputs.sentences(300)


def test_more_sentences_than_there_are_is_refused() -> None:
    """The message says how many there are."""
    with pytest.raises(ValueError, match=r"there are \d+ sentences, not 100000"):
        inputs.sentences(100_000)


def test_endless_sentences_stay_distinct() -> None:
    """Numbered ones follow when the corpus is at its end."""
    found = inputs.endless(12_000)
    assert len(set(found)) == 12_000
    assert found[:50] == inputs.sentences(50)


def test_no_test_set_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the training part of the corpus is opened."""
    opened: list[str] = []
    read = Path.open

    def noted(path: Path, *arguments: object, **named: object) -> object:
        opened.append(path.name)
        return read(path, *arguments, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", noted)
    inputs._sentences.cache_clear()
    inputs.sentences(1)
    inputs.articles()
    assert set(opened) == {"newswire5.train.tsv", "articles5.train.tsv"}


def test_an_update_changes_so_many_sentences() -> None:
    """Its paragraphs stay, and what is not a statement of its own is left alone."""
    changed = inputs.updated(STORY, sentences=2, number=3)
    assert changed == (
        "Talks began.\n\nThe minister spoke, officials said on Thursday 14."
        " A deal is near, officials said on Thursday 15. “We are ready.”"
    )


def test_a_feed_has_every_kind_of_item() -> None:
    """Each after the first is a story, or follows one that was sent before."""
    items = inputs.feed(60)
    assert {item.kind for item in items} == set(Kind)
    assert items == inputs.feed(60)
    for number, item in enumerate(items):
        before = {one.text for one in items[:number]}
        assert (item.text in before) == (item.kind is Kind.REPEAT)


def test_a_feed_goes_on_when_there_are_no_new_stories() -> None:
    """What follows are changes of the stories that there were."""
    items = inputs.feed(8, stories=[STORY])
    assert items[0] == Item(Kind.STORY, STORY)
    assert all(item.kind is not Kind.STORY for item in items[1:])


def test_a_process_is_read_from_proc() -> None:
    """Its peak is no less than what it has now, and its threads' times add up."""
    assert 0 < processes.resident_mb() <= processes.peak_mb()
    assert processes.processor_seconds() > 0
    assert os.getpid() in processes.thread_seconds(os.getpid())


def test_memory_is_sampled_while_a_block_runs() -> None:
    """At least once, and with its time."""
    with processes.sampled_memory(os.getpid(), every=0.001) as series:
        pass
    assert len(series.seconds) == len(series.megabytes) >= 1


def test_own_children_are_not_others() -> None:
    """A share is between nothing and all of the cores."""
    with machine.counting_others() as others, working() as worker:
        assert worker.run(os.getpid) != os.getpid()
    assert 0 <= others.share <= 1
    assert "cores" in machine.about()["hardware"]


def test_bare_searches_count_tokens_and_times() -> None:
    """All at once and one by one give the same number of target tokens, or nearly."""
    texts = inputs.sentences(3)
    together = ceiling.search_all(bundled("ru"), texts, Setting(1, 1))
    single = ceiling.one_by_one(bundled("ru"), texts, Setting(1, 1))
    assert together.sentences == len(single.latencies) == 3
    assert together.target_tokens == pytest.approx(single.target_tokens, rel=0.1)
    assert ceiling.count_targets(bundled("ru"), ["Да."]) > 1


SMALL = Shape("small-shaped", "marian", 64, 4, (2, 1), 128, 9_500, 128, 12, "ru")


def test_made_weights_write_so_many_tokens_whatever_the_source(tmp_path: Path) -> None:
    """And an installed folder of them passes what a server asks of it."""
    folder = shapes.build(SMALL, tmp_path)
    installed = read_manifest(folder, bundled=False)
    model = load(installed, intra_threads=1)
    check_golden(model, installed.checkpoint.golden)
    sources = [model.encode(text) for text in inputs.sentences(3)]
    found = model.decode(sources, DecodingOptions(num_beams=4))
    assert {len(best.tokens) for best, *_ in found} == {SMALL.length - 1}
    assert shapes.build(SMALL, tmp_path) == folder


@pytest.mark.torch
def test_transformers_computes_with_the_same_weights(tmp_path: Path) -> None:
    """Of made weights it writes as many tokens as CTranslate2 does, with `<pad>` before each."""
    pytest.importorskip("torch")
    folder = tmp_path / "hub"
    restore(shapes.build(SMALL, tmp_path), folder)
    texts = inputs.sentences(2)
    done = transformers_way.generate(folder, texts, batch=1, num_beams=4, threads=1)
    assert done.target_tokens == len(texts) * SMALL.length
    assert transformers_way.best_threads(folder, texts[0], num_beams=4, most=1) == 1


def test_a_real_server_is_measured() -> None:
    """Sentences and an article are answered, and what they took is seen."""
    with serving("--cache-bytes", "0") as server:
        seen, targets = asyncio.run(_measured(server.address, server))
        assert server.peak_mb > 0
    assert seen.load.counts == {OK: 4}
    assert len(targets) == 4
    assert all(targets)
    assert seen.batches >= 1
    assert seen.entries == 4
    assert seen.server_seconds > 0


async def _measured(address: str, server: Server) -> tuple[Observed, list[str]]:
    async with connected(address) as wire:
        send = TextSender(wire, "ru", **ONE_SEARCH)
        seen = await observed(server, closed_loop(send, inputs.sentences(4), clients=2))
        await send_article(wire, "Talks began in Yerevan.", to=TARGETS[:2], together=False)
        return seen, send.targets


def test_a_server_that_does_not_start_says_why() -> None:
    """Its log is in the error."""
    with pytest.raises(RuntimeError, match="no-such-flag"), serving("--no-such-flag"):
        pass


def test_a_measurement_has_as_many_sentences_as_take_its_time() -> None:
    """And never fewer than tell anything."""
    assert Options(seconds=2.0).sentences(100.0) == 200
    assert Options(seconds=0.01).sentences(100.0) == 8
