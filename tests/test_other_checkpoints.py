"""A loaded checkpoint stands in for another, through the whole server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from model_doubles import WordModel
from running_servers import channel, serving
from tiny_checkpoints import build_tiny_marian

from dragoman.v1 import translation_pb2, translation_pb2_grpc, types_pb2
from dragoman_models.store import Store
from dragoman_server.checkpoints import Roster, load_roster

SOURCE = "Rain fell."
LOOP = "дождь дождь дождь дождь дождь дождь дождь"


def edited(folder: Path, **fields: object) -> None:
    """Write fields into a checkpoint's description."""
    path = folder / "checkpoint.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**description, **fields}), encoding="utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of an Armenian checkpoint that can do Russian too, and a better Russian."""
    folder = tmp_path_factory.mktemp("store")
    build_tiny_marian(folder / "armenian-base", target_language="hy")
    build_tiny_marian(folder / "slavic-big", target_language="ru")
    edited(folder / "armenian-base", target_languages=["hy", "ru"])
    edited(
        folder / "slavic-big",
        tuning={
            "low_scores": {"ru": -2.25},
            "repetition_penalties": {"ru": 1.1},
            "coverage_penalties": {"ru": 0.05},
            "small_openings": True,
        },
    )
    return folder


@pytest.fixture
def store(root: Path) -> Store:
    """Give the store of that folder, without the bundled checkpoints."""
    return Store(root, bundled=root / "no-bundled")


def test_what_is_loaded_for_another_language_can_stand_in(store: Store) -> None:
    """Nothing more is loaded for it, and a language with one checkpoint has no other."""
    roster = load_roster(store)

    assert roster.translators == {"hy": "armenian-base", "ru": "slavic-big"}
    assert roster.others == {"hy": (), "ru": ("armenian-base",)}
    assert roster.pipeline.others == roster.others


def test_the_tuning_comes_from_the_description(store: Store) -> None:
    """What was measured of a checkpoint reaches the pipeline."""
    tunings = load_roster(store).pipeline.tunings

    assert tunings["slavic-big"].low_score("ru") == -2.25
    assert tunings["slavic-big"].repetition_penalty("ru") == 1.1
    assert tunings["slavic-big"].coverage_penalty("ru") == 0.05
    assert tunings["slavic-big"].small_openings
    assert tunings["armenian-base"].low_score("hy") == -1.5
    assert not tunings["armenian-base"].small_openings


def test_one_checkpoint_for_a_language_has_no_stand_in(root: Path, tmp_path: Path) -> None:
    """Where only one is loaded the rung is skipped."""
    one = tmp_path / "one"
    shutil.copytree(root / "slavic-big", one / "slavic-big")

    assert load_roster(Store(one, bundled=tmp_path / "none")).others == {"ru": ()}


def test_the_server_turns_to_the_other_checkpoint() -> None:
    """A call whose first checkpoint loops gets the other's answer, flagged as a second try."""
    first = WordModel(name="first", language="ru", answers={SOURCE: [LOOP]})
    other = WordModel(name="other", language="ru", answers={SOURCE: ["Шёл дождь."]})
    roster = Roster(
        models={"first": first, "other": other},
        translators={"ru": "first"},
        others={"ru": ("other",)},
    )
    request = translation_pb2.TranslateTextRequest(contents=[SOURCE], target_language_codes=["ru"])
    with serving(roster) as address, channel(address) as wire:
        stub = translation_pb2_grpc.TranslationServiceStub(wire)
        response = stub.TranslateText(request, timeout=20)

    (translation,) = response.translations
    assert translation.target_text == "Шёл дождь."
    assert types_pb2.FLAG_RETRIED in translation.segments[0].flags
    assert len(first.batches) == 2
    assert len(other.batches) == 1
