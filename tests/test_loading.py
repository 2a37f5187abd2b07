"""From a folder to a model: what is read, what damage is told, what a golden sentence proves."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_checkpoints import GOLDEN, LINES, build_tiny_bart, build_tiny_marian, respell

from dragoman_models.bart import BartSummarizer
from dragoman_models.catalog import Golden
from dragoman_models.errors import (
    CheckpointCorruptedError,
    GoldenSentenceError,
    InvalidInputError,
)
from dragoman_models.loading import check_golden, load, load_folder
from dragoman_models.manifest import InstalledCheckpoint, read_manifest, write_manifest
from dragoman_models.marian import MarianTranslator
from dragoman_models.types import CheckpointIdentity, DecodingOptions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Build a checkpoint that a test may damage."""
    return build_tiny_marian(
        tmp_path / "tiny-en-hy", target_language="hy", target_token=">>hye<<", num_beams=3
    )


def _manifest(folder: Path) -> InstalledCheckpoint:
    return read_manifest(folder, bundled=False)


def _write_manifest_again(folder: Path) -> InstalledCheckpoint:
    """Record the files as they are, so that only loading can find the damage."""
    checkpoint = _manifest_of_any_size(folder)
    write_manifest(folder, checkpoint.checkpoint, revision="tiny-1")
    return _manifest(folder)


def _manifest_of_any_size(folder: Path) -> InstalledCheckpoint:
    path = folder / "checkpoint.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["files"] = {
        file.name: {"size": file.stat().st_size, "sha256": "0" * 64}
        for file in folder.iterdir()
        if file != path
    }
    path.write_text(json.dumps(manifest))
    return _manifest(folder)


def test_family_decides_the_model(folder: Path, tmp_path: Path) -> None:
    """Marian checkpoints translate and BART checkpoints summarize."""
    assert isinstance(load(_manifest(folder)), MarianTranslator)
    bart = build_tiny_bart(tmp_path / "tiny-bart")
    assert isinstance(load(_manifest(bart)), BartSummarizer)


def test_model_says_what_its_checkpoint_says(folder: Path) -> None:
    """Name, revision, beams and the longest source come from checkpoint.json."""
    model = load_folder(folder)
    assert model.identity == CheckpointIdentity("tiny-en-hy", "tiny-1")
    assert (model.num_beams, model.max_source_tokens) == (3, 128)
    assert model.encode("a", target_language="hy")[0] == ">>hye<<"


def test_source_limit_is_never_over_the_models_positions(tmp_path: Path) -> None:
    """A checkpoint.json that promises more than the model has places for is not believed."""
    folder = build_tiny_marian(tmp_path / "tiny", target_language="ru", max_source_tokens=9999)
    model = load_folder(folder)
    assert model.max_source_tokens == 512
    full = ("▁a",) * 511 + ("</s>",)
    ((best,),) = model.decode([full], DecodingOptions(num_beams=1))
    assert len(best.tokens) == 511


def test_threads_and_compute_type_are_passed_on(folder: Path) -> None:
    """Two batches at once share one model, at the precision that was asked for."""
    model = load(_manifest(folder), inter_threads=2, intra_threads=1, compute_type="float32")
    assert isinstance(model, MarianTranslator)
    assert model.weights.translator.num_translators == 2
    assert model.weights.translator.compute_type == "float32"


def test_vocabularies_may_be_separate(folder: Path) -> None:
    """A checkpoint with a source and a target vocabulary loads like one with a shared one."""
    shared = folder / "shared_vocabulary.json"
    (folder / "source_vocabulary.json").write_bytes(shared.read_bytes())
    shared.rename(folder / "target_vocabulary.json")
    _write_manifest_again(folder)
    check_golden(load_folder(folder), _manifest(folder).checkpoint.golden)


def _remove(path: Path) -> None:
    path.unlink()


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _garble(path: Path) -> None:
    path.write_bytes(b"\x93\x00garbage\xff" * 99)


@pytest.mark.parametrize("damage", [_remove, _halve, _garble])
@pytest.mark.parametrize(
    "name", ["model.bin", "config.json", "shared_vocabulary.json", "source.spm", "target.spm"]
)
def test_damage_is_told_with_what_to_do(
    folder: Path, name: str, damage: Callable[[Path], None]
) -> None:
    """Whatever file is gone, short or garbled: one kind of error, with the command to run."""
    installed = _manifest(folder)
    damage(folder / name)
    with pytest.raises(CheckpointCorruptedError, match=r"`dragoman models verify tiny-en-hy`"):
        load(installed)


@pytest.mark.parametrize("damage", [_halve, _garble])
@pytest.mark.parametrize("name", ["merges.txt", "vocab.json", "generation_config.json"])
def test_damaged_bart_files_are_told_as_well(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    """The tokenizers library's errors become the same kind, or the golden sentence fails."""
    folder = build_tiny_bart(tmp_path / "tiny-bart")
    installed = _manifest(folder)
    damage(folder / name)
    with pytest.raises((CheckpointCorruptedError, GoldenSentenceError)):
        check_golden(load(installed), installed.checkpoint.golden)


def test_damaged_tokenizer_json_is_told(tmp_path: Path) -> None:
    """A tokenizer.json that is none is a corrupted checkpoint."""
    folder = build_tiny_bart(tmp_path / "tiny-bart", tokenizer="json")
    installed = _manifest(folder)
    _garble(folder / "tokenizer.json")
    with pytest.raises(CheckpointCorruptedError):
        load(installed)


def test_target_token_that_the_vocabulary_lacks_is_told(folder: Path) -> None:
    """A checkpoint.json for another model's tokens is found at loading, not in translations."""
    path = folder / "checkpoint.json"
    path.write_text(path.read_text("utf-8").replace(">>hye<<", ">>hyw<<"))
    with pytest.raises(CheckpointCorruptedError, match=r"no >>hyw<<"):
        load_folder(folder)


def test_folder_without_checkpoint_json_is_told(tmp_path: Path) -> None:
    """An empty folder is no checkpoint."""
    with pytest.raises(CheckpointCorruptedError, match=r"checkpoint\.json is missing"):
        load_folder(tmp_path)


def test_unknown_device_lists_the_devices(folder: Path) -> None:
    """A wrong device is the caller's mistake and no damage."""
    with pytest.raises(InvalidInputError, match="choose one of: cpu, cuda, auto"):
        load(_manifest(folder), device="tpu")


def test_unknown_compute_type_lists_what_the_machine_has(folder: Path) -> None:
    """A wrong compute type is the caller's mistake and no damage."""
    with pytest.raises(InvalidInputError, match=r"choose one of: .*float32.*int8") as caught:
        load(_manifest(folder), compute_type="int4")
    assert caught.value.field == "compute_type"


def test_golden_sentence_is_answered(folder: Path) -> None:
    """A sound checkpoint gives its recorded answer."""
    check_golden(load_folder(folder), _manifest(folder).checkpoint.golden)


def test_golden_answer_may_differ_in_a_word(folder: Path) -> None:
    """Another processor's rounding may choose another word; that is no damage."""
    target = respell(GOLDEN, "hy").replace("Մօնդայ", "երկուշաբթի")
    check_golden(load_folder(folder), Golden(GOLDEN, target, "hy"))


@pytest.mark.parametrize(
    "golden",
    [
        Golden(GOLDEN, "Բոլորովին այլ նախադասություն։", "hy"),
        Golden("2026 - 2027", None, "hy"),
        Golden("Երևան", None, "hy"),
    ],
    ids=["another text", "figures given back", "names given back"],
)
def test_wrong_golden_answers_are_told(folder: Path, golden: Golden) -> None:
    """Another text, and a source given back, are no answers."""
    with pytest.raises(GoldenSentenceError, match="dragoman models verify tiny-en-hy"):
        check_golden(load_folder(folder), golden)


def test_golden_answer_in_another_script_is_told(tmp_path: Path) -> None:
    """A model that writes Cyrillic is none for Armenian."""
    model = load_folder(build_tiny_marian(tmp_path / "tiny", target_language="ru"))
    check_golden(model, Golden(LINES[0], None, "ru"))
    with pytest.raises(GoldenSentenceError, match="not in the script Armn"):
        check_golden(model, Golden(LINES[0], None, "hy"))


def test_damaged_weights_fail_the_golden_sentence(folder: Path) -> None:
    """Weights that are noise load, and are found out by their answer."""
    path = folder / "model.bin"
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half : half + 200_000] = random.Random(1).randbytes(200_000)
    path.write_bytes(bytes(content))
    with pytest.raises((GoldenSentenceError, CheckpointCorruptedError)):
        check_golden(load_folder(folder), _manifest(folder).checkpoint.golden)


def test_loading_imports_neither_torch_nor_transformers(folder: Path) -> None:
    """A server that starts pays for no library that it does not use."""
    program = (
        "import sys; from pathlib import Path; from dragoman_models.loading import load_folder;"
        "load_folder(Path(sys.argv[1])); print({'torch', 'transformers'} & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "set()"
