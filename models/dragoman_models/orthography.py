"""Finish a translation by the rules of its language's press: marks, quotes, figures, letters.

Addresses, handles, placeholders and code are never touched. Words are not
either, but for letters of the wrong alphabet inside one, and Persian joiners.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from dragoman_models.armenian import armenian
from dragoman_models.azerbaijani import azerbaijani
from dragoman_models.casing import capitalise
from dragoman_models.look_alikes import with_one_script
from dragoman_models.number_marks import with_number_marks
from dragoman_models.persian import persian
from dragoman_models.quotation import with_quotes, with_stops_outside
from dragoman_models.russian import russian
from dragoman_models.sentence_ends import with_end_of
from dragoman_models.types import DigitPolicy
from dragoman_models.verbatim import verbatim_matches

__all__ = ["finish"]

# Stands for a stretch that is not to be touched.
_HOLE = "\ufdd0"
_EDGES = " \t\r\n"
_SPACES = re.compile(r"[ \t]{2,}(?=\S)")
# Beside what is no letter of Arabic script a joiner joins nothing, and hides marks and codes.
_JOINED = "[\u0620-\u06ef\u06fa-\u06ff\ufb50-\ufdfb\ufe70-\ufefc\u200c]"
_STRAY_JOINER = re.compile(f"(?<!{_JOINED})\u200c+|\u200c+(?!{_JOINED})")
_SPACE_BEFORE_MARK = re.compile(r" (?=[,;:!?.…،؛؟։](?:\s|\Z))(?<=[^\s.,:;!?…։،؛؟] )")
# Behind an address a closing bracket would be taken for a part of it.
_SPACE_IN_BRACKETS = re.compile(r" (?:(?=[)\]»](?!\w))(?<=[^\s\ufdd0] )|(?<=[(\[«„] ))")
_CODE = re.compile(r"`[^`\n]+`")

_OPENING_WORD = re.compile(r"\W*([\w'’-]+)")
_LATIN_WORD = re.compile(r"[A-Za-z][\w'’-]*")
# iPhone, eBay
_INNER_CAPITAL = re.compile(r"[a-z]+[A-Z]")


def _opened(text: str, language: str, source: str) -> str:
    """Give a text a capital at its start where the source has one; names such as iPhone stay."""
    first = next((letter for letter in source if letter.isalpha()), "")
    if not first.isupper() or text.startswith(_HOLE):
        return text
    opening = _OPENING_WORD.match(text)
    own = opening[1] if opening else ""
    if _INNER_CAPITAL.match(own):
        return text
    # An Azerbaijani word may be spelt as an English one is (`on`, `bu`).
    copied = own in source and own in _LATIN_WORD.findall(source)
    return text if copied and language != "az" else capitalise(text, language)


def _masked(text: str, source: str, kept: Sequence[str]) -> tuple[str, list[str]]:
    """Put a hole for each stretch that is not to be touched, and return those too."""
    spans = [*verbatim_matches(text)]
    if "`" in source:
        spans += [one.span() for one in _CODE.finditer(text) if one[0] in source]
    for term in kept:
        spans += [one.span() for one in re.finditer(re.escape(term), text)] if term else []
    stretches: list[str] = []
    pieces: list[str] = []
    position = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < position:
            continue
        pieces += (text[position:start], _HOLE)
        stretches.append(text[start:end])
        position = end
    return "".join((*pieces, text[position:])), stretches


def _filled(text: str, stretches: Sequence[str]) -> str:
    """Put each stretch back into its hole."""
    remaining = iter(stretches)
    return re.sub(_HOLE, lambda _: next(remaining), text) if stretches else text


def _in_language(text: str, language: str, source: str, digits: DigitPolicy) -> str:
    """Apply the rules of one language."""
    if language == "fa":
        return persian(text, digits)
    text = with_number_marks(text, source)
    if language == "hy":
        # A mark over a vowel needs the vowel to be an Armenian one.
        return with_one_script(armenian(with_one_script(text, language), source), language)
    text = azerbaijani(text) if language == "az" else russian(text)
    return with_one_script(text, language)


def finish(
    text: str,
    *,
    language: str,
    source: str,
    digits: DigitPolicy = DigitPolicy.WESTERN,
    kept: Sequence[str] = (),
) -> str:
    """Return a segment's translation as it is printed in `language`.

    Composes to NFC, closes up stray spaces, sets quotation marks, full stops,
    commas, question marks, dashes and figures by the language's rules, corrects
    look-alike letters, and begins with a capital and ends with a mark where the
    English `source` does. `digits` is Persian's alone. `kept` are stretches that
    must come through as they are, beside addresses and placeholders. Finishing
    what is finished changes nothing.
    """
    text = unicodedata.normalize("NFC", text.replace(_HOLE, ""))
    text, stretches = _masked(text, source, kept)
    joined = _STRAY_JOINER.sub("", text)
    if joined != text:
        # What stood behind a joiner may be one more stretch.
        text, stretches = _masked(_filled(joined, stretches), source, kept)
    text = text.strip(_EDGES)
    text = _SPACE_BEFORE_MARK.sub("", _SPACES.sub(" ", text))
    text = with_quotes(text, language)
    text = _SPACE_IN_BRACKETS.sub("", text)
    text = with_stops_outside(_in_language(text, language, source, digits), language).strip(_EDGES)
    opened = _opened(text, language, source)
    if opened != text:
        # A capital may have a look-alike where its small letter has none.
        opened = with_one_script(opened, language)
    last = stretches[-1][-1:] if opened.endswith(_HOLE) else opened[-1:]
    text = with_end_of(source, opened, language=language, last=last)
    return _filled(text, stretches)
