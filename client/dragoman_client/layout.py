"""What every format is told about the page: the languages, and who will look at it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman_client.difference import Edit, Piece
from dragoman_client.languages import Language, Languages
from dragoman_client.results import Result

__all__ = ["Layout", "Refusal", "bare", "bracketed"]


def bare(text: str, _language: Language) -> str:
    """Give the text as it is, for files and pipes."""
    return text


def bracketed(piece: Piece) -> str:
    """Mark a piece of a difference as wdiff and `git diff --word-diff` do."""
    if piece.edit is Edit.REMOVED:
        return f"[-{piece.text}-]"
    return f"{{+{piece.text}+}}" if piece.edit is Edit.ADDED else piece.text


@dataclass(frozen=True, slots=True)
class Refusal:
    """Hold one input that came to nothing, and why."""

    name: str
    message: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Hold how results are laid out.

    `named` puts each input's name over its results, `headed` each language's
    over its texts; `show` prepares a text for the eye (`terminal.shown`), `mark` a
    piece of a difference (`terminal.inked`).
    """

    languages: Languages
    named: bool = False
    headed: bool = False
    show: Callable[[str, Language], str] = bare
    style: Callable[[str], str] = str
    mark: Callable[[Piece], str] = bracketed

    def line(
        self, language: Language, text: str, *, sign: str = " ", among: Sequence[Language]
    ) -> str:
        """Give a line of a list of languages: the code, a sign, and the text."""
        width = max(len(each.code) for each in among)
        return f"{language.code:{width}} {sign} {text}".rstrip()

    def languages_of(self, result: Result) -> Sequence[Language]:
        """Give the languages of a result, in the order asked for."""
        return [self.languages[code] for code in result.languages()]
