"""Cut English news text into sentences that a model can take, and join their targets again.

A rule-based splitter: each full stop, question mark, exclamation mark and
ellipsis that white space follows is judged by the word before it and the word
after it. What is cut here is put back by position: `lead`, `text` and
`separator` of the segments, in order, spell the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from dragoman_models.clauses import cut_clauses
from dragoman_models.types import Segment

__all__ = ["join", "segment"]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Titles and ranks: a name follows, whatever it looks like.
_TITLES = _words(
    "adm amb brig capt cdr cmdr col cpl cpt det dr fr gen gov hon insp lt maj messrs mr mrs ms "
    "mt pfc pres prof pvt rep reps rev sen sens sgt spc supt"
)
# These end a sentence only where the next word opens one.
_ABBREVIATIONS = _words(
    "approx asst assn ave bldg blvd bros cf cie co corp dept dist div e.g est esq etc fla ft "
    "gmbh hwy i.e inc intl jr lbs llc ltd mass mfg min nat natl ph.d plc rd sq sr st tel tenn "
    "univ viz vs wash yahoo jeopardy"
)
# These stand before a figure and are words of their own elsewhere ("No. 5"; "No.").
_BEFORE_FIGURES = _words(
    "art ch chap eq fig figs jan feb mar apr jun jul aug sep sept oct nov dec no nos p para pp "
    "pt sec vol"
)
_OPENING_WORDS = _words(
    "a according after all also although among an and another any are as at because before both "
    "but by can critics despite did do during each earlier even every few finally for from had "
    "has have he her here hers his how however i if in instead is it its last later many "
    "meanwhile more most my nearly neither no nor not nothing now of officials on once one only "
    "or other others our over police several she since so some still such than that the their "
    "then there these they this those though through to today tomorrow two under until we were "
    "what when where which while who why will with without yet yesterday you your"
)
_REPORTED = (
    "added adds announced answered argued asked asks called claimed cried declared demanded"
    " explained exclaimed insisted joked noted recalled remarked replied said says shouted"
    " stated stressed told tweeted urged warned wondered wrote yelled"
).replace(" ", "|")

_CANDIDATE = re.compile(
    r"(?P<stop>[.!?…։؟]+)(?P<close>[\"”’»'\)\]]*(?:\[\d{1,3}\])*)(?P<space>\s+)(?=\S)|[^\S\n]*\n\s*(?=\S)"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"“‘«/—–]*\Z")
_NEXT = re.compile(r"(?P<open>[\"“‘«'(\[—–-]*\s?)(?P<word>[\w'’-]*)(?P<after>\.?)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ENUMERATOR = re.compile(r"\d{1,3}|[ivxIVX]{1,4}|[A-Za-z]")
_SPEAKER = re.compile(
    rf"(?:[^\W\d_a-z][\w.'’-]*\s+|(?:the|of|a|an|for)\s+|[\w-]+\s+(?=[^\W\d_a-z])){{0,5}}(?:{_REPORTED})\b"
)
_LONGEST_WORD = 24


def _opens_sentence(following: re.Match[str]) -> bool:
    """Tell whether the next word is one that opens sentences more often than it is a name."""
    quoted = following["open"].strip() in {'"', "“", "‘", "«"}
    opening = following["word"].lower() in _OPENING_WORDS and following["word"][0].isupper()
    return (opening and not following["after"]) or quoted


def _ends_at_full_stop(word: str, following: re.Match[str], *, at_start: bool) -> bool:
    """Judge a single full stop by the word that it closes."""
    plain = word.lower()
    if at_start and _ENUMERATOR.fullmatch(word):
        return False
    if plain in _TITLES:
        return False
    if plain in _BEFORE_FIGURES:
        return not following["word"][:1].isdigit()
    if plain in _ABBREVIATIONS or _INITIALS.fullmatch(word):
        return _opens_sentence(following)
    return True


def _is_boundary(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether the sentence that began at `start` ends with `match`."""
    stop = match["stop"]
    if stop is None:
        return True
    following = _NEXT.match(text, match.end())
    if following is None or following["word"][:1].islower():
        return False
    word_match = _WORD_BEFORE.search(text, max(start, match.start() - _LONGEST_WORD), match.start())
    word = word_match[0] if word_match else ""
    if stop[-1] in "!?" and match["close"] and _SPEAKER.match(text, match.end()):
        return False
    if stop == "!" and word.lower() in _ABBREVIATIONS and not match["close"]:
        return _opens_sentence(following)
    if stop != "." or match["close"]:
        return True
    lead = match.start() - len(word) - start
    at_start = lead <= 1 and not text[start : start + lead].strip("(")
    return _ends_at_full_stop(word, following, at_start=at_start)


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence, white space at its ends left out."""
    start = len(text) - len(text.lstrip())
    for match in _CANDIDATE.finditer(text, start):
        if _is_boundary(text, start, match):
            end = match.end("close") if match["stop"] is not None else match.start()
            if end > start:
                yield start, end
                start = match.end()
    end = len(text.rstrip())
    if end > start:
        yield start, end


def _unit_spans(
    text: str, max_tokens: int, count_tokens: Callable[[str], int]
) -> Iterator[tuple[int, int, bool]]:
    """Yield sentences, and clauses of those over the budget, with a mark on the latter."""
    for start, end in _sentence_spans(text):
        sentence = text[start:end]
        if count_tokens(sentence) <= max_tokens:
            yield start, end, False
            continue
        for first, last in cut_clauses(sentence, max_tokens=max_tokens, count_tokens=count_tokens):
            yield start + first, start + last, True


def segment(
    text: str, *, max_tokens: int, count_tokens: Callable[[str], int]
) -> tuple[Segment, ...]:
    """Cut `text` into sentences of at most `max_tokens` each; a line end always cuts.

    A longer sentence is cut at clause boundaries and each part says so in
    `split`. Text without a letter or a figure still makes segments. White space
    alone makes one empty segment, empty text none. `count_tokens` is called once
    for a sentence that fits. A single code point that is over the budget stays
    whole, for there is nothing to cut.
    """
    spans = list(_unit_spans(text, max_tokens, count_tokens))
    if not spans:
        return (Segment(len(text), len(text), "", lead=text),) if text else ()
    ends = [*(start for start, _, _ in spans[1:]), len(text)]
    return tuple(
        Segment(
            start=start,
            end=end,
            text=text[start:end],
            separator=text[end:next_start],
            lead=text[:start] if index == 0 else "",
            split=split,
        )
        for index, ((start, end, split), next_start) in enumerate(zip(spans, ends, strict=True))
    )


def join(segments: Sequence[Segment], targets: Sequence[str]) -> str:
    """Put one target a segment into the places of the segments, separators kept.

    Raises:
        ValueError: there are not as many targets as segments.
    """
    pairs = zip(segments, targets, strict=True)
    return "".join(f"{unit.lead}{target}{unit.separator}" for unit, target in pairs)
