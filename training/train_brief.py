"""Train the summarizer `dragoman-brief` within a wall-clock budget.

    python -m training.train_brief --budget 40m

A run is resumed by giving the same command again, as with `training.train`.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from training.batches import Batch, cut_batches
from training.brief_loss import BriefCriterion
from training.brief_model import (
    BriefShape,
    build_brief_model,
    pretrained_folder,
    start_from_encoder,
)
from training.bundle_brief import PROMPTS
from training.loop import Run, add_machine_options, fit, uses_bfloat16
from training.schedule import Schedule, parse_budget
from training.sources import headlines_and_documents
from training.stories import BRIEF, HEADLINE, HELD_OUT, Story, hold_out, read_stories
from training.wordpieces import WordPieces, choose_pieces, read_pieces, save_pieces

__all__ = ["Stories", "make_vocabulary"]

SHARES = {HEADLINE: 0.35, BRIEF: 0.65}
_SAMPLE = 20_000


@dataclass
class Stories:
    """An endless, reproducible stream of batches over stories.

    Attributes:
        stories: the training stories.
        window_stories: stories drawn and length-sorted together.
        batch_tokens: padded source tokens of a batch.
        max_source: longest source, in tokens; what is longer is an opening cut there.
    """

    stories: Sequence[Story]
    pieces: WordPieces
    seed: int = 1
    window_stories: int = 1600
    batch_tokens: int = 2048
    max_source: int = 176
    max_target: int = 72
    _groups: dict[str, list[int]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Group the stories."""
        self._groups = {}
        for i, story in enumerate(self.stories):
            self._groups.setdefault(story.group, []).append(i)

    def window(self, number: int) -> list[Batch]:
        """Return the batches of window `number`, in training order."""
        generator = np.random.default_rng([self.seed, number])
        names = list(self._groups)
        shares = np.array([SHARES[name] for name in names])
        draws = generator.choice(len(names), self.window_stories, p=shares / shares.sum())
        rows = [self._groups[names[draw]] for draw in draws]
        batches = self.batches([self.stories[generator.choice(row)] for row in rows])
        return [batches[i] for i in generator.permutation(len(batches))]

    def batches(self, stories: Sequence[Story]) -> list[Batch]:
        """Encode stories and cut them into batches of nearly equal padded size."""
        pieces = self.pieces
        documents = pieces.encode([PROMPTS[story.group] + story.document for story in stories])
        summaries = pieces.encode([story.summary for story in stories])
        sources = [
            [pieces.begin_id, *ids[: self.max_source - 2], pieces.end_id] for ids in documents
        ]
        targets = [[*ids, pieces.end_id] for ids in summaries]
        fit = [i for i, ids in enumerate(targets) if len(ids) <= self.max_target]
        order = sorted(fit, key=lambda i: len(sources[i]))
        return [
            Batch([sources[order[i]] for i in run], [targets[order[i]] for i in run])
            for run in cut_batches([len(sources[i]) for i in order], self.batch_tokens)
        ]


def make_vocabulary(corpus: Path, folder: Path, *, pretrained: Path, size: int) -> WordPieces:
    """Write the cut vocabulary to `folder` if it is not there, and load it."""
    if not (folder / "vocab.txt").exists():
        pieces = read_pieces(pretrained / "vocab.txt")
        sample = headlines_and_documents(corpus, _SAMPLE)
        save_pieces(choose_pieces(pieces, [*PROMPTS.values(), *sample], size=size), folder)
    return WordPieces(folder)


def _assemble(options: argparse.Namespace) -> Run:
    pretrained = options.pretrained or pretrained_folder()
    vocabulary = options.output / "vocabulary"
    pieces = make_vocabulary(
        options.corpus, vocabulary, pretrained=pretrained, size=options.vocabulary_size
    )
    shape = BriefShape(
        width=options.width,
        feed_forward=4 * options.width,
        decoder_feed_forward=2 * options.width,
    )
    shape.save(options.output)
    model = build_brief_model(pieces, shape)
    start_from_encoder(model, pieces, pretrained, shape)
    rest, held = hold_out(list(read_stories(options.corpus)), options.held_out)
    print("stories:", len(rest), "parameters:", sum(w.numel() for w in model.parameters()))
    stories = Stories(rest, pieces, seed=options.seed, batch_tokens=options.batch_tokens)
    return Run(
        folder=options.output,
        model=model.to(options.device),
        mixture=stories,
        criterion=BriefCriterion(pieces),
        dev={"news": stories.batches(held[BRIEF]), "general": stories.batches(held[HEADLINE])},
        budget=parse_budget(options.budget),
        schedule=Schedule(
            peak=options.learning_rate,
            warmup_steps=options.warmup,
            alignment_peak=options.alignment_weight,
        ),
        bf16=uses_bfloat16(options),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--budget", default="40m", help="wall-clock time, such as 90s, 30m or 2h")
    parser.add_argument("--output", type=Path, default=Path("training/runs/brief"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--pretrained", type=Path, help="folder of a BERT encoder to start from")
    parser.add_argument("--vocabulary-size", type=int, default=8000)
    parser.add_argument("--width", type=int, default=384, help="as wide as the encoder")
    parser.add_argument("--held-out", type=int, default=HELD_OUT, help="stories of each group")
    parser.add_argument("--learning-rate", type=float, default=4e-4)
    parser.add_argument("--warmup", type=int, default=200, help="optimiser steps")
    parser.add_argument("--alignment-weight", type=float, default=0.5, help="at the start")
    parser.add_argument("--batch-tokens", type=int, default=2048)
    add_machine_options(parser)
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Train the summarizer from the command line."""
    options = _parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    print(fit(_assemble(options)))


if __name__ == "__main__":
    main()
