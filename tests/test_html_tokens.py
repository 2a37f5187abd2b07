"""Tokens spell the source, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman_models.html_tokens import (
    Kind,
    attributes,
    decoded_pieces,
    matching_ends,
    tokenize,
)


def spelled(source: str) -> list[tuple[str, str]]:
    """Return each token's kind and markup."""
    return [(token.kind.value, source[token.start : token.end]) for token in tokenize(source)]


def text_of(markup: str) -> str:
    """Decode a text token."""
    return "".join(text for text, _ in decoded_pieces(markup, 0))


@given(st.one_of(st.text(), st.text(alphabet="<>/!-a b=\"'&;script")))
def test_tokens_join_to_the_source(source: str) -> None:
    """No code point is lost or told twice."""
    tokens = list(tokenize(source))
    assert "".join(source[token.start : token.end] for token in tokens) == source
    assert all(token.start < token.end for token in tokens)


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("a<b>c</b>", ["text", "start", "text", "end"]),
        ("a < b > c", ["text"]),
        ("<a title='x>y'>z", ["start", "text"]),
        ("<a href=it's>z<p>it's", ["start", "text", "start", "text"]),
        ("<!-- <p> -->a", ["other", "text"]),
        ("<!-->a", ["other", "text"]),
        ("<!-- open <p>", ["other"]),
        ("<!DOCTYPE html><?php x?>a", ["other", "other", "text"]),
        ("<script>if (a<b) '</p>'</script>c", ["start", "other", "end", "text"]),
        ("<style>p>a", ["start", "other"]),
        ("<p <p>a", ["text", "start", "text"]),
        ("</ x>a", ["other", "text"]),
    ],
)
def test_kinds(source: str, kinds: list[str]) -> None:
    """Tags, comments, raw text and stray brackets are told apart as browsers do."""
    assert [kind for kind, _ in spelled(source)] == kinds


def test_names_are_in_lower_case() -> None:
    """HTML does not care for case."""
    assert [token.name for token in tokenize("<P></DIV>")] == ["p", "div"]


def test_attributes() -> None:
    """Quoted, bare and empty values are read, entities decoded, the first of a name wins."""
    found = attributes("<a HREF='x&amp;y' class=\"b c\" id=d hidden id='e'>")
    assert found == {"href": "x&y", "class": "b c", "id": "d", "hidden": ""}
    assert attributes("not a tag") == {}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        *(
            ("a &amp; b", "a & b"),
            ("&nbsp;", "\u00a0"),
            ("&#1329;", "Ա"),
            ("&bogus; &", "&bogus; &"),
        ),
        *(("&lt", "<"), ("a&#0;b", "a\ufffdb"), ("a&#x202E;b", "ab"), ("&notit;", "¬it;")),
    ],
)
def test_entities(markup: str, text: str) -> None:
    """Entities are decoded as browsers do, and bring in no control characters."""
    assert text_of(markup) == text


def test_decoded_text_is_located() -> None:
    """Every character of an entity has the place of its ampersand."""
    places = [list(offsets) for _, offsets in decoded_pieces("a&amp;b", 10)]
    assert places == [[10], [11], [16]]


def test_ends_are_matched_by_name() -> None:
    """A missing tag of one kind does not unmatch another."""
    tokens = list(tokenize("<div><p><div></div></div><br></p>"))
    assert matching_ends(tokens) == {2: 3, 0: 4, 1: 6}
    assert [token.kind for token in tokens].count(Kind.END) == 3


def test_character_data_is_one_token() -> None:
    """What stands between `<![CDATA[` and `]]>` is no markup, whatever it holds."""
    tokens = list(tokenize("a <![CDATA[ x > y </p> ]]> b"))
    assert [token.kind for token in tokens] == [Kind.TEXT, Kind.OTHER, Kind.TEXT]
