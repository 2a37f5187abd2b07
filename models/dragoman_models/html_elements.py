"""Say what each HTML element is to a translator: a block, a role, kept as it is, or furniture."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dragoman_models.types import Role

__all__ = ["BLOCKS", "element_reason", "element_role", "is_kept", "is_shown", "is_worded"]

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "base", "blockquote", "body", "button", "caption"),
        *("center", "col", "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "frame", "frameset", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "li"),
        *("link", "main", "menu", "meta", "nav", "noscript", "ol", "optgroup", "option", "p"),
        *("pre", "search", "section", "select", "summary", "table", "tbody", "td", "template"),
        *("tfoot", "th", "thead", "title", "tr", "ul"),
    )
)
_KEPT = frozenset(
    (
        *("audio", "canvas", "code", "iframe", "kbd", "math", "noembed", "noframes", "noscript"),
        *("object", "pre", "rp", "rt", "rtc", "samp", "script", "style", "svg", "template"),
        *("textarea", "tt", "var", "video", "xmp"),
    )
)
# The reading beside a word, as `rt` holds it, takes no part in the spacing of words.
_UNSEEN = frozenset(("noframes", "noscript", "rp", "rt", "rtc", "script", "style", "template"))
# Kept elements whose words a reader reads as part of the sentence.
_WORDED = frozenset(("code", "kbd", "math", "samp", "tt", "var"))
_ROLES = {
    "title": Role.HEADING,
    "h1": Role.HEADLINE,
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "legend", "summary"), Role.HEADING),
    **dict.fromkeys(("li", "dt", "dd", "option"), Role.LIST_ITEM),
    **dict.fromkeys(("td", "th"), Role.TABLE_CELL),
    **dict.fromkeys(("figcaption", "caption"), Role.CAPTION),
    "blockquote": Role.QUOTE,
    "address": Role.BYLINE,
}
_FURNITURE_NAMES = {
    "nav": "navigation",
    "aside": "aside",
    "footer": "page footer",
    "form": "form",
    "dialog": "dialog",
}
_FURNITURE_ROLES = {
    "navigation": "navigation",
    "search": "search box",
    "contentinfo": "page footer",
    "complementary": "aside",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
# Each has to be a whole word of `class` or `id`, or of its hyphenated parts' start.
_FURNITURE_CLASSES = {
    "cookie notice": r"cookies?|gdpr|consent|ccpa|onetrust",
    "advertisement": r"ads?|adslot|adsbygoogle|advert|advertisement|sponsored|promoted|dfp",
    "sharing": r"share|sharing|sharedaddy|social|addtoany|addthis|social-links|share-buttons",
    "link to other pages": r"related|related-posts|related-articles|recommended|recirculation"
    r"|read-more|readmore|most-read|outbrain|taboola|you-may-like|trending",
    "subscription": r"newsletter|subscribe|subscription|paywall|signup|sign-up",
    "reply box": r"comments|comment-form|comment-respond|respond|disqus|disqus_thread",
    "navigation": r"breadcrumbs?|navbar|nav|menu|pagination|sidebar|skip-link|site-footer|tags",
}
_CLASS_SUFFIX = (
    r"(?:[-_](?:bar|banner|box|notice|popup|modal|dialog|overlay|widget|wrapper|container|block"
    r"|section|list|links|buttons|icons|form|area|unit|slot|message|policy|law|info))*"
)
_CLASSES = tuple(
    (reason, re.compile(rf"(?:{names}){_CLASS_SUFFIX}"))
    for reason, names in _FURNITURE_CLASSES.items()
)
_BYLINE_CLASS = re.compile(r"by-?line|author|dateline|post-meta|entry-meta|article-meta")


def _class_words(attributes: Mapping[str, str]) -> list[str]:
    return f"{attributes.get('class', '')} {attributes.get('id', '')}".lower().split()


def is_kept(name: str, attributes: Mapping[str, str]) -> bool:
    """Tell whether the element's content is not to be translated."""
    marked = attributes.get("translate", "").strip().lower() == "no"
    return name in _KEPT or marked or "notranslate" in _class_words(attributes)


def is_shown(name: str) -> bool:
    """Tell whether a reader sees a kept element, so that it takes part in the spacing of words."""
    return name not in _UNSEEN


def is_worded(name: str) -> bool:
    """Tell whether the words of a kept element are a part of the sentence around it."""
    return name in _WORDED or name not in _KEPT


def element_role(name: str, attributes: Mapping[str, str]) -> Role | None:
    """Return the role that a block gives to the text in it, or None where it gives none."""
    if name not in _ROLES and any(_BYLINE_CLASS.fullmatch(w) for w in _class_words(attributes)):
        return Role.BYLINE
    return _ROLES.get(name)


def element_reason(name: str, attributes: Mapping[str, str], *, in_article: bool) -> str | None:
    """Say what kind of furniture an element of a whole page is, or None.

    An `aside` or a `footer` within an article or a quotation is the writer's.
    """
    by_class = (
        reason
        for word in _class_words(attributes)
        for reason, names in _CLASSES
        if names.fullmatch(word)
    )
    if name in {"html", "head", "body", "main", "article"}:
        return None
    role = _FURNITURE_ROLES.get(attributes.get("role", "").lower())
    if in_article and name in {"aside", "footer"}:
        return next(by_class, None)
    return _FURNITURE_NAMES.get(name) or role or next(by_class, None)
