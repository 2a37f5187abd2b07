"""The services answer over real sockets, with models that translate by words."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from grpc_status import rpc_status
from running_servers import channel, loading, roster_of, serving
from server_doubles import ARTICLE, SENTENCE, TARGETS, GatedModel, word_models

from dragoman.v1 import (
    article_pb2,
    article_pb2_grpc,
    summarization_pb2,
    summarization_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
    types_pb2,
)
from dragoman_models.errors import CheckpointCorruptedError, CheckpointMissingError
from dragoman_server.app import SERVICES
from dragoman_server.checkpoints import Roster


@pytest.fixture(scope="module")
def models() -> dict[str, GatedModel]:
    """Give one word model for each target."""
    return word_models()


@pytest.fixture(scope="module")
def wire(models: dict[str, GatedModel]) -> Iterator[grpc.Channel]:
    """Give a channel to a server of these models."""
    with serving(roster_of(models)) as address, channel(address) as wire:
        yield wire


def translate(wire: grpc.Channel, **fields: object) -> translation_pb2.TranslateTextResponse:
    """Call TranslateText."""
    request = translation_pb2.TranslateTextRequest(**fields)
    return translation_pb2_grpc.TranslationServiceStub(wire).TranslateText(request, timeout=20)


def test_every_text_comes_in_every_target_in_order(wire: grpc.Channel) -> None:
    """All targets of the first text, then of the second, each with its index."""
    response = translate(
        wire,
        contents=[SENTENCE, "The border was closed."],
        target_language_codes=["ru", "hy"],
        labels={"desk": "world"},
    )
    assert [(one.content_index, one.target_language_code) for one in response.translations] == [
        (0, "ru"),
        (0, "hy"),
        (1, "ru"),
        (1, "hy"),
    ]
    assert dict(response.labels) == {"desk": "world"}
    assert all(one.checkpoint.name.startswith("words-") for one in response.translations)
    first = response.translations[0]
    assert [segment.source_text for segment in first.segments] == [SENTENCE]
    assert first.target_text == first.segments[0].target_text
    assert first.segments[0].score < 0


def test_the_answer_says_where_the_time_went(wire: grpc.Channel) -> None:
    """The total holds the rest."""
    timing = translate(wire, contents=[SENTENCE], target_language_codes=["fa"]).timing
    total = timing.total_time.ToNanoseconds()
    assert total >= timing.queue_time.ToNanoseconds()
    assert total >= timing.inference_time.ToNanoseconds() > 0


def test_texts_without_letters_are_copied(wire: grpc.Channel) -> None:
    """An empty line, white space, figures and marks come back as they are."""
    contents = ["", " \n ", "12.5 %", "* * *", "🙂"]
    response = translate(wire, contents=contents, target_language_codes=["ru"])
    assert [one.target_text for one in response.translations] == contents
    flags = [list(segment.flags) for one in response.translations for segment in one.segments]
    assert all(types_pb2.FLAG_COPIED in each for each in flags)
    assert flags


def test_a_line_gives_a_line(wire: grpc.Channel) -> None:
    """Line breaks of a text stand where they stood."""
    response = translate(wire, contents=["One.\n\nTwo words.\n"], target_language_codes=["ru"])
    (translation,) = response.translations
    assert translation.target_text.count("\n") == 3
    assert translation.target_text.split("\n")[1] == ""


def test_hypotheses_come_as_many_as_asked_for(
    wire: grpc.Channel, models: dict[str, GatedModel]
) -> None:
    """The best is the translation, the others are its alternatives."""
    models["ru"].answers["Two ways."] = ["Два пути.", "Два способа.", "Две дороги."]
    response = translate(
        wire,
        contents=["Two ways."],
        target_language_codes=["ru"],
        decoding=types_pb2.DecodingOptions(num_beams=3, num_hypotheses=3),
    )
    (segment,) = response.translations[0].segments
    assert segment.target_text == "Два пути."
    assert [each.target_text for each in segment.alternatives] == ["Два способа.", "Две дороги."]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (types_pb2.DIGIT_POLICY_UNSPECIFIED, "12 کامیون گذشتند."),
        (types_pb2.DIGIT_POLICY_WESTERN, "12 کامیون گذشتند."),
        (types_pb2.DIGIT_POLICY_NATIVE, "۱۲ کامیون گذشتند."),
    ],
)
def test_digits_are_printed_as_asked(
    wire: grpc.Channel,
    models: dict[str, GatedModel],
    policy: types_pb2.DigitPolicy.ValueType,
    expected: str,
) -> None:
    """Persian has Western digits unless its own are asked for."""
    models["fa"].answers["12 trucks crossed."] = ["12 کامیون گذشتند."]
    response = translate(
        wire,
        contents=["12 trucks crossed."],
        target_language_codes=["fa"],
        digit_policy=policy,
    )
    assert response.translations[0].target_text == expected


def test_markdown_comes_back_as_markdown(wire: grpc.Channel, models: dict[str, GatedModel]) -> None:
    """The marks of its blocks and its code are those of the source."""
    models["ru"].answers["The border was closed."] = ["Граница *закрыта*."]
    source = "# 5\n\n> The border was closed.\n\n```sh\nmake\n```\n"
    response = translate(
        wire, contents=[source], target_language_codes=["ru"], mime_type="text/markdown"
    )
    expected = source.replace("The border was closed.", "Граница \\*закрыта\\*.")
    assert response.translations[0].target_text == expected


def test_an_article_comes_target_by_target(wire: grpc.Channel) -> None:
    """One message for each, with the whole text and its sections."""
    stub = translation_pb2_grpc.TranslationServiceStub(wire)
    request = translation_pb2.TranslateArticleRequest(
        content=ARTICLE, target_language_codes=TARGETS, labels={"id": "7"}
    )
    responses = list(stub.TranslateArticle(request, timeout=20))
    assert {one.translation.target_language_code for one in responses} == set(TARGETS)
    for one in responses:
        assert one.translation.target_text.count("\n") == ARTICLE.count("\n")
        roles = [section.role for section in one.translation.sections]
        assert roles[0] == types_pb2.ROLE_HEADLINE
        assert dict(one.labels) == {"id": "7"}
        assert one.timing.total_time.ToNanoseconds() > 0


def test_a_fast_target_does_not_wait_for_a_slow_one(models: dict[str, GatedModel]) -> None:
    """Each translation goes out as it is done."""
    own = word_models()
    own["hy"].gate.clear()
    with serving(roster_of(own)) as address, channel(address) as wire:
        stub = translation_pb2_grpc.TranslationServiceStub(wire)
        request = translation_pb2.TranslateArticleRequest(
            content=ARTICLE, target_language_codes=["hy", "ru"]
        )
        responses = stub.TranslateArticle(request, timeout=20)
        assert next(responses).translation.target_language_code == "ru"
        own["hy"].gate.set()
        assert next(responses).translation.target_language_code == "hy"


def test_a_summary_comes_in_each_language_in_order(wire: grpc.Channel) -> None:
    """Also in the article's own, and then nobody translated it."""
    stub = summarization_pb2_grpc.SummarizationServiceStub(wire)
    request = summarization_pb2.SummarizeRequest(
        content=ARTICLE, target_language_codes=["fa", "en", "ru"]
    )
    response = stub.Summarize(request, timeout=20)
    assert [one.language_code for one in response.summaries] == ["fa", "en", "ru"]
    persian, own, _ = response.summaries
    assert persian.translator.name == "words-fa"
    assert not own.HasField("translator")
    assert own.text
    assert all(sentence.text in ARTICLE for sentence in own.sentences)
    assert own.summarizer.name == "extractive"
    assert own.length == types_pb2.SUMMARY_LENGTH_BRIEF


def test_a_summary_without_targets_is_in_the_article_s_language(wire: grpc.Channel) -> None:
    """Empty means the article's own."""
    stub = summarization_pb2_grpc.SummarizationServiceStub(wire)
    response = stub.Summarize(summarization_pb2.SummarizeRequest(content=ARTICLE), timeout=20)
    assert [one.language_code for one in response.summaries] == ["en"]


def test_an_article_is_processed_into_all_its_parts(wire: grpc.Channel) -> None:
    """Every translation, every summary in every language, and the progress to its end."""
    stub = article_pb2_grpc.ArticleServiceStub(wire)
    lengths = [types_pb2.SUMMARY_LENGTH_HEADLINE, types_pb2.SUMMARY_LENGTH_BRIEF]
    request = article_pb2.ProcessArticleRequest(
        content=ARTICLE, target_language_codes=["az", "fa"], summary_lengths=lengths
    )
    responses = list(stub.ProcessArticle(request, timeout=20))
    kinds = [one.WhichOneof("part") for one in responses]
    assert kinds.count("translation") == 2
    summaries = {
        (one.summary.language_code, one.summary.length)
        for one in responses
        if one.HasField("summary")
    }
    assert summaries == {(code, length) for code in ("en", "az", "fa") for length in lengths}
    progress = [one.progress for one in responses if one.HasField("progress")]
    assert progress[-1].segments_done == progress[-1].segments_total > 0
    assert all(one.HasField("timing") != one.HasField("progress") for one in responses)


def test_the_languages_are_listed_with_what_serves_them(wire: grpc.Channel) -> None:
    """All four, with script, direction and checkpoint."""
    stub = translation_pb2_grpc.TranslationServiceStub(wire)
    response = stub.ListLanguages(translation_pb2.ListLanguagesRequest(), timeout=20)
    listed = {one.language_code: one for one in response.languages}
    assert set(listed) == set(TARGETS)
    assert listed["fa"].right_to_left
    assert listed["hy"].checkpoint.name == "words-hy"
    assert not response.HasField("summarizer")


def test_a_language_is_detected(wire: grpc.Channel) -> None:
    """The likeliest comes first, and confidences add up to at most 1."""
    stub = translation_pb2_grpc.TranslationServiceStub(wire)
    request = translation_pb2.DetectLanguageRequest(
        content="The ministers agreed to open the border on Monday, officials said."
    )
    languages = stub.DetectLanguage(request, timeout=20).languages
    assert languages[0].language_code == "en"
    assert sum(one.confidence for one in languages) <= 1.001


def test_what_is_missing_is_named_and_the_rest_is_served() -> None:
    """A language without a checkpoint is FAILED_PRECONDITION with the command that installs one."""
    missing = CheckpointMissingError("hy", "run: dragoman models pull opus-mt-en-hy")
    broken = CheckpointCorruptedError("words-az", "run: dragoman models verify words-az")
    models = {code: model for code, model in word_models().items() if code in ("fa", "ru")}
    whole = roster_of(models)
    roster = Roster(
        whole.models,
        whole.translators,
        failures={"hy": missing, "az": broken},
        install_commands={"hy": "dragoman models pull opus-mt-en-hy"},
    )
    with serving(roster) as address, channel(address) as wire:
        assert translate(wire, contents=["Hello."], target_language_codes=["fa", "ru"])
        for code, command in (
            ("hy", "models pull opus-mt-en-hy"),
            ("az", "models verify words-az"),
        ):
            with pytest.raises(grpc.RpcError) as caught:
                translate(wire, contents=["Hello."], target_language_codes=["ru", code])
            assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
            assert command in caught.value.details()
        stub = translation_pb2_grpc.TranslationServiceStub(wire)
        response = stub.ListLanguages(translation_pb2.ListLanguagesRequest(), timeout=20)
        listed = {one.language_code: one for one in response.languages}
        assert listed["hy"].install_command == "dragoman models pull opus-mt-en-hy"
        assert not listed["hy"].HasField("checkpoint")


def test_health_is_serving_for_each_service_and_the_whole(wire: grpc.Channel) -> None:
    """And unknown names are NOT_FOUND."""
    stub = health_pb2_grpc.HealthStub(wire)
    for service in ("", *SERVICES):
        response = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=5)
        assert response.status == health_pb2.HealthCheckResponse.SERVING
    with pytest.raises(grpc.RpcError) as caught:
        stub.Check(health_pb2.HealthCheckRequest(service="other"), timeout=5)
    assert caught.value.code() is grpc.StatusCode.NOT_FOUND


def test_reflection_lists_every_service(wire: grpc.Channel) -> None:
    """A client that nobody here wrote finds what there is, with all its files."""
    database = ProtoReflectionDescriptorDatabase(wire)
    assert set(database.get_services()) == {
        "dragoman.v1.TranslationService",
        "dragoman.v1.SummarizationService",
        "dragoman.v1.ArticleService",
        "grpc.health.v1.Health",
        "grpc.reflection.v1alpha.ServerReflection",
    }
    file = database.FindFileContainingSymbol("dragoman.v1.ArticleService")
    assert "dragoman/v1/translation.proto" in file.dependency


def test_while_checkpoints_load_calls_are_told_to_come_back() -> None:
    """Health is NOT_SERVING, a call UNAVAILABLE with a RetryInfo; then both are well."""
    go_on = threading.Event()

    def load(_: object) -> Roster:
        go_on.wait(20)
        return roster_of(word_models())

    with loading(load) as address, channel(address) as wire:
        health = health_pb2_grpc.HealthStub(wire)
        watching = health.Watch(health_pb2.HealthCheckRequest(service=SERVICES[0]))
        assert next(watching).status == health_pb2.HealthCheckResponse.NOT_SERVING
        with pytest.raises(grpc.RpcError) as caught:
            translate(wire, contents=["Hello."], target_language_codes=["ru"])
        assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
        assert "loading its checkpoints" in caught.value.details()
        kinds = [each.type_url for each in rpc_status.from_call(caught.value).details]
        assert "type.googleapis.com/google.rpc.RetryInfo" in kinds
        go_on.set()
        assert next(watching).status == health_pb2.HealthCheckResponse.SERVING
        assert translate(wire, contents=["Hello."], target_language_codes=["ru"]).translations


def test_a_server_without_checkpoints_is_not_serving() -> None:
    """It answers, and says so."""
    with serving(Roster({}, {})) as address, channel(address) as wire:
        stub = health_pb2_grpc.HealthStub(wire)
        response = stub.Check(health_pb2.HealthCheckRequest(service=""), timeout=5)
        assert response.status == health_pb2.HealthCheckResponse.NOT_SERVING
