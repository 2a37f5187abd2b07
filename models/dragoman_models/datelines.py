"""Write datelines as the press of each language does: ABU DHABI, May 3 (AP) — ...

A model takes the place into the sentence behind it, or knows no word in capitals. Only datelines
whose every part is known are cut off their sentence and written by rule; the dash stays between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from dragoman_models import casing
from dragoman_models.months import DAY_FORMS, month_of
from dragoman_models.name_forms import forms
from dragoman_models.terms import Terms

__all__ = ["dateline_end", "written"]

_CAPITALS: Final = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}"
_NAME: Final = r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}"
_DATE: Final = (
    r"(?:(?P<before>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2})"
    r"|(?P<first>\d{1,2}) (?P<behind>[A-Z][a-z]{2,8})\.?)"
    r"(?:,? (?P<year>(?:19|20)\d\d))?"
)
# What else stands in brackets is no name that stays as it is.
_AGENCIES: Final = (
    "AA|AFP|ANI|ANSA|AP|APA|Anadolu|Armenpress|Azertac|AZERTAC|BBC|Belta|Bloomberg|CNN|DPA|dpa|EFE"
    "|Fars|Interfax|Interpressnews|IRNA|ISNA|Kazinform|Kyodo|Mehr|PTI|QNA|Report|Reuters|RFE/RL"
    "|RIA Novosti|SPA|Sputnik|TASS|Tasnim|Trend|Turan|Ukrinform|UN News|UPI|WAM|Xinhua|Yonhap"
)
# A place in small letters is one only with an agency behind it; what a day follows is a month.
_DATELINE: Final = re.compile(
    rf"(?P<place>{_CAPITALS}|{_NAME}(?=[^()—–\n]{{0,40}} \())"
    rf"(?:, (?P<land>(?!\w+\.? \d){_NAME}))?(?:, {_DATE})?(?: \((?P<agency>{_AGENCIES})\))?"
)
# Without spaces, a shorter dash joins two names.
_DASH: Final = re.compile(r"[ \u00a0]?(?:—|--) ?(?=\S)|[ \u00a0][-–] (?=\S)")
_BODY: Final = re.compile(r"[\"“‘«']?[A-Z\d].*?[a-z]{2}", re.DOTALL)

_DATES: Final = {
    "hy": ("{month} {day}", "{year} թվականի {month} {day}"),
    "az": ("{day} {month}", "{day} {month} {year}"),
    "fa": ("{day} {month}", "{day} {month} {year}"),
    "ru": ("{day} {month}", "{day} {month} {year} года"),
}
_COMMAS: Final = {"fa": "، "}
_NO_TERMS: Final = Terms()


def dateline_end(text: str, language: str | None = None) -> tuple[int, int] | None:
    """Return where the dateline of a sentence ends and the sentence itself begins, or None.

    None too where a part of it is not known, or where `language`, if one is given, has no form
    for it; and where the sentence has no small letters.
    """
    found = _DATELINE.match(text)
    dash = _DASH.match(text, found.end()) if found else None
    if not found or not dash or not _BODY.match(text, dash.end()):
        return None
    known = _is_known(found) if language is None else written(found[0], language) is not None
    return (found.end(), dash.end()) if known else None


def written(dateline: str, language: str, *, terms: Terms = _NO_TERMS) -> str | None:
    """Return a dateline in the target language, or None where a part of it has no form there.

    A place or an agency that is one of the caller's terms becomes what they say. A place in
    capitals stays in capitals; an agency stays as it is.
    """
    found = _DATELINE.fullmatch(dateline)
    if found is None or language not in _DATES or not _is_known(found):
        return None
    names = [_form(name, language, terms) for name in _named(found)]
    if not all(names):
        return None
    dates = [_date(found, language)] if _month(found) else []
    agency = found["agency"]
    told = f" ({_own(agency, terms) or agency})" if agency else ""
    return _COMMAS.get(language, ", ").join([*names, *dates]) + told


def _named(found: re.Match[str]) -> list[str]:
    return [name for name in (found["place"], found["land"]) if name is not None]


def _month(found: re.Match[str]) -> str | None:
    return found["before"] or found["behind"]


def _is_known(found: re.Match[str]) -> bool:
    month = _month(found)
    places = all(_key(name) in _places() for name in _named(found))
    return places and (month is None or month_of(month) is not None)


def _key(name: str) -> str:
    return name.replace("-", " ").upper()


@cache
def _places() -> Mapping[str, str]:
    """List the names of the table by their capitals."""
    return {_key(name): name for name in forms()}


def _own(name: str, terms: Terms) -> str:
    """Return what a whole name becomes by the caller's terms, or nothing."""
    whole = (one for one in terms.find(name) if one.end - one.start == len(name))
    return next((one.target or name for one in whole), "")


def _form(name: str, language: str, terms: Terms) -> str:
    """Return how the caller, or a language, writes a place; or nothing."""
    listed = _places()[_key(name)]
    as_written = _own(name, terms)
    if as_written:
        return as_written
    form = _own(listed, terms) or forms()[listed].get(language, "")
    return casing.upper(form, language) if name.isupper() else form


def _date(found: re.Match[str], language: str) -> str:
    month = month_of(_month(found) or "") or ""
    day = int(found["day"] or found["first"])
    plain, dated = _DATES[language]
    form = dated if found["year"] else plain
    return form.format(day=day, month=DAY_FORMS[language][month], year=found["year"])
