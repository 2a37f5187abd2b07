"""Words that are not in the target's script are found, names of the source are not."""

from __future__ import annotations

import pytest

from dragoman_models.scripts import foreign_words, is_wrong_script, prose_words


@pytest.mark.parametrize(
    ("source", "target", "language", "expected"),
    [
        ("Xi met Wu.", "SARS Deay, Wiggga в Китании.", "ru", ("SARS", "Deay", "Wiggga")),
        ("X and a word", "Facebook-ը ցույց է տալիս", "hy", ("Facebook",)),
        ("Bluetooth is off", "luetooth-ն անջատված է", "hy", ("luetooth",)),
        ("Mozilla said so.", "Mozila چنین گفت.", "fa", ("Mozila",)),
        ("Facebook said so.", "Facebook-ը դա ասել է։", "hy", ()),
        ("The U.S. and AT&T agreed.", "US и ATT договорились.", "ru", ()),
        ("It ended in the 18th century.", "Это кончилось в XVIII веке.", "ru", ()),
        ("wireless internet", "беспроводной Wi-Fi", "ru", ()),
        ("U-Boats sank.", "Затонули U-Boat.", "ru", ()),
        ("Look at it", "Bax Facebook", "az", ()),
    ],
)
def test_latin_words_that_the_source_does_not_have(
    source: str, target: str, language: str, expected: tuple[str, ...]
) -> None:
    """Names stay as they are; what the model made up does not."""
    assert foreign_words(source, target, language=language) == expected
    assert is_wrong_script(source, target, language=language) is bool(expected)


def test_a_glossary_s_word_is_none() -> None:
    """What the house asks for is no invention."""
    assert is_wrong_script("the agency said so", "Newsline говорит об этом", language="ru")
    kept = ("Newsline LLC",)
    assert not is_wrong_script(
        "the agency said", "Newsline говорит об этом", language="ru", kept=kept
    )


def test_an_address_is_no_prose() -> None:
    """Its letters count for nothing."""
    assert prose_words("Տես https://example.com/news էջը") == ("Տես", "էջը")
    assert not is_wrong_script("See the page", "Տես https://example.com/news", language="hy")


@pytest.mark.parametrize(
    ("source", "target", "language", "expected"),
    [
        ("at 9 GMT today", "ساعت ۹ به وقت گMT امروز", "fa", True),
        ("It was extra.", "این اضافi بود", "fa", True),
        ("The GPS failed.", "GPSի խափանումը մեծ էր", "hy", False),
        # Look-alikes are put right when the text is finished.
        ("Families came.", "Cемьи приехали вчера", "ru", False),
    ],
)
def test_two_scripts_in_a_word(source: str, target: str, language: str, *, expected: bool) -> None:
    """Where look-alikes do not explain them, nobody can read the word."""
    assert is_wrong_script(source, target, language=language) is expected
