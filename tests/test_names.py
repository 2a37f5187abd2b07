"""Names of the source are looked for in the target."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dragoman_models.names import count_names, missing_names, names_in

SOURCE = "Nikol Pashinyan met Vladimir Putin in Beijing on Friday."
GOOD = {
    "hy": "Նիկոլ Փաշինյանը ուրբաթ օրը Պեկինում հանդիպել է Վլադիմիր Պուտինի հետ։",
    "az": "Nikol Paşinyan cümə günü Pekində Vladimir Putinlə görüşüb.",
    "fa": "نیکول پاشینیان روز جمعه در پکن با ولادیمیر پوتین دیدار کرد.",
    "ru": "Никол Пашинян встретился с Владимиром Путиным в Пекине в пятницу.",
}
PUTIN = {
    "hy": ("Վլադիմիր Պուտինի", "Իլհամ Ալիևի"),
    "az": ("Vladimir Putinlə", "İlham Əliyevlə"),
    "fa": ("ولادیمیر پوتین", "الهام علی‌اف"),
    "ru": ("Владимиром Путиным", "Ильхамом Алиевым"),
}
LANGUAGES = list(GOOD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_a_good_translation_are_there(language: str) -> None:
    """Transliterated names and exonyms are found."""
    assert missing_names(SOURCE, GOOD[language], language=language) == ()
    assert count_names(SOURCE, GOOD[language], language=language) == (3, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_name_in_place_is_missed(language: str) -> None:
    """A person who became another is listed by the name in the source."""
    target = GOOD[language].replace(*PUTIN[language])
    assert missing_names(SOURCE, target, language=language) == ("Vladimir Putin",)
    assert count_names(SOURCE, target, language=language) == (2, 3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dropped_name_is_missed(language: str) -> None:
    """A name that was left out is listed."""
    target = GOOD[language].replace(PUTIN[language][0], "")
    assert missing_names(SOURCE, target, language=language) == ("Vladimir Putin",)


@pytest.mark.parametrize(
    ("language", "famous", "own"),
    [
        ("hy", "Վաշինգտոնը հրաժարական տվեց։", "Ուեթերինգտոնը հրաժարական տվեց։"),
        ("az", "Vaşinqton istefa verdi.", "Uezerinqton istefa verdi."),
        ("fa", "واشنگتن استعفا داد.", "وترینگتون استعفا داد."),
        ("ru", "Вашингтона отправили в отставку.", "Уэзерингтона отправили в отставку."),
    ],
)
def test_a_better_known_name_of_like_sound_is_another(language: str, famous: str, own: str) -> None:
    """A model turns surnames that it does not know into places that it does."""
    source = "Wetherington resigned."
    assert missing_names(source, famous, language=language) == ("Wetherington",)
    assert missing_names(source, own, language=language) == ()


def test_one_known_name_is_not_another_of_like_sound() -> None:
    """Iran is not heard in Yerevan."""
    target = "Երևանն ու Հայաստանը պայմանավորվել են։"
    assert missing_names("Armenia and Iran agreed.", target, language="hy") == ("Iran",)
    assert missing_names("Armenia and Yerevan agreed.", target, language="hy") == ()


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("ru", "The smallest school is in Oxfordshire.", "Самая маленькая школа в Оксфордшире."),
        ("ru", "Palestinians and Israelis cook it.", "Его готовят палестинцы и израильтяне."),
        ("ru", "Nicholson pleads guilty.", "Николсон признал вину."),
        ("az", "Her garden in Marrakech is gorgeous.", "Onun Mərakeşdəki bağı gözəldir."),
        ("ru", "Aktau lies on the Caspian.", "Актау стоит на Каспии."),
    ],
)
def test_what_begins_or_sounds_as_a_known_name_is_no_other(
    language: str, source: str, target: str
) -> None:
    """People and counties share its letters, other spellings and other names its sound."""
    assert missing_names(source, target, language=language) == ()


def test_latin_letters_hold_the_name() -> None:
    """A name that the target keeps in Latin letters is there."""
    source = "Ukrainian officials praised Kongsberg on Friday."
    assert missing_names(source, "В пятницу чиновники похвалили Kongsberg.", language="ru") == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The prime minister said no.", []),
        ("Prime Minister Nikol Pashinyan said no.", ["Nikol Pashinyan"]),
        ("He praised Pashinyan's speech in Yerevan.", ["Pashinyan", "Yerevan"]),
        ("They live in New York and New Zealand.", ["New York", "New Zealand"]),
        ("Lukewarm demand delays the listing.", []),
        ("Attention Deficit Disorder is rare.", []),
        ("Nevertheless, it rained.", []),
        ("Wetherington resigned after the vote.", ["Wetherington"]),
        ("Photons have no mass.", []),
        ("Caesium", []),
        ("They're late.", []),
        ("", []),
    ],
)
def test_names_are_runs_of_capitalised_words(text: str, names: list[str]) -> None:
    """Common words in capitals, titles and openers of sentences are no names."""
    assert [name.text for name in names_in(text)] == names


def test_an_acronym_is_looked_for_where_the_table_has_it() -> None:
    """The United Nations have another acronym in Russian, and any other acronym says nothing."""
    source = "The UN and the XQZ met."
    assert missing_names(source, "ООН и другие встретились.", language="ru") == ()
    assert missing_names(source, "Они встретились.", language="ru") == ("UN",)


@pytest.mark.parametrize(
    ("language", "good", "other"),
    [
        ("hy", "ՄԱԿ-ը սնունդ է ուղարկել։", "Միացյալ Նահանգները սնունդ են ուղարկել։"),
        ("az", "BMT ərzaq göndərib.", "ABŞ ərzaq göndərib."),
        ("fa", "سازمان ملل غذا فرستاد.", "ایالات متحده غذا فرستاد."),
        ("ru", "Организация Объединённых Наций отправила еду.", "США отправили еду."),
    ],
)
def test_united_nations_are_no_united_states(language: str, good: str, other: str) -> None:
    """Names of common words are looked for as a whole."""
    source = "The United Nations sent food."
    assert missing_names(source, good, language=language) == ()
    assert missing_names(source, other, language=language) == ("United Nations",)


def test_a_headline_in_capitals_has_names() -> None:
    """The case of the headline is put right before names are looked for."""
    headline = "PASHINYAN MEETS PUTIN IN MOSCOW"
    target = "Пашинян встретился с Путиным в Баку"
    assert missing_names(headline, target, language="ru") == ("Moscow",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_references_miss_hardly_a_name(language: str) -> None:
    """Of the newswire corpus's own dev translations under one in a hundred is flagged."""
    path = Path(__file__).parents[1] / "training/data/newswire/newswire5.dev.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    alarms = [row for row in rows if missing_names(row["en"], row[language], language=language)]
    assert len(alarms) < len(rows) / 100
