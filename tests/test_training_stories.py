"""What the summarizer is taught from: supported pairs, and a cut vocabulary."""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from training.evaluate_brief import Written, score_summaries, summary_table
from training.stories import BRIEF, HEADLINE, Story, is_supported, read_stories
from training.wordpieces import SPECIAL, WordPieces, choose_pieces, save_pieces

DOCUMENT = (
    "The city council of Yerevan voted on Monday to close the old bridge for repairs that will "
    "take 6 months and cost 12 million dollars, officials said on Tuesday morning."
)


def corpus(root: Path, files: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    """Lay a corpus folder out; files that a test does not give are empty."""
    folder = root / "summarization"
    folder.mkdir(parents=True)
    for name in ("guardian_standfirst", "news_headline", "cnndm_lowercased"):
        with lzma.open(folder / f"{name}.train.jsonl.xz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row) + "\n" for row in files.get(name, ()))
    return root


def test_a_supported_pair_is_kept_with_its_title_as_a_headline(tmp_path: Path) -> None:
    """One row gives a brief and a headline, the headline without the name of its outlet."""
    row = {
        "document": DOCUMENT,
        "summary": "Yerevan council closes the old bridge for repairs on Monday",
        "title": "Council votes to close bridge in Yerevan | The Paper",
    }
    assert list(read_stories(corpus(tmp_path, {"guardian_standfirst": [row]}))) == [
        Story(BRIEF, DOCUMENT, row["summary"]),
        Story(HEADLINE, DOCUMENT, "Council votes to close bridge in Yerevan"),
    ]


def test_cut_documents_are_left_out(tmp_path: Path) -> None:
    """The manifest says that rows marked `trunc` end in mid-sentence."""
    row = {"document": DOCUMENT, "summary": "Council votes to close bridge", "trunc": True}
    assert not list(read_stories(corpus(tmp_path, {"news_headline": [row]})))


def test_tokenised_articles_are_written_out(tmp_path: Path) -> None:
    """Marks that a tokenizer set apart close up, and the agency's name goes."""
    document = f"( cnn ) -- the council 's bridge cost $ 12 million on monday . {DOCUMENT.lower()}"
    row = {"document": document, "summary": "the council 's bridge cost $ 12 million on monday ."}
    (story,) = read_stories(corpus(tmp_path, {"cnndm_lowercased": [row]}))
    assert story.document.startswith("the council's bridge cost $12 million on monday.")
    assert story.summary == "the council's bridge cost $12 million on monday."


def test_highlights_cut_in_mid_sentence_are_left_out(tmp_path: Path) -> None:
    """A highlight of two words is the stump of a line that was wrapped."""
    row = {
        "document": DOCUMENT.lower(),
        "summary": "yerevan council . votes to close the old bridge .",
    }
    assert not list(read_stories(corpus(tmp_path, {"cnndm_lowercased": [row]})))


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("Council closes old bridge for 6 months", True),
        ("Council closes old bridge for 9 months", False),
        ("Parliament debates taxes in stormy session", False),
        ("", False),
    ],
)
def test_a_summary_is_supported_by_its_words_and_numbers(summary: str, *, expected: bool) -> None:
    """All numbers and most of the longer words stand in the document."""
    assert is_supported(DOCUMENT, summary) is expected


PIECES = [
    "[PAD]",
    "[unused0]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "a",
    "##a",
    "b",
    "##b",
    "ab",
    "##ab",
    "bb",
]


def test_the_most_used_pieces_stay_in_their_order() -> None:
    """Special pieces come first; characters always stay, so every word can be spelt."""
    kept = choose_pieces(PIECES, ["bb bb ab bb"], size=9)
    assert kept == [*SPECIAL, "a", "##a", "b", "##b", "bb"]


def test_a_cut_vocabulary_spells_what_it_lost(tmp_path: Path) -> None:
    """Case and accents go, and a word without a piece of its own is spelt with smaller ones."""
    save_pieces(choose_pieces(PIECES, ["bb"], size=9), tmp_path)
    pieces = WordPieces(tmp_path)
    (ids,) = pieces.encode(["Äb bb"])
    assert [pieces.pieces[i] for i in ids] == ["a", "##b", "bb"]


def test_transformers_loads_the_cut_vocabulary(tmp_path: Path) -> None:
    """Unmodified transformers reads the folder and gives the same ids, between its own marks."""
    from transformers import AutoTokenizer

    save_pieces(PIECES[:1] + PIECES[2:], tmp_path)
    pieces = WordPieces(tmp_path)
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    ids = theirs("Ab bb").input_ids
    assert ids == [pieces.begin_id, *pieces.encode(["Ab bb"])[0], pieces.end_id]


def test_summaries_are_scored_against_their_reference() -> None:
    """The same words are a full score; a number that the document lacks is counted."""
    documents = [DOCUMENT, DOCUMENT]
    references = ["The bridge closes for 6 months.", "The bridge costs 12 million dollars."]
    same = [Written((text,)) for text in references]
    found = score_summaries(same, references, documents)
    assert found.rouge1 == found.rougeLsum == pytest.approx(100)
    assert found.unsupported == found.replaced == 0
    invented = [same[0], Written(("The bridge costs 99 million dollars.",), replaced=1)]
    found = score_summaries(invented, references, documents)
    assert found.rouge1 < 100
    assert found.unsupported == 0.5
    assert found.replaced == 0.5
    row = summary_table([("cnndm-test", "service, brief", found)]).splitlines()[-1]
    assert row.startswith("| cnndm-test | 2 | service, brief |")
