"""The catalog: what it holds, and what it says of a wrong entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman_models.catalog import Catalog, load_catalog
from dragoman_models.errors import InvalidInputError, UnknownCheckpointError
from dragoman_models.languages import TARGET_LANGUAGE_CODES

ENTRY = """
[checkpoints.our-own]
task = "translation"
family = "marian"
format = "transformers"
repo_id = "newsroom/our-own"
target_languages = ["hy", "ru"]
target_tokens = { hy = ">>hye<<", ru = ">>rus<<" }
licence = "CC-BY-4.0"
num_beams = 4
max_source_tokens = 512
rank = { hy = 1, ru = 70 }
golden = { source = "The parliament approved the budget." }
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Load our own catalog."""
    return load_catalog()


def write(folder: Path, text: str) -> Path:
    """Write a user's catalog."""
    path = folder / "catalog.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> InvalidInputError:
    """Load a wrong catalog, and return what is said of it."""
    with pytest.raises(InvalidInputError) as caught:
        load_catalog(write(folder, text))
    return caught.value


@pytest.mark.parametrize(
    ("repo_id", "language", "token"),
    [
        ("Helsinki-NLP/opus-mt-tc-big-en-zle", "ru", ">>rus<<"),
        ("Helsinki-NLP/opus-mt-tc-bible-big-deu_eng_fra_por_spa-iir", "fa", ">>fas<<"),
        ("Helsinki-NLP/opus-mt-tc-bible-big-deu_eng_fra_por_spa-trk", "az", ">>aze_Latn<<"),
        ("Helsinki-NLP/opus-mt-tc-bible-big-deu_eng_fra_por_spa-ine", "hy", ">>hye<<"),
        ("Helsinki-NLP/opus-mt-en-ru", "ru", None),
        ("Helsinki-NLP/opus-mt-en-az", "az", None),
        ("Helsinki-NLP/opus-mt-en-hy", "hy", None),
    ],
)
def test_repositories_have_the_target_token_they_were_trained_with(
    catalog: Catalog, repo_id: str, language: str, token: str | None
) -> None:
    """A checkpoint with several targets has its token, one with a single target has none"""
    (checkpoint,) = [each for each in catalog.checkpoints.values() if each.repo_id == repo_id]
    assert checkpoint.target_tokens.get(language) == token


@pytest.mark.parametrize("target", TARGET_LANGUAGE_CODES)
def test_each_target_has_a_bundled_checkpoint_without_a_token(
    catalog: Catalog, target: str
) -> None:
    """Every target language works without a pull, by a checkpoint of its own"""
    (bundled,) = [each for each in catalog.translators_for(target) if each.format == "bundled"]
    assert bundled.target_languages == (target,)
    assert not bundled.target_tokens


def test_three_summarizers_can_be_pulled_and_go_before_the_bundled_one(catalog: Catalog) -> None:
    """The summarizers come best first"""
    names = [each.name for each in catalog.summarizers()]
    assert names == [
        "distilbart-cnn-12-6",
        "bart-large-cnn",
        "distilbart-cnn-6-6",
        "dragoman-brief",
    ]


def test_the_marian_archive_for_armenian_is_known_by_its_address(catalog: Catalog) -> None:
    """A zip archive has an address and no repository"""
    checkpoint = catalog.checkpoint("armenian-base")
    assert checkpoint.format == "marian-zip"
    assert checkpoint.repo_id is None
    assert checkpoint.url is not None
    assert checkpoint.url.endswith("/eng-hyx/opus4m+btTCv20210807-2021-09-30.zip")


def test_a_repository_that_does_not_exist_is_not_listed(catalog: Catalog) -> None:
    """Nothing is named after the Persian pair, whose repository was never published"""
    assert all("en-fa" not in str(each.repo_id) for each in catalog.checkpoints.values())


def test_names_of_pulled_checkpoints_say_no_language_pair(catalog: Catalog) -> None:
    """No name could be mistaken for a hub's name made of a pair of languages"""
    pulled = [name for name, each in catalog.checkpoints.items() if each.format != "bundled"]
    assert not [name for name in pulled if "en-" in name or "opus" in name]


def test_licences_let_a_newsroom_use_the_checkpoints(catalog: Catalog) -> None:
    """No licence in the catalog forbids commercial use"""
    licences = {each.licence for each in catalog.checkpoints.values()}
    assert licences == {"Apache-2.0", "CC-BY-4.0", "MIT", "Apache-2.0 OR CC-BY-4.0"}


def test_scores_are_published_ones_in_their_usual_ranges(catalog: Catalog) -> None:
    """COMET is at most one, all other measures at most a hundred"""
    for checkpoint in catalog.checkpoints.values():
        for values in checkpoint.scores.values():
            for measure, value in values.items():
                assert 0 < value <= (1 if measure.startswith("COMET") else 100), checkpoint.name


def test_translators_come_best_first(catalog: Catalog) -> None:
    """What goes first is the recommended one; the weak Azerbaijani one goes last"""
    assert catalog.translators_for("ru")[0].name == "slavic-big"
    assert [each.name for each in catalog.translators_for("az")] == [
        "turkic-big",
        "dragoman-compact-en-az",
        "azerbaijani-small",
    ]


def test_a_checkpoint_with_several_targets_serves_each(catalog: Catalog) -> None:
    """One download is found under all its languages, each with a token of its own"""
    shared = catalog.checkpoint("indo-european-big")
    assert all(shared in catalog.translators_for(target) for target in ("hy", "fa", "ru"))
    assert shared not in catalog.translators_for("az")


def test_an_unknown_name_is_answered_with_the_known_ones(catalog: Catalog) -> None:
    """A wrong name is answered with the names there are"""
    with pytest.raises(UnknownCheckpointError, match=r"choose one of: .*slavic-big") as caught:
        catalog.checkpoint("opus-mt-en-fa")
    assert caught.value.name == "opus-mt-en-fa"


def test_a_user_adds_a_checkpoint_with_ranks_of_its_own(tmp_path: Path) -> None:
    """A user's entry joins ours, first for one language and last for another"""
    catalog = load_catalog(write(tmp_path, ENTRY))
    assert "slavic-big" in catalog.names
    assert catalog.translators_for("hy")[0].name == "our-own"
    assert catalog.translators_for("ru")[-1].name == "our-own"


def test_a_user_entry_has_defaults_for_what_it_leaves_out(tmp_path: Path) -> None:
    """Without a revision it is main, without a golden language the first target"""
    checkpoint = load_catalog(write(tmp_path, ENTRY)).checkpoint("our-own")
    assert checkpoint.revision == "main"
    assert checkpoint.source_language == "en"
    assert checkpoint.golden.target is None
    assert checkpoint.golden.target_language == "hy"


def test_a_user_entry_takes_the_place_of_ours(tmp_path: Path) -> None:
    """An entry of the same name pins a revision that ours leaves open"""
    commit = "63f6d1fe" * 5
    text = ENTRY.replace("our-own]", f'slavic-big]\nrevision = "{commit}"')
    assert load_catalog(write(tmp_path, text)).checkpoint("slavic-big").revision == commit


def test_a_user_entry_cannot_take_the_place_of_a_bundled_one(tmp_path: Path) -> None:
    """The name of a bundled checkpoint is refused, with the advice to rename"""
    text = ENTRY.replace("our-own]", "dragoman-compact-en-ru]")
    assert "rename it" in str(refusal(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ('task = "translation"', 'task = "speech"', "task", "translation, summarization"),
        ('task = "translation"', 'task = "summarization"', "task", "family 'marian' does not do"),
        ('family = "marian"', 'family = "t5"', "family", "marian, bart"),
        ('family = "marian"', "", "family", "is missing"),
        ('"transformers"', '"onnx"', "format", "bundled, transformers, marian-zip"),
        ('format = "transformers"', "", "format", "is missing"),
        ('["hy", "ru"]', '["hy", "de"]', "target_languages", "'de'"),
        ('["hy", "ru"]', "[]", "target_languages", "not empty"),
        ('["hy", "ru"]', '"hy"', "target_languages", "must be a list"),
        ('ru = ">>rus<<"', 'ru = "rus"', "target_tokens.ru", ">>hye<<"),
        ('ru = ">>rus<<"', 'fa = ">>fas<<"', "target_tokens.fa", "hy, ru"),
        ("num_beams = 4", "num_beams = 0", "num_beams", "at least 1"),
        ("num_beams = 4", "num_beams = true", "num_beams", "whole number"),
        ("num_beams = 4", 'num_beams = "4"', "num_beams", "whole number"),
        ('licence = "CC-BY-4.0"', 'licence = " "', "licence", "not empty"),
        ('repo_id = "newsroom/our-own"', "", "repo_id", "is needed"),
        ("num_beams", 'url = "https://example.org/a.zip"\nnum_beams', "url", "has no place"),
        ("num_beams = 4", "num_beams = 4\nbeams = 5", "beams", "the fields are: family"),
        ("rank = { hy = 1", "rank = { az = 1", "rank.az", "hy, ru"),
        ("rank = { hy = 1", "rank = { hy = -1", "hy", "at least 0"),
        ("num_beams = 4", "num_beams = 4\nscores = { hy = 12.1 }", "hy", "must be a table"),
        (
            '{ source = "The parliament approved the budget." }',
            "{}",
            "source",
            "is missing",
        ),
        ("num_beams = 4", 'num_beams = 4\nsha256 = { "a.bin" = "12" }', "sha256.a.bin", "64"),
    ],
)
def test_a_wrong_field_is_named_with_its_entry(
    tmp_path: Path, old: str, new: str, field: str, said: str
) -> None:
    """A mistake is reported with the file, the entry, the field and what would do"""
    assert old in ENTRY
    error = refusal(tmp_path, ENTRY.replace(old, new))
    assert error.field == field
    assert said in str(error)
    assert "'our-own'" in str(error)


@pytest.mark.parametrize("name", ["../outside", ".hidden", "Upper", "a/b", "", "a" * 65])
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    """A name becomes a folder's name, so nothing that means a path gets through"""
    assert refusal(tmp_path, ENTRY.replace("our-own]", f'"{name}"]')).field == "name"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/a.zip"])
def test_an_archive_is_only_taken_over_http(tmp_path: Path, address: str) -> None:
    """An address of another scheme is refused"""
    text = ENTRY.replace('"transformers"', '"marian-zip"').replace(
        'repo_id = "newsroom/our-own"', f'url = "{address}"'
    )
    assert refusal(tmp_path, text).field == "url"


@pytest.mark.parametrize(
    "text", ["not toml", "[checkpoints]\nours = 3", "[other]\n", "checkpoints = 3"]
)
def test_a_file_that_is_no_catalog_is_refused(tmp_path: Path, text: str) -> None:
    """What is not a table of checkpoints is refused with the file's name"""
    assert "catalog.toml" in str(refusal(tmp_path, text))


def test_a_catalog_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file is reported by its path"""
    with pytest.raises(InvalidInputError, match=r"absent\.toml"):
        load_catalog(tmp_path / "absent.toml")


def test_a_prompt_stands_for_a_length(tmp_path: Path) -> None:
    """A prompt keeps its spaces, and one for something that is no length is refused"""
    entry = ENTRY.replace(
        "[checkpoints.our-own]", '[checkpoints.our-own]\nprompts = { brief = "tl;dr: " }'
    )
    assert load_catalog(write(tmp_path, entry)).checkpoint("our-own").prompts == {
        "brief": "tl;dr: "
    }
    with pytest.raises(InvalidInputError, match=r"prompts\.tweet.*choose from: headline, brief"):
        load_catalog(write(tmp_path, entry.replace("brief =", "tweet =")))
