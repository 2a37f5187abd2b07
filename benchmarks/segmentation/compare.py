"""Compare sentence splitters on `gold.txt`: ours with those that others maintain.

Needs `pip install pysbd nltk` in an environment beside Dragoman's; what is
missing is left out. The table goes to `segmentation.md` beside this file:
boundaries found, precision, recall, items without a fault, and time.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from dragoman_models.segmentation import segment

HERE = Path(__file__).parent
_BOUNDARY = " ¦ "

Splitter = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Item:
    """Hold one line of the list: its family and its sentences."""

    family: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the line as a reader has it."""
        return " ".join(self.sentences)

    @property
    def boundaries(self) -> set[int]:
        """Return the offsets at which a sentence ends and another follows."""
        return boundaries(self.text, self.sentences)


@dataclass(frozen=True)
class Score:
    """Hold what a splitter found over a list of items."""

    right: int
    found: int
    wanted: int
    clean: int
    items: int
    seconds: float

    @property
    def precision(self) -> float:
        """Return the share of found boundaries that are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Return the share of the boundaries that were found."""
        return self.right / max(1, self.wanted)


def boundaries(text: str, sentences: Sequence[str]) -> set[int]:
    """Return where each sentence but the last ends, in code points without white space."""
    ends: set[int] = set()
    position = 0
    for sentence in sentences:
        position += len("".join(sentence.split()))
        ends.add(position)
    return ends - {0, len("".join(text.split()))}


def read_gold(path: Path = HERE / "gold.txt") -> Iterator[Item]:
    """Read the items of the list, in order."""
    family = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            family = line.removeprefix("## ")
        elif line and not line.startswith("# "):
            yield Item(family, tuple(line.split(_BOUNDARY)))


def ours(text: str) -> list[str]:
    """Split with Dragoman, with a budget that no sentence reaches."""
    return [one.text for one in segment(text, max_tokens=10_000, count_tokens=len)]


def splitters() -> Iterator[tuple[str, Splitter]]:
    """Yield the splitters that are installed, with their versions."""
    yield "Dragoman", ours
    for name, make in (("pysbd", _pysbd), ("nltk", _nltk)):
        try:
            yield f"{name} {metadata.version(name)}", make()
        except ImportError:
            continue


def _pysbd() -> Splitter:
    split: Splitter = importlib.import_module("pysbd").Segmenter(language="en", clean=False).segment
    return split


def _nltk() -> Splitter:
    """Make Punkt without its trained list, which is a download: its rules alone."""
    split: Splitter = (
        importlib.import_module("nltk.tokenize.punkt").PunktSentenceTokenizer().tokenize
    )
    return split


def score(split: Splitter, items: Sequence[Item]) -> Score:
    """Run a splitter over the items."""
    begin = time.perf_counter()
    answers = [split(item.text) for item in items]
    seconds = time.perf_counter() - begin
    found = [boundaries(item.text, answer) for item, answer in zip(items, answers, strict=True)]
    wanted = [item.boundaries for item in items]
    pairs = list(zip(found, wanted, strict=True))
    return Score(
        right=sum(len(a & b) for a, b in pairs),
        found=sum(map(len, found)),
        wanted=sum(map(len, wanted)),
        clean=sum(a == b for a, b in pairs),
        items=len(items),
        seconds=seconds,
    )


def markdown(items: Sequence[Item], scores: dict[str, Score]) -> str:
    """Write the table."""
    total = sum(len(item.boundaries) for item in items)
    lines = [
        f"{len(items)} items of `gold.txt`, {total} boundaries within them. Dragoman's rules were",
        "written with this list at hand and the others' were not, so it shows regressions better",
        "than it ranks.",
        "",
        "| splitter | precision | recall | items without a fault | ms an item |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {one.precision:.1%} | {one.recall:.1%} "
        f"| {one.clean} ({one.clean / one.items:.0%}) | {one.seconds / one.items * 1000:.2f} |"
        for name, one in scores.items()
    ]
    return "\n".join(lines)


def show_faults(split: Splitter, items: Sequence[Item]) -> None:
    """Print each item that a splitter gets wrong."""
    for item in items:
        answer = split(item.text)
        if boundaries(item.text, answer) != item.boundaries:
            print(f"{item.family}: {_BOUNDARY.join(part.strip() for part in answer)}")


def main() -> None:
    """Compare, print and write the table."""
    parser = argparse.ArgumentParser(description="Compare sentence splitters on the gold list.")
    parser.add_argument("--faults", action="store_true", help="print what Dragoman gets wrong")
    items = list(read_gold())
    if parser.parse_args().faults:
        show_faults(ours, items)
        return
    table = markdown(items, {name: score(split, items) for name, split in splitters()})
    print(table)
    (HERE / "segmentation.md").write_text(table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
