"""Typed reading of tables that people write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dragoman_models.errors import InvalidInputError
from dragoman_models.fields import Fields

VALUES = {
    "name": "slavic-big",
    "beams": 4,
    "ready": True,
    "languages": ["hy", "ru"],
    "tokens": {"ru": ">>rus<<"},
    "scores": {"BLEU": 32.7, "chrF": 60},
    "nothing": None,
    "blank": " ",
}
FIELDS = Fields("catalog.toml: entry 'slavic-big'", VALUES)


def test_values_are_read_by_their_types() -> None:
    """What is of the right type comes back as it is, lists as tuples"""
    assert FIELDS.text("name") == "slavic-big"
    assert FIELDS.whole_number("beams") == 4
    assert FIELDS.truth("ready") is True
    assert FIELDS.choice("name", ["slavic-big", "turkic-big"]) == "slavic-big"
    assert FIELDS.texts("languages", ["hy", "az", "fa", "ru"]) == ("hy", "ru")
    assert FIELDS.text_table("tokens") == {"ru": ">>rus<<"}
    assert FIELDS.number_table("scores") == {"BLEU": 32.7, "chrF": 60}


@pytest.mark.parametrize("name", ["absent", "nothing"])
def test_what_is_absent_or_null_has_its_default(name: str) -> None:
    """A field that is not there, and one that is null, are the same"""
    assert FIELDS.text(name, "main") == "main"
    assert FIELDS.whole_number(name, 7) == 7
    assert FIELDS.truth(name, default=False) is False
    assert FIELDS.optional_text(name) is None
    assert FIELDS.table(name) == {}
    assert FIELDS.inner(name).optional_text("anything") is None


@pytest.mark.parametrize(
    ("read", "field", "said"),
    [
        (lambda f: f.text("absent"), "absent", "is missing"),
        (lambda f: f.text("nothing"), "nothing", "is missing"),
        (lambda f: f.text("blank"), "blank", "not empty"),
        (lambda f: f.text("beams"), "beams", "must be a text"),
        (lambda f: f.optional_text("beams"), "beams", "must be a text"),
        (lambda f: f.choice("name", ["a", "b"]), "name", "choose one of: a, b"),
        (lambda f: f.whole_number("name"), "name", "whole number"),
        (lambda f: f.whole_number("ready"), "ready", "whole number"),
        (lambda f: f.whole_number("beams", least=5), "beams", "at least 5"),
        (lambda f: f.truth("beams"), "beams", "true or false"),
        (lambda f: f.texts("name", ["hy"]), "name", "must be a list"),
        (lambda f: f.texts("languages", ["hy"]), "languages", "holds 'ru'"),
        (lambda f: f.table("name"), "name", "must be a table"),
        (lambda f: f.text_table("scores"), "scores.BLEU", "must be a text"),
        (lambda f: f.number_table("tokens"), "tokens.ru", "must be a number"),
        (lambda f: f.inner("tokens").text("hy"), "hy", "tokens: field 'hy' is missing"),
        (lambda f: f.reject_unknown(VALUES.keys() - {"blank"}), "blank", "is unknown"),
    ],
)
def test_a_wrong_value_names_its_table_and_field(
    read: Callable[[Fields], object], field: str, said: str
) -> None:
    """An error says where, which field, and what it should be"""
    with pytest.raises(InvalidInputError) as caught:
        read(FIELDS)
    assert caught.value.field == field
    assert said in str(caught.value)
    assert str(caught.value).startswith("catalog.toml: entry 'slavic-big'")
