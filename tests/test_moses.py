"""Our punctuation normaliser gives what sacremoses gives, for every text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacremoses import MosesPunctNormalizer

from dragoman_models.moses import normalise_punctuation

NEWSWIRE = Path(__file__).parents[1] / "training" / "data" / "newswire" / "newswire5.dev.tsv"
REFERENCE = MosesPunctNormalizer("en")

# What the rules look at, and letters for between.
MARKS = [
    *"()[]%:;,.!?«»„“”‘’‚´`'\"–—…-",
    *(" ", "  ", "\u00a0", "\r", "\n", "\t", "''", "´´", "5", "٣", "a", "é", "nº", "ºC", "cm"),
    *("word", "\u202f", "“Yes”.", "(see", "end)", "12\u00a0000", "7\u00a0%", "\u00a0«\u00a0"),
]
marked = st.lists(st.sampled_from(MARKS), max_size=25).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Yes”, he said – once…", '"Yes," he said - once...'),
        ("It’s  5 % ( or so ) .", "It's 5% (or so)."),
        ("12\u00a0000 people", "12.000 people"),
        ("``Yes''", '" Yes "'),
    ],
)
def test_punctuation_becomes_plain(text: str, expected: str) -> None:
    """Quotes, dashes, brackets, spaces and percent signs are written as Moses writes them."""
    assert normalise_punctuation(text) == REFERENCE.normalize(text) == expected


def test_real_text_is_normalised_as_sacremoses_does() -> None:
    """Each line of the newswire corpus' dev set, in all its languages, comes out the same."""
    for line in NEWSWIRE.read_text(encoding="utf-8").splitlines():
        for text in line.split("\t"):
            assert normalise_punctuation(text) == REFERENCE.normalize(text)


@settings(max_examples=300, deadline=None)
@given(st.one_of(marked, st.text()))
def test_any_text_is_normalised_as_sacremoses_does(text: str) -> None:
    """Whatever marks stand beside each other, the two agree."""
    assert normalise_punctuation(text) == REFERENCE.normalize(text)


@pytest.mark.nightly
@settings(max_examples=20_000, deadline=None)
@given(marked)
def test_thousands_of_marked_texts_agree(text: str) -> None:
    """The same on many more texts that are made of marks."""
    assert normalise_punctuation(text) == REFERENCE.normalize(text)


def test_nothing_heavy_is_imported() -> None:
    """The module stands without sacremoses, which takes long to import."""
    code = "import sys, dragoman_models.moses as m; sys.exit('sacremoses' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
