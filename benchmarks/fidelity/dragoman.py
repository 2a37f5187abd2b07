"""Dragoman as a newsroom runs it: the command `dragoman serve`, called over gRPC."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import grpc
from benchmarks.fidelity.answers import Answer, AnsweredSegment
from benchmarks.fidelity.cases import Case
from benchmarks.fidelity.systems import Question
from grpc_health.v1 import health_pb2, health_pb2_grpc

from dragoman.v1 import (
    summarization_pb2,
    summarization_pb2_grpc,
    translation_pb2,
    translation_pb2_grpc,
    types_pb2,
)

__all__ = ["Dragoman", "serving"]

_SECONDS = 300
_CALLERS = 6
_OPTIONS = [("grpc.max_receive_message_length", 64 * 1024 * 1024)]
_Answers: TypeAlias = dict[str, Answer]


class Dragoman:
    """Ask a server, several calls at a time; each case is one call for all of its languages."""

    name = "Dragoman"

    def __init__(self, channel: grpc.Channel) -> None:
        self._translation = translation_pb2_grpc.TranslationServiceStub(channel)
        self._summarization = summarization_pb2_grpc.SummarizationServiceStub(channel)

    def answers(self, questions: Sequence[Question]) -> list[Answer | None]:
        """Answer every question, in order; a call that fails is an answer with an error."""
        wanted: dict[tuple[str, str], tuple[Case, list[str]]] = {}
        for case, language in questions:
            wanted.setdefault((case.family, case.name), (case, []))[1].append(language)
        with ThreadPoolExecutor(_CALLERS) as callers:
            given = dict(
                zip(wanted, callers.map(lambda one: self._ask(*one), wanted.values()), strict=True)
            )
        return [given[case.family, case.name][language] for case, language in questions]

    def checkpoints(self) -> dict[str, str]:
        """Name the checkpoint and revision that serves each language."""
        answer = self._translation.ListLanguages(translation_pb2.ListLanguagesRequest())
        named = {one.language_code: one.checkpoint for one in answer.languages}
        if answer.HasField("summarizer"):
            named["summary"] = answer.summarizer
        return {code: f"{one.name}@{one.revision}" for code, one in named.items()}

    def _ask(self, case: Case, languages: Sequence[str]) -> _Answers:
        ask: dict[str, Callable[[Case, Sequence[str]], _Answers]] = {
            "text": self._text,
            "article": self._article,
            "summary": self._summary,
        }
        # A glossary's terms are one language's, so such a case needs a call a language.
        groups = [[one] for one in languages] if case.glossary else [list(languages)]
        answers: _Answers = {}
        for group in groups:
            begin = time.perf_counter()
            try:
                given = ask[case.task](case, group)
            except grpc.RpcError as error:
                given = {
                    code: Answer("", error=f"{error.code().name}: {error.details()}")
                    for code in group
                }
            seconds = time.perf_counter() - begin
            answers |= {code: replace(one, seconds=seconds) for code, one in given.items()}
        return answers

    def _text(self, case: Case, languages: Sequence[str]) -> _Answers:
        request = translation_pb2.TranslateTextRequest(
            contents=[case.text], mime_type=case.mime_type, **_shared(case, languages)
        )
        response = self._translation.TranslateText(request, timeout=_SECONDS)
        return {
            one.target_language_code: Answer(
                one.target_text, _segments(one.segments), _flags(one.flags)
            )
            for one in response.translations
        }

    def _article(self, case: Case, languages: Sequence[str]) -> _Answers:
        request = translation_pb2.TranslateArticleRequest(
            content=case.text,
            mime_type=case.mime_type,
            furniture_policy=_furniture(case),
            **_shared(case, languages),
        )
        stream = self._translation.TranslateArticle(request, timeout=_SECONDS)
        translations = [response.translation for response in stream]
        return {
            one.target_language_code: Answer(
                one.target_text,
                _segments([segment for section in one.sections for segment in section.segments]),
                _flags(one.flags),
                tuple(case.text[drop.span.start : drop.span.end] for drop in one.dropped),
            )
            for one in translations
        }

    def _summary(self, case: Case, languages: Sequence[str]) -> _Answers:
        request = summarization_pb2.SummarizeRequest(
            content=case.text,
            mime_type=case.mime_type,
            length=types_pb2.SummaryLength.Value(f"SUMMARY_LENGTH_{case.length.upper()}"),
            **_shared(case, languages),
        )
        response = self._summarization.Summarize(request, timeout=_SECONDS)
        return {
            one.language_code: Answer(
                one.text,
                tuple(AnsweredSegment(0, 0, "", s.text, _flags(s.flags)) for s in one.sentences),
                (),
            )
            for one in response.summaries
        }


@contextmanager
def serving() -> Iterator[tuple[Dragoman, int]]:
    """Start `dragoman serve` on a free port, yield the system and its process, and stop it."""
    port = _free_port()
    command = [str(Path(sys.executable).with_name("dragoman")), "serve", "--port", str(port)]
    # Texts are judged here, and none is to be turned away because the machine is busy.
    flags = ["--metrics-port", "0", "--log-level", "error", "--max-wait", "600"]
    server = subprocess.Popen([*command, *flags])
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS) as channel:
            _wait(channel, server)
            yield Dragoman(channel), server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(channel: grpc.Channel, server: subprocess.Popen[bytes]) -> None:
    stub = health_pb2_grpc.HealthStub(channel)
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=1)
        except grpc.RpcError:
            time.sleep(0.05)
            continue
        if answer.status == health_pb2.HealthCheckResponse.SERVING:
            return
        time.sleep(0.05)
    raise RuntimeError("the server did not serve; run `dragoman serve` to see why")


def _shared(case: Case, languages: Sequence[str]) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "target_language_codes": list(languages),
        "do_not_translate": case.do_not_translate,
        "glossary": [
            types_pb2.GlossaryEntry(
                source_term=source, target_language_code=language, target_term=target
            )
            for language in languages
            for source, target in case.glossary_for(language).items()
        ],
    }
    if case.digits:
        shared["digit_policy"] = types_pb2.DigitPolicy.Value(f"DIGIT_POLICY_{case.digits.upper()}")
    return shared


def _furniture(case: Case) -> types_pb2.FurniturePolicy.ValueType:
    if case.keep_furniture:
        return types_pb2.FURNITURE_POLICY_KEEP
    return types_pb2.FURNITURE_POLICY_UNSPECIFIED


def _segments(segments: Sequence[types_pb2.Segment]) -> tuple[AnsweredSegment, ...]:
    return tuple(
        AnsweredSegment(
            one.source_span.start,
            one.source_span.end,
            one.source_text,
            one.target_text,
            _flags(one.flags),
        )
        for one in segments
    )


def _flags(flags: Sequence[types_pb2.Flag.ValueType]) -> tuple[str, ...]:
    return tuple(types_pb2.Flag.Name(flag).removeprefix("FLAG_") for flag in flags)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
