"""What is sent: English sentences and articles, and a day of a wire agency.

All of it is the training part of the newswire corpus, never a test set, and in
the same order every time.
"""

from __future__ import annotations

import csv
import functools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from itertools import groupby
from operator import itemgetter
from pathlib import Path

__all__ = ["Item", "Kind", "articles", "endless", "feed", "sentences", "updated"]

_NEWSWIRE = Path(__file__).parents[2] / "training" / "data" / "newswire"
_SEED = 20261122
# Shorter ones are headings, longer ones more than a sentence.
_FEWEST_WORDS, _MOST_WORDS = 6, 45
# The share of a feed's items that are new stories.
_NEW = 0.5
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@unique
class Kind(StrEnum):
    """Say what an item of a feed is to those before it."""

    STORY = "story"
    UPDATE = "update"
    CORRECTION = "correction"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one item of a feed."""

    kind: Kind
    text: str


def sentences(count: int, *, skip: int = 0) -> list[str]:
    """Return so many sentences, no two alike, in a fixed random order after `skip` of them.

    Raises:
        ValueError: there are not so many.
    """
    whole = _sentences()
    if skip + count > len(whole):
        raise ValueError(f"there are {len(whole)} sentences, not {skip + count}")
    return whole[skip : skip + count]


def articles() -> list[str]:
    """Return all articles, their paragraphs parted by empty lines, summaries left out."""
    groups = groupby(_rows("articles5.train.tsv"), key=itemgetter("article"))
    return [
        "\n\n".join(row["en"] for row in group if row["role"] != "summary") for _, group in groups
    ]


def endless(count: int) -> list[str]:
    """Return so many sentences, no two alike; when there are no more, numbered ones follow."""
    texts = _sentences()
    laps = range(-(-count // len(texts)))
    return [_numbered(text, lap) for lap in laps for text in texts][:count]


def updated(story: str, *, sentences: int, number: int = 0) -> str:
    """Return a story in which so many sentences say something new, its last ones.

    The `number` makes one update differ from the next.
    """
    parts = re.split(r"(?<=[.!?”])(?=\s)", story)
    chosen = [i for i, part in enumerate(parts) if part.strip().endswith(".")][-sentences:]
    for i in chosen:
        parts[i] = f"{parts[i][:-1]}, officials said on {_day(number)} {number + i + 10}."
    return "".join(parts)


def feed(count: int, *, stories: Sequence[str] | None = None, seed: int = _SEED) -> list[Item]:
    """Return a wire feed of so many items.

    Half are new stories; the others are stories of before with two sentences
    changed (updates), with one changed (corrections), or unchanged (repeats).
    Once there are no new stories left, all are.
    """
    draw = random.Random(seed)  # noqa: S311 - a feed, not a secret
    fresh = list(stories if stories is not None else articles())
    sent: list[str] = []
    items: list[Item] = []
    for number in range(count):
        if not sent or (fresh and draw.random() < _NEW):
            items.append(Item(Kind.STORY, fresh.pop(0)))
            sent.append(items[-1].text)
            continue
        kind = draw.choice([Kind.UPDATE, Kind.UPDATE, Kind.CORRECTION, Kind.REPEAT])
        place = draw.randrange(max(0, len(sent) - 5), len(sent))
        sent[place] = _after(kind, sent[place], number)
        items.append(Item(kind, sent[place]))
    return items


@functools.cache
def _sentences() -> list[str]:
    found = dict.fromkeys(row["en"] for row in _rows("newswire5.train.tsv"))
    whole = [line for line in found if _is_sentence(line)]
    random.Random(_SEED).shuffle(whole)  # noqa: S311 - an order, not a secret
    return whole


def _after(kind: Kind, story: str, number: int) -> str:
    changed = {Kind.UPDATE: 2, Kind.CORRECTION: 1}.get(kind, 0)
    return updated(story, sentences=changed, number=number) if changed else story


def _numbered(text: str, lap: int) -> str:
    return f"{text[:-1]}, according to report {lap + 10}." if lap else text


def _day(number: int) -> str:
    return _WEEKDAYS[number % len(_WEEKDAYS)]


def _is_sentence(line: str) -> bool:
    one = line.endswith(".") and not re.search(r"[.!?]\S?\s", line)
    return one and _FEWEST_WORDS <= len(line.split()) <= _MOST_WORDS


def _rows(name: str) -> list[dict[str, str]]:
    with (_NEWSWIRE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
