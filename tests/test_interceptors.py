"""Every call has an id, a log event, a limit and a deadline; errors become statuses."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status
from running_servers import channel, roster_of, serving
from server_doubles import ARTICLE, SENTENCE, GatedModel, word_models

from dragoman.v1 import article_pb2, article_pb2_grpc, translation_pb2, translation_pb2_grpc
from dragoman_server.config import Settings

TRANSLATE_TEXT = "/dragoman.v1.TranslationService/TranslateText"
KEY = "the-desk's-own-key"


def settings_of(**fields: Any) -> Settings:
    """Make settings for a server on a free port without metrics."""
    return Settings(port=0, metrics_port=0, **fields)


def request_of(*targets: str, contents: tuple[str, ...] = (SENTENCE,)) -> Any:
    """Make a TranslateText request."""
    return translation_pb2.TranslateTextRequest(
        contents=contents, target_language_codes=targets or ("ru",)
    )


def stub_of(wire: grpc.Channel) -> translation_pb2_grpc.TranslationServiceStub:
    """Make a stub of the service of translations."""
    return translation_pb2_grpc.TranslationServiceStub(wire)


def failure(call: Any) -> grpc.RpcError:
    """Return the error that a call ends with."""
    with pytest.raises(grpc.RpcError) as caught:
        call()
    return caught.value


def detail(error: grpc.RpcError, kind: Any) -> Any:
    """Unpack one kind of detail of an error."""
    for packed in rpc_status.from_call(error).details:
        found = kind()
        if packed.Unpack(found):
            return found
    raise AssertionError(f"no {kind.__name__} in {error}")


def events(capsys: pytest.CaptureFixture[str], name: str) -> list[dict[str, Any]]:
    """List the log's events of a name."""
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in lines if line["event"] == name]


def trailing(call: Any) -> dict[str, Any]:
    """Read a call's trailing metadata."""
    return dict(call.trailing_metadata())


def test_a_client_gets_its_own_request_id_back() -> None:
    """In the trailing metadata, whether the call went well or not."""
    with serving(roster_of(word_models())) as address, channel(address) as wire:
        metadata = (("x-request-id", "story-7"),)
        _, call = stub_of(wire).TranslateText.with_call(request_of(), metadata=metadata, timeout=20)
        assert trailing(call)["x-request-id"] == "story-7"
        error = failure(
            lambda: stub_of(wire).TranslateText(request_of("xx"), metadata=metadata, timeout=20)
        )
        assert trailing(error)["x-request-id"] == "story-7"
        assert detail(error, error_details_pb2.RequestInfo).request_id == "story-7"


def test_a_call_without_an_id_gets_one() -> None:
    """Also one whose id is none to log; streams as well."""
    with serving(roster_of(word_models())) as address, channel(address) as wire:
        metadata = (("x-request-id", "two words"),)
        _, call = stub_of(wire).TranslateText.with_call(request_of(), metadata=metadata, timeout=20)
        assert len(trailing(call)["x-request-id"]) == 16
        request = translation_pb2.TranslateArticleRequest(
            content=ARTICLE, target_language_codes=["ru"]
        )
        responses = stub_of(wire).TranslateArticle(request, timeout=20)
        list(responses)
        assert len(trailing(responses)["x-request-id"]) == 16


def test_a_call_is_one_log_event_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Method, code, id, time and segments; never what was said."""
    with serving(roster_of(word_models())) as address, channel(address) as wire:
        stub_of(wire).TranslateText(
            request_of("ru", "fa"), metadata=(("x-request-id", "story-7"),), timeout=20
        )
    output = capsys.readouterr().err
    assert "talks" not in output
    (event,) = (json.loads(line) for line in output.splitlines() if '"call"' in line)
    assert event["method"] == TRANSLATE_TEXT
    assert event["code"] == "OK"
    assert event["request_id"] == "story-7"
    assert event["segments"] == 2
    assert 0 < event["seconds"] < 20


def test_a_refused_call_is_logged_with_its_code(capsys: pytest.CaptureFixture[str]) -> None:
    """A client's mistake is no error of the server's, and leaves no trace in the log."""
    with serving(roster_of(word_models())) as address, channel(address) as wire:
        failure(lambda: stub_of(wire).TranslateText(request_of("xx"), timeout=20))
    output = capsys.readouterr().err
    assert "Traceback" not in output
    (event,) = (json.loads(line) for line in output.splitlines() if '"call"' in line)
    assert event["code"] == "INVALID_ARGUMENT"
    assert event["level"] == "info"


def test_an_unexpected_error_is_internal_and_fully_in_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The client learns the request id only."""
    models = {"ru": GatedModel(poison="poison", language="ru")}
    with serving(roster_of(models)) as address, channel(address) as wire:
        error = failure(
            lambda: stub_of(wire).TranslateText(
                request_of(contents=("poison",)), metadata=(("x-request-id", "r7"),), timeout=20
            )
        )
        assert error.code() is grpc.StatusCode.INTERNAL
        assert error.details() == "internal error; the server's log has more under request id r7"
        stub_of(wire).TranslateText(request_of(), timeout=20)
    (event,) = events(capsys, "unexpected")
    assert event["request_id"] == "r7"
    assert "no such row" in event["exception"]


def test_an_error_in_a_stream_is_mapped_as_well() -> None:
    """Before the first message, and between two."""
    models = word_models()
    models["hy"].poison = "resume"
    models["hy"].seconds = 0.3
    with serving(roster_of(models)) as address, channel(address) as wire:
        stub = stub_of(wire)
        request = translation_pb2.TranslateArticleRequest(
            content=ARTICLE, target_language_codes=["hy", "ru"]
        )
        responses = stub.TranslateArticle(request, timeout=20)
        assert next(responses).translation.target_language_code == "ru"
        assert failure(lambda: next(responses)).code() is grpc.StatusCode.INTERNAL
        request.target_language_codes[:] = ["xx"]
        error = failure(lambda: list(stub.TranslateArticle(request, timeout=20)))
        assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert detail(error, error_details_pb2.BadRequest).field_violations


def test_a_key_is_asked_for_and_its_name_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing and wrong keys are UNAUTHENTICATED; the key itself is never logged."""
    keys = tmp_path / "keys"
    keys.write_text(f"desk:{KEY}\n")
    with (
        serving(roster_of(word_models()), settings_of(api_keys=keys)) as address,
        channel(address) as wire,
    ):
        stub = stub_of(wire)
        for metadata in ((), (("authorization", "Bearer wrong"),)):
            error = failure(
                lambda m=metadata: stub.TranslateText(request_of(), metadata=m, timeout=20)
            )
            assert error.code() is grpc.StatusCode.UNAUTHENTICATED
        metadata = (("authorization", f"Bearer {KEY}"),)
        assert stub.TranslateText(request_of(), metadata=metadata, timeout=20).translations
    output = capsys.readouterr().err
    assert KEY not in output
    calls = [json.loads(line) for line in output.splitlines() if '"call"' in line]
    assert [(one["key"], one["code"]) for one in calls] == [
        (None, "UNAUTHENTICATED"),
        (None, "UNAUTHENTICATED"),
        ("desk", "OK"),
    ]


def test_health_needs_no_key_and_reflection_does(tmp_path: Path) -> None:
    """Probes have no secrets, and the contract is nobody's business without one."""
    keys = tmp_path / "keys"
    keys.write_text(f"desk:{KEY}\n")
    with (
        serving(roster_of(word_models()), settings_of(api_keys=keys)) as address,
        channel(address) as wire,
    ):
        health = health_pb2_grpc.HealthStub(wire)
        assert health.Check(health_pb2.HealthCheckRequest(), timeout=5).status
        stub = reflection_pb2_grpc.ServerReflectionStub(wire)
        request = reflection_pb2.ServerReflectionRequest(list_services="")
        error = failure(lambda: list(stub.ServerReflectionInfo(iter([request]), timeout=5)))
        assert error.code() is grpc.StatusCode.UNAUTHENTICATED
        metadata = (("authorization", f"Bearer {KEY}"),)
        (answer,) = stub.ServerReflectionInfo(iter([request]), metadata=metadata, timeout=5)
        assert answer.list_services_response.service


def test_200_calls_against_a_limit_of_32_are_done_or_refused_at_once() -> None:
    """None hangs, exactly 32 are let in, and each refusal says when to come back."""
    models = word_models()
    models["ru"].gate.clear()
    settings = settings_of(max_concurrent_requests=32)
    with serving(roster_of(models), settings) as address, channel(address) as wire:
        stub = stub_of(wire)
        calls = [stub.TranslateText.future(request_of(), timeout=30) for _ in range(200)]
        refused = threading.Semaphore(0)
        for call in calls:
            call.add_done_callback(lambda _: refused.release())
        for _ in range(168):
            assert refused.acquire(timeout=20)
        models["ru"].gate.set()
        codes = [call.code() for call in calls]
        assert codes.count(grpc.StatusCode.OK) == 32
        assert codes.count(grpc.StatusCode.RESOURCE_EXHAUSTED) == 168
        error = next(call.exception() for call in calls if call.exception() is not None)
        assert "limit of 32 calls" in error.details()
        assert detail(error, error_details_pb2.RetryInfo).retry_delay.ToSeconds() == 1
        assert stub.TranslateText(request_of(), timeout=20).translations


def test_health_answers_at_the_limit() -> None:
    """A busy server is not a dead one."""
    models = word_models()
    models["ru"].gate.clear()
    settings = settings_of(max_concurrent_requests=1)
    with serving(roster_of(models), settings) as address, channel(address) as wire:
        call = stub_of(wire).TranslateText.future(request_of(), timeout=20)
        assert models["ru"].began.wait(10)
        health_pb2_grpc.HealthStub(wire).Check(health_pb2.HealthCheckRequest(), timeout=5)
        assert not call.done()
        models["ru"].gate.set()
        assert call.result().translations


def test_a_full_queue_is_resource_exhausted() -> None:
    """Admission is decided by what waits, and the refusal says when to come back."""
    models = word_models()
    models["ru"].gate.clear()
    settings = settings_of(max_queue_tokens=16, max_batch_tokens=16)
    with serving(roster_of(models), settings) as address, channel(address) as wire:
        stub = stub_of(wire)
        contents = tuple(f"Story {index} is about trade." for index in range(40))
        first = stub.TranslateText.future(request_of(contents=contents), timeout=20)
        assert models["ru"].began.wait(10)
        error = failure(lambda: stub.TranslateText(request_of(), timeout=20))
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert "the queue is full" in error.details()
        assert detail(error, error_details_pb2.RetryInfo).retry_delay.ToMilliseconds() >= 500
        models["ru"].gate.set()
        assert len(first.result().translations) == 40


def test_an_expired_deadline_drops_what_waits(capsys: pytest.CaptureFixture[str]) -> None:
    """The client gets DEADLINE_EXCEEDED, and the model is spared the rest."""
    models = word_models()
    models["ru"].gate.clear()
    settings = settings_of(max_batch_tokens=16, workers=1)
    contents = tuple(f"Story {index} is about trade." for index in range(60))
    with serving(roster_of(models), settings) as address, channel(address) as wire:
        stub = stub_of(wire)
        error = failure(lambda: stub.TranslateText(request_of(contents=contents), timeout=0.5))
        assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        time.sleep(0.3)
        models["ru"].gate.set()
        stub.TranslateText(request_of(contents=("After.",)), timeout=20)
        assert len(models["ru"].decoded) < 20
    assert events(capsys, "call")[0]["code"] == "DEADLINE_EXCEEDED"


def test_a_client_that_goes_away_costs_no_more_decoding(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its segments leave the queue; what is decoded is at most what was on its way."""
    models = word_models()
    models["ru"].gate.clear()
    settings = settings_of(max_batch_tokens=16, workers=1)
    contents = tuple(f"Story {index} is about trade." for index in range(60))
    with serving(roster_of(models), settings) as address:
        with channel(address) as wire:
            call = stub_of(wire).TranslateText.future(request_of(contents=contents), timeout=20)
            assert models["ru"].began.wait(10)
        assert call.code() is grpc.StatusCode.CANCELLED
        time.sleep(0.3)
        with channel(address) as wire:
            after = stub_of(wire).TranslateText.future(request_of(contents=("After.",)), timeout=20)
            models["ru"].gate.set()
            assert after.result().translations
        assert len(models["ru"].decoded) < 20
    assert events(capsys, "call")[0]["code"] == "CANCELLED"


def test_a_stream_that_the_client_leaves_costs_no_more_decoding() -> None:
    """Even between two messages, when the server waits for nothing of the client's."""
    models = word_models()
    models["hy"].gate.clear()
    settings = settings_of(max_batch_tokens=16, workers=1)
    story = "\n\n".join(f"Story {index} is about trade." for index in range(60))
    with serving(roster_of(models), settings) as address, channel(address) as wire:
        request = article_pb2.ProcessArticleRequest(content=story, target_language_codes=["hy"])
        responses = article_pb2_grpc.ArticleServiceStub(wire).ProcessArticle(request, timeout=20)
        progress = next(one.progress for one in responses if one.HasField("progress"))
        assert progress.segments_total == 60
        responses.cancel()
        time.sleep(0.3)
        models["hy"].gate.set()
        stub_of(wire).TranslateText(request_of("hy", contents=("After.",)), timeout=20)
        assert len(models["hy"].decoded) < 20


def test_a_call_without_a_deadline_gets_the_default() -> None:
    """Nothing runs for ever because a client forgot."""
    models = word_models()
    models["ru"].gate.clear()
    settings = settings_of(default_deadline=0.3)
    with serving(roster_of(models), settings) as address, channel(address) as wire:
        error = failure(lambda: stub_of(wire).TranslateText(request_of()))
        assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert "not done within" in error.details()
        models["ru"].gate.set()


def test_a_deadline_beyond_the_largest_is_cut() -> None:
    """The client's own deadline does not go past the server's."""
    models = word_models()
    models["ru"].gate.clear()
    settings = settings_of(default_deadline=0.2, max_deadline=0.3)
    with serving(roster_of(models), settings) as address, channel(address) as wire:
        error = failure(lambda: stub_of(wire).TranslateText(request_of(), timeout=15))
        assert error.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        assert "not done within" in error.details()
        models["ru"].gate.set()


@pytest.mark.parametrize("data", [b"\x0a\x02\xff\xfe", b"\x0a\xff", b"\xff\xff\xff"])
def test_bytes_that_are_no_message_are_invalid(
    data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Invalid UTF-8 and broken framing alike, in a call and in a stream, without a trace."""
    with serving(roster_of(word_models())) as address, channel(address) as wire:
        for error in (
            failure(lambda: wire.unary_unary(TRANSLATE_TEXT)(data, timeout=5)),
            failure(
                lambda: list(
                    wire.unary_stream("/dragoman.v1.ArticleService/ProcessArticle")(data, timeout=5)
                )
            ),
        ):
            assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
            assert "each string must be UTF-8" in error.details()
            assert "Error" not in error.details()
            (violation,) = detail(error, error_details_pb2.BadRequest).field_violations
            assert violation.field == "request"
    assert "Traceback" not in capsys.readouterr().err


def test_a_watch_of_the_health_does_not_hold_up_the_end() -> None:
    """It is told NOT_SERVING, and ends."""
    models = roster_of(word_models())
    with serving(models, settings_of()) as address:
        wire = channel(address)
        watching = health_pb2_grpc.HealthStub(wire).Watch(health_pb2.HealthCheckRequest())
        assert next(watching).status == health_pb2.HealthCheckResponse.SERVING
        began = time.monotonic()
    assert time.monotonic() - began < 5
    seen = []
    with pytest.raises(grpc.RpcError):
        seen += [one.status for one in iter(lambda: next(watching), None)]
    wire.close()


def test_progress_reaches_the_client_while_the_work_goes_on() -> None:
    """The first message says how many segments there are, before any is done."""
    models = word_models()
    models["ru"].gate.clear()
    with serving(roster_of(models)) as address, channel(address) as wire:
        request = article_pb2.ProcessArticleRequest(content=ARTICLE, target_language_codes=["ru"])
        responses = article_pb2_grpc.ArticleServiceStub(wire).ProcessArticle(request, timeout=20)
        progress = next(one.progress for one in responses if one.HasField("progress"))
        assert (progress.segments_done, progress.segments_total) == (0, 4)
        models["ru"].gate.set()
        last = [one.progress for one in responses if one.HasField("progress")][-1]
        assert (last.segments_done, last.segments_total) == (4, 4)
