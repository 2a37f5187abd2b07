"""Find out what is wrong with a translation without a reference: one small check for each fault.

Every threshold was set on 1,202 sentences of news and encyclopaedia a language
(FLORES-200 dev and the newswire corpus's dev lines), where the references are
right and each alarm is a false one; `benchmarks/checks/checks.md` has what each
check finds of references that were spoilt on purpose, by
`python -m benchmarks.checks.measure`. Of right references the check of English
raises no alarm, that of repetition 0 to 0.1%, of script 0 to 0.5% (slips of
spelling), of numbers 0 to 0.5%, of length 0 to 0.7%, of pairs of marks 0 to 0.9%,
of names 0 to 2% (0 to 0.5% of the newswire lines; about half are names that the
reference does leave out). Of spoilt ones they find all copies and loops, 97 to
99% of words said twice, all but a few Latin words put in, 94 to 96% of targets
that are two thirds English, 95 to 99% of changed digits, 99% of figures that
count something else, 47 to 62% of targets without their last third, 90% of names
left out, 71 to 76% of lost pairs of marks.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from dragoman_models.balance import is_unbalanced
from dragoman_models.english_case import is_common
from dragoman_models.lengths import is_length_suspicious
from dragoman_models.names import missing_names
from dragoman_models.numbers import mismatched
from dragoman_models.protection import Protected
from dragoman_models.quantities import misplaced
from dragoman_models.repetition import is_repetitive
from dragoman_models.scripts import is_wrong_script, prose_words
from dragoman_models.terms import is_rendered
from dragoman_models.types import Flag
from dragoman_models.verbatim import verbatim_matches

__all__ = [
    "check",
    "is_repetitive",
    "is_untranslated",
    "is_wrong_script",
    "missing_terms",
    "says_nothing",
]

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
# So few words may all be names.
_FEW = 3


def is_untranslated(source: str, target: str) -> bool:
    """Tell whether the target is the source, or half of its words are common words of it.

    A target in English that has nothing to do with the source is found by the
    words that no other language has. Names, figures and addresses are the same
    in every language: a source without a word in small letters, of up to three
    words that are not all common ones, may come back as it is.
    """
    ours, theirs = prose_words(source), prose_words(target)
    if not theirs or not ours:
        return bool(ours)
    if max(map(len, theirs)) == 1 and says_nothing(source, target):
        return True
    folded = [word.casefold() for word in theirs]
    common = _common(source)
    if len(ours) == len(folded) and [word.casefold() for word in ours] == folded:
        few_names = len(ours) <= _FEW and not (common or all(map(is_common, ours)))
        return not few_names
    english = 0 if _ENGLISH.isdisjoint(folded) else sum(word in _ENGLISH for word in folded)
    if english >= _LEAST_ENGLISH and english > _LARGEST_ENGLISH * len(theirs):
        return True
    if common.isdisjoint(theirs):
        return False
    return sum(word in common for word in theirs) > _LARGEST_COPIED * len(theirs)


@lru_cache(maxsize=1024)
def _common(source: str) -> frozenset[str]:
    return frozenset(word for word in prose_words(source) if word.islower())


def says_nothing(source: str, target: str) -> bool:
    """Tell whether a target is marks, single letters and made-up tags for a source with words.

    Such a target is as good as none (`"#RD»' -]"`). One letter may be the whole
    translation of a word or two, and figures and what is verbatim in the source
    say something.
    """
    ours, theirs = prose_words(source), prose_words(target)
    if not ours or any(len(word) > 1 for word in theirs) or any(map(str.isdigit, target)):
        return False
    if theirs:
        return len(ours) >= _FEW
    stretches = (target[start:end] for start, end in verbatim_matches(target))
    return not any(stretch in source for stretch in stretches)


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
    kept = [item.target for item in protected.items]
    found = {
        Flag.UNTRANSLATED: is_untranslated(source, target),
        Flag.WRONG_SCRIPT: is_wrong_script(source, target, language=language, kept=kept),
        Flag.REPETITION: is_repetitive(source, target),
        Flag.LENGTH_RATIO: is_length_suspicious(source, target, language=language),
        Flag.NUMBER_MISMATCH: bool(
            mismatched(source, target, language=language)
            or misplaced(source, target, language=language)
        ),
        Flag.UNBALANCED: is_unbalanced(source, target),
        Flag.PROTECTED_TERM_MISSING: bool(kept and missing_terms(target, protected)),
        Flag.LOW_SCORE: score < low_score,
        Flag.TRUNCATED: not finished,
    }
    # The dearest check: of English it would say nothing, for the names are all there.
    if not found[Flag.UNTRANSLATED]:
        found[Flag.NAME_MISSING] = bool(missing_names(source, target, language=language))
    return tuple(flag for flag, raised in found.items() if raised)
