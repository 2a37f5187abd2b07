"""Expectations about segments and flags: one target each, in place, with faults told."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.fidelity.answers import Answer, AnsweredSegment, Judged
from benchmarks.fidelity.language_expectations import in_script, no_loop
from benchmarks.fidelity.number_expectations import no_new_numbers, numbers_kept
from benchmarks.fidelity.text_expectations import target_differs_from_source
from benchmarks.fidelity.wording import prose, words

__all__ = [
    "at_least_sentences",
    "every_word_in_a_segment",
    "faults_flagged",
    "flagged",
    "not_flagged",
    "offsets_right",
    "one_target_each",
    "segments_are",
    "segments_in_order",
    "targets_in_text",
]

_FAULTS = (
    (numbers_kept, ("NUMBER_MISMATCH",)),
    (no_new_numbers, ("NUMBER_MISMATCH",)),
    (no_loop, ("REPETITION",)),
    (in_script, ("WRONG_SCRIPT", "UNTRANSLATED", "COPIED", "NAME_AS_WRITTEN")),
)
_SENTENCE_END = re.compile(r"[.!?։؟…](?:[»\"”')\]]*)(?=\s|$)")


def one_target_each(judged: Judged) -> str:
    """Expect a target, not empty, for each segment that has words."""
    bare = [one for one in judged.segments() if one.source.strip() and not one.target.strip()]
    return f"no target for {bare[0].source!r}" if bare else ""


def segments_are(judged: Judged, texts: Sequence[str]) -> str:
    """Expect the source to be cut into exactly these segments."""
    found = [one.source for one in judged.segments()]
    return "" if found == list(texts) else f"cut into {found}"


def segments_in_order(judged: Judged) -> str:
    """Expect segments that follow each other and do not overlap."""
    end = 0
    for one in judged.segments():
        if one.start < end or one.end < one.start:
            return f"{one.source!r} at {one.start}..{one.end} overlaps what ends at {end}"
        end = one.end
    return ""


def offsets_right(judged: Judged) -> str:
    """Expect each segment's offsets to point at its words in the request's own text.

    Where that is HTML or Markdown, marks and entities between the words are passed over.
    """
    for one in judged.segments():
        there = judged.source[one.start : one.end]
        if judged.mime_type == "text/plain":
            same = " ".join(there.split()) == " ".join(one.source.split())
        else:
            bare = re.sub(r"<[^<>]*>|\]\([^)]*\)", " ", html.unescape(there))
            same = _follow(words(one.source), words(bare))
        if not same:
            return f"{one.start}..{one.end} is {there!r}, not {one.source!r}"
    return ""


def every_word_in_a_segment(judged: Judged) -> str:
    """Expect no word of a plain text outside of the segments, but for numbers of list items."""
    position = 0
    gaps: list[str] = []
    for one in judged.segments():
        gaps.append(judged.source[position : one.start])
        position = one.end
    gaps.append(judged.source[position:])
    lost = [word for gap in gaps for word in words(gap) if word.isalpha() and len(word) > 1]
    return f"in no segment: {lost[:6]}" if lost else ""


def targets_in_text(judged: Judged) -> str:
    """Expect the text to hold each segment's target, in order; inline tags are passed over."""
    text = judged.target
    if judged.mime_type == "text/html":
        text = html.unescape(re.sub(r"<[^<>]*>", "", text))
    if judged.mime_type == "text/markdown":
        text = re.sub(r"\]\([^)]*\)|[*_`\[\]\\~]", "", text)
    position = 0
    for one in judged.segments():
        target = (
            re.sub(r"[*_`\[\]\\~]", "", one.target)
            if "markdown" in judged.mime_type
            else one.target
        )
        found = text.find(target, position)
        if found < 0:
            return f"{one.target!r} is not in the text behind {text[:position][-30:]!r}"
        position = found + len(target)
    return ""


def at_least_sentences(judged: Judged, count: int) -> str:
    """Expect at least so many sentence ends in the target."""
    found = len(_SENTENCE_END.findall(prose(judged.target, mime_type=judged.mime_type)))
    return "" if found >= count else f"{found} sentences, not {count}: {judged.target[:200]!r}"


def flagged(judged: Judged, flags: Sequence[str]) -> str:
    """Expect each of these flags somewhere in the answer."""
    missing = [flag for flag in flags if flag not in judged.flags()]
    return f"not flagged {missing}; flags are {sorted(judged.flags())}" if missing else ""


def not_flagged(judged: Judged, flags: Sequence[str]) -> str:
    """Expect none of these flags anywhere in the answer."""
    raised = [flag for flag in flags if flag in judged.flags()]
    return f"flagged {raised} without reason" if raised else ""


def faults_flagged(judged: Judged) -> str:
    """Expect a flag on each segment whose numbers, script, words or language went wrong.

    Of a system without flags every fault counts.
    """
    for one in judged.segments() if judged.answer.segments is not None else _whole(judged):
        for judge, telling in _FAULTS:
            fault = judge(_alone(judged, one))
            if fault and not set(telling) & set(one.flags):
                return f"no {telling[0]}: {fault}"
        copied = target_differs_from_source(_alone(judged, one))
        wordy = [word for word in words(one.source) if word.islower()]
        if copied and len(wordy) > 2 and not {"UNTRANSLATED", "COPIED"} & set(one.flags):  # noqa: PLR2004
            return f"no UNTRANSLATED: {one.target!r}"
    return ""


def _whole(judged: Judged) -> tuple[AnsweredSegment, ...]:
    return (AnsweredSegment(0, len(judged.source), judged.source, judged.target),)


def _alone(judged: Judged, one: AnsweredSegment) -> Judged:
    return replace(judged, source=one.source, answer=Answer(one.target), mime_type="text/plain")


def _follow(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Tell whether the words are the same but for what marks between them left."""
    rest = iter(found)
    return bool(wanted) == bool(found) and all(word in rest for word in wanted)
