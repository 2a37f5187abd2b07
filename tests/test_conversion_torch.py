"""Conversion of Transformers repositories, which needs torch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

import transformers_repository
from installed_checkpoints import answer, summarizer, translator, write_repository

from dragoman_models.conversion import to_ctranslate2
from dragoman_models.errors import ConversionError
from dragoman_models.manifest import read_manifest

pytestmark = pytest.mark.torch

RUSSIAN = replace(translator("tiny"), target_tokens={"ru": ">>rus<<"}, max_source_tokens=64)


@pytest.fixture(scope="module")
def marian(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Train a MarianMT repository."""
    return transformers_repository.marian_repository(tmp_path_factory.mktemp("marian"))


def test_a_marian_repository_translates_after_its_conversion(
    marian: dict[str, bytes], tmp_path: Path
) -> None:
    """What it learnt by heart it says in int8 too"""
    source = write_repository(tmp_path / "source", marian)
    to_ctranslate2(source, tmp_path / "tiny", checkpoint=RUSSIAN)
    ((english, russian),) = transformers_repository.PAIRS.items()
    assert answer(tmp_path / "tiny", RUSSIAN, english) == russian
    assert not read_manifest(tmp_path / "tiny", bundled=False).add_source_eos


def test_pickled_weights_are_converted_too(tmp_path: Path) -> None:
    """A repository with pytorch_model.bin alone gives the same translation"""
    (tmp_path / "trained").mkdir()
    files = transformers_repository.marian_repository(tmp_path / "trained", pickled=True)
    source = write_repository(tmp_path / "source", files)
    to_ctranslate2(source, tmp_path / "tiny", checkpoint=RUSSIAN)
    ((english, russian),) = transformers_repository.PAIRS.items()
    assert answer(tmp_path / "tiny", RUSSIAN, english) == russian


def test_the_source_is_left_as_it_was(marian: dict[str, bytes], tmp_path: Path) -> None:
    """A conversion writes nothing into the folder whose hashes were checked"""
    source = write_repository(tmp_path / "source", marian)
    to_ctranslate2(source, tmp_path / "tiny", checkpoint=RUSSIAN)
    assert {path.name: path.read_bytes() for path in source.iterdir()} == marian
    assert {path.name for path in tmp_path.iterdir()} == {"source", "tiny"}


def test_weights_that_are_cut_off_are_refused(marian: dict[str, bytes], tmp_path: Path) -> None:
    """Weights that cannot be read give an error of ours"""
    files = {**marian, "model.safetensors": marian["model.safetensors"][:500]}
    source = write_repository(tmp_path / "source", files)
    with pytest.raises(ConversionError, match="cannot be converted"):
        to_ctranslate2(source, tmp_path / "tiny", checkpoint=RUSSIAN)


@pytest.mark.parametrize("config", [b"{}", b"not json", b"[]", b'{"model_type": "t5"}'])
def test_settings_of_another_family_are_refused(
    marian: dict[str, bytes], tmp_path: Path, config: bytes
) -> None:
    """A config.json that is none, or of another architecture, gives an error of ours"""
    source = write_repository(tmp_path / "source", {**marian, "config.json": config})
    with pytest.raises(ConversionError):
        to_ctranslate2(source, tmp_path / "tiny", checkpoint=RUSSIAN)


@pytest.mark.parametrize("old_settings", [False, True])
def test_a_bart_repository_summarizes_after_its_conversion(
    tmp_path: Path, *, old_settings: bool
) -> None:
    """BART without normalize_before is converted, with new and old generation settings"""
    (tmp_path / "trained").mkdir()
    files = transformers_repository.bart_repository(tmp_path / "trained", old_settings=old_settings)
    assert b"normalize_before" not in files["config.json"]
    source = write_repository(tmp_path / "source", files)
    checkpoint = replace(summarizer("tiny"), max_source_tokens=128)
    to_ctranslate2(source, tmp_path / "tiny", checkpoint=checkpoint)
    said = answer(tmp_path / "tiny", checkpoint, transformers_repository.ARTICLE)
    assert said == transformers_repository.SUMMARY
    settings = json.loads((tmp_path / "tiny" / "generation_config.json").read_text("utf-8"))
    assert settings["decoder_start_token_id"] == 2
    assert settings.get("forced_bos_token_id") == (0 if old_settings else None)
