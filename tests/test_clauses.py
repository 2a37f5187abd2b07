"""Clauses end where a reader would pause, and always fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.clauses import cut_clauses
from dragoman_models.kept_text import kept_spans, marked


def parts(sentence: str, max_tokens: int) -> list[str]:
    """Cut by words."""
    spans = cut_clauses(sentence, max_tokens=max_tokens, count_tokens=lambda t: len(t.split()))
    return [sentence[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("one two three; four five six", ["one two three;", "four five six"]),
        ("one two, and three four five", ["one two,", "and three four five"]),
        ("one two three, four five six", ["one two three,", "four five six"]),
        ("one two three because four five", ["one two three", "because four five"]),
        ("one two three four five six", ["one two three", "four five six"]),
        ("one two — three four five", ["one two —", "three four five"]),
    ],
)
def test_the_best_place_wins(sentence: str, expected: list[str]) -> None:
    """Semicolons and dashes before commas, commas before conjunctions, those before spaces."""
    assert parts(sentence, 4) == expected


def test_an_early_comma_is_no_place_to_cut() -> None:
    """A stump of one word is worse than a cut at a space."""
    assert parts("Still, one two three four five six seven", 7)[0] != "Still,"


def test_more_tokens_for_less_text_still_fits() -> None:
    """A tokenizer whose counts do not grow with the text is met with smaller parts."""

    def odd(text: str) -> int:
        return 99 if len(text) == 8 else len(text)

    spans = list(cut_clauses("abcdefghijklmnop", max_tokens=9, count_tokens=odd))
    assert all(odd("abcdefghijklmnop"[start:end]) <= 9 for start, end in spans)


@given(st.text(alphabet="ab ,;e\u0301\u200d", min_size=1), st.integers(1, 9))
def test_spans_run_in_order_and_leave_only_white_space(text: str, max_tokens: int) -> None:
    """Nothing but white space lies between two parts, and no part is empty."""
    last = 0
    for start, end in cut_clauses(text, max_tokens=max_tokens, count_tokens=len):
        assert not text[last:start].strip()
        assert start < end
        assert end - start <= max_tokens
        last = end
    assert last == len(text) or not text[last:].strip()


def test_no_cut_is_made_within_the_words_of_a_kept_element() -> None:
    """A sentence with code in it is cut before the code or behind it."""
    sentence = f"Open the window, type {marked('go, and then, after that, stop')} twice, and wait."
    spans = list(cut_clauses(sentence, max_tokens=8, count_tokens=lambda text: len(text.split())))
    ((first, last),) = kept_spans(sentence)
    assert len(spans) > 1
    assert not any(first < edge < last for span in spans for edge in span)
