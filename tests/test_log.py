"""Log events are one line each on standard error, as JSON or for a console."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from dragoman_server import log


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave logging as it was."""
    yield
    structlog.reset_defaults()


def looked_up(key: str, *, beside: str = "") -> KeyError:
    """Return the error, with its trace, of a frame that knows `beside`."""
    try:
        {beside: 1}[key]
    except KeyError as error:
        return error
    raise AssertionError(key)


def test_json_events_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its level, an ISO time, and the fields that it was given."""
    log.configure()
    log.logger().info("call", code="OK", seconds=0.25)
    captured = capsys.readouterr()
    event = json.loads(captured.err)
    assert captured.out == ""
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "call", "level": "info", "code": "OK", "seconds": 0.25}


def test_an_exception_stays_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The trace is a field, so that a line is still an event."""
    log.configure()
    log.logger().error("unexpected", exc_info=looked_up("lost"))
    (line,) = capsys.readouterr().err.splitlines()
    assert "KeyError: 'lost'" in json.loads(line)["exception"]


def test_events_under_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    """With level warning, info is silent."""
    log.configure(level="warning")
    log.logger().info("call")
    log.logger().warning("slow")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["slow"]


def test_console_events_are_for_reading(capsys: pytest.CaptureFixture[str]) -> None:
    """No JSON, and no colours where standard error is no terminal."""
    log.configure(form="console")
    log.logger().info("serving", address="127.0.0.1:50051")
    text = capsys.readouterr().err
    assert "serving" in text
    assert "127.0.0.1:50051" in text
    assert "\x1b[" not in text


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_trace_shows_no_variables(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What a call said stands in variables, and is never logged."""
    log.configure(form=form)
    text = "Պետական գաղտնիք"
    log.logger().error("unexpected", exc_info=looked_up(text[:3], beside=text))
    captured = capsys.readouterr().err
    assert "KeyError" in captured
    assert text not in captured
