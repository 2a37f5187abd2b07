"""Furniture is known by its words, and the article's own words are never taken for it."""

from __future__ import annotations

import pytest

from dragoman_models.furniture import furniture_reason, is_tagline

FURNITURE = {
    "advertisement": [
        "- Advertisement -",
        "ADVERTISEMENT",
        "Story continues below advertisement",
        "Sponsored Content",
        "[Advertisement]",
    ],
    "cookie notice": [
        (
            "This website uses cookies to improve your experience. We'll assume you're ok,"
            " but you can opt-out if you wish. Accept Read More"
        ),
        "We use cookies to give you the best experience. By continuing you agree.",
        "We use cookies. Cookie policy. Accept all cookies",
    ],
    "reply box": [
        "Leave a Reply",
        "Leave a comment",
        "Your email address will not be published. Required fields are marked *",
        "No Comments",
        "3 comments",
        "You must be logged in to post a comment.",
    ],
    "link to other pages": [
        "Read More",
        "READ MORE:",
        "Read more: Iran offers to mediate between Baku and Yerevan",
        "Also Read | Road opens after four years",
        "Related Articles",
        "You may also like",
        "Most Popular",
    ],
    "sharing": [
        "Share this",
        "Share",
        "Share on Facebook",
        "Facebook Twitter WhatsApp Telegram",
        "Share Tweet Email",
        "Follow us on Telegram",
    ],
    "subscription": [
        "Subscribe",
        "Subscribe to our newsletter",
        "Sign up for the daily newsletter",
        "Get the latest news delivered to your inbox",
    ],
    "navigation": ["Skip to content", "Home > News > World", "Back to top", "Menu"],
    "legal notice": ["© 2024 Example News. All rights reserved.", "Privacy Policy"],
}


@pytest.mark.parametrize(
    ("reason", "text"), [(reason, text) for reason, texts in FURNITURE.items() for text in texts]
)
def test_furniture_is_named(reason: str, text: str) -> None:
    """Each kind is found, whatever its capitals and marks."""
    assert furniture_reason(text) == reason
    assert furniture_reason(f"  {text.swapcase()}  ") == reason


ARTICLE = [
    "Facebook",
    "Telegram",
    "Advertisements for tobacco will be banned, the ministry said.",
    "The EU fined the firm because its website uses cookies without consent.",
    "This website uses cookies, the regulator wrote of the ministry's page.",
    "Share of renewables grows",
    "Shares fell 3 percent",
    "Share prices on the Baku exchange fell.",
    "Subscribe or lose access: newspapers turn to paywalls",
    "Related talks will be held in Geneva.",
    "Read more books, the minister told pupils.",
    "Home prices rise in Yerevan",
    "Search for survivors continues",
    "Search teams found three survivors",
    "Comments by the minister angered Tehran",
    "Twitter and Facebook banned the account.",
    "Copyright law to change",
    "Sign in at the border",
    "Leave a message, he was told.",
    "The story continues.",
    "Follow the money",
    "Get the vaccine, doctors say",
    "Trending: up",
    "“Leave a reply,” he said.",
    "Next article of the treaty: borders",
    "Log in the river stops boats",
    "25 people were killed, with 138 wounded.",
]


@pytest.mark.parametrize("text", ARTICLE)
def test_articles_own_words_stay(text: str) -> None:
    """Paragraphs and headings that use such words are no furniture."""
    assert furniture_reason(text) is None


def test_long_text_is_never_furniture() -> None:
    """A paragraph of an article is longer than any notice."""
    assert furniture_reason("We use cookies. By continuing you agree. " * 30) is None


@pytest.mark.parametrize(
    "text",
    [
        "Fastest News Updates around the World",
        "Your trusted source of news",
        "Breaking news, latest headlines and top stories",
        "Independent news from the region, every day",
    ],
)
def test_mottos_are_known(text: str) -> None:
    """A motto has nothing but the words of mottos."""
    assert is_tagline(text)


@pytest.mark.parametrize(
    "text",
    [
        "Daily News Sold to Hedge Fund",
        "Breaking: Fire in Baku",
        "World Leaders Meet in Geneva",
        "News",
        "The truth about the world",
        "Armenian News Agency Turns 100",
    ],
)
def test_headlines_are_no_mottos(text: str) -> None:
    """A headline names someone or something."""
    assert not is_tagline(text)
