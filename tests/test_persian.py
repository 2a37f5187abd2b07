"""Persian has its own letters, marks and digits, and joiners where words are joined."""

from __future__ import annotations

import pytest

from dragoman_models.persian import persian
from dragoman_models.types import DigitPolicy


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("او می رود و نمی گوید", "او می‌رود و نمی‌گوید"),
        ("او می‌ خواهد", "او می‌خواهد"),
        ("می توان رفت", "می‌توان رفت"),
        ("میکند و نمیشود و میگفتند", "می‌کند و نمی‌شود و می‌گفتند"),
        ("کتاب ها و خانه های ما", "کتاب‌ها و خانه‌های ما"),
        ("کشور ها و بازار های بزرگ ترین شهر", "کشورها و بازارهای بزرگ‌ترین شهر"),
        ("خانه ای که شده اند", "خانه‌ای که شده‌اند"),
        ("اندازه ‌ای", "اندازه‌ای"),
    ],
)
def test_words_are_joined(text: str, expected: str) -> None:
    """A prefix or suffix that stands alone is joined; behind a letter that joins nothing, bare."""
    assert persian(text, DigitPolicy.WESTERN) == expected


@pytest.mark.parametrize(
    "text",
    [
        "میدان و میان و میهن و میلاد",
        "جام می و ساقی",
        "در ماه می گذشته و 25 می میلادی",
        "می که نوشید",
        "هوای تر و خشک",
        "ای ایران",
        "به ایران و بهای نفت",
        "آنها تنها ماندند",
        "هاشمی و ترینیداد",
        "فیلم F-16 ها",
    ],
)
def test_words_that_only_look_like_it_stay(text: str) -> None:
    """A square is no verb, wine no prefix, and names that begin like suffixes are names."""
    assert persian(text, DigitPolicy.WESTERN) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("علي و كتاب", "علی و کتاب"),
        ("خانۀ ما", "خانهٔ ما"),
        ("ﺳﻼم", "سلام"),
        ("کتـــاب", "کتاب"),
        ("مُحَمَّد", "مُحَمَّد"),
    ],
)
def test_letters_are_persian(text: str, expected: str) -> None:
    """Arabic letters, presentation forms and stretched words become plain Persian; vowels stay."""
    assert persian(text, DigitPolicy.WESTERN) == expected


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        (DigitPolicy.NATIVE, "۲۵ جنگنده F-16 با ۴٬۰۰۰ نفر، ۲٫۵ درصد و ۳۰٪ در 2-COVID و iPhone 15"),
        (DigitPolicy.WESTERN, "25 جنگنده F-16 با 4,000 نفر، 2.5 درصد و 30% در 2-COVID و iPhone 15"),
    ],
)
def test_digits_are_a_choice(digits: DigitPolicy, expected: str) -> None:
    """Native digits have their own marks; names in Latin letters keep theirs."""
    text = "25 جنگنده F-16 با 4,000 نفر، 2.5 درصد و 30% در 2-COVID و iPhone 15"
    assert persian(text, digits) == expected


def test_western_digits_have_western_marks() -> None:
    """Native figures that the model wrote come out whole in the other digits."""
    assert persian("۴٬۰۰۰ و ۲٫۵ و ١٢", DigitPolicy.WESTERN) == "4,000 و 2.5 و 12"


def test_digits_may_be_kept() -> None:
    """What the model wrote stands."""
    assert persian("۲۵ و 12", DigitPolicy.KEEP) == "۲۵ و 12"


@pytest.mark.parametrize("text", ["ساعت 11:30", "1405/02/13", "نتیجه 2-1", "+374 10 12-34-56"])
def test_hours_dates_and_scores_keep_their_marks(text: str) -> None:
    """Only decimals and thousands have native marks."""
    native = persian(text, DigitPolicy.NATIVE)
    assert persian(native, DigitPolicy.WESTERN) == text
    assert not set(native) & {"٬", "٫"}


def test_a_latin_word_stands_apart() -> None:
    """A plural may stand on it, and one letter is no word."""
    assert persian("Mozillaاعلام کرد", DigitPolicy.WESTERN) == "Mozilla اعلام کرد"
    assert persian("شرکتApple", DigitPolicy.WESTERN) == "شرکت Apple"
    assert persian("DNAها", DigitPolicy.WESTERN) == "DNAها"
    assert persian("گMT", DigitPolicy.WESTERN) == "گMT"
