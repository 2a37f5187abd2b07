"""Brackets and quotation marks come in pairs."""

from __future__ import annotations

import pytest

from dragoman_models.balance import is_balanced, is_unbalanced


@pytest.mark.parametrize(
    "text",
    [
        "Он сказал: «Да, „может быть“», — и ушёл (в дом).",
        "Նա ասաց. «Այո»։",
        "O, “bəli” dedi [gülür].",
        "او گفت: «بله» (می‌خندد).",
        'He said: "Yes."',
        "It's the ministers' car",
        "",
    ],
)
def test_whole_pairs_are_balanced(text: str) -> None:
    """Each language's marks close what they open; apostrophes count for nothing."""
    assert is_balanced(text)


@pytest.mark.parametrize(
    "text",
    ["«Да, сказал он.", "Այո», ասաց նա։", "“Bəli, dedi.", "(بله", 'He said: "Yes.', ")да("],
)
def test_half_a_pair_is_not(text: str) -> None:
    """A mark without its other half, or before it, is found."""
    assert not is_balanced(text)


def test_a_target_may_be_as_unbalanced_as_its_source() -> None:
    """A quotation that runs over several segments is nobody's fault."""
    assert not is_unbalanced('"We are ready, he said.', "«Мы готовы, — сказал он.")
    assert is_unbalanced('"We are ready," he said.', "«Мы готовы, — сказал он.")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('The minister said: "We will not sign."', "Նախարարն ասել է. — Մենք չենք ստորագրի։"),
        ("The firm (founded in 1999) closed.", "Şirkət bağlanıb."),
        ("They [the rebels] left the town.", "آنها شهر را ترک کردند."),
    ],
)
def test_a_lost_pair_is_found(source: str, target: str) -> None:
    """Several words that the source quotes or brackets, and the target nowhere does."""
    assert is_unbalanced(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The paper “Zoungla” closed.", "Газета Zoungla закрылась."),
        ("The society (RSPCA) spoke.", "Ընկերությունը խոսեց։"),
        ("They made con[c]essions here.", "Они пошли на уступки."),
        ("“We will sign this,” he said.", "‘Bunu imzalayacağıq’, - dedi."),
        ("The firm (founded in 1999) closed.", "Şirkət [1999-cu ildə qurulub] bağlanıb."),
    ],
)
def test_one_word_or_other_marks_are_no_loss(source: str, target: str) -> None:
    """Titles, acronyms and other kinds of marks pass."""
    assert not is_unbalanced(source, target)
