"""What is the same in every language is found, and nothing around it."""

from __future__ import annotations

import itertools

import pytest
from benchmarks.growth.cases import VERBATIM_PIECES

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
        ("${x} %1$s %(who)s %d %{a}", ["${x}", "%1$s", "%(who)s", "%d", "%{a}"]),
        ("{{ user.name }} and $name, $total_2", ["{{ user.name }}", "$name", "$total_2"]),
        ("Press <0>here</0> or <1/>", ["<0>", "</0>", "<1/>"]),
        ("a <b>word</b> here", ["<b>", "</b>"]),
        (">>rus<< Hello ⟦0⟧", [">>rus<<", "⟦0⟧"]),
    ],
)  # fmt: skip
def test_addresses_and_placeholders_are_found(text: str, expected: list[str]) -> None:
    """Addresses, handles, placeholders, tags and tokens, without the sentence's marks."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Won 👩‍💻🇦🇲 today ❤️!", ["👩‍💻🇦🇲", "❤️"]),
        ("A family 👨‍👩‍👧‍👦, a hand 👏🏽, a flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿", ["👨‍👩‍👧‍👦", "👏🏽", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]),
        ("Step 1️⃣ of 3", ["1️⃣"]),
    ],
)
def test_emoji_are_found_whole(text: str, expected: list[str]) -> None:
    """Sequences, flags, skin tones and key caps are not cut."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two S-300s, an F-16 and a MiG-29 near Baku", ["S-300s", "F-16", "MiG-29"]),
        ("COVID-19 and H5N1 at the G20", ["COVID-19", "H5N1", "G20"]),
        ("The iPhone 15 and an iPad", ["iPhone 15", "iPad"]),
        ("Flight SU 1866, then B2-8113 and EK2345.", ["SU 1866", "B2-8113", "EK2345"]),
        ("Call +374 10 620-525 or (012) 596-90-00.", ["+374 10 620-525", "(012) 596-90-00"]),
        ("Dial 8-800-555-35-35 now", ["8-800-555-35-35"]),
        ("It is in report.pdf and No5-final.docx.", ["report.pdf", "No5-final.docx"]),
    ],
)
def test_codes_are_found(text: str, expected: list[str]) -> None:
    """Models, flights, phone numbers and files."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He read Известия in a لواش shop", ["Известия", "لواش"]),
        ("«Նոր օր» and 人民日报 said α, β", ["Նոր օր", "人民日报", "α", "β"]),
        ("می‌گوید and می گوید", ["می‌گوید", "می گوید"]),
        ("Erdoğan met Əliyev and Łukasz in København", []),
    ],
)
def test_words_in_another_script_are_found(text: str, expected: list[str]) -> None:
    """A model for English knows no other script; Latin letters of any language stay with it."""
    spans = verbatim_matches(text, of_source=True)
    assert [text[start:end] for start, end in spans] == expected


def test_a_targets_own_words_are_no_such_stretches() -> None:
    """Only in a source is another script foreign."""
    assert found("Հայաստան, ایران, Россия") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs %.2f dollars", ["%.2f"]),
        (">>rus<<>>hye<< first", [">>rus<<>>hye<<"]),
        ("set DRAGOMAN_PORT for rus_Cyrl", ["DRAGOMAN_PORT", "rus_Cyrl"]),
        ("run `make test` now", ["`make test`"]),
        ('[gallery ids="12,13"] and [/caption] but [sic]', ['[gallery ids="12,13"]', "[/caption]"]),
        ("in /var/log/news/errors.log.", ["/var/log/news/errors.log"]),
        (r"in C:\news\today.txt", [r"C:\news\today.txt"]),
        ("join t.me/newsroom_en, or not", ["t.me/newsroom_en"]),
        ("AT&T held a Q&A", ["AT&T", "Q&A"]),
        ("it shows &amp; and &#8217; as such", ["&amp;", "&#8217;"]),
        ("a < b and c >= d", ["<", ">="]),
        ("he said so[1] twice [12].", ["[1]", "[12]"]),
        (r"press \* or \_", [r"\*", r"\_"]),
        ("up → down © 2024 ▁ \ue000", ["→", "©", "▁", "\ue000"]),
        ("pH≥5 and T≈300, ≥5kg, > six", ["≥", "≈", "≥", ">"]),
        ("from ≥ 6 to < 2 percent", []),
    ],
)
def test_code_and_signs_are_found(text: str, expected: list[str]) -> None:
    """Identifiers, paths, short codes, notes, escapes and signs mean the same everywhere."""
    assert found(text) == expected


@pytest.mark.parametrize("unit", VERBATIM_PIECES)
def test_an_address_behind_a_hostile_text_is_found(unit: str) -> None:
    """Behind forty thousand characters of what a pattern begins with, none over another."""
    text = f"{unit * (40_000 // len(unit))} http://x"
    spans = list(verbatim_matches(text, of_source=True))
    assert spans[-1] == (len(text) - len("http://x"), len(text))
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. and the U.N. met at 9.30 a.m.",
        "A 50% discount, 5 % d later",
        "No. 1 of 3 and/or 4",
        "He left.She stayed.",
        "C# and #1, §5",
        "It cost $5, or US$5bn, or $1.2m",
        "In Q3 the US 2020 vote and UN 1325",
        "Under-21 and Top-10, a T-shirt, 15-year-old",
        "Talks of 10-15 people at 10:30 on 2024-11-05",
        "Resolution 2231 (2015), 1,234,567 people",
    ],
)
def test_ordinary_text_is_left(text: str) -> None:
    """Abbreviations, percentages, figures and names are for the model."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The sign * is a star, and 2*3 is six.", ["*", "2*3"]),
        ("Two * three is six, 5 * 4 * 3. Is it sixty?", ["*", "5 * 4 * 3"]),
        ("1,204*7, he said", ["1,204*7"]),
        ("A hotel of 5* and 4* rooms*", []),
        ("He was *very* tired", []),
    ],
)
def test_stars_that_are_text_are_found(text: str, expected: list[str]) -> None:
    """A star of its own and a product in figures stay; one that hugs a word is no sign."""
    assert found(text) == expected
