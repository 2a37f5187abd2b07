"""Compare an English name with a word of another language by how both sound.

A word becomes its consonants, one symbol a sound, and a mark for a vowel that
opens it: vowels change most between the languages, and Persian does not write
them. The cost of turning one sequence into a beginning of the other is
Levenshtein's, with weights for sounds that languages exchange (Russian `г` for
`h`, Persian `و` for `v` or a vowel); what is left of the word may be an ending.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from dragoman_models.casing import lower

__all__ = ["LARGEST_SHARE", "beginnings", "first_vowel", "is_likeness", "sounds"]

# Letters to sounds, longer spellings first. A capital is an English spelling of
# several sounds, or a Persian letter that is a vowel as well.
_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "en": (
            "sch=š tch=č sh=š ch=H zh=ž kh=x gh=G ph=f th=T ts=c tz=c dj=j ck=k dz=c c=C g=G j=J"
            " x=X w=w y=y h=h b=b d=d f=f k=k l=l m=m n=n p=p q=k r=r s=s t=t v=v z=z ł=l"
        ),
        "az": (
            "dz=c ts=c b=b c=j ç=č d=d f=f g=g ğ=q h=h x=x j=ž k=k q=g l=l m=m n=n p=p r=r s=s ş=š"
            " t=t v=v w=w y=y z=z"
        ),
        "ru": (
            "дж=j тс=c дз=c б=b в=v г=g д=d ж=ž з=z й=y к=k л=l м=m н=n п=p р=r с=s т=t ф=f х=x"
            " ц=c ч=č ш=š щ=š"
        ),
        "hy": (
            "բ=b գ=g դ=d զ=z թ=t ժ=ž լ=l խ=x ծ=c կ=k հ=h ձ=c ղ=q ճ=č մ=m յ=y ն=n շ=š չ=č պ=p ջ=j"
            " ռ=r ս=s վ=v տ=t ր=r ց=c փ=p ք=k ֆ=f և=v"
        ),
        "fa": (
            "خوا=x تس=c دز=c ب=b پ=p ت=t ث=s ج=j چ=č ح=h خ=x د=d ذ=z ر=r ز=z ژ=ž س=s ش=š ص=s ض=z"
            " ط=t ظ=z غ=q ف=f ق=q ک=k گ=g ل=l م=m ن=n و=W ه=h ی=Y"
        ),
    }
)
_SOUNDS = MappingProxyType(
    {
        language: dict(pair.split("=") for pair in spellings.split())
        for language, spellings in _SPELLINGS.items()
    }
)
_PATTERNS = MappingProxyType(
    {language: re.compile("|".join(table)) for language, table in _SOUNDS.items()}
)
# Vowels of one kind: open, close and unrounded, rounded.
_VOWELS = MappingProxyType(
    {
        vowel: kind
        for kind, vowels in {"a": "aəаяա", "i": "eiıyеёиыэեէըի", "o": "ouöüоуюոօ"}.items()
        for vowel in vowels
    }
)
_REPEATED = re.compile(r"(.)\1+")

# What it costs to put one sound for another; 1 where the two have nothing in common.
_EXCHANGES = MappingProxyType(
    {
        0.0: "Ck Cs Hč Jj Gg Tt Wv Ww wv qg qk Yy",
        0.1: "qx hx Jž Hk Hš Jy Gj Cc yA YA Xs Xz Xš TdTs",
        0.2: "sc sz cz šč sš žz žč cč čj kg jz jd jž Tz Tf Hx Xk kx bv gx qh Gq Gh Gž Cč šž jc",
        0.35: "td vf wf Wf Gx mn Jh Jx Ch Cx ys zd ct lr Gk gh kh AW Aw hA xA",
        0.5: "pb",
    }
)
_COSTS: Mapping[str, float] = MappingProxyType(
    {
        order: cost
        for cost, pairs in _EXCHANGES.items()
        for pair in re.findall(r"\S\S", pairs)
        for order in (pair, pair[::-1])
    }
)
_OMISSIONS: Mapping[str, float] = MappingProxyType(
    {"A": 0.2, "h": 0.3, "y": 0.2, "Y": 0.0, "W": 0.0, "w": 0.2, "v": 0.6, "G": 0.6}
)
# Sounds that one language writes at a word's beginning and another does not.
_SLIGHT = frozenset("AhyYWw")
LARGEST_SHARE = 0.3
"""The greatest distance of a likeness, as a share of the name's sounds."""
# An ending has so many consonants; each more costs a little.
_ENDING = 4
_COST_AFTER_ENDING = 0.2


@lru_cache(maxsize=4096)
def sounds(word: str, language: str) -> str:
    """Return the consonants of a word as symbols, after `A` where a vowel opens it."""
    small = _unaccented(word).lower() if language == "en" else lower(word, language)
    table = _SOUNDS[language]
    found = "".join(table[spelling] for spelling in _PATTERNS[language].findall(small))
    opening = "" if _PATTERNS[language].match(small) else "A"
    if language == "en":
        found = found[:1] + found[1:].replace("X", "ks")
    return opening + _REPEATED.sub(r"\1", found)


@lru_cache(maxsize=4096)
def first_vowel(word: str, language: str) -> str:
    """Return the kind of a word's first vowel: `a`, `i`, `o`, or nothing where it has none."""
    small = _unaccented(word).lower() if language == "en" else lower(word, language)
    return next((_VOWELS[letter] for letter in small if letter in _VOWELS), "")


def _unaccented(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def beginnings(first: str) -> frozenset[str]:
    """List the sounds that may open a word like a name that `first` opens.

    The same, one that is exchanged for it, or one that can be left out.
    """
    every = {"A", *(sound for table in _SOUNDS.values() for sound in "".join(table.values()))}
    if first in _SLIGHT:
        return frozenset(every)
    return frozenset(
        sound for sound in every if sound == first or sound in _SLIGHT or first + sound in _COSTS
    )


@lru_cache(maxsize=4096)
def is_likeness(name: str, word: str, largest_share: float = LARGEST_SHARE) -> bool:
    """Tell whether a word's sounds may be those of a name, with or without an ending.

    `largest_share` is the greatest distance between the two, as a share of the
    name's sounds.
    """
    if word[:1] not in beginnings(name[:1]):
        return False
    limit = largest_share * len(name)
    row = [0.0]
    for sound in word:
        row.append(row[-1] + _OMISSIONS.get(sound, 1.0))
    for wanted in name:
        row = _next_row(row, wanted, word)
        if min(row) > limit:
            return False
    longest = len(word) - _ENDING
    return any(
        cost + _COST_AFTER_ENDING * max(0, longest - place) <= limit
        for place, cost in enumerate(row)
    )


def _next_row(above: list[float], wanted: str, word: str) -> list[float]:
    """Return the costs of one more sound of the name, for every beginning of the word."""
    omission = _OMISSIONS.get(wanted, 1.0)
    row = [above[0] + omission]
    for column, sound in enumerate(word):
        exchange = 0.0 if sound == wanted else _COSTS.get(wanted + sound, 1.0)
        row.append(
            min(
                above[column] + exchange,
                above[column + 1] + omission,
                row[column] + _OMISSIONS.get(sound, 1.0),
            )
        )
    return row
