"""Train one compact MarianMT model within a wall-clock budget.

    python -m training.train --language ru --budget 30m
    python -m training.train --language hy --budget 30m --parent training/runs/ru/hf

A run is resumed by giving the same command again: the window, batch and step, the optimiser and the
seconds used are in `state.pt`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from transformers import MarianMTModel

from training.alignment import Aligner, train_aligner
from training.average import SNAPSHOTS
from training.batches import Batch, Mixture
from training.cleaning import Pair
from training.loss import Criterion
from training.model import Shape, bridge, build_model, inherit, load_parent, take_rows
from training.prepare import read_pairs
from training.progress import Progress, append_row, plot
from training.schedule import Schedule, parse_budget
from training.sources import LANGUAGES, dev_pairs
from training.tokenizer import Vocabulary, normalise_source

__all__ = ["Run", "aligner_of", "fit", "learn_alignment"]


_LAST_PART = 0.1
_ALIGNED_LENGTH = 300
"""Longest source, in characters, that the word aligner is shown."""


@dataclass
class Position:
    """How far a run is; all of it is saved, so that the next start goes on from here."""

    window: int = 0
    batch: int = 0
    step: int = 0
    target_tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Run:
    """What one training run is made of; `budget` and the intervals are in seconds."""

    folder: Path
    model: MarianMTModel
    vocabulary: Vocabulary
    mixture: Mixture
    criterion: Criterion
    dev: dict[str, list[Batch]]
    budget: float
    schedule: Schedule = field(default_factory=Schedule)
    bf16: bool = False
    log_seconds: float = 90.0
    snapshots: int = 5


def learn_alignment(pairs: list[Pair], vocabulary: Vocabulary, *, limit: int = 25_000) -> Aligner:
    """Train the word aligner on at most `limit` pairs, news and prose before other groups."""
    first = [pair for pair in pairs if pair.group in ("news", "prose", "lexicon", "wmt")]
    rest = [pair for pair in pairs if pair.group not in ("news", "prose", "lexicon", "wmt")]
    stride = max(1, len(rest) // limit)
    chosen = (first[:limit] + rest[::stride])[:limit]
    chosen = [pair for pair in chosen if len(pair.source) < _ALIGNED_LENGTH]
    sources = vocabulary.encode_source([normalise_source(pair.source) for pair in chosen])
    targets = vocabulary.encode_target([pair.target for pair in chosen])
    return train_aligner([s[:-1] for s in sources], [t[:-1] for t in targets], len(vocabulary))


def _dev_batches(pairs: list[tuple[str, str]], vocabulary: Vocabulary) -> list[Batch]:
    sources = vocabulary.encode_source([normalise_source(source) for source, _ in pairs])
    targets = vocabulary.encode_target([target for _, target in pairs])
    order = sorted(range(len(pairs)), key=lambda i: len(targets[i]))
    cuts = [order[i : i + 32] for i in range(0, len(order), 32)]
    return [Batch([sources[i] for i in cut], [targets[i] for i in cut]) for cut in cuts]


def _dev_loss(run: Run, batches: list[Batch]) -> float:
    run.model.eval()
    with torch.no_grad():
        losses = [
            float(run.criterion(run.model, batch).translation) * batch.target_tokens
            for batch in batches
        ]
    run.model.train()
    return sum(losses) / max(1, sum(batch.target_tokens for batch in batches))


def _save_state(run: Run, optimizer: torch.optim.Optimizer, position: Position) -> None:
    state = {
        "model": run.model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "position": vars(position),
        "random": torch.get_rng_state(),
    }
    partial = run.folder / "state.pt.partial"
    torch.save(state, partial)
    partial.replace(run.folder / "state.pt")


def _load_state(run: Run, optimizer: torch.optim.Optimizer) -> Position:
    path = run.folder / "state.pt"
    if not path.exists():
        return Position()
    state = torch.load(path, weights_only=True)
    run.model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return Position(**state["position"])


def _stream(mixture: Mixture, position: Position) -> Iterator[Batch]:
    """Yield batches from `position` on, and move it before each one is used."""
    while True:
        batches = mixture.window(position.window)
        while position.batch < len(batches):
            position.batch += 1
            yield batches[position.batch - 1]
        position.window, position.batch = position.window + 1, 0


def _update(
    run: Run, optimizer: torch.optim.Optimizer, batch: Batch, position: Position
) -> tuple[float, float]:
    used = position.seconds / run.budget
    for group in optimizer.param_groups:
        group["lr"] = run.schedule.rate(position.step, used)
    losses = run.criterion(run.model, batch, bf16=run.bf16)
    losses.total(run.schedule.alignment_weight(used)).backward()
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    position.step += 1
    position.target_tokens += batch.target_tokens
    return losses.translation.item(), 0.0 if losses.alignment is None else losses.alignment.item()


def _report(
    run: Run, position: Position, recent: list[tuple[float, float]], tokens: int, seconds: float
) -> None:
    translation, alignment = np.mean(np.array(recent), axis=0)
    dev = {name: _dev_loss(run, batches) for name, batches in run.dev.items()}
    rate = run.schedule.rate(position.step, position.seconds / run.budget)
    speed = tokens / max(seconds, 1e-9)
    row = Progress(
        seconds=position.seconds,
        step=position.step,
        target_tokens=position.target_tokens,
        learning_rate=rate,
        train_loss=float(translation),
        alignment_loss=float(alignment),
        dev_news_loss=dev.get("news", float("nan")),
        dev_general_loss=dev.get("general", float("nan")),
        tokens_per_second=speed,
    )
    append_row(run.folder / "log.csv", row)
    print(row, flush=True)


def _save_snapshot(run: Run, position: Position) -> None:
    """Keep the weights of the last tenth of the budget for averaging."""
    taken = len(list(run.folder.glob(SNAPSHOTS)))
    due = 1.0 - _LAST_PART * (run.snapshots - 1 - taken) / max(1, run.snapshots - 1)
    if taken < run.snapshots and position.seconds >= due * run.budget:
        torch.save(run.model.state_dict(), run.folder / f"weights-{position.step:07d}.pt")


def _drop_early_snapshots(run: Run, position: Position) -> None:
    """Remove the snapshots of a shorter budget, which the run has now outgrown."""
    if position.seconds < (1.0 - _LAST_PART) * run.budget:
        for path in run.folder.glob(SNAPSHOTS):
            path.unlink()


def _optimizer(model: MarianMTModel) -> torch.optim.Optimizer:
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    return torch.optim.AdamW(
        trained, lr=1e-4, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.01, fused=True
    )


def fit(run: Run) -> Position:
    """Train until the budget is used up; return the final position."""
    run.folder.mkdir(parents=True, exist_ok=True)
    optimizer = _optimizer(run.model)
    position = _load_state(run, optimizer)
    _drop_early_snapshots(run, position)
    run.model.train()
    recent: list[tuple[float, float]] = []
    logged_tokens, logged_seconds, last = position.target_tokens, position.seconds, time.monotonic()
    for batch in _stream(run.mixture, position):
        if position.seconds >= run.budget:
            break
        recent.append(_update(run, optimizer, batch, position))
        now = time.monotonic()
        position.seconds, last = position.seconds + now - last, now
        _save_snapshot(run, position)
        if position.seconds - logged_seconds >= run.log_seconds or position.seconds >= run.budget:
            _report(
                run,
                position,
                recent,
                position.target_tokens - logged_tokens,
                position.seconds - logged_seconds,
            )
            _save_state(run, optimizer, position)
            recent, logged_tokens, logged_seconds = [], position.target_tokens, position.seconds
    plot(run.folder / "log.csv", run.folder / "log.png")
    return position


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
        seed=options.seed,
        batch_tokens=options.batch_tokens,
        bpe_dropout=options.bpe_dropout,
        short_first=options.short_first,
    )


def _assemble(options: argparse.Namespace) -> Run:
    vocabulary = Vocabulary(options.tokenizers / f"en-{options.language}")
    pairs = read_pairs(options.data / f"{options.language}.tsv", without=frozenset(options.without))
    model = build_model(vocabulary, Shape(dropout=options.dropout))
    aligner = aligner_of(options.output, pairs, vocabulary)
    if options.parent:
        _start_from(options.parent, model, vocabulary, aligner)
    if options.rows_from:
        take_rows(model, vocabulary, *load_parent(options.rows_from))
    dev = dev_pairs(options.eval, options.language)
    return Run(
        folder=options.output,
        model=model,
        vocabulary=vocabulary,
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
        bf16=options.bf16,
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
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--bpe-dropout", type=float, default=0.05, help="share of English merges")
    parser.add_argument("--short-first", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--source-word-dropout", type=float, default=0.05)
    parser.add_argument("--target-word-dropout", type=float, default=0.1)
    parser.add_argument("--batch-tokens", type=int, default=1024)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--bf16", action="store_true", help="bfloat16 products: faster only with AMX or avx512_bf16"
    )
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
