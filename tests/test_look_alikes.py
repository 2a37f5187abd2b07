"""A word is in one script, where letters that look the same explain the mixture."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.look_alikes import with_one_script


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "Mосква", "Москва"),
        ("ru", "Аpple и Googlе", "Apple и Google"),
        ("ru", "НАТO", "НАТО"),
        ("ru", "он c детьми", "он с детьми"),
        ("ru", "1990-x годов", "1990-х годов"),
        ("az", "Bаkı Аzərbaycan", "Bakı Azərbaycan"),
        ("hy", "այսoր", "այսօր"),
        ("hy", "uով", "սով"),
        ("hy", "Googlе Yahօօ", "Googlе Yahoo"),
    ],
)
def test_look_alikes_change(language: str, text: str, expected: str) -> None:
    """The word's other letters say which script it is in; its own language goes first."""
    assert with_one_script(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Apple и IT-компания, витамин C, F-16"),
        ("ru", "ПриветWorld"),
        ("hy", "NATO-ի և IT-ի"),
        ("hy", "ՌSMAի"),
        ("az", "Apple və Москва"),
        ("fa", "علی Apple"),
    ],
)
def test_whole_words_of_another_script_stay(language: str, text: str) -> None:
    """Names in Latin letters are names, and a mixture that no twins explain is left."""
    assert with_one_script(text, language) == text


@given(st.text(alphabet="аbсdеfgорxАВСəəәայսօouhՕS -1", max_size=20))
def test_looks_stay_and_twice_is_once(text: str) -> None:
    """The number of letters stays, and nothing changes the second time."""
    for language in ("ru", "az", "hy"):
        once = with_one_script(text, language)
        assert len(once) == len(text)
        assert with_one_script(once, language) == once
        assert unicodedata.is_normalized("NFC", once)
