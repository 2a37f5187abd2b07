"""A line that stops in mid-sentence before a capital is told by its last words."""

from __future__ import annotations

import pytest

from dragoman_models.plain_article import parse_plain
from dragoman_models.soft_wraps import breaks_off
from dragoman_models.terms import Terms


def texts(source: str) -> list[str]:
    """Return the text of each section."""
    return [one.text for one in parse_plain(source, drop_furniture=False, roles=True)[0]]


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("The prime minister met the head of the United", "Nations in Geneva on Monday."),
        ("The talks with the foreign minister of Saudi", "Arabia went on."),
        ("A spokesman of the Armenian church in New", "York said so."),
        ("She was received by the foreign minister of", "Azerbaijan."),
        ("They named the old ministry of finance, the", "Ministry of Defence and the mayor."),
        ("The paper said that the ship was the Sea", "Breeze, which sank."),
        ("The order was signed, said Lt. Col.", "Vahan Sargsyan."),
        ("It went to the chief of staff, Gen.", "Ashot Karapetyan."),
    ],
)
def test_a_sentence_goes_on(line: str, following: str) -> None:
    """An article, half a name or a rank is no end of anything."""
    assert breaks_off(line, following)
    assert texts(f"{line}\n{following}") == [f"{line} {following}"]


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("Prime minister meets the head of the United Nations", "Talks in Geneva went on"),
        ("Five people are hurt in a fire at the Opera", "Ministers meet in Geneva"),
        ("What is New in the Second Edition and What's New", "Read More of It"),
        ("The state of the", "Union"),
        ("The prosecutor met his deputy in Washington D.C.", "Nobody else came."),
        ("The firm belongs to the holding Ararat Inc.", "Its director left."),
        ("Ashot Karapetyan, a doctor of the Yerevan clinic,", "Vahan Sargsyan, a nurse"),
        ("Armenia beat Georgia in the final of the Cup 2-1", "Iran lost to Iraq"),
        ("word", "Word"),
        ("", "Word"),
    ],
)
def test_a_line_stands_for_itself(line: str, following: str) -> None:
    """Headlines, names, results and sentences end where their line does."""
    assert not breaks_off(line, following)


def test_one_break_within_a_name_does_not_unwrap_the_rest() -> None:
    """The other lines of the paragraph are joined by their width, as before."""
    source = (
        "The prime minister met the secretary general of the United\n"
        "Nations in Geneva on Monday to talk about the reconstruction of the\n"
        "port."
    )
    assert texts(source) == [source.replace("\n", " ")]


@pytest.mark.parametrize("between", ["\n\n", "\n- ", "\n> "])
def test_blocks_are_never_joined(between: str) -> None:
    """A blank line, a list marker or a quotation mark parts whatever the words say."""
    source = f"The prime minister met the secretary general of the United{between}Nations"
    assert len(texts(source)) > 1


def test_a_term_is_found_over_a_line_end() -> None:
    """The name that was broken is one for a caller's terms, too."""
    (text,) = texts(
        "The ship that the navy had been looking for since the spring, the Sea\n"
        "Breeze, was found on Monday."
    )
    (found,) = Terms.of(["Sea Breeze"]).find(text)
    assert text[found.start : found.end] == "Sea Breeze"
