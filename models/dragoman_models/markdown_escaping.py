"""Write text so that Markdown reads it as text.

Only what would be read as markup gets a backslash: a line of prose stays a line
of prose. Where that is not enough, `strict` puts one before every mark.
"""

from __future__ import annotations

import re

__all__ = ["escaped"]

# One that the source left alone before would end code here, with a backslash too.
_BACKTICK = "&#96;"
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+")
# A backslash, brackets, a backtick and a pipe may always be markup; `*`, `_` and
# `~` where they hug a word, `<` and `&` before what makes them a tag or an entity.
_MARKUP = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|\Z)|[\[\]`|]"
    r"|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])|(?<=[^\s])~|~(?=[\s~]|\Z)"
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)"
)
# What begins a heading, a quotation, an item of a list, a fence or an underline.
_LINE_START = re.compile(r"#{1,6}(?=\s|\Z)|>|~~~|[-+*](?=\s|\Z)|(?=[-=:])[-=:\s]+\Z|\^|:")
_NUMBER = re.compile(r"(\d{1,9})(?=[.)](?:\s|\Z))")
_CLOSING_MARKS = re.compile(r"(?:(?<=\s)|\A)(?=#+\s*\Z)")


def escaped(text: str, *, first: bool, last: bool, followed_by: str, strict: bool = False) -> str:
    """Return `text` with backslashes where Markdown would read markup.

    `first` says that it begins a line, `last` that it ends a block, and
    `followed_by` is the markup after it, or nothing.
    """
    if strict:
        # A pipe makes a table of a heading's underline, with a backslash too.
        marked = _PUNCTUATION.sub(r"\\\g<0>", text)
        return marked.replace("\\|", "&#124;").replace("\\`", _BACKTICK)
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    pieces: list[str] = []
    position = 0
    for start, end in [*addresses, (len(text), len(text))]:
        pieces += (_MARKUP.sub(r"\\\g<0>", text[position:start]), text[start:end])
        position = end
    written = "".join(pieces)
    if first:
        written = _NUMBER.sub(r"\1\\", written, count=1) if _NUMBER.match(written) else written
        written = f"\\{written}" if _LINE_START.match(written) else written
    if last:
        written = _CLOSING_MARKS.sub(r"\\", written)
    written = written.replace("\\`", _BACKTICK)
    if followed_by.startswith("[") and written.endswith("!"):
        written = f"{written[:-1]}\\!"
    return written
