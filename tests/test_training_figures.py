"""The figures of a training pair become others, the same on both sides, and fit their sentence."""

from __future__ import annotations

import re

import numpy as np
import pytest
from training.cleaning import Pair
from training.figures import vary_figures


def varied(source: str, target: str, seed: int = 1) -> tuple[str, str]:
    """Vary one pair, and return both sides."""
    pair = vary_figures(Pair("news", source, target), np.random.default_rng(seed))
    return pair.source, pair.target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("They planted 48,500 trees.", "Նրանք տնկել են 48 500 ծառ։"),
        ("They planted 48,500 trees.", "Onlar 48 500 ağac əkiblər."),
        ("They planted 48,500 trees.", "آنها 48,500 درخت کاشتند."),
        ("They planted 48,500 trees.", "Они посадили 48\u00a0500 деревьев."),
        ("They planted 4,567.8 hectares.", "Они засадили 4567,8 гектара."),
    ],
)
def test_both_sides_get_the_same_digits(source: str, target: str) -> None:
    """Each side keeps the marks of its own convention."""
    ours, theirs = varied(source, target)
    assert ours != source
    assert re.sub(r"\D", "", ours) == re.sub(r"\D", "", theirs)
    assert re.sub(r"\d", "", ours) == re.sub(r"\d", "", source)
    assert re.sub(r"\d", "", theirs) == re.sub(r"\d", "", target)


@pytest.mark.parametrize("seed", range(40))
def test_what_words_agree_with_stays(seed: int) -> None:
    """`21 день` and `15 дней` differ in the last digit and the ten, and noughts are said apart."""
    source = "It took 141 days, 315 hours and 7,650 men."
    ours, _ = varied(source, "Это заняло 141 день, 315 часов и 7650 человек.", seed)
    day, hour, men = (number.replace(",", "") for number in re.findall(r"\d[\d,]*", ours))
    assert day[-1] == "1" != day[-2]
    assert hour[-2:] == "15"
    assert men[-2:] == "50"
    assert "0" not in (day[0], hour[0], men[0])


@pytest.mark.parametrize("seed", range(40))
def test_a_year_stays_in_its_century(seed: int) -> None:
    """Of a year only the ten is another."""
    ours, theirs = varied("It closed in 1988.", "Այն փակվել է 1988 թվականին։", seed)
    assert re.fullmatch(r"It closed in 19[02-9]8\.", ours)
    assert re.findall(r"\d+", ours) == re.findall(r"\d+", theirs)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("He left on 25 November.", "Он уехал 25 ноября."),
        ("He left at 10:45.", "Он уехал в 10:45."),
        ("They come in their 1960s cars.", "Они ездят на машинах 1960-х."),
        ("An S-300 was seen.", "Заметили С-300."),
        ("She is 44.", "Ей сорок четыре."),
        ("It rose from 44 to 44.5.", "Он вырос с 44 до 44, а потом до 44,5."),
        ("It cost 1,000 dollars.", "Это стоило 1000 долларов."),
    ],
)
def test_other_figures_stay(source: str, target: str) -> None:
    """Days, times, decades and codes stay, and what one side writes in words or twice."""
    ours, _ = varied(source, target)
    assert re.findall(r"\d+", ours)[0] == re.findall(r"\d+", source)[0]


def test_figures_with_endings_are_varied_too() -> None:
    """An ending that hangs on a figure goes by its last digit."""
    _, theirs = varied("Of 345 men, 123 left.", "345 kişidən 123-ü getdi.", 3)
    assert re.fullmatch(r"\d[02-9]5 kişidən \d[02-9]3-ü getdi\.", theirs)
    assert theirs != "345 kişidən 123-ü getdi."


def test_the_same_seed_draws_the_same_digits() -> None:
    """A resumed run sees the windows that it would have seen."""
    pair = ("It has 48,500 trees.", "48 500 ağac var.")
    assert varied(*pair, 7) == varied(*pair, 7) != varied(*pair, 8)
