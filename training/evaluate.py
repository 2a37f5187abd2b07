"""Measure the bundled checkpoints and print the table of the model cards; needs no torch.

python -m training.evaluate --languages hy az
python -m training.evaluate --sets flores200-dev newswire5-dev   # what choices are made on
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dragoman_models.types import DecodingOptions
from training.bundle import (
    BUNDLED,
    BundledTranslator,
    bundle_folder,
    opens_small,
    read_description,
    tuned_search,
    write_description,
)
from training.metrics import Scores, score, signatures
from training.sources import COVERAGE, LANGUAGES, flores_pairs, newswire_rows, short_rows

__all__ = [
    "Item",
    "by_domain",
    "by_length",
    "evaluation_set",
    "is_present",
    "table",
    "translate_set",
]

NEWSWIRE = Path("training/data/newswire")
REPORTED = ("flores200-devtest", "newswire5-test", "articles5-test")
DEVELOPMENT = ("flores200-dev", "newswire5-dev", "short-dev")
_LENGTHS = ((1, 8), (9, 16), (17, 28), (29, 1000))
"""Bands of source length, in words."""


@dataclass(frozen=True)
class Item:
    """One sentence of an evaluation set, and what a checkpoint made of it."""

    domain: str
    source: str
    reference: str
    target: str = ""


def evaluation_set(name: str, language: str, folder: Path) -> list[Item]:
    """Load a set by name, such as `flores200-devtest`; FLORES lies in `folder`.

    Raises:
        FileNotFoundError: the set is not there; FLORES-200 is not part of the repository.
    """
    corpus, _, part = name.partition("-")
    if corpus == "flores200":
        pairs = flores_pairs(folder / f"flores200.{part}.en-{language}.tsv")
        return [Item("encyclopaedia and travel", *pair) for pair in pairs]
    if corpus == "short":
        return [Item("short sentences", *pair) for pair in short_rows(COVERAGE, language)]
    column = "role" if corpus == "articles5" else "domain"
    rows = newswire_rows(NEWSWIRE / f"{corpus}.{part}.tsv", language, domain_column=column)
    return [Item(*row) for row in rows]


def is_present(name: str, language: str, folder: Path) -> bool:
    """Tell whether a set is there; only FLORES-200 may be missing, as it is not ours to ship."""
    part = name.removeprefix("flores200-")
    return part == name or (folder / f"flores200.{part}.en-{language}.tsv").exists()


def translate_set(
    translator: BundledTranslator, items: Sequence[Item], search: DecodingOptions
) -> list[Item]:
    """Return `items` with their translations."""
    targets = translator.translate([item.source for item in items], search=search)
    return [
        Item(item.domain, item.source, item.reference, target)
        for item, target in zip(items, targets, strict=True)
    ]


def _score(items: Sequence[Item], language: str) -> Scores:
    columns = zip(*((item.source, item.target, item.reference) for item in items), strict=True)
    sources, targets, references = (list(column) for column in columns)
    return score(sources, targets, references, language)


def _grouped(items: Sequence[Item], language: str, key: Callable[[Item], str]) -> dict[str, Scores]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {name: _score(group, language) for name, group in sorted(groups.items())}


def by_domain(items: Sequence[Item], language: str) -> dict[str, Scores]:
    """Score every domain of `items` apart."""
    return _grouped(items, language, lambda item: item.domain)


def _band(item: Item) -> str:
    words = len(item.source.split())
    low, high = next(band for band in _LENGTHS if words <= band[1])
    return f"{low:>2} to {high} words" if high < _LENGTHS[-1][1] else f"{low} words and more"


def by_length(items: Sequence[Item], language: str) -> dict[str, Scores]:
    """Score bands of source length apart."""
    return _grouped(items, language, _band)


def table(rows: Iterable[tuple[str, str, Scores]]) -> str:
    """Return a Markdown table of (language, set or group, scores)."""
    lines = [
        (
            "| en to | set | items | BLEU | chrF | chrF of copying "
            "| repetitive | wrong script | untranslated | numbers kept | names kept |"
        ),
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for language, name, s in rows:
        rates = (s.repetitive, s.wrong_script, s.untranslated, s.numbers_kept, s.names_kept)
        shares = " | ".join(f"{rate:.1%}" for rate in rates)
        lines.append(
            f"| {language} | {name} | {s.items} | {s.bleu:.1f} | {s.chrf:.1f} |"
            f" {s.copied_chrf:.1f} | {shares} |"
        )
    return "\n".join(lines)


def _record(folder: Path, scores: dict[str, Scores]) -> None:
    """Put the figures into `checkpoint.json`, rounded as they are printed."""
    description = read_description(folder)
    for name, value in scores.items():
        rounded = {key: round(number, 3) for key, number in asdict(value).items()}
        rounded |= {"BLEU": round(value.bleu, 1), "chrF": round(value.chrf, 1)}
        del rounded["bleu"], rounded["chrf"]
        description["scores"][name] = rounded
    write_description(folder, description)


def _evaluate(language: str, options: argparse.Namespace) -> list[tuple[str, str, Scores]]:
    folder = bundle_folder(language, options.bundled)
    description = read_description(folder)
    translator = BundledTranslator(
        folder, small_openings=opens_small(description), threads=options.threads
    )
    search = tuned_search(description, language)
    totals: dict[str, Scores] = {}
    rows: list[tuple[str, str, Scores]] = []
    for name in options.sets:
        if not is_present(name, language, options.eval):
            print(f"{name}.{language} is not in {options.eval}: left out\n")
            continue
        items = translate_set(translator, evaluation_set(name, language, options.eval), search)
        _save_items(options.output, language, name, items)
        totals[name] = _score(items, language)
        rows.append((language, name, totals[name]))
        if options.details:
            groups = by_domain(items, language) | by_length(items, language)
            rows += [(language, f"{name}: {group}", s) for group, s in groups.items()]
    if options.record:
        _record(folder, totals)
    return rows


def _save_items(output: Path | None, language: str, name: str, items: Sequence[Item]) -> None:
    if output is None:
        return
    output.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(asdict(item), ensure_ascii=False) + "\n" for item in items)
    (output / f"{name}.{language}.jsonl").write_text(text, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--sets", nargs="*", choices=REPORTED + DEVELOPMENT, default=REPORTED)
    parser.add_argument("--bundled", type=Path, default=BUNDLED)
    parser.add_argument("--eval", type=Path, default=Path("../shared/eval"), help="holds FLORES")
    parser.add_argument("--output", type=Path, help="folder for the translations, as JSON lines")
    parser.add_argument("--details", action="store_true", help="per domain and length, too")
    parser.add_argument("--record", action="store_true", help="write scores to checkpoint.json")
    parser.add_argument("--threads", type=int, default=2)
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Evaluate bundled checkpoints from the command line."""
    options = _parser().parse_args(arguments)
    rows = [row for language in options.languages for row in _evaluate(language, options)]
    print(table(rows))
    print()
    print(*(f"{name}: `{signature}`" for name, signature in signatures().items()), sep="\n")


if __name__ == "__main__":
    main()
