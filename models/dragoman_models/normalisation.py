"""Make a source safe to point into: NFC, without characters that are not text.

What is kept matters as much as what goes. Zero-width non-joiners spell Persian,
zero-width joiners spell emoji, no-break spaces hold numbers together, marks such
as U+200E steer mixed-direction text harmlessly, and a soft hyphen is the writer's.
The last is only kept from the models, see `neutralise`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["Cleaned", "clean", "encode_known", "is_translatable", "neutralise", "without_accents"]

# Line ends that only some programs know. Taking them out would join two words.
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
# C0, DEL and C1 controls; bidirectional embeddings, overrides and isolates; the
# byte order mark; lone surrogates, which UTF-8 cannot carry.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
# Marks that few vocabularies hold, by those that all do.
_PLAIN_MARKS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2032\u02b9\u02bb\u02bc\u02bf\u02be\u2039\u203a\u201b", "'"),
        **dict.fromkeys("\u2033\u02ba\u201f\u301d\u301e", '"'),
        **dict.fromkeys("\u2015\u2e3a", "—"),
        **dict.fromkeys("\u2044\u2215", "/"),
        # Without a space SentencePiece writes "Acme™" as "AcmeTM".
        **dict.fromkeys("\u2122\u2120", None),
        "\r": " ",
    }
)
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_SPACED_GROUPS = re.compile(
    "(?<![\\w.,])\\d{1,3}(?:([\u00a0\u2007\u2009\u202f'’])\\d{3})(?:\\1\\d{3})*(?![\\d'’])"
)
_DEGREE = re.compile("(?<=\\d)(\\s?)[\u00ba\u02da](?=\\s?[CFcf]?\\b)")
_FRACTION = re.compile("(?P<whole>\\d+)? ?(?P<fraction>[\u00bc-\u00be\u2150-\u215e])")
_DECIMALS: Mapping[str, str] = MappingProxyType({"¼": ".25", "½": ".5", "¾": ".75"})
_UNKNOWN = "<unk>"
# Letters that are no plain letter with a mark.
_PLAIN_SPELLINGS = "ıi əa ƏA øo ØO łl ŁL đd ĐD ðd ÐD þth ÞTh ßss æae ÆAe œoe ŒOe ×x"
_PLAIN_LETTERS: Mapping[str, str] = MappingProxyType(
    {pair[0]: pair[1:] for pair in _PLAIN_SPELLINGS.split()}
)
_TARGET_TOKEN = re.compile(r">>(?=[^\s<>]{1,40}<<)")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Hold a cleaned source; every later offset counts code points of `text`.

    `removed` says that characters were taken out, so that a caller can be told.
    Composing to NFC does not set it: no reader sees that.
    """

    text: str
    removed: bool


def clean(source: str) -> Cleaned:
    r"""Remove control characters, bidirectional overrides and the like, and compose to NFC.

    Line ends stay as they came, `\r\n` included; the rare ones (form feed, NEL,
    file separators) become `\n`. The result is a fixed point of this function.
    """
    text = _REMOVED.sub("", _LINE_ENDS.sub("\n", source))
    removed = len(text) != len(source) or bool(_LINE_ENDS.search(source))
    return Cleaned(unicodedata.normalize("NFC", text), removed)


def neutralise(text: str) -> str:
    r"""Return what a model may see of `text`, which no tokenizer takes for a command.

    Multi-target checkpoints read a leading `>>rus<<` as the target language. A
    space between the brackets (`> >rus<<`) makes it plain text to each of them.
    Soft hyphens, zero-width spaces and word joiners, which cut words into pieces
    that no vocabulary holds, are left out.

    The rest keeps the meaning through what comes next: Moses' normaliser makes a
    point of a no-break space between figures (`10\u00a0000` would be ten), and
    SentencePiece's NFKC writes `5½` as `51⁄2`. Groups get commas, fractions are
    written out, rare hyphens, minus signs, apostrophes and spaces become the
    common ones. Never write the result into an article: offsets into `text` do
    not hold in it.
    """
    if text.isascii():
        return _TARGET_TOKEN.sub("> >", _SPACED_GROUPS.sub(_commas, text.replace("\r", " ")))
    text = _INVISIBLE.sub("", text).translate(_PLAIN_MARKS)
    text = _SPACES.sub(" ", _SPACED_GROUPS.sub(_commas, text))
    text = _DEGREE.sub(r"\1°", _FRACTION.sub(_written_out, text))
    return _TARGET_TOKEN.sub("> >", text)


def _commas(match: re.Match[str]) -> str:
    return match[0].replace(match[1], ",")


def _written_out(match: re.Match[str]) -> str:
    """Write `5½` as `5.5`, `½` as `1/2`, `2⅓` as `2 1/3`."""
    whole, fraction = match["whole"], match["fraction"]
    if whole and fraction in _DECIMALS:
        return whole + _DECIMALS[fraction]
    spelled = unicodedata.normalize("NFKC", fraction).replace("\u2044", "/")
    return f"{whole} {spelled}" if whole else match[0].replace(fraction, spelled)


def encode_known(text: str, encode: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Return the tokens of `text`, with plain letters where the model knows no others.

    A name without its accents (`Erdogan`) is still a name; one with a hole in it
    is none. The bundled checkpoints know no `ç ğ ı ö ş ü ə`.
    """
    tokens = encode(text)
    if _UNKNOWN not in tokens:
        return tokens
    plain = encode(without_accents(text))
    return plain if plain.count(_UNKNOWN) < tokens.count(_UNKNOWN) else tokens


def without_accents(text: str) -> str:
    """Return `text` with plain Latin letters: `Erdogan` for `Erdoğan`, `Aliyev` for `Əliyev`."""
    return "".join(letter if letter.isascii() else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter in _PLAIN_LETTERS:
        return _PLAIN_LETTERS[letter]
    parts = unicodedata.normalize("NFD", letter)
    return parts[0] if parts[0].isascii() else letter


def is_translatable(text: str) -> bool:
    """Tell whether `text` has a letter; figures and marks alone are copied, not translated."""
    return any(character.isalpha() for character in text)
