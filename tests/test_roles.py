"""Roles follow from how a block reads, and from where it stands."""

from __future__ import annotations

import pytest

from dragoman_models.roles import is_heading, number_roles, text_role
from dragoman_models.types import Role

H, B, L = Role.HEADING, Role.BODY, Role.LEAD


@pytest.mark.parametrize(
    "text",
    ["Iran Offers to Mediate", "What next?", "BAKU", "2024 in pictures", "“Never again”, they say"],
)
def test_short_lines_without_a_stop_are_headings(text: str) -> None:
    """Headlines and crossheads end without a full stop."""
    assert is_heading(text)


@pytest.mark.parametrize(
    "text",
    ["", "They left.", "and so on", "He said:", "25%", "“It is over.”", "Word " * 30, "…"],
)
def test_sentences_and_scraps_are_not(text: str) -> None:
    """Sentences, continuations, figures and long lines are no headings."""
    assert not is_heading(text)


@pytest.mark.parametrize(
    "text",
    [
        "By Jane Doe",
        "BY JANE DOE AND JOHN ROE",
        "Reporting by A Bee; Editing by X",
        "Updated: 5 May",
    ],
)
def test_bylines(text: str) -> None:
    """Authors and times of publication are bylines."""
    assert text_role(text, one_line=True) is Role.BYLINE


@pytest.mark.parametrize(
    "text", ["By the river they wept.", "Published figures show growth", "by and by"]
)
def test_not_bylines(text: str) -> None:
    """Words that begin like one are not enough."""
    assert text_role(text, one_line=True) is not Role.BYLINE


def test_a_heading_needs_one_line() -> None:
    """A block of several lines is a paragraph."""
    assert text_role("Iran Offers to Mediate", one_line=False) is Role.BODY


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([H, H, B, B], [Role.HEADLINE, H, L, B]),
        ([B, H, B], [B, H, B]),
        ([Role.BYLINE, H, B], [Role.BYLINE, Role.HEADLINE, L]),
        ([H], [Role.HEADLINE]),
        ([], []),
        ([B, Role.HEADLINE, B], [B, Role.HEADLINE, L]),
        ([H, Role.LIST_ITEM, B], [Role.HEADLINE, Role.LIST_ITEM, L]),
    ],
)
def test_headline_and_lead_are_placed(given: list[Role], expected: list[Role]) -> None:
    """The first heading before any body text leads, and the body text after it follows."""
    assert number_roles(given) == expected
