"""Write datelines as the press of each language does: ABU DHABI, May 3 (AP) — ...

A model takes the place into the sentence behind it, or knows no word in capitals. Only datelines
whose every part is known are cut off their sentence and written by rule; the dash stays between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from dragoman_models import casing
from dragoman_models.months import MONTHS
from dragoman_models.name_forms import forms
from dragoman_models.terms import Terms

__all__ = ["dateline_end", "written"]

_CAPITALS: Final = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}"
_NAME: Final = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}"
_MONTH_WORD: Final = rf"(?:{'|'.join((*MONTHS, 'Sept', *(name[:3] for name in MONTHS)))})"
_DATE: Final = (
    rf"(?:(?P<before>{_MONTH_WORD})\.? (?P<day>\d{{1,2}})"
    rf"|(?P<first>\d{{1,2}}) (?P<behind>{_MONTH_WORD})\.?)"
    r"(?:,? (?P<year>(?:19|20)\d\d))?"
)
_AGENCY: Final = r"\([A-Z][\w.&' -]{1,24}\)"
# A place in small letters is one only with an agency behind it.
_DATELINE: Final = re.compile(
    rf"(?P<place>{_CAPITALS}|{_NAME}(?=[^()—–\n]{{0,40}} \())"
    rf"(?:, (?P<land>(?!{_MONTH_WORD}\b){_NAME}))?(?:, {_DATE})?(?: (?P<agency>{_AGENCY}))?"
)
# Without spaces, a shorter dash joins two names.
_DASH: Final = re.compile(r"[ \u00a0]?(?:—|--) ?(?=\S)|[ \u00a0][-–] (?=\S)")
_BODY: Final = re.compile(r"[\"“‘«']?[A-Z\d].*?[a-z]{2}", re.DOTALL)

# As they stand behind a day; Armenian has them before it.
_OF_MONTHS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        language: dict(zip(MONTHS, listed.split(), strict=True))
        for language, listed in {
            "hy": "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի"
            " հոկտեմբերի նոյեմբերի դեկտեմբերի",
            "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
            "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
            "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября"
            " декабря",
        }.items()
    }
)
_DATES: Final = {
    "hy": ("{month} {day}", "{year} թվականի {month} {day}"),
    "az": ("{day} {month}", "{day} {month} {year}"),
    "fa": ("{day} {month}", "{day} {month} {year}"),
    "ru": ("{day} {month}", "{day} {month} {year} года"),
}
_COMMAS: Final = {"fa": "، "}
_NO_TERMS: Final = Terms()


def dateline_end(text: str) -> tuple[int, int] | None:
    """Return where the dateline of a sentence ends and the sentence itself begins, or None.

    None too where a part of it is no known place, or the sentence has no small letters.
    """
    found = _DATELINE.match(text)
    dash = _DASH.match(text, found.end()) if found else None
    if not found or not dash or not _BODY.match(text, dash.end()):
        return None
    places = [name for name in (found["place"], found["land"]) if name is not None]
    if not all(_key(name) in _places() for name in places):
        return None
    return found.end(), dash.end()


def written(dateline: str, language: str, *, terms: Terms = _NO_TERMS) -> str | None:
    """Return a dateline in the target language, or None where a part of it has no form there.

    A place that is one of the caller's terms becomes what they say. One in capitals stays in
    capitals; an agency stays as it is.
    """
    found = _DATELINE.fullmatch(dateline)
    if found is None or language not in _DATES:
        return None
    places = [name for name in (found["place"], found["land"]) if name is not None]
    names = [_form(name, language, terms) for name in places]
    if not all(names):
        return None
    dates = [_date(found, language)] if found["day"] or found["first"] else []
    agency = f" {found['agency']}" if found["agency"] else ""
    return _COMMAS.get(language, ", ").join([*names, *dates]) + agency


def _key(name: str) -> str:
    return name.replace("-", " ").upper()


@cache
def _places() -> Mapping[str, str]:
    """List the names of the table by their capitals."""
    return {_key(name): name for name in forms()}


def _form(name: str, language: str, terms: Terms) -> str:
    """Return how a language, or the caller, writes a place; or nothing."""
    listed = _places().get(_key(name), "")
    own = next((one for one in terms.find(listed) if one.end - one.start == len(listed)), None)
    form = forms().get(listed, {}).get(language, "") if own is None else own.target or listed
    return casing.upper(form, language) if name.isupper() else form


def _date(found: re.Match[str], language: str) -> str:
    short = (found["before"] or found["behind"])[:3]
    month = next(name for name in MONTHS if name.startswith(short))
    day = int(found["day"] or found["first"])
    plain, dated = _DATES[language]
    form = dated if found["year"] else plain
    return form.format(day=day, month=_OF_MONTHS[language][month], year=found["year"])
