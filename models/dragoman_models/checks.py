"""Find out what is wrong with a translation without a reference: one small check for each fault.

Every threshold was set on 1,202 sentences of news and encyclopaedia a language
(FLORES-200 dev and the newswire corpus's dev lines), where the references are
right and each alarm is a false one. Of them 0.1 to 0.3% raise an alarm: those
of length beside the thresholds, those of numbers hy 0.17%, az 0.08%, fa none,
ru 0.25%; the other checks raise none. Of references that were spoilt on purpose
the checks find: all copies of the source, 85 to 89% of targets of which two
thirds are English, all loops, 92 to 96% of changed digits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from operator import eq
from types import MappingProxyType

from dragoman_models.languages import LANGUAGES
from dragoman_models.numbers import mismatched
from dragoman_models.protection import Protected
from dragoman_models.types import Flag
from dragoman_models.verbatim import verbatim_matches

__all__ = [
    "check",
    "is_length_suspicious",
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
        "Armn": re.compile("[\u0531-\u0588\ufb13-\ufb17]"),
        "Latn": re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u02af\u1e00-\u1eff]"),
        "Arab": re.compile("[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
        "Cyrl": re.compile("[\u0400-\u052f]"),
    }
)

# Code points of target over source, ten added to both so that short segments may
# vary more. The 0.1st and 99.9th percentiles of the references, and a little more.
# False alarms: hy none, az 0.17%, fa 0.08%, ru 0.17%. Of targets cut to their half
# it finds 67 to 83%, of doubled ones 61 to 87%.
_LENGTH_RATIOS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"hy": (0.62, 1.90), "az": (0.62, 2.00), "fa": (0.58, 1.55), "ru": (0.62, 1.80)}
)
_LENGTH_SMOOTHING = 10

# The least share of letters in the target's script; names may be in Latin ones.
# The lowest of the references: hy 0.61, fa 0.41, ru 0.59, az 1.
_LEAST_OWN_SCRIPT = 0.4
# The largest share in a script that is neither the target's nor Latin: none has any.
_LARGEST_THIRD_SCRIPT = 0.02

# The share of the target's words that are common words of the source. The
# highest of the references: az 0.23, the others 0.04.
_LARGEST_COPIED = 0.5

# Repeated neighbours that writing has ("very, very, very"), by the words in one.
_MOST_NEIGHBOURS = {1: 3, 2: 2, 3: 2, 4: 2, 5: 2, 6: 2}
# A phrase of four words comes back so often only in a loop.
_PHRASE_WORDS = 4
_MOST_PHRASES = 3
# One to eight letters five times over: "հահահահահա", "blablabla…".
_STUTTER = re.compile(r"([^\W\d_]{1,8}?)\1{4,}")

# Mean log-probability a token. Unlike the others it hangs on the checkpoint: a
# sentence below it is worse than a guess between four words at each step.
_LOWEST_SCORE = -1.5


def is_length_suspicious(source: str, target: str, *, language: str) -> bool:
    """Tell whether the target is much shorter or longer than translations into `language` are."""
    lowest, highest = _LENGTH_RATIOS[language]
    ratio = (len(target) + _LENGTH_SMOOTHING) / (len(source) + _LENGTH_SMOOTHING)
    return not lowest <= ratio <= highest


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
    names = {word for word in _WORD.findall(source) if not word.islower()}
    words = [word for word in _WORD.findall(_without_verbatim(target)) if word not in names]
    text = _NOT_LETTER.sub("", "".join(words))
    if not text:
        return False
    script = LANGUAGES[language].script
    own = len(_LETTERS[script].findall(text)) / len(text)
    latin = len(_LETTERS["Latn"].findall(text)) / len(text) if script != "Latn" else 0.0
    return own < _LEAST_OWN_SCRIPT or 1 - own - latin > _LARGEST_THIRD_SCRIPT


def is_untranslated(source: str, target: str) -> bool:
    """Tell whether the target is the source, or half of its words are common words of it.

    Names, figures and addresses are the same in every language: a source
    without a word in small letters, of up to three words, may come back as it is.
    """
    ours = _WORD.findall(_without_verbatim(source))
    theirs = _WORD.findall(_without_verbatim(target))
    common = {word for word in ours if word.islower()}
    if not theirs or not ours:
        return bool(ours)
    few_names = not common and len(ours) <= 3  # noqa: PLR2004 - said in the docstring
    if [word.casefold() for word in ours] == [word.casefold() for word in theirs]:
        return not few_names
    return sum(word in common for word in theirs) > _LARGEST_COPIED * len(theirs)


def _most_neighbours(words: list[str], size: int) -> int:
    """Return how often a phrase of `size` words stands next to itself at most."""
    most = run = 0
    for same in map(eq, words, islice(words, size, None)):
        run = run + 1 if same else 0
        most = max(most, run) if same else most
    return 1 + most // size


def _most_phrases(words: list[str]) -> int:
    phrases = Counter(zip(*(words[start:] for start in range(_PHRASE_WORDS)), strict=False))
    return max(phrases.values(), default=0)


def is_repetitive(source: str, target: str) -> bool:
    """Tell whether the target goes in circles, and more so than the source does.

    Looks for words and phrases next to themselves, phrases of four words that
    come back, and stuttered letters. False alarms on the references: none.
    """
    ours = [word.casefold() for word in _TOKEN.findall(source)]
    theirs = [word.casefold() for word in _TOKEN.findall(target)]
    for size, most in _MOST_NEIGHBOURS.items():
        found = _most_neighbours(theirs, size)
        if found > most and found > _most_neighbours(ours, size):
            return True
    phrases = _most_phrases(theirs)
    if phrases > _MOST_PHRASES and phrases > _most_phrases(ours):
        return True
    return bool(_STUTTER.search(target)) and not _STUTTER.search(source)


def _folded(text: str) -> str:
    """Make a term comparable after quotation marks and spaces were set by the language's rules."""
    return re.sub(r"[\s\"'“”„«»‘’]+", "", text).casefold()


def missing_terms(target: str, protected: Protected) -> tuple[str, ...]:
    """List the protected stretches that the target has fewer times than the source."""
    folded = _folded(target)
    needed = Counter(item.target for item in protected.items)
    return tuple(term for term, times in needed.items() if folded.count(_folded(term)) < times)


def check(
    source: str,
    target: str,
    *,
    language: str,
    score: float,
    finished: bool,
    protected: Protected,
) -> tuple[Flag, ...]:
    """Return what a reader should look at in one segment's translation.

    `source` and `target` are the segment as it stands in the article and as it
    is printed; `score` is the mean log-probability a target token, in nats.
    """
    found = {
        Flag.UNTRANSLATED: is_untranslated(source, target),
        Flag.WRONG_SCRIPT: is_wrong_script(source, target, language=language),
        Flag.REPETITION: is_repetitive(source, target),
        Flag.LENGTH_RATIO: is_length_suspicious(source, target, language=language),
        Flag.NUMBER_MISMATCH: bool(mismatched(source, target)),
        Flag.PROTECTED_TERM_MISSING: bool(missing_terms(target, protected)),
        Flag.LOW_SCORE: score < _LOWEST_SCORE,
        Flag.TRUNCATED: not finished,
    }
    return tuple(flag for flag, raised in found.items() if raised)
