"""Make compact checkpoints from the corpora in one command: the chain that the others are steps of.

    python -m training.recipe --languages ru hy az fa --budget 60m
    python -m training.recipe --languages az --budget 30m --from-shipped

Each language starts from the one before it, or from the checkpoint that is shipped, and gets an
equal part of the budget. What is there already is not made again, so the same command goes on where
it was stopped. The result lies in `training/runs/bundled`; give `--bundled
models/dragoman_models/bundled` to ship it, once its figures on the development sets are better than
those of what is shipped.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from dragoman_models.hints import LEXICON_NAME
from training import average, evaluate, export, lexicon, phrases, prepare, tokenizer, train
from training.prepare import read_pairs
from training.schedule import parse_budget
from training.shipped import lay_out_shipped
from training.sources import COVERAGE, LANGUAGES
from training.tokenizer import Vocabulary

__all__ = ["make"]

_HELD_BACK = frozenset({"wmt"})
# What was cooled is heated again as little as needs be.
_FURTHER = ["--learning-rate", "3e-4", "--warmup", "200", "--decay-from", "0.1"]


def _prepare(options: argparse.Namespace) -> None:
    places = ["--corpus", str(options.corpus)]
    data = options.runs / "data"
    for language in options.languages:
        if not (data / f"{language}.tsv").exists():
            read = [*places, "--coverage", str(options.coverage), "--eval", str(options.eval)]
            prepare.main(["--language", language, *read, "--output", str(data)])
    if not options.from_shipped and not (options.runs / "tokenizers" / "en.model").exists():
        sizes = [f"--source-size={options.source_size}", f"--target-size={options.target_size}"]
        folders = ["--data", str(data), "--output", str(options.runs / "tokenizers")]
        tokenizer.main([*folders, *places, *sizes, "--languages", *options.languages])


def _cut_phrases(language: str, runs: Path) -> None:
    path = runs / "data" / f"{language}.tsv"
    pairs = read_pairs(path, without=_HELD_BACK)
    if any(pair.group == phrases.GROUP for pair in pairs):
        return
    train.aligner_of(runs / language, pairs, Vocabulary(runs / "tokenizers" / f"en-{language}"))
    folders = ["--data", str(runs / "data"), "--tokenizers", str(runs / "tokenizers")]
    phrases.main(["--language", language, "--run", str(runs / language), *folders])


def make(language: str, parent: str | None, seconds: float, options: argparse.Namespace) -> None:
    """Train, average and export one language, from `parent` if there is one."""
    run = options.runs / language
    tokenizers = ["--tokenizers", str(options.runs / "tokenizers")]
    _cut_phrases(language, options.runs)
    if not (run / LEXICON_NAME).exists():
        data = ["--data", str(options.runs / "data")]
        lexicon.main(["--language", language, "--run", str(run), *data, *tokenizers])
    start = ["--parent", str(options.runs / parent / "hf"), "--no-short-first"] if parent else []
    start += _FURTHER if options.from_shipped else []
    places = ["--data", str(options.runs / "data"), "--eval", str(options.eval)]
    train.main(
        [
            *("--language", language, "--budget", f"{seconds}s", "--output", str(run)),
            *(*places, *tokenizers, *start, *options.train_options.split()),
        ]
    )
    average.main(["--run", str(run), "--language", language, *tokenizers])
    bundled = ["--bundled", str(options.bundled)]
    export.main(["--language", language, "--model", str(run / "hf"), *bundled])


def _parents(options: argparse.Namespace) -> list[str | None]:
    """Name the run that each language starts from."""
    if options.from_shipped:
        return [lay_out_shipped(language, options.runs) for language in options.languages]
    return [None, *options.languages[:-1]]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    order = ["ru", "hy", "az", "fa"]
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=order)
    parser.add_argument(
        "--from-shipped", action="store_true", help="train the shipped checkpoints further"
    )
    parser.add_argument("--budget", default="60m", help="wall-clock time of all training together")
    parser.add_argument("--runs", type=Path, default=Path("training/runs"))
    parser.add_argument("--bundled", type=Path, default=Path("training/runs/bundled"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--coverage", type=Path, default=COVERAGE, help="a folder")
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"))
    parser.add_argument("--sets", nargs="*", default=list(evaluate.DEVELOPMENT))
    parser.add_argument("--source-size", type=int, default=5000, help="English pieces")
    parser.add_argument("--target-size", type=int, default=4000, help="pieces of each language")
    parser.add_argument("--train-options", default="", help="passed on to training.train")
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Make checkpoints from the command line."""
    options = _parser().parse_args(arguments)
    _prepare(options)
    seconds = parse_budget(options.budget) / len(options.languages)
    parents = _parents(options)
    for language, parent in zip(options.languages, parents, strict=True):
        make(language, parent, seconds, options)
    places = ["--bundled", str(options.bundled), "--eval", str(options.eval)]
    evaluate.main(["--languages", *options.languages, "--sets", *options.sets, *places])


if __name__ == "__main__":
    main()
