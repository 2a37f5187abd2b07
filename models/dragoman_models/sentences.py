"""Find where the sentences of English news end.

A rule-based splitter: each full stop, question mark, exclamation mark and
ellipsis that white space follows, or a word run on to it, is judged by the word
before it and the word after it. `benchmarks/segmentation` holds it against a list of hard cases and
against the splitters of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman_models.kept_text import kept_spans, span_around

__all__ = ["ends_in_title", "sentence_spans"]


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
    r"(?P<stop>[.!?…։؟]+)"
    # A single and a double quotation mark that close together may stand apart.
    r"(?P<close>(?:[\"”’»'\)\]]|(?<=['’])[ \u00a0](?=[\"”]\s))*(?:\[\d{1,3}\])*)"
    r"(?:(?P<space>\s+)(?=\S)|(?=[“‘«]?[A-Z][a-z]+(?:['’][a-z]+)?[\s,]))"
    r"|[^\S\n]*\n\s*(?=\S)"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"“‘«/—–]*\Z")
_NEXT = re.compile(r"(?P<open>[\"“‘«'(\[—–-]*\s?)(?P<word>[\w'’-]*)(?P<after>\.?)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
# Introduces the quotation behind it, so that what follows that is no attribution.
_INTRODUCED = re.compile(rf"\b(?:{_REPORTED})(?: (?:him|her|them|us|me))?[,:]?\s*[\"“‘«]\Z")
_QUOTE_OPENS = re.compile(r"[“‘«]|(?<!\S)[\"']")
# These stand before what they announce.
_ANNOUNCING = frozenset({"p.s", "n.b"})
# "The lights went out.Nobody was hurt.", but no "Node.js", "U.S.Army" or "x.org/a.The".
_PLAIN_WORD = re.compile(r"[a-z'’-]{2,}")
_OF_ADDRESS = re.compile(r"[/@:_\\]")
_ENUMERATOR = re.compile(r"\d{1,3}|[ivxIVX]{1,4}|[A-Za-z]")
_SPEAKER = re.compile(
    rf"(?:[^\W\d_a-z][\w.'’-]*\s+|(?:the|of|a|an|for)\s+|[\w-]+\s+(?=[^\W\d_a-z])){{0,5}}(?:{_REPORTED})\b"
)
# "Why?" Smith said many things: a sentence of its own.
_STATEMENT = re.compile(
    r"(?:[\w.'’-]+\s+){1,5}?(?:added|claimed|noted|said|says|stated|warned)\s+"
    r"(?:an?|he|her|his|it|its|many|more|most|no|one|she|some|that|their|there|they|this|\d+)\b"
)
_FIRST_PERSON = frozenset({"I", "I'm", "I’m"})
_LONGEST_WORD = 24


def _opens_sentence(following: re.Match[str]) -> bool:
    """Tell whether the next word is one that opens sentences more often than it is a name."""
    quoted = following["open"].strip() in {'"', "“", "‘", "«"}
    opening = following["word"].lower() in _OPENING_WORDS and following["word"][0].isupper()
    dashed = following["open"].strip() in {"—", "–", "-"}
    return (opening and not following["after"] and not dashed) or quoted


def _ends_at_full_stop(word: str, following: re.Match[str], *, at_start: bool) -> bool:
    """Judge a single full stop by the word that it closes."""
    plain = word.lower()
    if at_start and _ENUMERATOR.fullmatch(word):
        return False
    if plain in _TITLES or (at_start and plain in _ANNOUNCING):
        return False
    if plain in _BEFORE_FIGURES and not (len(word) == 1 and word.isupper()):
        return not following["word"][:1].isdigit()
    if plain in _ABBREVIATIONS or _INITIALS.fullmatch(word):
        return _opens_sentence(following)
    return True


def _is_run_on(sentence: str, following: re.Match[str]) -> bool:
    """Tell whether the stop behind a sentence lacks its space, and is no part of a name."""
    word = sentence.rsplit(None, 1)[-1] if sentence else ""
    if following["word"].lower() in _OPENING_WORDS:
        return _OF_ADDRESS.search(word) is None
    return _PLAIN_WORD.fullmatch(word) is not None


def _is_attributed(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether the words behind a quotation say whose it is, and none before it did."""
    if not _SPEAKER.match(text, match.end()) or _STATEMENT.match(text, match.end()):
        return False
    opened = [mark.end() for mark in _QUOTE_OPENS.finditer(text, start, match.start())]
    return not opened or _INTRODUCED.search(text, start, opened[-1]) is None


def _is_boundary(
    text: str, start: int, match: re.Match[str], kept: Sequence[tuple[int, int]]
) -> bool:
    """Tell whether the sentence that began at `start` ends with `match`."""
    if match["stop"] is None:
        return True
    if span_around(kept, match.start()) is not None:
        return False
    following = _NEXT.match(text, match.end())
    # Names such as iPhone may open a sentence, words in small letters do not.
    if following is None or following["word"].islower():
        return False
    before = text[max(start, match.start() - _LONGEST_WORD) : match.start()]
    word_match = _WORD_BEFORE.search(before)
    word = word_match[0] if word_match else ""
    if not match["space"] and not _is_run_on(text[start : match.start()], following):
        return False
    if match["stop"] != "." or match["close"]:
        return _ends_otherwise(text, start, match, word, following)
    lead = match.start() - len(word) - start
    at_start = lead <= 1 and not text[start : start + lead].strip("(")
    return _ends_at_full_stop(word, following, at_start=at_start)


def _ends_otherwise(
    text: str, start: int, match: re.Match[str], word: str, following: re.Match[str]
) -> bool:
    """Judge a question mark, an exclamation mark, an ellipsis, or a stop within quotes."""
    stop = match["stop"]
    if stop[-1] in "!?" and match["close"]:
        return not _is_attributed(text, start, match)
    if stop == "!" and word.lower() in _ABBREVIATIONS:
        return _opens_sentence(following)
    hesitates = stop in {"…", "..."} and not word
    return not (hesitates and following["word"] in _FIRST_PERSON)


def ends_in_title(text: str) -> bool:
    """Tell whether a text ends with a title or a rank (`Col.`), so that a name must follow."""
    if not text.endswith("."):
        return False
    word = _WORD_BEFORE.search(text, max(0, len(text) - 1 - _LONGEST_WORD), len(text) - 1)
    return word is not None and word[0].lower() in _TITLES


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each sentence, white space at its ends left out."""
    start = len(text) - len(text.lstrip())
    kept = kept_spans(text)
    for match in _CANDIDATE.finditer(text, start):
        if _is_boundary(text, start, match, kept):
            end = match.end("close") if match["stop"] is not None else match.start()
            if end > start:
                yield start, end
                start = match.end()
    end = len(text.rstrip())
    if end > start:
        yield start, end
