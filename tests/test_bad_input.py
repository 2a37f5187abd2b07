"""What bad input gets from a real server with real, if tiny, checkpoints.

The answer is always a status with a message that says what to do, and the
server goes on serving. A port in use, a plain-text client on a TLS port and a
server that stops are in test_serve, with processes of their own.
"""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from running_servers import channel, serving
from tiny_checkpoints import build_tiny_bart, build_tiny_marian, respell

from dragoman.v1 import (
    article_pb2,
    article_pb2_grpc,
    summarization_pb2,
    summarization_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
    types_pb2,
)
from dragoman_models.store import Store
from dragoman_server.checkpoints import Roster, load_roster
from dragoman_server.config import Settings

SENTENCE = "The court in Yerevan postponed the hearing."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkpoint for each of three languages, and a summarizer."""
    folder = tmp_path_factory.mktemp("built")
    for name, code in (("armenian-base", "hy"), ("iranian-big", "fa"), ("russian-small", "ru")):
        build_tiny_marian(folder / name, target_language=code)
    build_tiny_bart(folder / "distilbart-cnn-6-6")
    return folder


def roster_of(root: Path) -> Roster:
    """Load what a folder holds, without the bundled checkpoints."""
    return load_roster(Store(root, bundled=root / "no-bundled"))


@pytest.fixture(scope="module")
def wire(built: Path) -> Iterator[grpc.Channel]:
    """Give a channel to a server of these checkpoints, which has no Azerbaijani."""
    with serving(roster_of(built)) as address, channel(address) as wire:
        yield wire


@pytest.fixture(autouse=True)
def still_serving(wire: grpc.Channel) -> Iterator[None]:
    """See that the server answers as before when a test is through with it."""
    yield
    assert translate(wire, SENTENCE).translations[0].target_text == respell(SENTENCE, "ru")


def translate(
    wire: grpc.Channel, *contents: str, to: str = "ru", timeout: float = 30, **fields: Any
) -> Any:
    """Call TranslateText."""
    request = translation_pb2.TranslateTextRequest(
        contents=contents, target_language_codes=[to], **fields
    )
    return translation_pb2_grpc.TranslationServiceStub(wire).TranslateText(request, timeout=timeout)


def articles(wire: grpc.Channel, content: str, *targets: str, **fields: Any) -> list[Any]:
    """Call TranslateArticle."""
    request = translation_pb2.TranslateArticleRequest(
        content=content, target_language_codes=targets or ("ru",), **fields
    )
    stub = translation_pb2_grpc.TranslationServiceStub(wire)
    return list(stub.TranslateArticle(request, timeout=30))


def summarize(wire: grpc.Channel, content: str, *targets: str) -> Any:
    """Call Summarize."""
    request = summarization_pb2.SummarizeRequest(content=content, target_language_codes=targets)
    return summarization_pb2_grpc.SummarizationServiceStub(wire).Summarize(request, timeout=30)


def process(wire: grpc.Channel, content: str, *targets: str) -> list[Any]:
    """Call ProcessArticle."""
    request = article_pb2.ProcessArticleRequest(
        content=content, target_language_codes=targets or ("ru",)
    )
    return list(article_pb2_grpc.ArticleServiceStub(wire).ProcessArticle(request, timeout=30))


def refusal(code: grpc.StatusCode, call: Any, *arguments: Any, **fields: Any) -> grpc.RpcError:
    """Make a call, see that it ends with a code and tells nothing of the inside."""
    with pytest.raises(grpc.RpcError) as caught:
        call(*arguments, **fields)
    assert caught.value.code() is code, caught.value
    assert "Traceback" not in caught.value.details()
    assert 'File "' not in caught.value.details()
    return caught.value


def violations(error: grpc.RpcError) -> dict[str, str]:
    """Read the field violations of an error."""
    for packed in rpc_status.from_call(error).details:
        bad = error_details_pb2.BadRequest()
        if packed.Unpack(bad):
            return {each.field: each.description for each in bad.field_violations}
    return {}


INVALID = grpc.StatusCode.INVALID_ARGUMENT


def test_an_unknown_language_code_lists_the_known_ones(wire: grpc.Channel) -> None:
    """In every method that takes one."""
    for call in (articles, summarize, process):
        found = violations(refusal(INVALID, call, wire, SENTENCE, "xx"))
        assert "az, " in found["target_language_codes[0]"]
        assert "'xx'" in found["target_language_codes[0]"]


def test_a_target_equal_to_the_source_is_refused(wire: grpc.Channel) -> None:
    """Also when the source is not said."""
    for call in (articles, process):
        found = violations(refusal(INVALID, call, wire, SENTENCE, "en"))
        assert "is the source language" in found["target_language_codes[0]"]


@pytest.mark.parametrize("content", ["", " ", "\n\r\n\t", "\u00a0\u2009\u3000"])
def test_an_article_of_nothing_is_refused(wire: grpc.Channel, content: str) -> None:
    """Empty or only white space, in every method that takes an article."""
    for call in (articles, summarize, process):
        assert "content" in violations(refusal(INVALID, call, wire, content))


def test_an_article_of_control_characters_alone_is_refused(wire: grpc.Channel) -> None:
    """What is left when they are taken out is nothing."""
    for call in (articles, summarize, process):
        assert "content" in violations(refusal(INVALID, call, wire, "\x00\x01\u202e"))


def test_texts_of_nothing_come_back_as_they_are(wire: grpc.Channel) -> None:
    """A line gives a line, so that whoever sends lines can count on it."""
    contents = ["", "  \t", "\n"]
    response = translate(wire, *contents)
    assert [one.target_text for one in response.translations] == contents


@pytest.mark.parametrize("content", ["12,345.67", "2026-11-22", "* * *", "🙂🙂", "… — !?", "%"])
def test_text_without_letters_is_copied_and_flagged(wire: grpc.Channel, content: str) -> None:
    """It is ordinary input: no model sees it, and the flag says so."""
    (translation,) = translate(wire, content).translations
    assert translation.target_text == content
    assert translation.segments
    for segment in translation.segments:
        assert list(segment.flags) == [types_pb2.FLAG_COPIED]


@pytest.mark.parametrize("content", ["12,345.67", "* * *", "🙂"])
def test_an_article_without_letters_is_copied_and_has_no_summary(
    wire: grpc.Channel, content: str
) -> None:
    """There is nothing shorter to say, and the message names the method that does serve."""
    (response,) = articles(wire, content)
    assert response.translation.target_text == content
    for call in (summarize, process):
        found = violations(refusal(INVALID, call, wire, content))
        assert "no letters; use TranslateArticle" in found["content"]


def test_an_article_of_one_letter_is_translated_and_summarized(wire: grpc.Channel) -> None:
    """It is short, and an article all the same."""
    assert len(summarize(wire, "x", "en", "ru").summaries) == 2
    assert any(part.HasField("summary") for part in process(wire, "x", "ru"))


def test_ten_megabytes_of_text_are_refused_with_the_limit(wire: grpc.Channel) -> None:
    """By the server's own limit in code points, not by the transport's in bytes."""
    text = "word " * 2_097_152
    for call in (translate, articles, summarize, process):
        (message,) = violations(refusal(INVALID, call, wire, text)).values()
        assert "10,485,760 code points are more than 1,000,000" in message


def test_a_message_over_the_transport_s_limit_is_refused(wire: grpc.Channel) -> None:
    """GRPC does not read it at all."""
    refusal(grpc.StatusCode.RESOURCE_EXHAUSTED, translate, wire, "word " * 4_000_000)


def test_invalid_utf8_is_refused(wire: grpc.Channel) -> None:
    """In any string of any message."""
    prefix = "/dragoman.v1.TranslationService/"
    for method in ("TranslateText", "ListLanguages", "DetectLanguage"):
        error = refusal(INVALID, wire.unary_unary(prefix + method), b"\x0a\x03a\xc3(", timeout=5)
        assert "UTF-8" in error.details()


def test_control_characters_are_left_out_and_said(wire: grpc.Channel) -> None:
    """NUL, escape and their like are no text; positions count the text without them."""
    (translation,) = translate(wire, "The court\x00 in\x1b Yerevan\x7f post\x85poned.").translations
    assert types_pb2.FLAG_CONTROL_CHARACTERS_REMOVED in translation.flags
    assert not set("\x00\x1b\x7f\x85") & set(translation.target_text)
    (response,) = articles(wire, "The court\x00 in Yerevan postponed the hearing.")
    assert types_pb2.FLAG_CONTROL_CHARACTERS_REMOVED in response.translation.flags
    (section,) = response.translation.sections
    assert section.segments[0].source_text == SENTENCE
    assert section.source_span.end == len(SENTENCE)


@pytest.mark.parametrize("override", ["\u202e", "\u202d", "\u2066", "\u2069"])
def test_direction_overrides_are_left_out_and_said(wire: grpc.Channel, override: str) -> None:
    """No reader sees another text than the model."""
    (translation,) = translate(wire, f"The {override}court in Yerevan.", to="fa").translations
    assert types_pb2.FLAG_CONTROL_CHARACTERS_REMOVED in translation.flags
    assert override not in translation.target_text
    assert override not in translation.segments[0].source_text


def test_a_target_token_in_a_text_is_text(wire: grpc.Channel) -> None:
    """A writer cannot choose the model's language."""
    (translation,) = translate(wire, ">>rus<< The court in Yerevan.", to="hy").translations
    assert respell("The court in Yerevan", "hy") in translation.target_text
    (response,) = articles(wire, ">>rus<< The court in Yerevan.", "hy")
    assert respell("court", "hy") in response.translation.target_text


def test_a_missing_checkpoint_names_the_command(wire: grpc.Channel) -> None:
    """In every method, before any work; other languages are served."""
    precondition = grpc.StatusCode.FAILED_PRECONDITION
    for call in (articles, summarize, process):
        error = refusal(precondition, call, wire, SENTENCE, "ru", "az")
        assert "dragoman models pull turkic-big" in error.details()
    error = refusal(precondition, translate, wire, SENTENCE, to="az")
    (failure,) = [
        packed
        for packed in rpc_status.from_call(error).details
        if packed.Is(error_details_pb2.PreconditionFailure.DESCRIPTOR)
    ]
    assert failure


def test_a_damaged_checkpoint_names_the_command_and_the_rest_is_served(
    built: Path, tmp_path: Path
) -> None:
    """One byte in the weights is enough to be found."""
    root = Path(shutil.copytree(built, tmp_path / "store"))
    weights = root / "armenian-base" / "model.bin"
    data = bytearray(weights.read_bytes())
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    with serving(roster_of(root)) as address, channel(address) as wire:
        error = refusal(grpc.StatusCode.FAILED_PRECONDITION, translate, wire, SENTENCE, to="hy")
        assert "armenian-base" in error.details()
        assert "dragoman models" in error.details()
        assert translate(wire, SENTENCE).translations


def test_a_half_pulled_checkpoint_is_a_missing_one(built: Path, tmp_path: Path) -> None:
    """What a killed pull left behind is not served."""
    root = Path(shutil.copytree(built, tmp_path / "store"))
    (root / ".partial").mkdir()
    (root / "armenian-base").rename(root / ".partial" / "armenian-base")
    with serving(roster_of(root)) as address, channel(address) as wire:
        error = refusal(grpc.StatusCode.FAILED_PRECONDITION, translate, wire, SENTENCE, to="hy")
        assert "dragoman models pull" in error.details()


def test_an_expired_deadline_is_deadline_exceeded(wire: grpc.Channel) -> None:
    """The work that is left is dropped, and the next call does not wait for it."""
    stub = translation_pb2_grpc.TranslationServiceStub(wire)
    contents = [f"Story {index} about the court in Yerevan." for index in range(1_000)]
    request = translation_pb2.TranslateTextRequest(
        contents=contents, target_language_codes=["ru", "hy", "fa"]
    )
    refusal(grpc.StatusCode.DEADLINE_EXCEEDED, stub.TranslateText, request, timeout=0.05)
    assert translate(wire, SENTENCE, timeout=5).translations


def test_a_client_that_goes_away_leaves_nothing_behind(built: Path) -> None:
    """Whether it cancels or its connection is cut in the middle of a frame."""
    with serving(roster_of(built)) as address:
        story = "\n\n".join(f"Story {index} about the court." for index in range(500))
        with channel(address) as wire:
            request = article_pb2.ProcessArticleRequest(
                content=story, target_language_codes=["ru", "hy", "fa"]
            )
            responses = article_pb2_grpc.ArticleServiceStub(wire).ProcessArticle(request)
            next(responses)
        host, port = address.split(":")
        for data in (b"", b"GET / HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00"):
            with socket.create_connection((host, int(port)), timeout=5) as cut:
                cut.sendall(data)
        with channel(address) as wire:
            assert translate(wire, SENTENCE, timeout=5).translations


def test_a_wrong_or_missing_key_is_unauthenticated(built: Path, tmp_path: Path) -> None:
    """In every service, and before the request is looked at."""
    keys = tmp_path / "keys"
    keys.write_text("desk:right\n")
    settings = Settings(port=0, metrics_port=0, api_keys=keys)
    with serving(roster_of(built), settings) as address, channel(address) as wire:
        for call in (articles, summarize, process):
            error = refusal(grpc.StatusCode.UNAUTHENTICATED, call, wire, "", "xx")
            assert "authorization: Bearer KEY" in error.details()
        stub = translation_pb2_grpc.TranslationServiceStub(wire)
        request = translation_pb2.TranslateTextRequest(
            contents=[SENTENCE], target_language_codes=["ru"]
        )
        wrong = (("authorization", "Bearer wrong"),)
        refusal(
            grpc.StatusCode.UNAUTHENTICATED, stub.TranslateText, request, metadata=wrong, timeout=5
        )
        right = (("authorization", "Bearer right"),)
        assert stub.TranslateText(request, metadata=right, timeout=20).translations


def test_200_calls_at_once_are_each_done_or_refused(built: Path) -> None:
    """Against a limit of 32, none hangs and none is lost."""
    with serving(roster_of(built)) as address, channel(address) as wire:
        stub = translation_pb2_grpc.TranslationServiceStub(wire)
        ended = threading.Semaphore(0)
        calls = []
        for index in range(200):
            request = translation_pb2.TranslateTextRequest(
                contents=[f"Story {index} {part} about the court." for part in range(20)],
                target_language_codes=["ru", "hy", "fa"],
            )
            calls.append(stub.TranslateText.future(request, timeout=60))
            calls[-1].add_done_callback(lambda _: ended.release())
        for _ in calls:
            assert ended.acquire(timeout=60)
        codes = {call.code() for call in calls}
        done = [call for call in calls if call.code() is grpc.StatusCode.OK]
        assert codes <= {grpc.StatusCode.OK, grpc.StatusCode.RESOURCE_EXHAUSTED}
        assert len(done) >= 32
        assert all(len(call.result().translations) == 60 for call in done)


def test_everything_that_is_wrong_is_said_at_once(wire: grpc.Channel) -> None:
    """Options, labels, glossary and formats, each by its field."""
    error = refusal(
        INVALID,
        translate,
        wire,
        SENTENCE,
        to="ru",
        source_language_code="de",
        mime_type="text/rtf",
        decoding=types_pb2.DecodingOptions(num_beams=0, max_new_tokens=9_999),
        glossary=[types_pb2.GlossaryEntry(target_language_code="xx")],
        labels={"k" * 64: "v"},
    )
    assert set(violations(error)) == {
        "source_language_code",
        "mime_type",
        "decoding.num_beams",
        "decoding.max_new_tokens",
        "glossary[0].source_term",
        "glossary[0].target_term",
        "glossary[0].target_language_code",
        "labels",
    }


def test_extreme_options_that_are_allowed_are_served(wire: grpc.Channel) -> None:
    """The ends of each range, and hypotheses without beams."""
    for options in (
        types_pb2.DecodingOptions(num_beams=1, max_new_tokens=1),
        types_pb2.DecodingOptions(num_beams=16, num_hypotheses=16, max_new_tokens=512),
        types_pb2.DecodingOptions(num_hypotheses=3),
    ):
        (translation,) = translate(wire, SENTENCE, decoding=options).translations
        assert translation.target_text
        wanted = options.num_hypotheses or 1
        assert len(translation.segments[0].alternatives) <= wanted - 1


def test_markup_that_is_broken_is_no_reason_to_fail(wire: grpc.Channel) -> None:
    """Whatever a page holds, its words are translated."""
    page = "<p>The court <b>in Yerevan<p><!-- <script>alert(1)</p> &#0; &bogus; </i></div>"
    (response,) = articles(wire, page, mime_type="text/html")
    assert respell("court", "ru") in response.translation.target_text


def test_a_long_article_is_whole(wire: grpc.Channel) -> None:
    """A hundred kilobytes: every paragraph comes back, in order."""
    paragraphs = [f"Paragraph {index} is about the court." for index in range(2_800)]
    (response,) = articles(wire, "\n\n".join(paragraphs))
    translated = response.translation.target_text.split("\n\n")
    assert translated == [respell(paragraph, "ru") for paragraph in paragraphs]
