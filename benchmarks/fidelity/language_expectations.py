"""Expectations about the target as a text of its language: script, loops, casing, marks."""

from __future__ import annotations

import re
from collections import Counter

from benchmarks.fidelity.answers import Judged
from benchmarks.fidelity.wording import SCRIPTS, cut, prose, script, words

__all__ = [
    "armenian_marks",
    "azerbaijani_letters",
    "azerbaijani_marks",
    "first_letter_as_source",
    "in_script",
    "marks_of_language",
    "no_doubled_word",
    "no_english",
    "no_loop",
    "no_mixed_script_words",
    "persian_joiners",
    "persian_letters",
    "persian_marks",
    "quotes_of_language",
    "russian_marks",
    "sense_case",
    "spaced_as_prose",
]

_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "with",
        "was",
        "were",
        "from",
        "that",
        "which",
        "have",
        "been",
        "said",
        "will",
        "would",
        "their",
        "this",
        "they",
        "has",
        "by",
        "for",
        "is",
        "are",
        "after",
    ]
)
_AZERBAIJANI_TOO = frozenset({"has"})
_QUOTES = {"hy": ("«»",), "fa": ("«»",), "ru": ("«»",), "az": ("«»", "“”", "„“")}
_SPACED = (
    (r"[^\S\n]{2,}", "two spaces"),
    (r"(?<=\w)[^\S\n]+[,;։،؛](?!\w)", "a space before a comma"),
    (r"(?<=\w)[^\S\n]+[.!?؟](?=\s|$)", "a space before a full stop"),
    (r"«\s|\s»", "a space inside quotation marks"),
    (r"(?<=[^\W\d_])[,،؛](?=[^\W\d_])", "no space behind a comma"),
    (r"([,;։،؛])\1", "a doubled comma"),
)
# Stands for what is no prose: it is no space that a comma could have before it.
_OBJECT = "\ufffc"
_ALIKE = 0.9
_SCRAP = 2
_CAPITALS = 0.5


def in_script(judged: Judged) -> str:
    """Expect 9 of 10 letters in the language's script, and no lower-case word in another.

    URLs, handles, placeholders, tags and the terms of `keep` do not count.
    """
    wanted = SCRIPTS[judged.language]
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep)
    letters = [script(character) for character in text if script(character)]
    if letters and letters.count(wanted) < _ALIKE * len(letters):
        return f"{letters.count(wanted)} of {len(letters)} letters are {wanted}: {cut(text)}"
    foreign = [
        w for w in words(text) if w.islower() and len(w) > _SCRAP and wanted not in _scripts(w)
    ]
    return f"words in another script: {foreign[:5]}" if foreign and letters else ""


def no_english(judged: Judged) -> str:
    """Expect none of the commonest English words outside of what may stay."""
    common = _ENGLISH - (_AZERBAIJANI_TOO if judged.language == "az" else frozenset())
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep)
    left = [word for word in words(text) if word.lower() in common]
    return f"English is left: {left[:5]} in {cut(text)}" if left else ""


def no_doubled_word(judged: Judged) -> str:
    """Expect no two words alike side by side, nor two pairs, where the source has none.

    Numerals and single letters may meet; so may words that a mark or a hyphen parts.
    """
    doubled = re.compile(r"(?<!\w)([^\W\d_]{2,}(?: [^\W\d_]{2,})?) \1(?!\w)", re.IGNORECASE)
    found = doubled.search(prose(judged.target, mime_type=judged.mime_type))
    if found and not doubled.search(prose(judged.source, mime_type=judged.mime_type)):
        return f"{found.group()!r} in {cut(judged.target)}"
    return ""


def no_mixed_script_words(judged: Judged) -> str:
    """Expect no word with letters of two scripts, unless a hyphen parts them."""
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep)
    parts = (part for word in words(text) for part in re.split(r"[-’'\u200c]", word))
    mixed = [part for part in parts if len(_scripts(part)) > 1]
    return f"mixed scripts in {mixed[:5]}" if mixed else ""


def no_loop(judged: Judged) -> str:
    """Expect no words over and over where the source has none.

    A loop is one or two words three times running, three to eight words twice
    running, three words three times in all, or up to twelve letters five times.
    """
    source, target = (
        [word.casefold() for word in words(prose(text, mime_type=judged.mime_type))]
        for text in (judged.source, judged.target)
    )
    for size in range(1, 9):
        found, allowed = _running(target, size), _running(source, size)
        if found > max(allowed, 2 if size < 3 else 1):  # noqa: PLR2004
            return f"{size} words {found} times running: {cut(judged.target)}"
    if _scattered(target) > max(2, _scattered(source)):
        return f"three words {_scattered(target)} times: {cut(judged.target)}"
    stutter = re.compile(r"([^\W\d_][^\d_]{0,11}?)\1{4,}", re.IGNORECASE)
    stuttered = stutter.search(judged.target)
    if stuttered and not stutter.search(judged.source):
        return f"letters over and over: {cut(stuttered.group())}"
    return ""


def sense_case(judged: Judged) -> str:
    """Expect capitals in at most half of the letters that have case: no shouting."""
    cased = [c for c in prose(judged.target, keep=judged.keep) if c.isupper() or c.islower()]
    capitals = sum(map(str.isupper, cased))
    shouts = len(cased) > 3 and capitals > _CAPITALS * len(cased)  # noqa: PLR2004
    return (
        f"{capitals} of {len(cased)} letters are capitals: {cut(judged.target)}" if shouts else ""
    )


def first_letter_as_source(judged: Judged) -> str:
    """Expect a capital at the start where the source has one, in scripts that have case."""
    source, target = (
        next((c for c in prose(text, mime_type=judged.mime_type) if c.isalpha()), "")
        for text in (judged.source, judged.target)
    )
    uncased = not target or target.isupper() == target.islower()
    if uncased or not source or source.isupper() == target.isupper():
        return ""
    return f"{source!r} opens the source, {target!r} the target: {cut(judged.target)}"


def marks_of_language(judged: Judged) -> str:
    """Expect the full stop, question mark, comma and quotation marks of the language."""
    judge = {
        "hy": armenian_marks,
        "az": azerbaijani_marks,
        "fa": persian_marks,
        "ru": russian_marks,
    }[judged.language]
    return judge(judged) or quotes_of_language(judged)


def armenian_marks(judged: Judged) -> str:
    """Expect `։` for full stops, `՞` and `՜` inside words, and the ligature `և`."""
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep)
    wrong = re.search(r"[ա-ֆև]{2,}[»)]?[.:](?=\s*$|\s+[«Ա-Ֆ])|[Ա-և][?!]|[՞՜](?=\w*[?!])", text)
    if wrong:
        return f"{wrong.group()!r} in {cut(text)}"
    if "եւ" in text:
        return f"'եւ' is not written as a ligature in {cut(text)}"
    if re.search(r"\w\?(\s|$|[\"”’»])", judged.source) and "՞" not in text:
        return f"a question has no ՞: {cut(text)}"
    return ""


def persian_marks(judged: Judged) -> str:
    """Expect `؟ ، ؛` beside Persian letters, never `? , ;`."""
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep)
    wrong = re.search(r"[\u0620-\u06ff][»)]?\s?[?,;]", text)
    if wrong:
        return f"{wrong.group()!r} in {cut(text)}"
    if re.search(r"\w\?(\s|$|[\"”’»])", judged.source) and "؟" not in text:
        return f"a question has no ؟: {cut(text)}"
    return ""


def persian_letters(judged: Judged) -> str:
    """Expect Persian yeh and kaf, and neither Arabic ones nor tatweel."""
    wrong = sorted(set(re.findall(r"[يىكـ]", prose(judged.target, keep=judged.keep))))
    return f"Arabic letters {wrong} in {cut(judged.target)}" if wrong else ""


def persian_joiners(judged: Judged) -> str:
    """Expect ZWNJ between letters only, once, and at the verb prefix and the plural.

    "می", "نمی" and "ها" are not words that stand alone.
    """
    text = judged.target
    if re.search(r"\u200c{2,}|\u200c(?![\u0620-\u06ff])|(?<![\u0620-\u06ff])\u200c", text):
        return f"ZWNJ at the edge of a word in {cut(text)}"
    alone = re.search(r"(?<!\S)(?:ن?می|ها|های|هایی)(?= [\u0620-\u06ff])", text)
    return f"{alone.group()!r} stands alone in {cut(text)}" if alone else ""


def russian_marks(judged: Judged) -> str:
    """Expect a question mark for a question, and no Armenian or Arabic mark."""
    return _plain_marks(judged)


def azerbaijani_marks(judged: Judged) -> str:
    """Expect a question mark for a question, no Armenian or Arabic mark, no stray dot above."""
    return _plain_marks(judged) or azerbaijani_letters(judged)


def azerbaijani_letters(judged: Judged) -> str:
    """Expect i/İ and ı/I: no dot above left over, no word that is cased as English cases it."""
    if "\u0307" in judged.target:
        return f"a dot above stands alone in {cut(judged.target)}"
    foreign = re.search(r"[ğşŞĞ]*[wW]\w*[əöüğşç]|\w*[əöüğşç]\w*w\w*", judged.target)
    return f"{foreign.group()!r} is no Azerbaijani spelling" if foreign else ""


def quotes_of_language(judged: Judged) -> str:
    """Expect the language's quotation marks, in pairs, where the source has a quotation.

    A dash that opens the text is the other way to set speech, but for Persian.
    """
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep)
    quoted = re.search(r"[\"“][^\"“”]+[\"”]", prose(judged.source, mime_type=judged.mime_type))
    if '"' in text:
        return f"a straight quotation mark in {cut(text)}"
    if text.count("«") != text.count("»"):
        return f"unpaired quotation marks in {cut(text)}"
    pairs = _QUOTES[judged.language]
    spoken = re.match(r"\s*[—–] ?\w", text) and judged.language != "fa"
    if quoted and not spoken and not any(pair[0] in text and pair[1] in text for pair in pairs):
        return f"the quotation is not in {' or '.join(pairs)}: {cut(text)}"
    return ""


def spaced_as_prose(judged: Judged) -> str:
    """Expect single spaces, none before a comma or inside quotation marks."""
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep, blank=_OBJECT)
    for pattern, fault in _SPACED:
        if re.search(pattern, text) and not re.search(pattern, judged.source):
            return f"{fault} in {cut(text)}"
    return ""


def _plain_marks(judged: Judged) -> str:
    text = prose(judged.target, mime_type=judged.mime_type, keep=judged.keep)
    foreign = re.search(r"[։՞՜՝،؛؟]", text)
    if foreign:
        return f"{foreign.group()!r} is another language's mark: {cut(text)}"
    if re.search(r"\w\?(\s|$|[\"”’»])", judged.source) and "?" not in text:
        return f"a question has no question mark: {cut(text)}"
    return ""


def _scripts(word: str) -> set[str]:
    return {script(character) for character in word if script(character)}


def _running(tokens: list[str], size: int) -> int:
    """Count how often the most repeated group of `size` words follows itself, itself included."""
    best = 1 if tokens else 0
    for start in range(len(tokens) - size):
        count = 1
        group = tokens[start : start + size]
        while tokens[start + count * size : start + (count + 1) * size] == group:
            count += 1
        best = max(best, count)
    return best


def _scattered(tokens: list[str]) -> int:
    groups = Counter(zip(tokens, tokens[1:], tokens[2:], strict=False))
    return max(groups.values(), default=0)
