"""Names that a model loses have a form to stand in the target."""

from __future__ import annotations

import pytest

from dragoman_models.lost_names import form_of, lost_names


@pytest.mark.parametrize(
    ("name", "language", "form"),
    [
        ("Yerevan", "hy", "Երևան"),
        ("Yerevan", "az", "İrəvan"),
        ("Tehran", "fa", "تهران"),
        ("European Union", "ru", "Евросоюз"),
        ("Vladimir Putin", "ru", "Владимир Путин"),
        ("Nagorno Karabakh", "hy", "Լեռնային Ղարաբաղ"),
        ("New Zealand", "fa", "نیوزیلند"),
        ("Wetherington", "ru", None),
        ("Tamim Putin", "ru", None),
    ],
)
def test_a_name_of_the_news_has_a_form(name: str, language: str, form: str | None) -> None:
    """A name is known whole or in parts; of one that is half known nothing is guessed."""
    assert form_of(name.split(), language) == form


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("He flew to Doha.", "Он улетел в Каир.", {"Doha": "Доха"}),
        ("He flew to Doha.", "Он улетел в Доху.", {}),
        ("Makis Triantafylopoulos left.", "Он ушёл.", {"Makis Triantafylopoulos": None}),
        ("It is on Mount Aragats now.", "Теперь это там.", {"Aragats": None}),
        (
            "Talks on Nagorno-Karabakh failed.",
            "Переговоры провалились.",
            {"Nagorno-Karabakh": "Нагорный Карабах"},
        ),
        ("A Chinese ship sank.", "Корабль затонул.", {}),
        ("He spoke at Hong Kong University.", "Он сказал это.", {"Hong Kong": "Гонконг"}),
        (
            "It stands near Fort Greely in Alaska.",
            "Он там.",
            {"Fort Greely": None, "Alaska": "Аляска"},
        ),
        ("The Azerbaijani side agreed.", "Сторона согласна.", {}),
        ("It is the largest Catholic country.", "Это крупнейшая страна.", {}),
    ],
)
def test_lost_names_are_listed_as_they_stand(
    source: str, target: str, lost: dict[str, str | None]
) -> None:
    """What a language translates or derives, as peoples, is left to the model."""
    assert lost_names(source, target, language="ru") == lost


def test_a_headline_in_capitals_gives_its_names_as_the_model_sees_them() -> None:
    """There they are to be found and put right."""
    lost = lost_names("PUTIN FLIES TO DOHA", "Он улетел", language="ru")
    assert lost.get("Doha") == "Доха"
