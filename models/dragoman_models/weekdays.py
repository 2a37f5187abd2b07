"""Find the days of the week of an English source in its translation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from dragoman_models import casing, english_case

__all__ = ["FORMS", "missing_days"]

_DAY: Final = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?=s?\b)")
# Feasts, sales and newspapers, which have names of their own in each language.
_NAMED_BEFORE: Final = re.compile(
    r"\b(?:Ash|Black|Bloody|Cyber|Easter|Good|Maundy|Palm|Super|The|Whit)\s\Z"
)
_NAMED_BEHIND: Final = re.compile(r"s?\s(?:Express|Herald|Mail|Mirror|Telegraph|Times)\b")
# "On Friday night" is the night before Saturday in Russian.
_NIGHT: Final = re.compile(r"\s[Nn]ight")

# Lower-case beginnings, whatever case endings follow. Saturday is a week, too, in
# Armenian, and Sunday a market in Azerbaijani, so that either may hide that it is lost.
_WRITTEN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "hy": {
            "Monday": r"երկուշաբթ",
            "Tuesday": r"երեքշաբթ",
            "Wednesday": r"չորեքշաբթ",
            "Thursday": r"հինգշաբթ",
            "Friday": r"ուրբաթ",
            "Saturday": r"\bշաբաթ",
            "Sunday": r"կիրակ",
        },
        "az": {
            "Monday": r"\bbazar\s?ertəsi",
            "Tuesday": r"\bçərşənbə\s?axşam",
            "Wednesday": r"\bçərşənbə(?!\s?axşam)",
            "Thursday": r"\bcümə\s?axşam",
            "Friday": r"\bcümə(?!\s?(?:axşam|ertəsi))",
            "Saturday": r"\bşənbə",
            "Sunday": r"\bbazar(?!\s?ertəsi)",
        },
        "fa": {
            "Monday": r"\bدو[\u200c ]?شنبه",
            "Tuesday": r"\bسه[\u200c ]?شنبه",
            "Wednesday": r"\bچهار[\u200c ]?شنبه",
            "Thursday": r"\bپنج[\u200c ]?شنبه",
            "Friday": r"\b(?:جمعه|آدینه)",
            "Saturday": r"(?<![\w\u200c])(?<!یک )(?<!دو )(?<!سه )(?<!پنج )(?<!چهار )شنبه",
            "Sunday": r"\bیک[\u200c ]?شنبه",
        },
        "ru": {
            "Monday": r"\bпонедельни[кч]",
            "Tuesday": r"\bвторни[кч]",
            "Wednesday": r"\bсред[аеуыо]",
            "Thursday": r"\bчетверг",
            "Friday": r"\bпятни[цч]",
            "Saturday": r"\bсуббот",
            "Sunday": r"\bвоскрес",
        },
    }
)
_PATTERNS: Final = MappingProxyType(
    {
        language: {day: re.compile(pattern) for day, pattern in days.items()}
        for language, days in _WRITTEN.items()
    }
)

# As they stand for "on Monday", which is nearly always: Russian has the accusative.
FORMS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "hy": {
            "Monday": "երկուշաբթի",
            "Tuesday": "երեքշաբթի",
            "Wednesday": "չորեքշաբթի",
            "Thursday": "հինգշաբթի",
            "Friday": "ուրբաթ",
            "Saturday": "շաբաթ",
            "Sunday": "կիրակի",
        },
        "az": {
            "Monday": "bazar ertəsi",
            "Tuesday": "çərşənbə axşamı",
            "Wednesday": "çərşənbə",
            "Thursday": "cümə axşamı",
            "Friday": "cümə",
            "Saturday": "şənbə",
            "Sunday": "bazar",
        },
        "fa": {
            "Monday": "دوشنبه",
            "Tuesday": "سه‌شنبه",
            "Wednesday": "چهارشنبه",
            "Thursday": "پنجشنبه",
            "Friday": "جمعه",
            "Saturday": "شنبه",
            "Sunday": "یکشنبه",
        },
        "ru": {
            "Monday": "понедельник",
            "Tuesday": "вторник",
            "Wednesday": "среду",
            "Thursday": "четверг",
            "Friday": "пятницу",
            "Saturday": "субботу",
            "Sunday": "воскресенье",
        },
    }
)


def missing_days(source: str, target: str, *, language: str) -> tuple[str, ...]:
    """List the days of the week of an English source that its target does not name.

    Each once, in their order; those of feasts and newspapers are not looked for.
    """
    # Of headlines in capitals alone: it takes a while, and this is asked of every hypothesis.
    if "DAY" in source:
        source = english_case.for_model(source)
    days = dict.fromkeys(day[0] for day in _DAY.finditer(source) if _is_sought(source, day))
    if not days:
        return ()
    small = casing.lower(target, language)
    return tuple(day for day in days if not _PATTERNS[language][day].search(small))


def _is_sought(source: str, day: re.Match[str]) -> bool:
    named = _NAMED_BEFORE.search(source, 0, day.start()) or _NAMED_BEHIND.match(source, day.end())
    return not named and not _NIGHT.match(source, day.end())
