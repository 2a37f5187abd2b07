"""Tell by its words that a line of text stops in the middle of a sentence.

A small letter that opens the next line says so by itself. Before a capital it
takes more: a headline, a verse or a name of a list has a line for itself, too.
"""

from __future__ import annotations

import re

from dragoman_models.sentences import ends_in_title

__all__ = ["breaks_off"]

# A shorter line may be a verse or stand in an address.
_SHORTEST = 40
# Nothing ends with these: neither a sentence nor a headline.
_NEVER_LAST = frozenset(
    (
        *("a", "an", "and", "as", "at", "because", "but", "by", "during", "his", "if", "into"),
        *("its", "my", "nor", "of", "or", "our", "than", "that", "the", "their", "via", "when"),
        *("where", "which", "while", "who", "whose", "your"),
    )
)
# First halves of names; behind a word in small letters the other half is missing.
_FIRST_HALVES = frozenset(
    (
        *("Burkina", "Costa", "Czech", "Dominican", "El", "European", "Hong", "Islamic", "Las"),
        *("Los", "Nagorno", "New", "Prime", "Puerto", "Rio", "San", "Santa", "Saudi", "Sierra"),
        *("Sri", "Supreme", "United"),
    )
)
_LAST_WORDS = re.compile(r"(?P<before>\S+)\s+(?P<last>\S+)\Z")
_CAPITALISED = re.compile(r"[^\W\d_a-z][\w'’-]*\Z")
# "Breeze, was found": no sentence opens so, the end of a name does.
_NAME_END = re.compile(r"[^\W\d_a-z][\w'’-]*,\s+[a-z]")


def breaks_off(line: str, following: str) -> bool:
    """Tell whether `line` goes on in `following`, which begins with a capital or a figure.

    Such is a line of at least 40 code points that ends with an article or the
    like, or within a name ("of the United / Nations"), and any that ends with a title
    ("chief of staff, Col. / Vahan Sargsyan").
    """
    found = _LAST_WORDS.search(line)
    if found is None:
        return False
    before, last = found["before"], found["last"]
    if ends_in_title(line):
        return True
    if len(line) < _SHORTEST:
        return False
    if last in _NEVER_LAST:
        return True
    if not before.islower() or not following[0].isupper():
        return False
    halved = before == "the" and _CAPITALISED.match(last) and _NAME_END.match(following)
    return last in _FIRST_HALVES or bool(halved)
