"""Weights come into memory when they are needed, once, and their memory comes back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import pytest
from tiny_checkpoints import LINES, build_tiny_bart, build_tiny_marian, respell

from dragoman_models import loadable
from dragoman_models.errors import CheckpointCorruptedError
from dragoman_models.loadable import LoadableModel, LoadableWeights
from dragoman_models.loading import load
from dragoman_models.manifest import read_manifest
from dragoman_models.types import DecodingOptions


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkpoint once."""
    return build_tiny_marian(tmp_path_factory.mktemp("built") / "tiny-hy", target_language="hy")


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """Give a copy that a test may damage."""
    return Path(shutil.copytree(built, tmp_path / "tiny-hy"))


@pytest.fixture
def model(folder: Path) -> LoadableModel:
    """Load the checkpoint without its weights."""
    return load(read_manifest(folder, bundled=False), lazy=True)


def decoded(model: LoadableModel, lines: Sequence[str] = LINES[:1]) -> list[str]:
    """Decode some lines."""
    batch = [model.encode(line, target_language="hy") for line in lines]
    return [best.text for best, *_ in model.decode(batch, DecodingOptions(num_beams=2))]


def test_all_but_decoding_works_without_the_weights(model: LoadableModel, folder: Path) -> None:
    """Tokens, limits and names come of small files, and the size of the weights of theirs."""
    assert model.encode("The court", target_language="hy")[-1] == "</s>"
    assert (model.identity.name, model.max_source_tokens, model.num_beams) == ("tiny-hy", 128, 2)
    assert model.weights.size_bytes == (folder / "model.bin").stat().st_size
    assert not model.weights.loaded


def test_the_first_decode_loads_the_weights(model: LoadableModel) -> None:
    """The answer is that of a checkpoint loaded at once."""
    assert decoded(model) == [respell(LINES[0], "hy")]
    assert model.weights.loaded


def test_without_lazy_the_weights_are_there_at_once(folder: Path) -> None:
    """Whoever asks for a loaded checkpoint gets one."""
    assert load(read_manifest(folder, bundled=False)).weights.loaded


def test_a_summarizer_is_loadable_as_well(tmp_path: Path) -> None:
    """BART's weights wait for the first article, too."""
    bart = load(read_manifest(build_tiny_bart(tmp_path / "tiny-bart"), bundled=False), lazy=True)
    assert not bart.weights.loaded
    bart.decode([bart.encode(LINES[0])], DecodingOptions(num_beams=1))
    assert bart.weights.loaded


def test_unloaded_weights_are_loaded_again_for_the_next_decode(model: LoadableModel) -> None:
    """Going and coming changes no answer."""
    first = decoded(model, LINES)
    for _ in range(3):
        assert model.weights.unload()
        assert not model.weights.loaded
        assert decoded(model, LINES) == first


def test_unloading_twice_or_before_any_use_is_nothing(model: LoadableModel) -> None:
    """There is nothing to free, and nobody is told off."""
    assert model.weights.unload()
    decoded(model)
    assert model.weights.unload()
    assert model.weights.unload()


def test_threads_that_want_the_same_weights_load_them_once(
    model: LoadableModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thread loads, and the others wait for it and share the copy."""
    made: list[str] = []
    real = ctranslate2.Translator

    def counted(path: str, **settings: object) -> ctranslate2.Translator:
        made.append(path)
        return real(path, **settings)

    monkeypatch.setattr(loadable.ctranslate2, "Translator", counted)
    together = threading.Barrier(8)

    def use(_: int) -> list[str]:
        together.wait(20)
        return decoded(model)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(use, range(8)))
    assert answers == [[respell(LINES[0], "hy")]] * 8
    assert len(made) == 1


def test_weights_in_use_are_not_unloaded(model: LoadableModel) -> None:
    """A search that runs keeps them, whatever is asked meanwhile, and ends with its answer."""
    lines = list(LINES) * 40
    decoded(model)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(decoded, model, lines)
        refused = 0
        while not running.done():
            refused += not model.weights.unload()
        assert running.result() == [respell(line, "hy") for line in lines]
    assert refused


def test_searches_survive_a_thread_that_keeps_unloading(model: LoadableModel) -> None:
    """No search meets weights that are half gone."""
    stop = threading.Event()

    def unload() -> None:
        while not stop.wait(0.001):
            model.weights.unload()

    with ThreadPoolExecutor(4) as pool:
        unloading = pool.submit(unload)
        answers = list(pool.map(lambda _: decoded(model), range(60)))
        stop.set()
        unloading.result()
    assert answers == [[respell(LINES[0], "hy")]] * 60


@pytest.mark.parametrize("before", [False, True], ids=["never loaded", "loaded before"])
def test_weights_that_are_gone_are_told_with_what_to_do(
    model: LoadableModel, folder: Path, *, before: bool
) -> None:
    """The error names the command, and the weights load again once they are back."""
    if before:
        decoded(model)
        model.weights.unload()
    folder.rename(folder.with_name("elsewhere"))
    for _ in range(2):
        with pytest.raises(CheckpointCorruptedError, match="dragoman models verify tiny-hy"):
            decoded(model)
        assert not model.weights.loaded
    folder.with_name("elsewhere").rename(folder)
    assert decoded(model) == [respell(LINES[0], "hy")]


def test_weights_without_a_file_are_told_at_once(tmp_path: Path) -> None:
    """What is not there when it is read has no size."""
    with pytest.raises(FileNotFoundError):
        LoadableWeights(tmp_path, name="none")


# A Marian checkpoint of 34 MB: one layer each side, and a wide table.
LARGE = """
import os, sys, threading
from pathlib import Path
import ctranslate2, numpy as np
from ctranslate2.specs import TransformerSpec
from dragoman_models.heaps import share_heaps
from dragoman_models.loadable import LoadableWeights

share_heaps()
SIZE, WIDTH, FOLDER = 120_000, 256, Path(sys.argv[1])
spec = TransformerSpec.from_config((1, 1), 4, activation=ctranslate2.specs.Activation.SWISH)
table = np.random.default_rng(1).standard_normal((SIZE, WIDTH), dtype=np.float32)
def norm(layer):
    layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
def linear(layer, rows):
    layer.weight, layer.bias = table[:rows].copy(), np.zeros(rows, np.float32)
def attention(layer, widths):
    for part, rows in zip(layer.linear, widths): linear(part, rows)
    norm(layer.layer_norm)
for side in (spec.encoder, spec.decoder):
    embeddings = side.embeddings
    (embeddings[0] if isinstance(embeddings, list) else embeddings).weight = table
    side.position_encodings.encodings = table[:64].copy()
    norm(side.layer_norm)
    (layer,) = side.layer
    attention(layer.self_attention, (3 * WIDTH, WIDTH))
    if hasattr(layer, "attention"): attention(layer.attention, (WIDTH, 2 * WIDTH, WIDTH))
    linear(layer.ffn.linear_0, WIDTH), linear(layer.ffn.linear_1, WIDTH)
    norm(layer.ffn.layer_norm)
spec.decoder.projection.weight, spec.decoder.projection.bias = table, np.zeros(SIZE, np.float32)
words = ["</s>", "<unk>", *(f"w{i}" for i in range(SIZE - 2))]
spec.register_source_vocabulary(words), spec.register_target_vocabulary(words)
spec.config.decoder_start_token = "</s>"
spec.validate(), spec.optimize(quantization="int8"), spec.save(str(FOLDER))
del spec, table, words

def resident():
    # Without the pages of files: a first search reads code of the libraries from them,
    # how much of it depends on the processor.
    total, of_files = Path("/proc/self/statm").read_text().split()[1:3]
    return (int(total) - int(of_files)) * os.sysconf("SC_PAGE_SIZE")

weights = LoadableWeights(FOLDER, name="large", inter_threads=2, intra_threads=1)
weights.load()
weights.unload()
rest = resident()
def search():
    weights.translate_batch([["w1", "w2", "</s>"]] * 4, max_decoding_length=4)
for _ in range(4):
    work = [threading.Thread(target=search) for _ in range(2)]
    for each in work: each.start()
    for each in work: each.join()
    used = resident() - rest
    weights.unload()
    print(weights.size_bytes, used, resident() - rest)
"""


def test_unloading_gives_the_memory_back_to_the_system(tmp_path: Path) -> None:
    """What weights took is free for others after each unload, however often they come and go."""
    tmp_path.joinpath("large").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LARGE, str(tmp_path / "large")],
        capture_output=True,
        text=True,
        check=True,
    )
    rounds = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert len(rounds) == 4
    for size, used, left in rounds:
        assert size > 30e6
        assert used > 0.9 * size
        # With a heap for every thread three quarters stay, untrimmed twice the size; a
        # system with huge pages everywhere keeps a third.
        assert left < 0.5 * size
