"""The list of pieces that a target can be made of."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import ctranslate2
import pytest

import dragoman_models
from dragoman_models.loading import load_folder
from dragoman_models.shortlist import SHORTLIST_NAME, read_shortlist, write_shortlist
from dragoman_models.types import DecodingOptions

BUNDLED = Path(dragoman_models.__file__).parent / "bundled"
LANGUAGES = ("hy", "az", "fa", "ru")
SENTENCES = (
    "The prime minister resigned on Monday.",
    "Talks on ⟦0⟧ will continue in Geneva, two officials said.",
    "Rain closed the bridge.",
)


def copy_of(language: str, folder: Path) -> Path:
    """Copy a bundled checkpoint to where it may be changed."""
    name = f"dragoman-compact-en-{language}"
    return shutil.copytree(BUNDLED / name, folder / name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answers_are_those_of_the_whole_vocabulary(language: str, tmp_path: Path) -> None:
    """What the list leaves out has no part in any hypothesis or score, in a batch or alone."""
    listed, whole = copy_of(language, tmp_path / "a"), copy_of(language, tmp_path / "b")
    (whole / SHORTLIST_NAME).unlink()
    description = json.loads((whole / "checkpoint.json").read_text("utf-8"))
    del description["files"][SHORTLIST_NAME]
    (whole / "checkpoint.json").write_text(json.dumps(description), "utf-8")
    options = DecodingOptions(num_beams=4, num_hypotheses=4, return_alignment=True)
    answers = []
    for folder in (listed, whole):
        model = load_folder(folder, bundled=True, intra_threads=1)
        sources = [model.encode(text, target_language=language) for text in SENTENCES]
        batch = model.decode(sources, options)
        alone = [model.decode([source], options)[0] for source in sources]
        answers.append([*batch, *alone])
    for with_list, without in zip(*answers, strict=True):
        assert [each.tokens for each in with_list] == [each.tokens for each in without]
        assert [each.alignment for each in with_list] == [each.alignment for each in without]
        assert [each.score for each in with_list] == pytest.approx(
            [each.score for each in without], abs=1e-5
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bundled_lists_are_what_their_tokenizers_say(language: str, tmp_path: Path) -> None:
    """Writing one again changes no byte, and it holds about half of the vocabulary."""
    folder = copy_of(language, tmp_path)
    shipped = (folder / SHORTLIST_NAME).read_bytes()
    vocabulary = json.loads((folder / "shared_vocabulary.json").read_text("utf-8"))
    count = write_shortlist(folder)
    assert (folder / SHORTLIST_NAME).read_bytes() == shipped
    assert 0.3 < count / len(vocabulary) < 0.7
    assert read_shortlist(folder) is not None
    assert {"</s>", "⟦0⟧", "⟦9⟧"} <= (read_shortlist(folder) or set()) <= set(vocabulary)


def test_ctranslate2_takes_the_list_for_every_source() -> None:
    """A source of pieces that no line of the map names is translated all the same."""
    folder = BUNDLED / "dragoman-compact-en-ru"
    translator = ctranslate2.Translator(str(folder), compute_type="int8", intra_threads=1)
    (result,) = translator.translate_batch([["⟦3⟧", "</s>"]], beam_size=2, use_vmap=True)
    assert set(result.hypotheses[0]) <= (read_shortlist(folder) or set())


def test_one_tokenizer_for_both_languages_gives_no_list(tmp_path: Path) -> None:
    """Where every piece can come out, there is nothing to leave out."""
    folder = copy_of("ru", tmp_path)
    kept = sorted(read_shortlist(folder) or set())
    (folder / "shared_vocabulary.json").write_text(json.dumps(kept), "utf-8")
    assert write_shortlist(folder) == 0
    assert not (folder / SHORTLIST_NAME).exists()
    assert read_shortlist(folder) is None


def test_a_tokenizer_that_is_not_the_models_gives_no_list(tmp_path: Path) -> None:
    """A list that would bar nearly everything is not written."""
    folder = copy_of("ru", tmp_path)
    shutil.copyfile(BUNDLED / "dragoman-compact-en-hy" / "target.spm", folder / "target.spm")
    vocabulary = [f"word{index}" for index in range(5_000)]
    (folder / "shared_vocabulary.json").write_text(json.dumps(vocabulary), "utf-8")
    assert write_shortlist(folder) == 0


@pytest.mark.parametrize("name", ["target.spm", "shared_vocabulary.json"])
def test_a_folder_without_its_files_gets_no_list(name: str, tmp_path: Path) -> None:
    """BART has no target tokenizer, and some checkpoints have two vocabularies."""
    folder = copy_of("ru", tmp_path)
    (folder / name).unlink()
    assert write_shortlist(folder) == 0


@pytest.mark.parametrize("text", ["", "word\t▁a ▁b\n", "▁a ▁b\n", "\t\n"])
def test_another_map_is_refused(text: str, tmp_path: Path) -> None:
    """A map that depends on the source is not one that the loader counts on."""
    (tmp_path / SHORTLIST_NAME).write_text(text, "utf-8")
    with pytest.raises(ValueError, match="no list of pieces"):
        read_shortlist(tmp_path)
