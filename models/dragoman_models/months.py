"""Find the months of an English source in its translation.

A month beside a figure is looked for with the figure, see `quantities`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from dragoman_models import english_case
from dragoman_models.units import Unit, unit_of

__all__ = ["DAY_FORMS", "FORMS", "missing_months", "month_of"]

_LISTED: Final = (
    "January February March April May June July August September October November December"
)
_MONTHS: Final = tuple(_LISTED.split())
_MONTH: Final = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
# A hint that takes no time: the text may be one in capitals.
_CAPITALS: Final = re.compile(rf"\b(?:{'|'.join(_MONTHS).upper()})\b")
# April Jones, the October Revolution, July-born, the Fourth of July; 5 May and May 2026.
_NAMED_BEHIND: Final = re.compile(r"['’]s [^\W\d_a-z]|[ -][^\W\d_a-z]|-[a-z]|,? \d")
_FIGURE_BEFORE: Final = re.compile(r"\d(?:st|nd|rd|th)?(?: of)?[ -]\Z|\bFourth of \Z")
# First names, a prime minister, a walk: months only where one of these words is before them.
_DOUBTFUL: Final = frozenset({"March", "April", "May", "June", "August"})
_DATED: Final = re.compile(
    r"\b(?:during|early|every|in|last|late|mid|next|since|this|throughout|until)[ -]\Z",
    re.IGNORECASE,
)
# Persian joins the verb's `می`, which is May otherwise, by a non-joiner.
_WORD: Final = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")

_PERSIAN: Final = "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر"


def _by_month(listed: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType(
        {
            language: MappingProxyType(dict(zip(_MONTHS, forms.split(), strict=True)))
            for language, forms in listed.items()
        }
    )


# As they stand for "in May", which is most often.
FORMS: Final = _by_month(
    {
        "hy": "հունվարին փետրվարին մարտին ապրիլին մայիսին հունիսին հուլիսին օգոստոսին"
        " սեպտեմբերին հոկտեմբերին նոյեմբերին դեկտեմբերին",
        "az": "yanvarda fevralda martda apreldə mayda iyunda iyulda avqustda sentyabrda"
        " oktyabrda noyabrda dekabrda",
        "fa": _PERSIAN,
        "ru": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    }
)
# As they stand beside a day: 3 May.
DAY_FORMS: Final = _by_month(
    {
        "hy": "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի"
        " հոկտեմբերի նոյեմբերի դեկտեմբերի",
        "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
        "fa": _PERSIAN,
        "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    }
)


def month_of(word: str) -> str | None:
    """Return the month that an English word names, shortened or not: November for Nov."""
    unit = unit_of(word, "en")
    return _MONTHS[int(unit[1]) - 1] if unit is not None and unit[0] == "month" else None


def missing_months(source: str, target: str, *, language: str) -> tuple[str, ...]:
    """List the months of an English source that its target does not name.

    Each once, in their order; those beside a figure and in names are not looked for.
    """
    months = _months_of(source)
    if not months:
        return ()
    named = {unit_of(word, language) for word in _WORD.findall(target)}
    return tuple(month for month in months if _unit(month) not in named)


@lru_cache(maxsize=4096)
def _months_of(source: str) -> tuple[str, ...]:
    """List the months that are looked for: it is asked of every hypothesis of a source.

    One that is somebody's name in the same segment as well is left alone, for what
    is put over a month would be put over the name.
    """
    if _CAPITALS.search(source):
        source = english_case.for_model(source)
    found = list(_MONTH.finditer(source))
    others = {month[0] for month in found if not _is_sought(source, month)}
    return tuple(dict.fromkeys(month[0] for month in found if month[0] not in others))


def _unit(month: str) -> Unit:
    return ("month", str(_MONTHS.index(month) + 1))


def _is_sought(source: str, month: re.Match[str]) -> bool:
    if _NAMED_BEHIND.match(source, month.end()) or _FIGURE_BEFORE.search(source, 0, month.start()):
        return False
    return month[0] not in _DOUBTFUL or _DATED.search(source, 0, month.start()) is not None
