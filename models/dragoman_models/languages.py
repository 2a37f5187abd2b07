"""The languages that Dragoman knows: code, names, script and direction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, unique
from types import MappingProxyType

from dragoman_models.errors import UnsupportedLanguageError

__all__ = [
    "LANGUAGES",
    "SOURCE_LANGUAGE_CODES",
    "TARGET_LANGUAGE_CODES",
    "Direction",
    "Language",
    "source_language",
    "target_language",
]


@unique
class Direction(Enum):
    """Say which way a script runs."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


@dataclass(frozen=True, slots=True)
class Language:
    """Hold one language; `code` is ISO 639-1, `script` ISO 15924."""

    code: str
    name: str
    native_name: str
    script: str
    direction: Direction = Direction.LEFT_TO_RIGHT


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        language.code: language
        for language in (
            Language("en", "English", "English", "Latn"),
            Language("hy", "Armenian", "Հայերեն", "Armn"),
            Language("az", "Azerbaijani", "Azərbaycanca", "Latn"),
            Language("fa", "Persian", "فارسی", "Arab", Direction.RIGHT_TO_LEFT),
            Language("ru", "Russian", "Русский", "Cyrl"),
        )
    }
)

SOURCE_LANGUAGE_CODES: tuple[str, ...] = ("en",)
TARGET_LANGUAGE_CODES: tuple[str, ...] = ("hy", "az", "fa", "ru")


def source_language(code: str, *, field: str = "source_language_code") -> Language:
    """Look a source language up.

    Raises:
        UnsupportedLanguageError: the code is none of `SOURCE_LANGUAGE_CODES`.
    """
    if code not in SOURCE_LANGUAGE_CODES:
        raise UnsupportedLanguageError(field, code, SOURCE_LANGUAGE_CODES)
    return LANGUAGES[code]


def target_language(code: str, *, field: str = "target_language_codes") -> Language:
    """Look a target language up.

    Raises:
        UnsupportedLanguageError: the code is none of `TARGET_LANGUAGE_CODES`.
    """
    if code not in TARGET_LANGUAGE_CODES:
        raise UnsupportedLanguageError(field, code, TARGET_LANGUAGE_CODES)
    return LANGUAGES[code]
