"""Sentences of English news are found, fit the budget, and spell the source when joined."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.segmentation import join, segment
from dragoman_models.types import Segment


def words(text: str) -> int:
    """Count white-space words and one end token, as a tokenizer might."""
    return len(text.split()) + 1


def sentences(text: str) -> list[str]:
    """Segment with a budget that no sentence of these tests reaches."""
    return [unit.text for unit in segment(text, max_tokens=200, count_tokens=words)]


def spelled(segments: Sequence[Segment]) -> str:
    """Put the segments' own text back together."""
    return join(segments, [unit.text for unit in segments])


ONE_SENTENCE = [
    "Mr. Aliyev met Dr. Petrosyan in Geneva.",
    "Lt. Gen. Karen Abrahamyan and Maj. Gen. Smith attended.",
    "Gov. Newsom and Sen. Chris Van Hollen disagreed.",
    "The U.S. State Department and the U.N. Security Council were told.",
    "Talks began at 9 a.m. Monday and ended at 5 p.m. EST.",
    "J. K. Rowling and George W. Bush were there.",
    "The rate rose 3.5 percent to 12.75 on Jan. 15, No. 4 on the list.",
    "He said ... he would think about it.",
    "“Why did they leave?” he asked.",
    "“Stop!” the soldier shouted.",
    "“Will it hold?” Foreign Minister Ararat Mirzoyan asked.",
    "Yahoo! Inc. bought it.",
    "Shares of Apple Inc. Chief Executive Tim Cook rose.",
    "See https://example.com/a.b?c=d. for more",
    "The St. Petersburg forum (e.g. the main session) was quiet.",
    "1. Ceasefire holds for a third day",
    "Parliament Votes To Extend Term",
    "Visit www.armenpress.am today",
    "The iPhone maker, i.e. Apple, said so.",
    "He scored vs. Qarabag in Sept. 2023.",
    "Rep. Adam Schiff (D-Calif.) said so.",
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_a_stop_that_ends_nothing_does_not_cut(text: str) -> None:
    """Abbreviations, ranks, initials, decimals, quoted questions and headlines stay whole."""
    assert sentences(text) == [text]


SEVERAL = {
    "plain": ["Iran offered to mediate.", "Both sides declined."],
    "abbreviation at the end": ["He lives in the U.S.", "The visa expired."],
    "time at the end": ["It began at 9 a.m.", "Police arrived later."],
    "company at the end": ["She sued Apple Inc.", "The court agreed."],
    "quote after the stop": ["“We won.”", "The crowd cheered."],
    "straight quote": ['"It is over."', "He left."],
    "opens with a quote": ["He paused.", "“We cannot go back,” he said."],
    "opens with a figure": ["Nobody was hurt.", "25 people were evacuated."],
    "opens with money": ["Prices rose.", "$5 is now the norm."],
    "brackets": ["(It was closed.)", "Nobody knew why."],
    "ellipsis": ["And then…", "Silence followed."],
    "question": ["Who pays?", "Nobody knows."],
    "both marks": ["Really?!", "Yes."],
    "number word": ["He said no.", "Nobody listened."],
    "long quote": ["“We are tired.", "We want peace,” she said."],
    "decade": ["It was 2020.", "War began in the fall."],
    "footnote": ["He won.[12]", "She lost."],
    "dash": ["Nothing changed.", "— Reuters"],
    "Armenian": ["Նա գնաց։", "Նրանք մնացին։"],
    "Persian": ["او کجا رفت؟", "هیچ‌کس نمی‌داند."],
}


@pytest.mark.parametrize("expected", SEVERAL.values(), ids=SEVERAL.keys())
def test_a_stop_that_ends_a_sentence_cuts(expected: list[str]) -> None:
    """Each sentence is a segment of its own, with its quotes and brackets."""
    assert sentences(" ".join(expected)) == expected


def test_a_line_end_always_cuts() -> None:
    """Lines are units of their own, with the white space between them kept."""
    units = segment("Baku\n \nYerevan  \nTehran\n", max_tokens=9, count_tokens=words)
    assert [unit.text for unit in units] == ["Baku", "Yerevan", "Tehran"]
    assert [unit.separator for unit in units] == ["\n \n", "  \n", "\n"]


def test_marks_alone_are_segments() -> None:
    """Text without letters keeps its place instead of vanishing."""
    assert sentences("* * *") == ["* * *"]
    assert sentences("12.5%") == ["12.5%"]


def test_empty_and_white_text() -> None:
    """Empty text has no segment, white space one that holds it."""
    assert segment("", max_tokens=5, count_tokens=words) == ()
    (unit,) = segment(" \n\t", max_tokens=5, count_tokens=words)
    assert (unit.lead, unit.text, unit.separator) == (" \n\t", "", "")


def test_spans_point_into_the_text() -> None:
    """`start` and `end` are the place of `text` in the source."""
    source = "  One here. Two there.  "
    for unit in segment(source, max_tokens=50, count_tokens=words):
        assert source[unit.start : unit.end] == unit.text


def test_a_long_sentence_is_cut_at_clauses_and_says_so() -> None:
    """The parts fit, begin at conjunctions or after semicolons, and are flagged."""
    text = (
        "The ministry said that the convoy had left the border town before dawn, and officials"
        " in the capital confirmed the report; the aid agencies, which had waited for a week,"
        " welcomed it but warned that much more would be needed before winter."
    )
    units = segment(text, max_tokens=20, count_tokens=words)
    assert all(words(unit.text) <= 20 for unit in units)
    assert all(unit.split for unit in units)
    assert units[0].text.endswith("before dawn,")
    assert any(unit.text.endswith("report;") for unit in units)
    assert spelled(units) == text


def test_only_the_long_sentence_is_flagged() -> None:
    """Its neighbours are whole and say so."""
    text = "Short one. The " + "word " * 30 + "end. Short two."
    marks = [unit.split for unit in segment(text, max_tokens=12, count_tokens=words)]
    assert marks[0] is False
    assert marks[-1] is False
    assert any(marks)


def test_a_sentence_that_fits_is_counted_once() -> None:
    """Counting tokens costs, so it is asked for once a sentence."""
    calls: list[str] = []

    def counted(text: str) -> int:
        calls.append(text)
        return words(text)

    segment("One here. Two there. Three.", max_tokens=50, count_tokens=counted)
    assert calls == ["One here.", "Two there.", "Three."]


def test_a_word_without_spaces_is_cut_between_characters() -> None:
    """Text that offers no better place is cut, yet no character a reader sees is."""
    family = "👨‍👩‍👧‍👦"
    units = segment(family * 9 + "🇦🇲🇦🇿" * 9, max_tokens=20, count_tokens=len)
    assert all(len(unit.text) <= 20 for unit in units)
    assert spelled(units) == family * 9 + "🇦🇲🇦🇿" * 9
    for unit in units:
        assert unit.text[0] not in "\u200d\ufe0f"
        assert unit.text[-1] != "\u200d"
        flags = [c for c in unit.text if "\U0001f1e6" <= c <= "\U0001f1ff"]
        assert len(flags) % 2 == 0


def test_marks_stay_on_their_letters() -> None:
    """A cut never parts a letter from its combining marks."""
    units = segment("e\u0301" * 50, max_tokens=7, count_tokens=len)
    assert all(unit.text.startswith("e") for unit in units)


def test_join_takes_one_target_a_segment() -> None:
    """A missing target is an error, never a gap."""
    units = segment("One. Two.", max_tokens=9, count_tokens=words)
    assert join(units, ["Մեկ։", "Երկու։"]) == "Մեկ։ Երկու։"
    with pytest.raises(ValueError, match="shorter"):
        join(units, ["Մեկ։"])


@given(st.text(), st.integers(1, 40))
def test_segments_spell_any_text(text: str, max_tokens: int) -> None:
    """Lead, texts and separators join to the source, for every string and budget."""
    units = segment(text, max_tokens=max_tokens, count_tokens=len)
    assert spelled(units) == text
    assert all(len(unit.text) <= max_tokens for unit in units)


NEWS_PIECES = st.sampled_from(
    [
        *("Mr.", "U.S.", "said", "The", "“", "”", ". ", "! ", "? ", " ", "\n", ", ", "; ", "3.5"),
        *("…", "Baku", "and", "(", ")", "e.g.", "\u00a0", "🇦🇲", "e\u0301", "که", "؟ ", "։ "),
        *("No.", " — "),
    ]
)


@given(st.lists(NEWS_PIECES, max_size=60).map("".join), st.integers(1, 12))
def test_segments_spell_news_like_text_within_budget(text: str, max_tokens: int) -> None:
    """The same for text made of what news is made of, counted in words."""
    units = segment(text, max_tokens=max_tokens + 1, count_tokens=words)
    assert spelled(units) == text
    assert all(words(unit.text) <= max_tokens + 1 for unit in units)
    assert [unit.lead for unit in units[1:]] == [""] * (len(units) - 1 if units else 0)


def test_a_megabyte_takes_linear_time() -> None:
    """A sentence of a megabyte is counted piece by piece, not over and over."""
    counted = 0

    def count(text: str) -> int:
        nonlocal counted
        counted += len(text)
        return len(text) // 4 + 1

    text = "word, " * 170_000
    units = segment(text, max_tokens=200, count_tokens=count)
    assert spelled(units) == text
    assert counted < 30 * len(text)
