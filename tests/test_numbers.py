"""Numbers are compared by value, as each language writes them."""

from __future__ import annotations

import pytest

from dragoman_models.numbers import mismatched, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,500 and 1.500 and 1 500", [1500, 1500, 1500]),
        ("3.5 and 3,5 and ۳٫۵", [3.5, 3.5, 3.5]),
        ("۲۵ نفر و ١٢", [12, 25]),
        ("12\u00a0000 рублей", [12000]),
        ("1,234,567.89", [1234567.89]),
        ("S-300 at 9:30, 50%", [9, 30, 50, 300]),
        ("09 and 9", [9, 9]),
        ("in 2020 300 people", [300, 2020]),
        ("no figures", []),
    ],
)
def test_numbers_are_read(text: str, expected: list[float]) -> None:
    """Digits of any script, thousands by comma, point or space, decimals by either mark."""
    assert sorted(numbers(text).elements()) == expected


SAME = [
    ("25 people were killed, with 138 wounded.", "Погибли 25 человек, ранены 138."),
    ("Prices rose 3.5 percent to $1,500.", "Цены выросли на 3,5 % до 1500 долларов."),
    ("20,000 fled", "۲۰ هزار نفر گریختند"),
    ("He won 5 of 7.", "Он выиграл пять из семи."),
    ("The 18th century", "XVIII век"),
    ("At 6 p.m. on May 9", "В 18:00 9 мая"),
    ("Twenty-five people", "25 человек"),
    ("On 5 September 2023", "05.09.2023"),
    ("1.5 million people", "1 500 000 человек"),
    ("On 15 November 2026", "15.11.2026"),
    ("At 9:30 on Friday", "Cümə günü saat 9.30-da"),
    ("At 9.30 a.m. on Friday", "В пятницу в 9:30"),
    ("At 10.30pm", "Ժամը 22:30-ին"),
    ("At 9.30 am", "Saat 9.30-da"),
    ("The rate stood at 0.50.", "نرخ ۰٫۵۰ بود."),
    ("It paid 1,500.50 dollars.", "Он заплатил 1 500,50 доллара."),
    ("Call +374 10 123 456", "Զանգահարեք +374 10 123 456"),
    ("They won 31-28", "Они победили со счётом 31:28"),
    ("from 25 to 30 people", "۲۵ تا ۳۰ نفر"),
    ("the 21st district", "XXI округ"),
]


@pytest.mark.parametrize(("source", "target"), SAME)
def test_the_same_numbers_match(source: str, target: str) -> None:
    """Spelling, scale and clock may differ."""
    assert mismatched(source, target) == ()


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("25 people were killed", "Погибли 52 человека", (25, 52)),
        ("In 2023 talks failed", "Переговоры провалились", (2023,)),
        ("Talks failed", "Переговоры 2023 года провалились", (2023,)),
        ("1.5 percent", "15 процентов", (1.5, 15)),
        ("138 wounded", "۱۳۹ زخمی", (138, 139)),
        ("20 and 20", "20", (20,)),
        ("They won 31-28", "Они победили 31:27", (27, 28)),
        ("Call 123 456", "Позвоните 123 457", (123456, 123457)),
        ("Lari 4.21 0.00", "لاری 4.21 0.0", (0,)),
        ("Python 3.10 is out.", "Вышел Python 3.1.", (3.1,)),
        ("It paid 1,500.50 dollars.", "Он заплатил 1 500,5 доллара.", (1500.5,)),
        ("At 9.30 a.m.", "В 9:45", (30,)),
    ],
)
def test_changed_numbers_are_found(source: str, target: str, expected: tuple[float, ...]) -> None:
    """What only one side has is listed, in rising order."""
    assert mismatched(source, target) == expected


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Thousands fled.", "Бежали 2000 человек.", ()),
        ("It opens at 5 pm.", "Открытие в 17 часов.", ()),
        ("Three decades passed.", "Прошло 30 лет.", ()),
        ("Shares fell on 7 May.", "Акции упали 7 мая до 1,40.", (1.4,)),
        ("Four people left 37 homes.", "Четверо покинули 37 домов, 30 человек.", (30,)),
        ("They fled.", "Бежали 2000 человек.", (2000,)),
        ("The road is closed.", "12-ն փակ է։", (12,)),
        ("Two roads are closed.", "2 yol bağlıdır.", ()),
        ("Rugby sevens began.", "Начался турнир по регби-7.", ()),
        ("It closed in May.", "Закрыли 5 мая.", ()),
        ("It was built after World War II.", "2-ci Dünya müharibəsindən sonra tikilib.", ()),
        ("The mayor left.", "Мэр уехал 5 раз.", (5,)),
        ("It has 9,000 homes.", "9 min ev var.", ()),
        ("A man left.", "1 نفر رفت.", ()),
    ],
)
def test_words_explain_figures_of_their_own_size(
    source: str, target: str, expected: tuple[float, ...]
) -> None:
    """Thousands may be 2000 in a target; four explains no 30, a month no price."""
    assert mismatched(source, target, language="ru") == expected


@pytest.mark.parametrize(
    ("source", "target", "language", "expected"),
    [
        ("They waited 5½ years.", "Они ждали 5,5 лет.", "ru", ()),
        ("They waited 5½ years.", "Они ждали пять с половиной лет.", "ru", ()),
        ("They waited 5½ years.", "Նրանք սպասել են հինգ ու կես տարի։", "hy", ()),
        ("They waited 5 ½ years.", "5½ il gözlədilər.", "az", ()),
        ("It took 1½ hours.", "Это заняло полтора часа.", "ru", ()),
        ("It took 2⅓ hours.", "2,33 ساعت طول کشید.", "fa", ()),
        ("It took ½ an hour.", "نیم ساعت طول کشید.", "fa", ()),
        ("They waited 5½ years.", "Они ждали 5 лет.", "ru", (5.5,)),
        ("They waited 5¼ years.", "Они ждали 8,25 лет.", "ru", (5.25, 8.25)),
    ],
)
def test_signs_of_fractions_are_read(
    source: str, target: str, language: str, expected: tuple[float, ...]
) -> None:
    """`5½` is `5,5`, or a word for five and one for a half."""
    assert mismatched(source, target, language=language) == expected
