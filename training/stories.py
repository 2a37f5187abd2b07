"""Read the summarization corpora: openings of English news with a headline or a short brief.

A pair is kept only when the document supports its summary, because a model copies the habits it
is shown: of every summary, the numbers must stand in the document, and most of the words.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from training.cleaning import clean_text

__all__ = [
    "BRIEF",
    "GROUPS",
    "HEADLINE",
    "HELD_OUT",
    "Story",
    "hold_out",
    "is_supported",
    "read_stories",
    "summary_rows",
]

HEADLINE, BRIEF = "headline", "brief"
GROUPS = (HEADLINE, BRIEF)

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_LEAST_COVERED = 0.6
_SHORTEST_WORD = 4
"""Shorter words are mostly function words, which say nothing of what a summary is about."""
_LENGTHS = {HEADLINE: (4, 16), BRIEF: (8, 45)}
"""Fewest and most words of a summary; the service asks for at most 16 and 60."""
_LEAST_DOCUMENT = 20
_SHORTEST_HIGHLIGHT = 6
HELD_OUT = 100
"""Stories of each group that are never trained on; choices are made on them."""
_OUTLET = re.compile(r"\s[|–—-]\s[^|–—-]{2,40}$")
_AGENCY = re.compile(r"^\(\s*[a-z .]{2,20}\s*\)\s*--?\s*")
_TOKENISED = (
    (re.compile(r"-lrb-"), "("),
    (re.compile(r"-rrb-"), ")"),
    (re.compile(r"``|''"), '"'),
    (re.compile(r"\s+([.,:;!?%)])"), r"\1"),
    (re.compile(r"([($£€])\s+"), r"\1"),
    (re.compile(r"\s+('s|n't|'re|'ve|'ll|'d|'m)\b"), r"\1"),
    (re.compile(r"(\w)\s+-\s+(\w)"), r"\1-\2"),
)


@dataclass(frozen=True)
class Story:
    """One training item: the opening of an article and what to write of it."""

    group: str
    document: str
    summary: str


def summary_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of one xz-compressed file of JSON lines."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def is_supported(document: str, summary: str) -> bool:
    """Tell whether the numbers and 60% of the longer words of a summary are in its document."""
    known = set(_WORD.findall(document.casefold()))
    if not set(_NUMBER.findall(summary)) <= set(_NUMBER.findall(document)):
        return False
    words = [word for word in _WORD.findall(summary.casefold()) if len(word) >= _SHORTEST_WORD]
    return bool(words) and sum(word in known for word in words) >= _LEAST_COVERED * len(words)


def hold_out(stories: list[Story], count: int) -> tuple[list[Story], dict[str, list[Story]]]:
    """Part the same random stories of each group, `count` of them, from the rest."""
    shuffled = list(stories)
    random.Random(1).shuffle(shuffled)  # noqa: S311 (no secret)
    held: dict[str, list[Story]] = {HEADLINE: [], BRIEF: []}
    rest: list[Story] = []
    for story in shuffled:
        group = held[story.group]
        (group if len(group) < count else rest).append(story)
    return rest, held


def _is_fit(story: Story) -> bool:
    fewest, most = _LENGTHS[story.group]
    return (
        fewest <= len(story.summary.split()) <= most
        and len(story.document.split()) >= _LEAST_DOCUMENT
        and is_supported(story.document, story.summary)
    )


def _guardian(folder: Path) -> Iterator[Story]:
    for row in summary_rows(folder / "guardian_standfirst.train.jsonl.xz"):
        yield Story(BRIEF, row["document"], row["summary"])
        if row.get("title"):
            yield Story(HEADLINE, row["document"], _OUTLET.sub("", row["title"]))


def _headlines(folder: Path) -> Iterator[Story]:
    for row in summary_rows(folder / "news_headline.train.jsonl.xz"):
        if not row.get("trunc"):
            yield Story(HEADLINE, row["document"], _OUTLET.sub("", row["summary"]))


def _detokenised(text: str) -> str:
    for pattern, replacement in _TOKENISED:
        text = pattern.sub(replacement, text)
    return text


def _highlights(folder: Path, *, sentences: int = 2, words: int = 260) -> Iterator[Story]:
    """Yield the openings of the CNN/DailyMail articles with their first highlights."""
    for row in summary_rows(folder / "cnndm_lowercased.train.jsonl.xz"):
        opening = " ".join(_AGENCY.sub("", row["document"]).split()[:words])
        told = [part.strip() for part in re.split(r"\s\.(?:\s|$)", row["summary"]) if part.strip()]
        chosen = told[:sentences]
        # Rows whose highlights were cut in mid-sentence give themselves away by short ones.
        if all(len(part.split()) >= _SHORTEST_HIGHLIGHT for part in chosen):
            summary = " ".join(f"{part}." for part in chosen)
            yield Story(BRIEF, _detokenised(opening), _detokenised(summary))


def read_stories(corpus: Path) -> Iterator[Story]:
    """Yield the clean, supported stories of a corpus folder, each document and summary once."""
    folder = corpus / "summarization"
    seen: set[int] = set()
    for reader in (_guardian, _headlines, _highlights):
        for raw in reader(folder):
            story = Story(raw.group, clean_text(raw.document), clean_text(raw.summary))
            key = hash((story.group, story.document[:200]))
            if key not in seen and _is_fit(story):
                seen.add(key)
                yield story
