"""Finding the words that training text lacks, and the corpus written around them."""

from __future__ import annotations

import csv
import json
import lzma
import re
import unicodedata
from pathlib import Path

import pytest
from training import gaps as command
from training.cleaning import SCRIPTS, Pair, clean_pair, dedup_key, script_share
from training.gaps import gaps, stem_counts, words_by_stem
from training.prepare import write_pairs
from training.sources import (
    COVERAGE,
    COVERAGE_FILES,
    LANGUAGES,
    coverage_pairs,
    newswire_rows,
    short_rows,
)

NEWSWIRE = COVERAGE.parent / "newswire"


def test_forms_of_one_word_are_counted_together() -> None:
    """A text that has "vaccinated" need not be shown "vaccination" as a new word."""
    counts = stem_counts(["The vaccinated and the unvaccinated.", "Vaccination went on."])
    assert counts[next(iter(words_by_stem(["vaccinate"])))] == 2


def test_names_are_not_taken_for_words() -> None:
    """What is mostly written with a capital is a name, and names have their own tables."""
    assert words_by_stem(["Baku said", "in Baku", "a baku"]).keys() == {"said"}


def test_the_commonest_missing_word_comes_first() -> None:
    """Each stem is shown by its commonest form, and enough seen stems are left out."""
    wanted = words_by_stem(["talked talks talks role roles roles bank"])
    assert gaps(wanted, stem_counts(["a bank, two banks"]), least=2) == ["talks", "roles"]


def test_a_word_that_was_seen_for_its_frequency_comes_last() -> None:
    """The commonest of rare words may be needed less than one that was never shown."""
    wanted = words_by_stem(["talks talks talks role role"])
    assert gaps(wanted, stem_counts(["talks"] * 4), least=9) == ["role", "talks"]


def test_the_command_prints_what_the_prepared_text_lacks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dictionary's entry does not count: it shows no use."""
    write_pairs(
        tmp_path / "az.tsv",
        [Pair("news", "Talks went on.", "Danışıqlar davam etdi."), Pair("lexicon", "role", "rol")],
    )
    (tmp_path / "summarization").mkdir()
    with lzma.open(tmp_path / "summarization" / "guardian_standfirst.train.jsonl.xz", "wt") as file:
        file.write(json.dumps({"document": "the talks about the role of the banks"}) + "\n")
    places = ["--data", str(tmp_path), "--corpus", str(tmp_path)]
    command.main(["--language", "az", "--least", "1", *places])
    assert set(capsys.readouterr().out.split()) == {"the", "about", "role", "banks"}


def test_rows_without_a_translation_are_passed_over(tmp_path: Path) -> None:
    """A corpus may be translated into some of its languages first."""
    path = tmp_path / "coverage.train.tsv"
    path.write_text("en\thy\taz\nRain fell.\t\tYağış yağdı.\n", encoding="utf-8")
    assert list(coverage_pairs(tmp_path, "hy")) == []
    assert list(coverage_pairs(tmp_path, "az")) == [("coverage", "Rain fell.", "Yağış yağdı.")]
    assert list(coverage_pairs(tmp_path, "fa")) == []


def test_phrases_are_a_group_of_their_own(tmp_path: Path) -> None:
    """They are short, so the mixture draws them at another rate than sentences."""
    path = tmp_path / "collocations.train.tsv"
    path.write_text("en\tru\noutright majority\tабсолютное большинство\n", encoding="utf-8")
    (pair,) = coverage_pairs(tmp_path, "ru")
    assert pair == ("collocations", "outright majority", "абсолютное большинство")


def rows(*groups: str) -> list[dict[str, str]]:
    """Read files of the committed coverage corpus: all, or those of some groups."""
    found: list[dict[str, str]] = []
    for name, group in COVERAGE_FILES.items():
        if groups and group not in groups:
            continue
        with (COVERAGE / name).open(encoding="utf-8", newline="") as lines:
            found += csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return found


def digits(text: str) -> list[str]:
    """Return the numbers of `text` without their separators, sorted."""
    found = re.findall(r"\d+(?:[.,  ]\d+)*", text)
    return sorted(re.sub(r"[.,  ]", "", number) for number in found)


def test_nothing_is_twice_in_the_coverage_corpus() -> None:
    """Repeats would be learnt by heart."""
    keys = [dedup_key(row["en"]) for row in rows()]
    assert len(keys) == len(set(keys))


def test_no_sentence_of_the_coverage_corpus_is_held_out() -> None:
    """The held-out files of the repository share no English sentence with it."""
    held_out = {
        dedup_key(source)
        for name in ("newswire5.dev.tsv", "newswire5.test.tsv", "articles5.test.tsv")
        for _, source, _ in newswire_rows(NEWSWIRE / name, "hy", domain_column="en")
    }
    held_out |= {dedup_key(source) for source, _ in short_rows(COVERAGE, "hy")}
    assert held_out
    assert not held_out & {dedup_key(row["en"]) for row in rows()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_of_the_coverage_corpus_is_fit_for_training(language: str) -> None:
    """NFC, its own script, its numbers, and nothing that cleaning would drop."""
    translated = [row for row in rows() if row[language]]
    faults = [
        row["en"]
        for row in translated
        if unicodedata.normalize("NFC", row[language]) != row[language]
        or script_share(row[language], language) < 0.8
        or digits(row["en"]) != digits(row[language])
        or clean_pair("coverage", row["en"], row[language], language) is None
    ]
    assert len(translated) > 5000
    assert faults == []


def test_armenian_sentences_end_in_the_armenian_full_stop() -> None:
    """U+0589, where the English has a full stop."""
    stops = [row["hy"] for row in rows("coverage") if row["en"].endswith(".")]
    assert stops
    assert all("։" in text[-3:] for text in stops)
    assert not any(SCRIPTS["hy"].search(row["az"]) for row in rows())
