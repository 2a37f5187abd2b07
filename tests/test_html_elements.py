"""Elements are known for what they are to a translator."""

from __future__ import annotations

import pytest

from dragoman_models.html_elements import element_reason, element_role, is_kept
from dragoman_models.types import Role


@pytest.mark.parametrize(
    ("name", "attributes", "kept"),
    [
        ("code", {}, True),
        ("pre", {}, True),
        ("span", {"class": "brand notranslate"}, True),
        ("p", {"translate": "NO"}, True),
        ("p", {"translate": "yes"}, False),
        ("span", {"class": "notranslated"}, False),
        ("p", {}, False),
    ],
)
def test_what_is_not_translated(name: str, attributes: dict[str, str], *, kept: bool) -> None:
    """Code, and whatever its author marks, is kept."""
    assert is_kept(name, attributes) is kept


@pytest.mark.parametrize(
    ("name", "attributes", "role"),
    [
        ("h1", {}, Role.HEADLINE),
        ("h4", {}, Role.HEADING),
        ("dd", {}, Role.LIST_ITEM),
        ("div", {"class": "byline small"}, Role.BYLINE),
        ("h2", {"class": "author"}, Role.HEADING),
        ("div", {"class": "authority"}, None),
        ("p", {}, None),
    ],
)
def test_roles_of_elements(name: str, attributes: dict[str, str], role: Role | None) -> None:
    """An element's name goes before its class."""
    assert element_role(name, attributes) is role


@pytest.mark.parametrize(
    ("name", "attributes", "reason"),
    [
        ("div", {"class": "Ad-Slot"}, "advertisement"),
        ("div", {"id": "cookie-law-info-bar"}, "cookie notice"),
        ("ul", {"class": "social-links"}, "sharing"),
        ("section", {"class": "newsletter-signup"}, None),
        ("section", {"class": "newsletter-box"}, "subscription"),
        ("div", {"role": "search"}, "search box"),
        ("div", {"class": "header shared-border address"}, None),
        ("div", {"class": "adversary"}, None),
        ("body", {"class": "comments sidebar"}, None),
        ("article", {"class": "related"}, None),
    ],
)
def test_furniture_by_class(name: str, attributes: dict[str, str], reason: str | None) -> None:
    """Whole words of class and id tell; the page's own parts are never furniture."""
    assert element_reason(name, attributes, in_article=False) == reason


def test_within_an_article_only_classes_tell() -> None:
    """A pull quote is an aside, and a source's name a footer."""
    assert element_reason("aside", {}, in_article=True) is None
    assert element_reason("footer", {}, in_article=True) is None
    assert element_reason("aside", {"class": "ad"}, in_article=True) == "advertisement"
    assert element_reason("aside", {}, in_article=False) == "aside"
