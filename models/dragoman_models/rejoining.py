"""Make one sentence again of the translations of its parts.

A model takes each clause of a sentence that was cut for a sentence of its own:
it begins with a capital and ends with a full stop. Where a reader of the joined
target would stumble over those, they are mended by what the source has there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dragoman_models.casing import lower
from dragoman_models.types import Segment

__all__ = ["mended"]

_SENTENCE_END = re.compile(r"[.!?…։؟][\"”’»)\]]*\Z")
_ADDED_STOP = re.compile(r"(?P<word>\w*)(?P<stop>[.։])(?=[\"”’»)\]]*\Z)")
# Their full stops are their own, as a single letter's is.
_ABBREVIATED = frozenset(
    ("вв", "гг", "долл", "др", "им", "млн", "млрд", "руб", "см", "стр", "тел", "трлн", "тыс", "ул")
)
_PART_MARK = re.compile(r"(?P<mark>[,;:]|\s?[—–])[\"”’»)\]]*\Z")
_ANY_MARK = re.compile(r"[.,;:!?…—–،؛؟։՝`-][\"”’»)\]]*\Z")
_FIRST_WORD = re.compile(r"(?P<before>[^\w]*)(?P<word>\w+)")
_CAPITAL = re.compile(r"\b(?!I\b)[A-Z]")

_MARKS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"fa": {",": "،", ";": "؛"}, "hy": {";": ",", ":": "՝"}}
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# What may begin a clause of a language and is no name.
_CONNECTIVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "ru": _words(
            "а без более в во все где для до его если есть её за и из или именно их к как"
            " когда которая которого которое которой котором которую которые который которых"
            " кто мы на не но о об однако он она они оно от перед по пока после поскольку"
            " потому при с сам со также так тем то тогда ту у хотя чем через что чтобы это эта"
            " эти этот"
        ),
        "hy": _words(
            "այդ այլ այն այնուհետև այս այսպես բայց բացի բոլոր դա դրա եթե երբ երբեմն երեք երկու"
            " թե իսկ իր իրենց կամ մեկ մինչ մինչդեռ մինչև նա նաև նրա նրանք ու ուստի չնայած որ"
            " որը որոնք որոնց որովհետև որտեղ որպես որպեսզի քանի քանզի և"
        ),
        "az": _words(
            "amma ancaq bu bunun bir bəzi buna çünki da də digər eyni əgər hansı hansılar həm"
            " həmçinin həmin hələ həmişə iki ilə isə ki kim lakin necə nə niyə o onda onlar"
            " onların onun sonra üçün və ya yaxud yalnız yenə"
        ),
    }
)


def _is_whole(part: Segment) -> bool:
    return not part.split or _SENTENCE_END.search(part.text) is not None


def _without_stop(match: re.Match[str]) -> str:
    word = match["word"]
    own = match["stop"] == "." and (len(word) == 1 or word in _ABBREVIATED) and word.isalpha()
    return match[0] if own else word


def _continued(target: str, part: str, language: str) -> str:
    """End a target as the part ends that it translates: with the same mark, and no full stop."""
    if not target.strip():
        return target
    found = _PART_MARK.search(part)
    target = _ADDED_STOP.sub(_without_stop, target)
    if found is None or _ANY_MARK.search(target):
        return target
    mark = found["mark"]
    return target + _MARKS.get(language, {}).get(mark, mark)


def _lowered(target: str, part: str, language: str) -> str:
    """Begin a target with a small letter where the part does, unless it begins with a name."""
    first = _FIRST_WORD.match(target)
    source = _FIRST_WORD.match(part)
    if first is None or source is None or not source["word"][0].islower():
        return target
    word = first["word"]
    # Acronyms keep their capitals, and so does a word that the source has, such as a name.
    if not word[0].isupper() or word[1:] != lower(word[1:], language) or word in part:
        return target
    small = lower(word, language)
    if _CAPITAL.search(part) and small not in _CONNECTIVES.get(language, frozenset()):
        return target
    place = first.start("word")
    return f"{target[:place]}{small}{target[place + len(word) :]}"


def mended(segments: Sequence[Segment], targets: Sequence[str], *, language: str) -> list[str]:
    """Return the targets, those of a cut sentence's parts fit to be read as one sentence.

    Of a part that others follow, the full stop that its source has not goes, and
    the comma, semicolon, colon or dash that its source has comes back in the
    language's form. A part that begins in mid-sentence begins with a small
    letter, unless it may begin with a name. Targets of whole sentences, and those
    that are the source itself, are returned as they are.

    Raises:
        ValueError: there are not as many targets as segments.
    """
    found: list[str] = []
    open_sentence = False
    following = [*(one.split for one in segments[1:]), False]
    for one, target, next_split in zip(segments, targets, following, strict=True):
        text = target
        if one.split and target != one.text:
            if open_sentence:
                text = _lowered(text, one.text, language)
            if next_split and not _is_whole(one):
                text = _continued(text, one.text, language)
        open_sentence = not _is_whole(one)
        found.append(text)
    return found
