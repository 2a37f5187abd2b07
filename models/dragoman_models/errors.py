"""The one exception tree of this package.

DragomanModelError
├── InvalidInputError          a value the caller sent; names the field and the choices
│   ├── UnsupportedLanguageError
│   └── TextTooLongError
├── GlossaryError              a glossary file; names the file, the line and the field
├── CheckpointError
│   ├── UnknownCheckpointError     no such name in the catalog
│   ├── CheckpointMissingError     in the catalog, not installed
│   ├── CheckpointCorruptedError   installed, and its files differ from their hashes
│   ├── ConversionError            could not be converted
│   └── GoldenSentenceError        loads, and answers its golden sentence wrongly
└── DownloadError              a hub could not be reached or sent something else
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = [
    "CheckpointCorruptedError",
    "CheckpointError",
    "CheckpointMissingError",
    "ConversionError",
    "DownloadError",
    "DragomanModelError",
    "GlossaryError",
    "GoldenSentenceError",
    "InvalidInputError",
    "TextTooLongError",
    "UnknownCheckpointError",
    "UnsupportedLanguageError",
]


class DragomanModelError(Exception):
    """Be the root of all errors that this package raises on purpose."""


class InvalidInputError(DragomanModelError):
    """Refuse a value that the caller sent; `field` names it in the contract's words."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class UnsupportedLanguageError(InvalidInputError):
    """Refuse a language code, and list the codes that would do."""

    def __init__(self, field: str, code: str, choices: Iterable[str]) -> None:
        listed = ", ".join(sorted(choices))
        super().__init__(field, f"unsupported language code {code!r}; choose one of: {listed}")
        self.code = code


class TextTooLongError(InvalidInputError):
    """Refuse a text over the limit, and say what the limit is."""


class GlossaryError(DragomanModelError):
    """Refuse a glossary file; the message names it, and the line and the field where known."""

    def __init__(self, path: Path, message: str, *, line: int = 0, field: str = "") -> None:
        places = (f"line {line}" if line else "", f"field {field!r}" if field else "")
        where = ", ".join(filter(None, (f"glossary {path}", *places)))
        super().__init__(f"{where}: {message}")
        self.path = path
        self.line = line
        self.field = field


class CheckpointError(DragomanModelError):
    """Be the root of errors about one checkpoint; `name` is the catalog's name."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class UnknownCheckpointError(CheckpointError):
    """Refuse a name that the catalog does not hold, and list the ones it holds."""


class CheckpointMissingError(CheckpointError):
    """Say that a checkpoint is not installed, and which command installs it."""


class CheckpointCorruptedError(CheckpointError):
    """Say that an installed checkpoint's files are not those that were installed."""


class ConversionError(CheckpointError):
    """Say that a checkpoint could not be converted to CTranslate2."""


class GoldenSentenceError(CheckpointError):
    """Say that a checkpoint loads but does not answer its golden sentence."""


class DownloadError(DragomanModelError):
    """Say that a hub could not be reached, or sent something else than promised."""
