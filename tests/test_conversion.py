"""Conversion to CTranslate2 without torch, which is that of Marian's own format."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from installed_checkpoints import answer, translator, write_repository
from marian_archive import marian_archive

from dragoman_models.archive import extract
from dragoman_models.conversion import to_ctranslate2
from dragoman_models.errors import ConversionError
from dragoman_models.manifest import read_manifest, write_manifest

SAYING = "Խորհրդարանը երեքշաբթի օրը հաստատեց բյուջեն։"
ARMENIAN = replace(translator("tiny", targets=("hy",)), target_tokens={"hy": ">>hye<<"})
RUSSIAN = replace(translator("tiny"), target_tokens={"ru": ">>rus<<"}, max_source_tokens=64)


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    """Unpack an OPUS-MT archive."""
    folder = tmp_path / "unpacked"
    folder.mkdir()
    (tmp_path / "a.zip").write_bytes(marian_archive(says=SAYING))
    extract(tmp_path / "a.zip", folder, name="tiny")
    return folder


def test_a_marian_checkpoint_speaks_after_its_conversion(unpacked: Path, tmp_path: Path) -> None:
    """Weights in Marian's format become a checkpoint that loads and answers"""
    to_ctranslate2(unpacked, tmp_path / "tiny", checkpoint=ARMENIAN)
    assert answer(tmp_path / "tiny", ARMENIAN, "Prices rose in October.") == SAYING


def test_the_converted_folder_has_what_loading_needs(unpacked: Path, tmp_path: Path) -> None:
    """Model, settings, vocabulary and tokenizers lie in one flat folder"""
    to_ctranslate2(unpacked, tmp_path / "tiny", checkpoint=ARMENIAN)
    assert {path.name for path in (tmp_path / "tiny").iterdir()} == {
        "config.json",
        "model.bin",
        "shared_vocabulary.json",
        "source.spm",
        "target.spm",
        "vmap.txt",
    }


def test_weights_become_whole_numbers(unpacked: Path, tmp_path: Path) -> None:
    """The conversion is to int8"""
    to_ctranslate2(unpacked, tmp_path / "tiny", checkpoint=ARMENIAN)
    content = (tmp_path / "tiny" / "model.bin").read_bytes()
    assert b"weight_scale" in content


def test_a_marian_conversion_closes_sources_by_itself(unpacked: Path, tmp_path: Path) -> None:
    """The record says that CTranslate2 appends the end of the sentence"""
    to_ctranslate2(unpacked, tmp_path / "tiny", checkpoint=ARMENIAN)
    write_manifest(tmp_path / "tiny", ARMENIAN, revision="main")
    assert read_manifest(tmp_path / "tiny", bundled=False).add_source_eos


def test_a_marian_conversion_needs_no_torch(unpacked: Path, tmp_path: Path) -> None:
    """An interpreter in which torch and transformers cannot be imported converts an archive"""
    program = (
        "import sys\n"
        "sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from pathlib import Path\n"
        "from dragoman_models.catalog import load_catalog\n"
        "from dragoman_models.conversion import to_ctranslate2\n"
        "checkpoint = load_catalog().checkpoint('armenian-base')\n"
        "to_ctranslate2(Path(sys.argv[1]), Path(sys.argv[2]), checkpoint=checkpoint)\n"
    )
    command = [sys.executable, "-c", program, str(unpacked), str(tmp_path / "tiny")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "tiny" / "model.bin").exists()


def test_a_target_token_that_is_not_in_the_vocabulary_is_refused(
    unpacked: Path, tmp_path: Path
) -> None:
    """A wrong token is found at once, and the right ones are listed"""
    wrong = replace(ARMENIAN, target_tokens={"hy": ">>hyw<<"})
    with pytest.raises(ConversionError, match=">>hyw<<; it has: >>hye<<"):
        to_ctranslate2(unpacked, tmp_path / "tiny", checkpoint=wrong)


@pytest.mark.parametrize("name", ["opus.spm4k-spm4k.npz", "opus.spm4k-spm4k.vocab.yml"])
def test_damaged_weights_are_refused(unpacked: Path, tmp_path: Path, name: str) -> None:
    """Weights or a vocabulary that cannot be read give an error of ours"""
    (unpacked / name).write_bytes(b"\x00garbage: x")
    with pytest.raises(ConversionError, match="cannot be converted") as caught:
        to_ctranslate2(unpacked, tmp_path / "tiny", checkpoint=ARMENIAN)
    assert caught.value.__cause__ is not None


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Transformers repository cannot be converted without torch, and the remedy is said"""
    monkeypatch.setattr(
        "dragoman_models.conversion.find_spec", lambda name: None if name == "torch" else object()
    )
    source = write_repository(tmp_path / "source", {"config.json": b"{}"})
    with pytest.raises(ConversionError, match=r"pip install 'dragoman\[convert\]'"):
        to_ctranslate2(source, tmp_path / "tiny", checkpoint=RUSSIAN)
