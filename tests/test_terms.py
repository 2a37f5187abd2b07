"""Terms are found as whole words, the longest first, at a cost that their number does not raise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models import terms as terms_module
from dragoman_models.terms import Terms, is_rendered


def found(text: str, terms: Terms) -> list[str]:
    """Return the terms as the text has them."""
    return [text[one.start : one.end] for one in terms.find(text)]


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("The Sun shone on the sun.", ["Sun"], ["Sun"]),
        ("Peace talks and PEACE TALKS", ["peace talks"], ["Peace talks", "PEACE TALKS"]),
        ("Apple and Applebee", ["Apple"], ["Apple"]),
        ("York Times of York", ["York", "York Times"], ["York Times", "York"]),
        ("New York Times", ["New York", "York Times"], ["New York"]),
        ("the AT&T (US) deal, not AT & T", ["AT&T", "(US)"], ["AT&T", "(US)"]),
        ("the “Golos” party, 'Golos'", ["Golos"], ["Golos", "Golos"]),
        ("Radio\nFree Europe", ["Radio Free Europe"], ["Radio\nFree Europe"]),
        ("People’s Party", ["People's Party"], ["People’s Party"]),
        ("Reuters's desk and Reuters' desk", ["Reuters"], ["Reuters", "Reuters"]),
        ("many iPhones", ["iPhone"], []),
        ("nothing", ["", "  ", "…"], []),
    ],
)  # fmt: skip
def test_names_to_keep_are_whole_words(text: str, terms: list[str], expected: list[str]) -> None:
    """Case counts where the term has capitals, and the longest term wins."""
    assert found(text, Terms.of(terms)) == expected


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Drones flew", "drone"),
        ("the drones' range", "drone"),
        ("The ministry's reply", "ministry"),
        ("Two ministries", "ministry"),
        ("border crossings", "border crossing"),
        ("Border Guards came", "Border Guard"),
        ("three UAVs", "UAV"),
        ("the boxes", "box"),
    ],
)
def test_a_glossary_term_is_found_in_its_forms(text: str, term: str) -> None:
    """Plural, possessive, at the start of a sentence."""
    (one,) = Terms.of((), {term: "термин"}).find(text)
    assert one.target == "термин"


@pytest.mark.parametrize(
    ("text", "term"), [("the gas", "ga"), ("the pass", "pas"), ("us", "u"), ("uavs", "UAV")]
)
def test_a_word_that_only_looks_like_a_form_is_none(text: str, term: str) -> None:
    """Double s, short words, and small letters for capitals."""
    assert Terms.of((), {term: "термин"}).find(text) == []


def test_a_glossary_goes_before_names_to_keep() -> None:
    """Who gives a translation wants it."""
    (one,) = Terms.of(["OSCE"], {"OSCE": "ԵԱՀԿ"}).find("OSCE said so")
    assert one.target == "ԵԱՀԿ"


def test_terms_under_others_give_way() -> None:
    """The same term is the upper one's; a longer one is found all the same."""
    house = Terms.of((), {"drone": "дрон", "drone strike": "удар беспилотника", "road": "дорога"})
    terms = Terms.of(["road"], {"drone": "беспилотник"}, under=house)
    answers = [one.target for one in terms.find("A drone, a drone strike, a road")]
    assert answers == ["беспилотник", "удар беспилотника", None]


def test_no_terms_are_false() -> None:
    """So that a caller may ask."""
    assert not Terms()
    assert not Terms.of((), {}, under=Terms())
    assert Terms(under=Terms.of(["a"]))


def test_only_terms_with_the_same_first_word_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that five thousand others cost a sentence nothing."""
    looked_at = []
    matches = terms_module._matches

    def counted(term: Any, words: Any, index: int) -> bool:
        looked_at.append(" ".join(term.words))
        return matches(term, words, index)

    monkeypatch.setattr(terms_module, "_matches", counted)
    others = {f"word{number} of {number}": "слово" for number in range(5_000)}
    terms = Terms.of((), {**others, "road show": "гастроли", "road": "дорога"})
    (found,) = terms.find("The two ministers agreed on Monday to reopen the road next week.")
    assert found.target == "дорога"
    assert looked_at == ["road show", "road"]


@pytest.mark.parametrize(
    ("term", "text", "rendered"),
    [
        ("նախարարություն", "Նախարարության որոշումը", True),
        ("Security Council", "no such body", False),
        ("Совет безопасности", "в Совете безопасности ООН", True),
        ("шура", "в школе", False),
        ("شورای امنیت", "به شورای امنیت رفت", True),
        ("sərhəd komissiyası", "Sərhəd komissiyasının üzvü", True),
        ("дрон", "дроны", True),
    ],
)
def test_an_inflected_form_counts(term: str, text: str, *, rendered: bool) -> None:
    """The first seven tenths of each word, in order and side by side."""
    assert is_rendered(term, text) is rendered


@given(
    st.lists(st.text(alphabet="ab AB'&s", min_size=1, max_size=6), max_size=5),
    st.text(alphabet="ab AB'&s.", max_size=30),
)
def test_terms_are_in_order_and_apart(terms: list[str], text: str) -> None:
    """No term over another, each as the text has it, for any terms and text."""
    position = 0
    for one in Terms.of(terms).find(text):
        assert position <= one.start < one.end <= len(text)
        position = one.end
