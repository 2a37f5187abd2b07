"""Train one compact MarianMT model within a wall-clock budget.

    python -m training.train --language ru --budget 30m
    python -m training.train --language hy --budget 30m --parent training/runs/ru/hf

A run is resumed by giving the same command again: the window, batch and step, the optimiser and the
seconds used are in `state.pt`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from transformers import MarianMTModel

from dragoman_models.hints import read_lexicon
from dragoman_models.moses import normalise_punctuation
from training.alignment import Aligner, train_aligner
from training.augmentation import Augmentation
from training.batches import Batch, Mixture
from training.cleaning import Pair
from training.dropout import attach_dropout
from training.loop import Run, add_machine_options, fit, uses_bfloat16
from training.loss import Criterion
from training.model import Shape, bridge, build_model, inherit, load_parent, take_rows
from training.prepare import read_pairs
from training.schedule import Schedule, parse_budget
from training.sources import LANGUAGES, dev_pairs
from training.tokenizer import Vocabulary

__all__ = ["aligner_of", "learn_alignment"]

_ALIGNED_FIRST = frozenset({"news", "coverage", "short", "collocations", "prose", "lexicon", "wmt"})
_ALIGNED_LENGTH = 300
"""Longest source, in characters, that the word aligner is shown."""


def learn_alignment(pairs: list[Pair], vocabulary: Vocabulary, *, limit: int = 25_000) -> Aligner:
    """Train the word aligner on at most `limit` pairs, whole sentences before other groups."""
    first = [pair for pair in pairs if pair.group in _ALIGNED_FIRST]
    rest = [pair for pair in pairs if pair.group not in _ALIGNED_FIRST]
    stride = max(1, len(rest) // limit)
    chosen = (first[:limit] + rest[::stride])[:limit]
    chosen = [pair for pair in chosen if len(pair.source) < _ALIGNED_LENGTH]
    sources = vocabulary.encode_source([normalise_punctuation(pair.source) for pair in chosen])
    targets = vocabulary.encode_target([pair.target for pair in chosen])
    return train_aligner([s[:-1] for s in sources], [t[:-1] for t in targets], len(vocabulary))


def _dev_batches(pairs: list[tuple[str, str]], vocabulary: Vocabulary) -> list[Batch]:
    sources = vocabulary.encode_source([normalise_punctuation(source) for source, _ in pairs])
    targets = vocabulary.encode_target([target for _, target in pairs])
    order = sorted(range(len(pairs)), key=lambda i: len(targets[i]))
    cuts = [order[i : i + 32] for i in range(0, len(order), 32)]
    return [Batch([sources[i] for i in cut], [targets[i] for i in cut]) for cut in cuts]


def aligner_of(folder: Path, pairs: list[Pair], vocabulary: Vocabulary) -> Aligner:
    """Load the aligner of the run in `folder`, or train it there."""
    path = folder / "alignment.npz"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        learn_alignment(pairs, vocabulary).save(path)
    return Aligner.load(path)


def _start_from(
    folder: Path, model: MarianMTModel, vocabulary: Vocabulary, aligner: Aligner
) -> None:
    parent, theirs = load_parent(folder)
    print("pieces shared with the parent:", inherit(model, vocabulary, parent, theirs))
    their_aligner = folder.parent / "alignment.npz"
    if their_aligner.exists() and theirs.ids != vocabulary.ids:
        both = (aligner, Aligner.load(their_aligner))
        print("pieces placed:", bridge(model, vocabulary, parent, theirs, aligners=both))


def _mixture(options: argparse.Namespace, pairs: list[Pair], vocabulary: Vocabulary) -> Mixture:
    return Mixture(
        pairs,
        vocabulary,
        Augmentation(options.language),
        seed=options.seed,
        batch_tokens=options.batch_tokens,
        bpe_dropout=options.bpe_dropout,
        short_first=options.short_first,
        lexicon=read_lexicon(options.output),
    )


def _assemble(options: argparse.Namespace) -> Run:
    vocabulary = Vocabulary(options.tokenizers / f"en-{options.language}")
    pairs = read_pairs(options.data / f"{options.language}.tsv", without=frozenset(options.without))
    model = build_model(vocabulary, Shape())
    aligner = aligner_of(options.output, pairs, vocabulary)
    if options.parent:
        _start_from(options.parent, model, vocabulary, aligner)
    if options.rows_from:
        take_rows(model, vocabulary, *load_parent(options.rows_from))
    attach_dropout(model, options.dropout)
    dev = dev_pairs(options.eval, options.language)
    return Run(
        folder=options.output,
        model=model.to(options.device),
        mixture=_mixture(options, pairs, vocabulary),
        criterion=Criterion(
            vocabulary,
            aligner=aligner,
            source_word_dropout=options.source_word_dropout,
            target_word_dropout=options.target_word_dropout,
        ),
        dev={name: _dev_batches(rows, vocabulary) for name, rows in dev.items()},
        budget=parse_budget(options.budget),
        schedule=Schedule(
            peak=options.learning_rate,
            warmup_steps=options.warmup,
            decay_from=options.decay_from,
            alignment_peak=options.alignment_weight,
        ),
        bf16=uses_bfloat16(options),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--language", choices=LANGUAGES, required=True)
    parser.add_argument("--budget", default="30m", help="wall-clock time, such as 90s, 30m or 2h")
    parser.add_argument("--output", type=Path, help="run folder (default training/runs/LANGUAGE)")
    parser.add_argument("--parent", type=Path, help="Hugging Face folder to start from")
    parser.add_argument("--rows-from", type=Path, help="earlier model of this language")
    parser.add_argument(
        "--without", nargs="*", default=["wmt"], help="groups to leave out (default wmt)"
    )
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--tokenizers", type=Path, default=Path("training/runs/tokenizers"))
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--learning-rate", type=float, default=5e-4)
    parser.add_argument("--warmup", type=int, default=500, help="optimiser steps")
    parser.add_argument("--decay-from", type=float, default=0.35, help="share of the budget")
    parser.add_argument("--alignment-weight", type=float, default=1.0, help="at the start")
    parser.add_argument("--dropout", type=float, default=0.05)
    parser.add_argument("--bpe-dropout", type=float, default=0.02, help="share of English merges")
    parser.add_argument("--short-first", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--source-word-dropout", type=float, default=0.0)
    parser.add_argument("--target-word-dropout", type=float, default=0.0)
    parser.add_argument("--batch-tokens", type=int, default=1024)
    add_machine_options(parser)
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Train one model from the command line."""
    options = _parser().parse_args(arguments)
    options.output = options.output or Path("training/runs") / options.language
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    print(fit(_assemble(options)))


if __name__ == "__main__":
    main()
