"""Word alignment by IBM model 1 with a diagonal prior, as a teacher for cross-attention.

The lexical table is estimated by expectation maximisation (Brown et al. 1993) with the distortion
prior of fast_align (Dyer et al. 2013), p(i | j) proportional to exp(-tension |i/n - j/m|). Its
posteriors supervise one decoder layer (guided alignment, Chen et al. 2016).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman_models.hints import hint_columns, hint_spans

__all__ = ["Aligner", "diagonal_prior", "hinted_posteriors", "train_aligner"]

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
_PAD = 0


def diagonal_prior(target_length: int, source_length: int, tension: float = 4.0) -> Floats:
    """Return p(source position | target position), shape (target_length, source_length)."""
    target = (np.arange(target_length) + 0.5) / target_length
    source = (np.arange(source_length) + 0.5) / source_length
    prior = np.exp(-tension * np.abs(target[:, None] - source[None, :]))
    normalised: Floats = (prior / prior.sum(axis=1, keepdims=True)).astype(np.float32)
    return normalised


def _compact(sequences: Sequence[Sequence[int]], vocabulary_size: int) -> tuple[Ids, int]:
    """Number the ids in use from 1; 0 stays for padding and for ids never seen."""
    used = np.unique(np.concatenate([np.asarray(sequence) for sequence in sequences]))
    rows = np.zeros(vocabulary_size, dtype=np.int64)
    rows[used] = np.arange(1, len(used) + 1)
    return rows, len(used) + 1


def _pad(sequences: Sequence[Ids]) -> Ids:
    padded = np.full((len(sequences), max(map(len, sequences))), _PAD, dtype=np.int64)
    for row, sequence in zip(padded, sequences, strict=True):
        row[: len(sequence)] = sequence
    return padded


def _batches(
    sources: list[Ids], targets: list[Ids], cells: int
) -> Iterator[tuple[Ids, Ids, Floats]]:
    """Yield padded sources, targets and priors, about `cells` alignment cells at a time."""
    longest = [max(map(len, both)) for both in zip(sources, targets, strict=True)]
    order = sorted(range(len(sources)), key=lambda i: -longest[i])
    start = 0
    while start < len(order):
        # The first of a falling order bounds the size of all that follow.
        chosen = order[start : start + max(1, cells // longest[order[start]] ** 2)]
        start += len(chosen)
        source, target = _pad([sources[i] for i in chosen]), _pad([targets[i] for i in chosen])
        prior = np.zeros((len(chosen), target.shape[1], source.shape[1]), dtype=np.float32)
        for row, i in zip(prior, chosen, strict=True):
            m, n = len(targets[i]), len(sources[i])
            row[:m, :n] = diagonal_prior(m, n)
        yield source, target, prior


@dataclass(frozen=True)
class Aligner:
    """A lexical table t(target piece | source piece) over the ids that occurred.

    Attributes:
        table: float32, shape (source rows, target rows); row and column 0 stand for unseen ids.
        source_mass: expected target pieces that each source row wrote, shape (source rows,).
    """

    table: Floats
    source_rows: Ids
    target_rows: Ids
    source_mass: Floats

    def posteriors(self, source: Sequence[int], target: Sequence[int]) -> Floats:
        """Return p(source position | target position), shape (target length, source length)."""
        rows, columns = self.source_rows[np.asarray(source)], self.target_rows[np.asarray(target)]
        scores = self.table[rows[None, :], columns[:, None]] + 1e-7
        scores = scores * diagonal_prior(len(target), len(source))
        posterior: Floats = scores / scores.sum(axis=1, keepdims=True)
        return posterior

    def translations(self, sources: Ids, targets: Ids) -> Floats:
        """Return t(target | source), shape (sources, targets), zero where either was never seen."""
        rows, columns = self.source_rows[sources], self.target_rows[targets]
        table: Floats = self.table[np.ix_(rows, columns)]
        return table * (rows > _PAD)[:, None] * (columns > _PAD)[None, :]

    def origins(self, sources: Ids, targets: Ids) -> Floats:
        """Return p(source | target), shape (sources, targets), by Bayes' rule."""
        mass = self.source_mass[self.source_rows[sources]]
        joint = self.translations(sources, targets) * mass[:, None]
        posterior: Floats = joint / np.maximum(joint.sum(axis=0, keepdims=True), 1e-12)
        return posterior

    def save(self, file: Any) -> None:
        """Write the table to an `.npz` file."""
        np.savez(file, **vars(self))

    @classmethod
    def load(cls, file: Any) -> Aligner:
        """Read what `save` wrote."""
        with np.load(file) as arrays:
            return cls(**arrays)


def hinted_posteriors(
    aligner: Aligner, source: Sequence[int], target: Sequence[int], pieces: Sequence[str]
) -> Floats:
    """Return posteriors over a source with hints: half of what a word gets goes to its hint.

    `pieces` are those of the vocabulary, by id. The bar before a hint gets nothing.
    """
    spans = hint_spans([pieces[i] for i in source])
    if not spans:
        return aligner.posteriors(source, target)
    hinted = hint_columns(spans)
    plain = [column for column in range(len(source)) if column not in hinted]
    posteriors = np.zeros((len(target), len(source)), dtype=np.float32)
    posteriors[:, plain] = aligner.posteriors([source[column] for column in plain], target)
    for word, bar, end in spans:
        posteriors[:, word:bar] *= 0.5
        given = posteriors[:, word:bar].sum(axis=1, keepdims=True)
        posteriors[:, bar + 1 : end] = given / (end - bar - 1)
    return posteriors


def _expected_counts(
    table: Floats, sources: list[Ids], targets: list[Ids]
) -> npt.NDArray[np.float64]:
    counts = np.zeros(table.size, dtype=np.float64)
    columns = table.shape[1]
    for source, target, prior in _batches(sources, targets, 6_000_000):
        cells = source[:, None, :] * columns + target[:, :, None]
        weights = table.ravel()[cells] * prior
        weights /= np.maximum(weights.sum(axis=2, keepdims=True), 1e-12)
        counts += np.bincount(cells.ravel(), weights=weights.ravel(), minlength=table.size)
    return counts.reshape(table.shape)


def train_aligner(
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    vocabulary_size: int,
    *,
    rounds: int = 5,
) -> Aligner:
    """Estimate the lexical table from id sequences without `</s>`.

    Args:
        sources: source ids, one sequence a pair.
        targets: target ids, in the same order.
        vocabulary_size: ids are below this number.
        rounds: expectation-maximisation rounds.
    """
    source_rows, source_count = _compact(sources, vocabulary_size)
    target_rows, target_count = _compact(targets, vocabulary_size)
    source_ids = [source_rows[np.asarray(sequence)] for sequence in sources]
    target_ids = [target_rows[np.asarray(sequence)] for sequence in targets]
    table = np.full((source_count, target_count), 1.0 / target_count, dtype=np.float32)
    counts = np.zeros(table.shape)
    for _ in range(rounds):
        counts = _expected_counts(table, source_ids, target_ids)
        counts[_PAD, :] = 0.0
        counts[:, _PAD] = 0.0
        table = (counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return Aligner(table, source_rows, target_rows, counts.sum(axis=1).astype(np.float32))
