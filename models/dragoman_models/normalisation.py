"""Make a source safe to point into: NFC, without characters that are not text.

What is kept matters as much as what goes. Zero-width non-joiners spell Persian,
zero-width joiners spell emoji, no-break spaces hold numbers together, marks such
as U+200E steer mixed-direction text harmlessly, and a soft hyphen is the writer's.
The last is only kept from the models, see `neutralise`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Cleaned", "clean", "is_translatable", "neutralise"]

# Line ends that only some programs know. Taking them out would join two words.
_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
# C0, DEL and C1 controls; bidirectional embeddings, overrides and isolates; the
# byte order mark; lone surrogates, which UTF-8 cannot carry.
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
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
    """Return what a model may see of `text`, which no tokenizer takes for a command.

    Multi-target checkpoints read a leading `>>rus<<` as the target language. A
    space between the brackets (`> >rus<<`) makes it plain text to each of them.
    Soft hyphens, zero-width spaces and word joiners, which cut words into pieces
    that no vocabulary holds, are left out. Never write the result into an
    article: offsets into `text` do not hold in it.
    """
    return _TARGET_TOKEN.sub("> >", _INVISIBLE.sub("", text))


def is_translatable(text: str) -> bool:
    """Tell whether `text` has a letter; figures and marks alone are copied, not translated."""
    return any(character.isalpha() for character in text)
