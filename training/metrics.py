"""Score translations: sacreBLEU's BLEU and chrF, and rates of the failures readers notice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics import BLEU, CHRF

from dragoman_models.names import count_names
from training.cleaning import OWN_SCRIPT, script_share

__all__ = [
    "Scores",
    "is_repetitive",
    "is_untranslated",
    "is_wrong_script",
    "kept_numbers",
    "score",
    "signatures",
]

_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_DIGITS = {ord(digit): str(i % 10) for i, digit in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}
_LEAST_WORDS = 4
_LOOP = 3


@dataclass(frozen=True)
class Scores:
    """Quality of one set; BLEU and chrF from 0 to 100, the rates from 0 to 1.

    Attributes:
        copied_chrf: chrF of the untranslated source, the score of doing nothing.
        numbers_kept: share of the source's numbers, written in digits, that the target has too.
        names_kept: share of the source's names that the target has in a likely spelling.
    """

    items: int
    bleu: float
    chrf: float
    copied_chrf: float
    repetitive: float
    wrong_script: float
    untranslated: float
    numbers_kept: float
    names_kept: float = 1.0


def is_repetitive(text: str) -> bool:
    """Tell whether a word follows itself twice, or three words in a row occur three times."""
    words = text.split()
    if any(words[i] == words[i + 1] == words[i + 2] for i in range(len(words) - 2)):
        return True
    triples = Counter(zip(words, words[1:], words[2:], strict=False))
    return bool(triples) and max(triples.values()) >= _LOOP


def is_wrong_script(text: str, language: str) -> bool:
    """Tell whether under 60% of the letters belong to the script of `language`."""
    return script_share(text, language) < OWN_SCRIPT


def is_untranslated(source: str, target: str) -> bool:
    """Tell whether at least half of the source's words stand in the target unchanged."""
    words = _WORD.findall(source.casefold())
    if len(words) < _LEAST_WORDS:
        return False
    kept = set(_WORD.findall(target.casefold()))
    return sum(word in kept for word in words) >= len(words) / 2


def _numbers(text: str) -> Counter[str]:
    found = _NUMBER.findall(text.translate(_DIGITS))
    return Counter(re.sub(r"\D", "", number) for number in found)


def kept_numbers(source: str, target: str) -> tuple[int, int]:
    """Return how many of the source's numbers the target keeps, and how many there are.

    Separators inside a number are ignored, since they differ between the languages.
    """
    wanted, found = _numbers(source), _numbers(target)
    return (wanted & found).total(), wanted.total()


def _rate(flags: Sequence[bool]) -> float:
    return sum(flags) / max(1, len(flags))


def _share(counts: Sequence[tuple[int, int]]) -> float:
    """Return how many of all that was wanted was kept, of pairs of these two."""
    wanted = sum(each for _, each in counts)
    return sum(each for each, _ in counts) / wanted if wanted else 1.0


def score(
    sources: Sequence[str], targets: Sequence[str], references: Sequence[str], language: str
) -> Scores:
    """Score `targets`; all sequences are in the same order."""
    chrf, stream = CHRF(), [list(references)]
    numbers = [kept_numbers(*both) for both in zip(sources, targets, strict=True)]
    names = [count_names(*both, language=language) for both in zip(sources, targets, strict=True)]
    return Scores(
        items=len(sources),
        bleu=BLEU().corpus_score(list(targets), stream).score,
        chrf=chrf.corpus_score(list(targets), stream).score,
        copied_chrf=chrf.corpus_score(list(sources), stream).score,
        repetitive=_rate([is_repetitive(target) for target in targets]),
        wrong_script=_rate([is_wrong_script(target, language) for target in targets]),
        untranslated=_rate([is_untranslated(*both) for both in zip(sources, targets, strict=True)]),
        numbers_kept=_share(numbers),
        names_kept=_share(names),
    )


def signatures() -> dict[str, str]:
    """Return sacreBLEU's signatures of the two metrics."""
    bleu, chrf = BLEU(), CHRF()
    bleu.corpus_score(["a"], [["a"]])
    chrf.corpus_score(["a"], [["a"]])
    return {"BLEU": str(bleu.get_signature()), "chrF": str(chrf.get_signature())}
