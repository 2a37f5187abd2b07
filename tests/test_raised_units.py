"""Square and cubic measures in four languages."""

from __future__ import annotations

import pytest

from dragoman_models.protection import protect
from dragoman_models.raised_units import raised_units
from dragoman_models.restoration import restore
from dragoman_models.terms import Terms


@pytest.mark.parametrize(
    ("language", "square", "cubic"),
    [
        ("hy", "կմ²", "մ³"),
        ("az", "km²", "m³"),
        ("fa", "کیلومتر مربع", "متر مکعب"),
        ("ru", "км²", "м³"),
    ],
)
def test_a_measure_is_written_as_the_language_does(language: str, square: str, cubic: str) -> None:
    """Behind a figure, with or without a space."""
    text = "Over 1,200 km² fell 5m³ of it."
    assert list(raised_units(text, language)) == [(11, 14, square), (21, 23, cubic)]


@pytest.mark.parametrize("text", ["a km² of it", "25 km²s", "25 kg²", "25 km2"])
def test_only_measures_behind_figures_count(text: str) -> None:
    """Everything else is left to the model."""
    assert not list(raised_units(text, "ru"))


def test_a_measure_is_hidden_from_the_model_and_put_back() -> None:
    """The mark that it gets comes back as the target's own form."""
    protected = protect("It covers 25 km² of land.", language="ru")
    (unit,) = protected.items
    assert unit.mark in protected.text
    assert "km" not in protected.text
    restored = restore(f"Это 25 {unit.mark} земли.", protected)
    assert restored.text == "Это 25 км² земли."


def test_the_callers_term_goes_first() -> None:
    """Who wants a measure written otherwise says so in the glossary."""
    terms = Terms.of((), {"km²": "кв. км"})
    protected = protect("It covers 25 km² of land.", terms=terms, language="ru")
    assert [item.target for item in protected.items] == ["кв. км"]


@pytest.mark.parametrize("kept", ["10⁶", "2⁻³", "1.5⁹", "CO₂", "H₂O"])
def test_powers_and_formulas_are_kept(kept: str) -> None:
    """SentencePiece would read them as plain numbers."""
    protected = protect(f"About {kept} of it.", language="hy")
    assert [item.target for item in protected.items] == [kept]
