"""The summarizer's figures come from the bundled files, read once, on the same articles."""

from __future__ import annotations

import json
import lzma
import shutil
from pathlib import Path
from typing import Any

import pytest
from model_doubles import WordModel
from training import evaluate_brief
from training.bundle import BUNDLED, read_description
from training.bundle_brief import BRIEF_NAME, PROMPTS, write_bare

from dragoman_models.loading import load_folder

DOCUMENT = (
    "Armenia and Iran agreed on Monday to reopen a mountain road that was closed by a landslide "
    "in April, officials in both countries said.\n"
    "The 47-kilometre road carries most of the trade between the two countries.\n"
    "Repairs took 6 months and cost 18 million dollars, the ministry said."
)
SUMMARY = "Armenia and Iran reopened a mountain road that a landslide had closed in April"
SYSTEMS = 8


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Lay out a corpus of a few rows."""
    folder = tmp_path / "corpus" / "summarization"
    folder.mkdir(parents=True)
    row = {"document": DOCUMENT, "summary": SUMMARY, "title": "Road to Iran was reopened on Monday"}
    for name, rows in (
        ("cnndm_cased.test", [row]),
        ("xsum_sample.test", [row, row]),
        ("guardian_standfirst.train", [{**row, "document": f"{n} {DOCUMENT}"} for n in range(9)]),
        ("news_headline.train", []),
        ("cnndm_lowercased.train", []),
    ):
        with lzma.open(folder / f"{name}.jsonl.xz", "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one) + "\n" for one in rows)
    return folder.parent


def test_a_bare_summary_is_of_the_opening_that_the_model_takes() -> None:
    """The last token, which closes a text, is kept, and the beams are the checkpoint's."""
    model = WordModel(max_source_tokens=5, num_beams=3)
    write_bare(model, "brief: one two three four five six")
    ((tokens,), options) = model.batches[0]
    assert len(tokens) == 5
    assert tokens[-1] == model.encode("x")[-1]
    assert tokens[:4] == model.encode("brief: one two three four five six")[:4]
    assert (options.num_beams, options.no_repeat_ngram_size) == (3, 3)


def test_a_short_text_is_taken_whole() -> None:
    """Nothing is cut off or put in."""
    model = WordModel()
    write_bare(model, "brief: one two")
    ((tokens,), _) = model.batches[0]
    assert tuple(tokens) == model.encode("brief: one two")


def test_the_bundled_model_answers_bare() -> None:
    """In small letters, as its pieces are."""
    model = load_folder(BUNDLED / BRIEF_NAME, bundled=True)
    written = write_bare(model, PROMPTS["brief"] + DOCUMENT)
    assert "road" in written
    assert written == written.lower()


def test_each_set_has_every_system(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table has a row a system and set, each with the articles of its set."""
    evaluate_brief.main(["--corpus", str(corpus)])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[1] for row in rows] == ["1"] * SYSTEMS + ["2"] * SYSTEMS
    assert len({row.split(" | ")[2] for row in rows}) == SYSTEMS


def test_the_model_and_the_stories_are_read_once(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many sets are measured."""
    read: list[str] = []

    def counting(name: str) -> Any:
        real = getattr(evaluate_brief, name)

        def counted(*arguments: Any, **named: Any) -> Any:
            read.append(name)
            return real(*arguments, **named)

        return counted

    for name in ("load_folder", "read_stories"):
        monkeypatch.setattr(evaluate_brief, name, counting(name))
    sets = ["held-out-briefs", "held-out-headlines", "xsum-test"]
    evaluate_brief.main(["--corpus", str(corpus), "--limit", "1", "--sets", *sets])
    assert sorted(read) == ["load_folder", "read_stories"]


def test_sets_without_stories_read_none(corpus: Path) -> None:
    """The stories of training are not asked for where no set is cut out of them."""
    (corpus / "summarization" / "guardian_standfirst.train.jsonl.xz").unlink()
    evaluate_brief.main(["--corpus", str(corpus), "--limit", "1", "--sets", "cnndm-test"])


def test_scores_are_recorded_beside_the_files(corpus: Path, tmp_path: Path) -> None:
    """Only those of the sets that were measured change."""
    shutil.copytree(BUNDLED / BRIEF_NAME, tmp_path / "bundled" / BRIEF_NAME)
    before = read_description(BUNDLED / BRIEF_NAME)
    options = ["--corpus", str(corpus), "--bundled", str(tmp_path / "bundled"), "--record"]
    evaluate_brief.main([*options, "--sets", "xsum-test"])
    after = read_description(tmp_path / "bundled" / BRIEF_NAME)
    assert after["scores"]["cnndm-test"] == before["scores"]["cnndm-test"]
    assert {one["items"] for one in after["scores"]["xsum-test"].values()} == {2}
    assert {**after, "scores": {}} == {**before, "scores": {}}
