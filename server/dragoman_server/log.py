"""Structured logs: one event a line on standard error, never the text of a call."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

__all__ = ["configure", "logger"]

_LEVELS = logging.getLevelNamesMapping()


def configure(*, form: str = "json", level: str = "info") -> None:
    """Set the process's logging up; `form` is `json` or `console`."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if form == "json":
        tail: list[Any] = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    else:
        # The other formatters show local variables, and with them the text of a call.
        plain = structlog.dev.plain_traceback
        tail = [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
        ]
    structlog.configure(
        processors=[*shared, *tail],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level.upper()]),
        # Standard error as it is when an event is written, which may be another by then.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger() -> Any:
    """Return a logger that follows the process's logging as it is set at the time."""
    return structlog.get_logger()
