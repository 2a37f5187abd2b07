"""Draw mixed windows of pairs and cut them into batches of nearly equal padded size.

Window `k` depends on the seed and on `k` alone, so that a run is resumed by two numbers. Every
window has the same number of pairs of a group, which come in turn: no pair a second time before
each had its first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dragoman_models.hints import look_up
from dragoman_models.moses import normalise_punctuation
from dragoman_models.openings import with_known_opening
from training.augmentation import Augmentation, augment
from training.cleaning import Pair
from training.tokenizer import Hints, Vocabulary

__all__ = ["Batch", "Mixture", "cut_batches", "group_shares"]

SHARES = {
    "phrases": 0.8,
    "news": 0.5,
    "coverage": 0.9,
    "short": 0.4,
    "collocations": 0.8,
    "wmt": 0.8,
    "prose": 0.2,
    "documentation": 0.15,
    "interface": 0.07,
    "lexicon": 0.08,
    "words": 0.08,
}
"""How often each group is drawn, before normalisation; phrases are many and short."""
_FULL_GROUP = 3000
_EARLY_LENGTHS = (16, 24, 40, 64)
"""Longest target, in pieces, of the first windows: short items teach attention first."""


@dataclass(frozen=True)
class Batch:
    """Encoded pairs; ids close with `</s>`."""

    sources: list[list[int]]
    targets: list[list[int]]

    @property
    def target_tokens(self) -> int:
        """Count target tokens without padding."""
        return sum(map(len, self.targets))


def group_shares(pairs: Sequence[Pair]) -> dict[str, float]:
    """Return the share of draws that each group gets; groups under 3,000 rows get less."""
    counts: dict[str, int] = {}
    for pair in pairs:
        counts[pair.group] = counts.get(pair.group, 0) + 1
    weights = {
        group: SHARES[group] * min(1.0, count / _FULL_GROUP) for group, count in counts.items()
    }
    total = sum(weights.values())
    return {group: weight / total for group, weight in weights.items()}


def cut_batches(lengths: Sequence[int], budget: int) -> Iterator[range]:
    """Yield runs of sorted `lengths` whose count times longest length is within `budget`."""
    start = 0
    while start < len(lengths):
        end = start + 1
        while (
            end < len(lengths) and (end - start + 1) * max(lengths[start], lengths[end]) <= budget
        ):
            end += 1
        yield range(start, end)
        start = end


@dataclass
class Mixture:
    """An endless, reproducible stream of batches over groups of pairs.

    Attributes:
        pairs: the training pairs, with raw sources.
        augmentation: how often pairs are varied, and in which language.
        window_pairs: pairs drawn and length-sorted together.
        batch_tokens: padded tokens of the longer side in a batch.
        bpe_dropout: share of source merges left out at random.
        raw_share: share of sources left without punctuation normalisation.
        lexicon: usual translations of the rarer words, which some sources show as hints.
        hint_share: share of sources with hints.
        missing_hints: share of their hints that are left out.
        small_share: share of sources whose first word is written small where it is known so.
        short_first: whether the first windows hold short targets only.
    """

    pairs: Sequence[Pair]
    vocabulary: Vocabulary
    augmentation: Augmentation
    seed: int = 1
    window_pairs: int = 6000
    batch_tokens: int = 1024
    max_tokens: int = 128
    bpe_dropout: float = 0.02
    raw_share: float = 0.1
    small_share: float = 0.5
    lexicon: Mapping[str, str] = field(default_factory=dict)
    hint_share: float = 0.6
    missing_hints: float = 0.1
    short_first: bool = True

    def __post_init__(self) -> None:
        """Group the rows and normalise all sources once."""
        rows: dict[str, list[int]] = {}
        for i, pair in enumerate(self.pairs):
            rows.setdefault(pair.group, []).append(i)
        self._groups = list(rows.values())
        shares = group_shares(self.pairs)
        self._counts = [max(1, round(shares[group] * self.window_pairs)) for group in rows]
        self._normalised = [normalise_punctuation(pair.source) for pair in self.pairs]

    def window(self, number: int) -> list[Batch]:
        """Return the batches of window `number`, in training order."""
        generator = np.random.default_rng([self.seed, number])
        turns = [row for place in range(len(self._groups)) for row in self._turns(place, number)]
        drawn = [self._draw(row, generator) for row in turns]
        others = [drawn[i] for i in generator.permutation(len(drawn))]
        varied = [
            augment(*both, self.augmentation, generator) for both in zip(drawn, others, strict=True)
        ]
        sources = [
            self.vocabulary.encode_source(
                [self._opened(pair.source, generator)],
                bpe_dropout=self.bpe_dropout,
                hints=self._hints(generator),
            )[0]
            for pair in varied
        ]
        targets = self.vocabulary.encode_target([pair.target for pair in varied])
        batches = self._cut(sources, targets, self._longest(number))
        return [batches[i] for i in generator.permutation(len(batches))]

    def _longest(self, number: int) -> int:
        early = self.short_first and number < len(_EARLY_LENGTHS)
        return _EARLY_LENGTHS[number] if early else self.max_tokens

    def _turns(self, place: int, number: int) -> list[int]:
        """Return the rows of a group that window `number` takes, by the group's place."""
        rows = self._groups[place]
        count = self._counts[place]
        epoch, start = divmod(number * count, len(rows))
        order: list[int] = []
        while len(order) < start + count:
            order += self._shuffled(place, epoch)
            epoch += 1
        return order[start : start + count]

    def _shuffled(self, place: int, epoch: int) -> list[int]:
        generator = np.random.default_rng([self.seed, place, epoch])
        order: list[int] = generator.permutation(self._groups[place]).tolist()
        return order

    def _draw(self, row: int, generator: np.random.Generator) -> Pair:
        pair = self.pairs[row]
        if generator.random() < self.raw_share:
            return pair
        return Pair(pair.group, self._normalised[row], pair.target)

    def _hints(self, generator: np.random.Generator) -> Hints | None:
        """Return what gives the hints of one source, some of them missing, or None for none."""
        if not self.lexicon or generator.random() >= self.hint_share:
            return None

        def hint(word: str) -> Sequence[str]:
            known = look_up(self.lexicon, word)
            if known is None or generator.random() < self.missing_hints:
                return ()
            return self.vocabulary.hint_pieces(known)

        return hint

    def _opened(self, source: str, generator: np.random.Generator) -> str:
        if generator.random() >= self.small_share:
            return source
        return with_known_opening(source, self.vocabulary.count_source_pieces)

    def _cut(self, sources: list[list[int]], targets: list[list[int]], longest: int) -> list[Batch]:
        lengths = [max(map(len, both)) for both in zip(sources, targets, strict=True)]
        order = [i for i in np.argsort(lengths, kind="stable") if lengths[i] <= longest]
        return [
            Batch([sources[order[i]] for i in run], [targets[order[i]] for i in run])
            for run in cut_batches([lengths[i] for i in order], self.batch_tokens)
        ]
