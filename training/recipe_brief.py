"""Make the summarizer from the corpora in one command: train, average, export, evaluate.

    python -m training.recipe_brief --budget 60m

The same command goes on where it was stopped. The result lies in `training/runs/bundled`; give
`--bundled models/dragoman_models/bundled` to ship it, once it is better than what is shipped.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from training import evaluate_brief, export_brief, train_brief

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the summarizer from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--budget", default="60m", help="wall-clock time of the training")
    parser.add_argument("--run", type=Path, default=Path("training/runs/brief"))
    parser.add_argument("--bundled", type=Path, default=Path("training/runs/bundled"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--sets", nargs="*", default=["cnndm-validation"])
    parser.add_argument("--train-options", default="", help="passed on to training.train_brief")
    options = parser.parse_args(arguments)
    places = ["--corpus", str(options.corpus)]
    run = ["--budget", options.budget, "--output", str(options.run)]
    train_brief.main([*run, *places, *options.train_options.split()])
    bundled = ["--bundled", str(options.bundled)]
    export_brief.main(["--run", str(options.run), *bundled])
    if options.sets:
        evaluate_brief.main(["--sets", *options.sets, *places, *bundled])


if __name__ == "__main__":
    main()
