"""Cleaning, holding out and mixing of training pairs; none of it needs torch."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from training.augmentation import Augmentation, augment, copied_item
from training.cleaning import Pair, clean_pair, clean_text, dedup_key, script_share
from training.prepare import read_pairs, unique_pairs, write_pairs


def test_clean_text_keeps_the_zero_width_non_joiner() -> None:
    """Persian spelling needs ZWNJ; other invisible controls go."""
    assert clean_text("می\u200cرود\u200f\u00a0 ok\ufeff") == "می\u200cرود ok"


def test_clean_text_composes_letters() -> None:
    """Decomposed letters become NFC."""
    assert clean_text("й") == "й"


@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("ru", "Президент прибыл в Баку."),
        ("hy", "Նախագահը ժամանել է Բաքու։"),
        ("az", "Prezident Bakıya gəlib."),
        ("fa", "رئیس‌جمهور وارد باکو شد."),
    ],
)
def test_a_fit_pair_stays(language: str, target: str) -> None:
    """A plain sentence pair passes every filter unchanged."""
    pair = clean_pair("news", "The president arrived in Baku.", target, language)
    assert pair == Pair("news", "The president arrived in Baku.", target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The president arrived.", "The president arrived."),
        ("The president arrived.", "Prezident gəlib."),
        ("Yes.", "Да, но только если все остальные участники согласятся с этим завтра утром."),
        ("Set <b>bold</b> text", "Задать <b>жирный</b> текст"),
        ("It opened in 1987.", "Он открылся в прошлом веке."),
        ("...", "..."),
    ],
)
def test_an_unfit_pair_is_dropped(source: str, target: str) -> None:
    """Copies, wrong scripts, odd lengths, markup, lost years and empty items go."""
    assert clean_pair("prose", source, target, "ru") is None


def test_persian_gets_one_spelling() -> None:
    """Arabic yeh and kaf become Persian, and digits Western, as in the newswire corpus."""
    pair = clean_pair("prose", "He bought 12 books.", "او ۱۲ كتاب خريد.", "fa")
    assert pair is not None
    assert pair.target == "او 12 کتاب خرید."


def test_script_share_counts_letters_only() -> None:
    """Digits and marks do not count against the script."""
    assert script_share("Բաքու 2024, NATO", "hy") == pytest.approx(5 / 9)
    assert script_share("2024", "hy") == 1.0


def test_held_out_and_repeated_sentences_are_dropped() -> None:
    """The comparison ignores case and punctuation."""
    pairs = [Pair("a", s, t) for s, t in (("One.", "x"), ("one", "X"), ("Two!", "y"), ("One", "z"))]
    kept = unique_pairs(pairs, frozenset({dedup_key("two")}))
    assert [pair.target for pair in kept] == ["x", "z"]


def test_pairs_come_back_as_written(tmp_path: Path) -> None:
    """Line separators of Unicode inside a text do not split a row."""
    pairs = [Pair("news", "a\u2028b", "c"), Pair("wmt", "d", "e")]
    write_pairs(tmp_path / "x" / "pairs.tsv", pairs)
    assert read_pairs(tmp_path / "x" / "pairs.tsv") == pairs
    assert read_pairs(tmp_path / "x" / "pairs.tsv", without=frozenset({"wmt"})) == pairs[:1]


PAIR = Pair(
    "news", "In 2024 exports rose by 12.5 percent.", "В 2024 экспорт вырос на 12.5 процента."
)
OTHER = Pair("news", "Talks go on.", "Переговоры идут.")


VARIATIONS = ("capitals", "opening", "no_stop", "joined", "figures", "placeholder", "copied")


def _only(language: str = "ru", **shares: float) -> Augmentation:
    return Augmentation(language, **{**dict.fromkeys(VARIATIONS, 0.0), **shares})


@pytest.mark.parametrize(
    ("shares", "source", "target"),
    [
        (_only(), PAIR.source, PAIR.target),
        (_only(capitals=1.0), PAIR.source.upper(), PAIR.target),
        (_only(opening=1.0), PAIR.source, PAIR.target),
        (_only(no_stop=1.0), PAIR.source[:-1], PAIR.target[:-1]),
        (
            _only(joined=1.0),
            f"{PAIR.source} {OTHER.source}",
            f"{PAIR.target} {OTHER.target}",
        ),
    ],
)
def test_each_variation(shares: Augmentation, source: str, target: str) -> None:
    """A share of one applies the variation to both sides as described."""
    varied = augment(PAIR, OTHER, shares, np.random.default_rng(1))
    assert (varied.source, varied.target) == (source, target)


@pytest.mark.parametrize(
    ("language", "target", "opened"),
    [
        ("hy", "և տրանսպորտի նախարարները", "Եվ տրանսպորտի նախարարները"),
        ("az", "ictimai nəqliyyat", "İctimai nəqliyyat"),
        ("fa", "وزیران حمل‌ونقل", "وزیران حمل‌ونقل"),
        ("ru", "министры транспорта", "Министры транспорта"),
    ],
)
def test_an_item_opens_a_sentence_in_both_languages(
    language: str, target: str, opened: str
) -> None:
    """The first letter is large by the rules of the target's language."""
    item = Pair("phrases", "transport ministers", target)
    varied = augment(item, OTHER, _only(language, opening=1.0), np.random.default_rng(1))
    assert varied == Pair("phrases", "Transport ministers", opened)


def test_figures_are_others_on_both_sides() -> None:
    """A year and a share that both sides have get other digits."""
    varied = augment(PAIR, OTHER, _only(figures=1.0), np.random.default_rng(1))
    pattern = r"In (20\d4) exports rose by (\d\d\.5) percent\."
    figures = re.fullmatch(pattern, varied.source)
    assert figures is not None
    assert varied.target == f"В {figures[1]} экспорт вырос на {figures[2]} процента."
    assert figures[1] != "2024"


def test_placeholders_are_the_same_on_both_sides() -> None:
    """Numbers that both sides share become equal placeholders."""
    varied = augment(PAIR, OTHER, _only(placeholder=1.0), np.random.default_rng(1))
    marks = [word for word in varied.source.split() if word.startswith("⟦")]
    assert len(marks) == 2
    assert all(mark in varied.target for mark in marks)
    assert "2024" not in varied.source


def test_copied_items_are_equal_on_both_sides() -> None:
    """Numbers, addresses and handles are the same in every language."""
    generator = np.random.default_rng(3)
    items = [copied_item(generator) for _ in range(50)]
    assert all(item.source == item.target for item in items)
    assert len({item.source for item in items}) > 40
