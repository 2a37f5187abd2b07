"""Failure rates, tables and the description of a bundled checkpoint; none of it needs torch."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from training.bundle import BUNDLED, describe_files, read_description, revision, write_description
from training.card import card
from training.card_brief import brief_card
from training.evaluate import Item, by_domain, by_length, evaluation_set, is_present, table
from training.history import Effort, effort
from training.metrics import (
    is_repetitive,
    is_untranslated,
    is_wrong_script,
    kept_numbers,
    score,
    signatures,
)
from training.sources import LANGUAGES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("он сказал он ушел и он пришел", False),
        ("он он он", True),
        ("в том числе и в том числе и в том числе", True),
        ("", False),
    ],
)
def test_repetition(text: str, *, expected: bool) -> None:
    """A word thrice in a row, or three words thrice, is a loop; ordinary repetition is not."""
    assert is_repetitive(text) is expected


def test_wrong_script() -> None:
    """A Latin name inside Armenian is fine; Russian in its place is not."""
    assert not is_wrong_script("Նախագահը ժամանել է NATO", "hy")
    assert is_wrong_script("Президент прибыл", "hy")
    assert not is_wrong_script("2024", "hy")


def test_untranslated() -> None:
    """Half of the words standing unchanged is a copy; names alone are not."""
    source = "The minister met Ilham Aliyev in Baku"
    assert is_untranslated(source, "The minister met Ilham Aliyev Bakıda")
    assert not is_untranslated(source, "Nazir Bakıda Ilham Aliyev ilə görüşüb")
    assert not is_untranslated("Ilham Aliyev", "Ilham Aliyev")


@pytest.mark.parametrize(
    ("source", "target", "kept"),
    [
        ("12.7 km in 2024", "12,7 км в 2024", (2, 2)),
        ("1,500 people", "1 500 человек", (1, 1)),
        ("3 of 5", "۳ از ۵", (2, 2)),
        ("40 tanks, 40 guns", "40 танков", (1, 2)),
        ("none", "нет", (0, 0)),
    ],
)
def test_numbers_are_compared_without_separators(
    source: str, target: str, kept: tuple[int, int]
) -> None:
    """Separators and digit shapes differ between languages; values do not."""
    assert kept_numbers(source, target) == kept


def test_a_perfect_set_scores_full_marks() -> None:
    """References as translations give 100, and copying gives less."""
    references = ["Президент прибыл в Баку 5 мая .", "Переговоры идут уже второй день ."]
    sources = ["The president arrived in Baku on 5 May.", "Talks go into a second day."]
    scores = score(sources, references, references, "ru")
    assert scores.bleu == pytest.approx(100)
    assert scores.chrf == pytest.approx(100)
    assert scores.copied_chrf < 10
    assert (scores.repetitive, scores.wrong_script, scores.untranslated) == (0, 0, 0)
    assert scores.numbers_kept == 1


def test_signatures_name_metric_versions() -> None:
    """A figure without its signature cannot be compared."""
    assert "tok:13a" in signatures()["BLEU"]
    assert "nc:6" in signatures()["chrF"]


def test_groups_and_table() -> None:
    """Every domain and length band gets its own row."""
    items = [
        Item("sport", "A short one.", "Короткая.", "Короткая."),
        Item("politics", "word " * 20, "слово " * 20, "слово " * 20),
    ]
    assert list(by_domain(items, "ru")) == ["politics", "sport"]
    bands = by_length(items, "ru")
    assert list(bands) == [" 1 to 8 words", "17 to 28 words"]
    lines = table(("ru", name, value) for name, value in bands.items()).splitlines()
    assert len(lines) == 4
    assert lines[2].startswith("| ru |  1 to 8 words | 1 |")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_newswire_sets_are_whole(language: str) -> None:
    """The repository's own sets have a reference for every source in every language."""
    for name in ("newswire5-dev", "newswire5-test", "articles5-test", "short-dev"):
        items = evaluation_set(name, language, Path("not/needed"))
        assert len(items) > 50
        assert all(item.source and item.reference and item.domain for item in items)


def test_only_flores_may_be_missing(tmp_path: Path) -> None:
    """The repository's own sets are always there; FLORES-200 is where the folder says."""
    assert is_present("newswire5-test", "ru", tmp_path)
    assert not is_present("flores200-devtest", "ru", tmp_path)
    (tmp_path / "flores200.devtest.en-ru.tsv").touch()
    assert is_present("flores200-devtest", "ru", tmp_path)


def test_a_revision_follows_the_files(tmp_path: Path) -> None:
    """The revision changes with any file, and not with the description or the card."""
    (tmp_path / "model.bin").write_bytes(b"weights")
    files = describe_files(tmp_path)
    expected = hashlib.sha256(b"weights").hexdigest()
    assert files == {"model.bin": {"sha256": expected, "size": 7}}
    first = revision(files)
    assert len(first) == 12
    write_description(tmp_path, {"revision": first})
    (tmp_path / "README.md").write_text("a card", encoding="utf-8")
    assert revision(describe_files(tmp_path)) == first
    assert read_description(tmp_path) == {"revision": first}
    (tmp_path / "model.bin").write_bytes(b"others")
    assert revision(describe_files(tmp_path)) != first


def test_a_card_holds_figures_peers_and_effort(tmp_path: Path) -> None:
    """Everything that a reader needs to judge a checkpoint is on the card."""
    (tmp_path / "log.csv").write_text("seconds,target_tokens\n90,5\n1800,2e6\n", encoding="utf-8")
    took = effort(tmp_path, cores=2)
    assert (took.hours, took.target_tokens) == (0.5, 2_000_000)
    scores = {"items": 3, "BLEU": 7.0, "chrF": 31.5, "copied_chrf": 1.0, "numbers_kept": 0.9}
    rates = dict.fromkeys(("repetitive", "wrong_script", "untranslated"), 0.05)
    rates["names_kept"] = 0.444
    description = {
        "name": "dragoman-compact-en-hy",
        "revision": "0123456789ab",
        "num_beams": 4,
        "tuning": {"coverage_penalties": {"hy": 0.05}},
        "licence": "CC-BY-4.0",
        "files": {"model.bin": {"sha256": "", "size": 8_000_000}},
        "golden": {"source": "Rain fell.", "target": "Անձրև էր գալիս։"},
        "scores": {"flores200-devtest": {**scores, **rates}},
    }
    text = card("hy", description, data="DATA", efforts={"this": took}, notes="## Known failures")
    assert "| **dragoman-compact-en-hy** | 7.0 | 31.5 |" in text
    assert "4 beams, repetition penalty 1, coverage penalty 0.05." in text
    assert "| Helsinki-NLP/opus-mt-en-hy | 7.8 | 36.9 |" in text
    assert (
        "0.50 h on 2 shared cores (1.0 CPU-hours), 2.0 million target tokens, about 0.010 kWh"
        in text
    )
    assert "8.0 MB, revision `0123456789ab`" in text


def test_names_are_counted_over_a_set() -> None:
    """Of two names one is there in the target's spelling, the other is replaced."""
    sources = ["Pashinyan met Macron in Paris.", "The road was closed."]
    targets = ["Пашинян встретился с Путиным в Париже.", "Дорога закрыта."]
    found = score(sources, targets, targets, "ru")
    assert 0.3 < found.names_kept < 1
    assert score(sources[1:], targets[1:], targets[1:], "ru").names_kept == 1


def test_a_card_of_the_summarizer_holds_its_figures() -> None:
    """The table, the public models, the data and the failures stand on the card."""
    scores = {"items": 9, "rouge1": 21.5, "rouge2": 6.25, "rougeLsum": 17.0, "words": 20.0}
    description = {
        "name": "dragoman-brief",
        "revision": "0123456789ab",
        "licence": "CC-BY-4.0",
        "files": {"model.bin": {"sha256": "0", "size": 13_000_000}},
        "golden": {"source": "brief: A road reopened.", "target": "a road reopened."},
        "scores": {
            "xsum-test": {"service, brief": {**scores, "unsupported": 0.0, "replaced": 0.25}}
        },
    }
    text = brief_card(
        description,
        counts={"brief": 31_000, "headline": 85_000},
        efforts={"this checkpoint": Effort(0.5, 2, 1_000_000)},
        notes="## Known failures\n\n- It copies.",
    )
    assert "13.0 MB" in text
    assert "| xsum-test | 9 | service, brief | 21.5 | 6.2 | 17.0 | 20 | 0.0% | 25.0% |" in text
    assert "facebook/bart-large-cnn" in text
    assert "31,000 of kind `brief`, 85,000 of kind `headline`" in text
    assert "- It copies." in text


def test_the_bundled_weights_are_small_enough_for_the_wheel() -> None:
    """All of them together are at most 48 MB, and no file is over 16 MB."""
    sizes = [path.stat().st_size for path in BUNDLED.rglob("*") if path.is_file()]
    assert sum(sizes) <= 48_000_000
    assert max(sizes) <= 16_000_000
