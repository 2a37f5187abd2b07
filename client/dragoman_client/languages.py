"""What the command knows of languages: what the server says, and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dragoman.v1.translation_pb2 import TargetLanguage

__all__ = ["Language", "Languages"]


@dataclass(frozen=True, slots=True)
class Language:
    """Hold one language as a reader is to see it; `code` is ISO 639-1."""

    code: str
    name: str
    right_to_left: bool = False

    @property
    def direction(self) -> str:
        """Give the value of HTML's `dir` attribute."""
        return "rtl" if self.right_to_left else "ltr"

    @property
    def heading(self) -> str:
        """Give the heading over a text in this language."""
        return f"{self.name} ({self.code})"


# A summary may come in the article's own language, which the server's list of
# targets does not hold.
ENGLISH = Language("en", "English")


class Languages:
    """Look languages up by code among those that the server listed."""

    def __init__(self, listed: Iterable[TargetLanguage] = ()) -> None:
        self._known: Mapping[str, Language] = {ENGLISH.code: ENGLISH} | {
            each.language_code: Language(each.language_code, each.name, each.right_to_left)
            for each in listed
        }

    def __getitem__(self, code: str) -> Language:
        """Give a language; one that nobody listed goes by its code."""
        return self._known.get(code) or Language(code, code)
