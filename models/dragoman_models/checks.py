"""Find out what is wrong with a translation without a reference: one small check for each fault.

Every threshold was set on 1,202 sentences of news and encyclopaedia a language
(FLORES-200 dev and the newswire corpus's dev lines), where the references are
right and each alarm is a false one; `benchmarks/checks/checks.md` has what each
check finds of references that were spoilt on purpose, by
`python -m benchmarks.checks.measure`. Of right references the checks of script,
repetition and English raise no alarm, that of numbers 0 to 0.25%, of length 0.5
to 0.6%, of pairs of marks 0 to 0.33%, of names 1.1 to 1.8% (0 to 0.5% of the
newswire lines; about half are names that the reference does leave out). Of
spoilt ones they find all copies and loops, 86 to 90% of targets that are two
thirds English, 92 to 95% of changed digits, 99% of figures that count something
else, 47 to 62% of targets without their last third, 90% of names left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from operator import eq
from types import MappingProxyType

from dragoman_models.balance import is_unbalanced
from dragoman_models.casing import is_common
from dragoman_models.languages import LANGUAGES
from dragoman_models.lengths import is_length_suspicious
from dragoman_models.names import missing_names
from dragoman_models.numbers import mismatched
from dragoman_models.protection import Protected
from dragoman_models.quantities import misplaced
from dragoman_models.terms import is_rendered
from dragoman_models.types import Flag
from dragoman_models.verbatim import verbatim_matches

__all__ = [
    "check",
    "is_repetitive",
    "is_untranslated",
    "is_wrong_script",
    "missing_terms",
]

_WORD = re.compile(r"[^\W\d_]+(?:[\u200c'’ʼ՛՞՜-][^\W\d_]+)*")
_NOT_LETTER = re.compile(r"[\W\d_]+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_LETTERS = MappingProxyType(
    {
        "Armn": re.compile("[\u0531-\u0588\ufb13-\ufb17]+"),
        "Latn": re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u02af\u1e00-\u1eff]+"),
        "Arab": re.compile("[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+"),
        "Cyrl": re.compile("[\u0400-\u052f]+"),
    }
)

# The least share of letters in the target's script; names may be in Latin ones.
# The lowest of the references: hy 0.61, fa 0.41, ru 0.59, az 1.
_LEAST_OWN_SCRIPT = 0.4
# The largest share in a script that is neither the target's nor Latin: none has any.
_LARGEST_THIRD_SCRIPT = 0.02

# The share of the target's words that are common words of the source. The
# highest of the references: az 0.23, the others 0.04.
_LARGEST_COPIED = 0.5
# Words that only English has, and their largest share: the highest of the references is 0.07.
_ENGLISH_WORDS = (
    "the of and to is was were are be been has have had that this these with from which they their"
    " said will would could should about after before because"
)
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_LARGEST_ENGLISH = 0.12
_LEAST_ENGLISH = 2

# Repeated neighbours that writing has ("very, very, very"), by the words in one.
_MOST_NEIGHBOURS = {1: 3, 2: 2, 3: 2, 4: 2, 5: 2, 6: 2}
_LEAST_MOST = min(_MOST_NEIGHBOURS.values())
# A phrase of four words comes back so often only in a loop.
_PHRASE_WORDS = 4
_MOST_PHRASES = 3
# One to eight letters five times over: "հահահահահա", "blablabla…".
_LEAST_REPEATED = 4
_STUTTER = re.compile(r"([^\W\d_]{1,8}?)\1{4,}")

# Several hypotheses of one source are checked in turn, and several checks look
# at the same words: so many texts are kept.
_KEPT_TEXTS = 1024


@lru_cache(maxsize=_KEPT_TEXTS)
def _words(text: str) -> tuple[str, ...]:
    """List the words of a text, addresses and the like left out."""
    return tuple(_WORD.findall(_without_verbatim(text)))


def _without_verbatim(text: str) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in verbatim_matches(text):
        pieces.append(text[position:start])
        position = end
    return " ".join((*pieces, text[position:]))


def is_wrong_script(source: str, target: str, *, language: str) -> bool:
    """Tell whether too few letters are of the target's script, or any number of a foreign one.

    Latin words that the source writes with a capital are names, and count for nothing.
    """
    names = {word for word in _words(source) if not word.islower()}
    text = _NOT_LETTER.sub("", "".join(word for word in _words(target) if word not in names))
    if not text:
        return False
    script = LANGUAGES[language].script
    own = 1 - len(_LETTERS[script].sub("", text)) / len(text)
    if own == 1:
        return False
    latin = 1 - len(_LETTERS["Latn"].sub("", text)) / len(text) if script != "Latn" else 0.0
    return own < _LEAST_OWN_SCRIPT or 1 - own - latin > _LARGEST_THIRD_SCRIPT


def is_untranslated(source: str, target: str) -> bool:
    """Tell whether the target is the source, or half of its words are common words of it.

    A target in English that has nothing to do with the source is found by the
    words that no other language has. Names, figures and addresses are the same
    in every language: a source without a word in small letters, of up to three
    words that are not all common ones, may come back as it is.
    """
    ours, theirs = _words(source), _words(target)
    common = {word for word in ours if word.islower()}
    if not theirs or not ours:
        return bool(ours)
    few_names = len(ours) <= 3 and not (common or all(map(is_common, ours)))  # noqa: PLR2004 - as said
    if [word.casefold() for word in ours] == [word.casefold() for word in theirs]:
        return not few_names
    english = sum(word.casefold() in _ENGLISH for word in theirs)
    if english >= _LEAST_ENGLISH and english > _LARGEST_ENGLISH * len(theirs):
        return True
    return sum(word in common for word in theirs) > _LARGEST_COPIED * len(theirs)


@lru_cache(maxsize=_KEPT_TEXTS)
def _folded_tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.casefold()))


def _most_neighbours(words: Sequence[str], size: int) -> int:
    """Return how often a phrase of `size` words stands next to itself at most."""
    most = run = 0
    for same in map(eq, words, islice(words, size, None)):
        run = run + 1 if same else 0
        most = max(most, run) if same else most
    return 1 + most // size


def _most_phrases(words: Sequence[str]) -> int:
    phrases = Counter(zip(*(words[start:] for start in range(_PHRASE_WORDS)), strict=False))
    return max(phrases.values(), default=0)


def is_repetitive(source: str, target: str) -> bool:
    """Tell whether the target goes in circles, and more so than the source does.

    Looks for words and phrases next to themselves, phrases of four words that
    come back, and stuttered letters. False alarms on the references: none.
    """
    ours, theirs = _folded_tokens(source), _folded_tokens(target)
    if max(Counter(theirs).values(), default=0) <= _LEAST_MOST:
        return _stutters(source, target)
    for size, most in _MOST_NEIGHBOURS.items():
        found = _most_neighbours(theirs, size)
        if found > most and found > _most_neighbours(ours, size):
            return True
    phrases = _most_phrases(theirs)
    if phrases > _MOST_PHRASES and phrases > _most_phrases(ours):
        return True
    return _stutters(source, target)


def _stutters(source: str, target: str) -> bool:
    """Tell whether a word of the target stutters; only one whose letters come back can."""
    return any(
        len(word) - len(set(word)) >= _LEAST_REPEATED and _STUTTER.search(word)
        for word in _folded_tokens(target)
    ) and not _STUTTER.search(source)


def _folded(text: str) -> str:
    """Make a term comparable after quotation marks and spaces were set by the language's rules."""
    return re.sub(r"[\s\"'“”„«»‘’]+", "", text).casefold()


def missing_terms(target: str, protected: Protected) -> tuple[str, ...]:
    """List the protected stretches that the target has fewer times than the source.

    A glossary's term that the model itself translated may stand in another form.
    """
    folded = _folded(target)
    needed = Counter(item.target for item in protected.items if item.mark or item.verbatim)
    lost = [term for term, times in needed.items() if folded.count(_folded(term)) < times]
    free = dict.fromkeys(item.target for item in protected.items if item.target not in needed)
    return (*lost, *(term for term in free if not is_rendered(term, target)))


def check(
    source: str,
    target: str,
    *,
    language: str,
    score: float,
    finished: bool,
    protected: Protected,
    low_score: float,
) -> tuple[Flag, ...]:
    """Return what a reader should look at in one segment's translation.

    `source` and `target` are the segment as it stands in the article and as it
    is printed; `score` is the mean log-probability a target token, in nats, and
    `low_score` the checkpoint's own threshold for it (`Tuning.low_score`).
    """
    found = {
        Flag.UNTRANSLATED: is_untranslated(source, target),
        Flag.WRONG_SCRIPT: is_wrong_script(source, target, language=language),
        Flag.REPETITION: is_repetitive(source, target),
        Flag.LENGTH_RATIO: is_length_suspicious(source, target, language=language),
        Flag.NUMBER_MISMATCH: bool(
            mismatched(source, target, language=language)
            or misplaced(source, target, language=language)
        ),
        Flag.NAME_MISSING: bool(missing_names(source, target, language=language)),
        Flag.UNBALANCED: is_unbalanced(source, target),
        Flag.PROTECTED_TERM_MISSING: bool(missing_terms(target, protected)),
        Flag.LOW_SCORE: score < low_score,
        Flag.TRUNCATED: not finished,
    }
    return tuple(flag for flag, raised in found.items() if raised)
