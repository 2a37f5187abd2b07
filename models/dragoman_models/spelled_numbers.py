"""Tell whether a translation spells a small number out, as the press does up to twelve."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

__all__ = ["LARGEST", "is_spelled_out"]

LARGEST = 12
"""The largest number whose words are known here."""

# How the words for 0 to 12 begin: cardinals, ordinals, collective numbers, and the words for
# half, double, pair and the like. Beginnings, because all four languages inflect at the end.
_BEGINNINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "hy": (
            "զրո|ոչ մի|առանց",
            "մեկ|մի |մի$|մեն|առաջին|միակ",
            "երկու|երկրորդ|երկ|կրկն|զույգ|կես",
            "երեք|երրորդ|եռ",
            "չորս|չորրորդ|քառ",
            "հինգ",
            "վեց",
            "յոթ",
            "ութ",
            "ինը|ինն|իններորդ",
            "տաս|տասն",
            "տասնմեկ",
            "տասներկու|դյուժին",
        ),
        "az": (
            "sıfır|heç",
            "bir|ilk|tək",
            "iki|ikinci|cüt|qoşa|yarı",
            "üç",
            "dörd",
            "beş",
            "altı",
            "yeddi",
            "səkkiz",
            "doqquz",
            "on |on$|onun|onuncu|onluq",
            "on bir",
            "on iki",
        ),
        "fa": (
            "صفر|هیچ|بدون",
            "یک|یکم|اول|نخست|تنها",
            "دو|نیم|جفت",
            "سه|سوم|ثلث",
            "چهار|ربع",
            "پنج",
            "شش",
            "هفت",
            "هشت",
            "نه|نهم",
            "ده",
            "یازده",
            "دوازده|دوجین",
        ),
        "ru": (
            "нол|нул|ни одн|без",
            "один|одн|перв|едино|единств",
            "дв|втор|оба|обе|обо|пар|полов|пол",
            "тр[иёе]|трет|трое|трой",
            "четыр|четвер|четв",
            "пят",
            "шест",
            "сем|седьм",
            "вос[еь]м",
            "девят",
            "десят",
            "одиннадцат",
            "двенадцат|дюжин",
        ),
    }
)
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@cache
def _pattern(value: int, language: str) -> re.Pattern[str]:
    roman = rf"|(?<!\w){_ROMAN[value]}(?!\w)" if _ROMAN[value] else ""
    # `İ` and `I` of Azerbaijani are told apart by the words themselves, all in small letters.
    return re.compile(rf"(?<!\w)(?i:{_BEGINNINGS[language][value]}){roman}")


def is_spelled_out(value: int, target: str, *, language: str) -> bool:
    """Tell whether a target has a word, or a Roman figure, that may stand for 0 to 12.

    Raises:
        IndexError: the value is larger than `LARGEST`.
    """
    return _pattern(value, language).search(target) is not None
