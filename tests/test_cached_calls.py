"""A server translates nothing twice, and never gives one call what another one asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from running_servers import channel, roster_of, serving
from server_doubles import GatedModel, word_models

from dragoman.v1 import (
    article_pb2,
    article_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
    types_pb2,
)
from dragoman_server.config import SettingError, Settings

STORY = "The bridge was closed in spring.\n\nOfficials said repairs would take six months.\n"
UPDATE = STORY.replace("six", "nine")
SETTINGS = Settings(port=0, metrics_port=0)


@pytest.fixture
def models() -> dict[str, GatedModel]:
    """Give one word model for each target."""
    return word_models()


@pytest.fixture
def wire(models: dict[str, GatedModel]) -> Iterator[grpc.Channel]:
    """Give a channel to a server of these models, with its cache."""
    with serving(roster_of(models), SETTINGS) as address, channel(address) as wire:
        yield wire


def translate(
    wire: grpc.Channel, content: str = STORY, **fields: object
) -> translation_pb2.TranslateTextResponse:
    """Call TranslateText for Russian."""
    request = translation_pb2.TranslateTextRequest(
        contents=[content], target_language_codes=["ru"], **fields
    )
    return translation_pb2_grpc.TranslationServiceStub(wire).TranslateText(request, timeout=20)


def test_a_story_sent_again_costs_nothing(
    wire: grpc.Channel, models: dict[str, GatedModel]
) -> None:
    """The second answer is the first one, and the model hears of it once."""
    first, second = translate(wire), translate(wire)
    assert list(second.translations) == list(first.translations)
    assert first.timing.cached_segments == 0
    assert second.timing.cached_segments == 2
    assert len(models["ru"].decoded) == 2


def test_an_update_costs_its_changed_sentences(
    wire: grpc.Channel, models: dict[str, GatedModel]
) -> None:
    """Of two sentences one has changed, and one is decoded."""
    translate(wire)
    assert translate(wire, UPDATE).timing.cached_segments == 1
    assert len(models["ru"].decoded) == 3


def test_a_sentence_known_from_a_text_is_known_in_an_article(
    wire: grpc.Channel, models: dict[str, GatedModel]
) -> None:
    """All services share what was translated."""
    translate(wire)
    request = article_pb2.ProcessArticleRequest(content=STORY, target_language_codes=["ru"])
    list(article_pb2_grpc.ArticleServiceStub(wire).ProcessArticle(request, timeout=20))
    assert len(models["ru"].decoded) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"do_not_translate": ["bridge"]},
        {"glossary": [types_pb2.GlossaryEntry(source_term="bridge", target_term="мост")]},
        {"decoding": types_pb2.DecodingOptions(num_beams=2)},
    ],
)
def test_another_request_is_not_given_the_cached_answer(
    wire: grpc.Channel, models: dict[str, GatedModel], fields: dict[str, object]
) -> None:
    """Terms and options are part of what is remembered."""
    translate(wire)
    before = len(models["ru"].decoded)
    translate(wire, **fields)
    assert len(models["ru"].decoded) > before


def test_terms_that_a_sentence_does_not_hold_do_not_matter_to_it(
    wire: grpc.Channel, models: dict[str, GatedModel]
) -> None:
    """A new entry in the glossary costs only the sentences that have its term."""
    translate(wire)
    entry = types_pb2.GlossaryEntry(source_term="drone", target_term="беспилотник")
    assert translate(wire, glossary=[entry]).timing.cached_segments == 2


def test_other_weights_translate_anew(tmp_path: Path) -> None:
    """The key holds the revision, so new weights never answer with the text of old ones."""
    settings = Settings(port=0, metrics_port=0, cache_file=tmp_path / "cache.db")
    newer = word_models()
    newer["ru"].revision = "newer"
    for models in (word_models(), newer):
        with serving(roster_of(models), settings) as address, channel(address) as wire:
            translate(wire)
    assert len(newer["ru"].decoded) == 2


def test_a_file_serves_after_a_restart(tmp_path: Path) -> None:
    """A second server with the same file asks its model nothing."""
    settings = Settings(port=0, metrics_port=0, cache_file=tmp_path / "cache.db")
    with serving(roster_of(word_models()), settings) as address, channel(address) as wire:
        first = translate(wire)
    fresh = word_models()
    with serving(roster_of(fresh), settings) as address, channel(address) as wire:
        second = translate(wire)
    assert list(second.translations) == list(first.translations)
    assert fresh["ru"].decoded == []


def test_a_file_needs_memory() -> None:
    """A cache on disk alone is refused at the start, not ignored."""
    with pytest.raises(SettingError, match="cache_file needs cache_bytes"):
        Settings(cache_bytes=0, cache_file=Path("cache.db"))
