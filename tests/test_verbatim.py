"""What is the same in every language is found, and nothing around it."""

from __future__ import annotations

import pytest

from dragoman_models.verbatim import verbatim_matches


def found(text: str) -> list[str]:
    """Return the stretches."""
    return [text[start:end] for start, end in verbatim_matches(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://armenpress.am/eng/news?id=5&a=b.", ["https://armenpress.am/eng/news?id=5&a=b"]),
        ("(see www.azertag.az)", ["www.azertag.az"]),
        ("https://a.org/Baku_(city), he said", ["https://a.org/Baku_(city)"]),
        ("Visit civilnet.am today.", ["civilnet.am"]),
        ("Write to news.desk+a@example.co.uk!", ["news.desk+a@example.co.uk"]),
        ("by @NikolPashinyan, #Karabakh", ["@NikolPashinyan", "#Karabakh"]),
        ("%s of {count} in {{name}}", ["%s", "{count}", "{{name}}"]),
        ("${x} %1$s %(who)s %d", ["${x}", "%1$s", "%(who)s", "%d"]),
        ("a <b>word</b> here", ["<b>", "</b>"]),
        (">>rus<< Hello ⟦0⟧", [">>rus<<", "⟦0⟧"]),
        ("Won 👩‍💻🇦🇲 today ❤️!", ["👩‍💻🇦🇲", "❤️"]),
    ],
)  # fmt: skip
def test_stretches_are_found(text: str, expected: list[str]) -> None:
    """Addresses, handles, placeholders, tags, tokens and emoji, without the sentence's marks."""
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. and the U.N. met at 9.30 a.m.",
        "A 50% discount, 5 % d later",
        "No. 1 of 3 and/or 4",
        "He left.She stayed.",
        "a < b and c > d",
        "C# and #1, §5",
        "S-300 and F-16",
        "Բարև, جهان, Привет",
        "© 2024",
    ],
)
def test_ordinary_text_is_left(text: str) -> None:
    """Abbreviations, percentages, figures and names are for the model."""
    assert found(text) == []
