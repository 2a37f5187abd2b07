"""Compare what the figures of a source and its translation count: millions, percent, May.

`numbers` sees that a figure is there; this sees that 15 November did not become
15 million. What stands beside a figure is the next three words, or a month or a
currency sign before it; of these only the words of `units.tsv` count.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from dragoman_models.numbers import located, numbers
from dragoman_models.units import Unit, signs, unit_of

__all__ = ["misplaced", "quantities"]

_STOP = re.compile(r"[.,;:!?()«»“”\"،؛։—–\n]")
_RANGE = re.compile(r"\s?[-–—]\s?|\s(?:to|or|and|до|или|и|մինչև|կամ|تا|یا|və|ya)\s")
# Case endings and ordinals that hang on a figure: 15-ին, 15-də, 15th.
_SUFFIX = re.compile(r"(?:[-‑][^\W\d_]{1,4}\b|(?:st|nd|rd|th)\b)")
_REACH = 3
_LONE = 1
_SHORT_SCALE = re.compile(r"\s?([kmb])\b", re.IGNORECASE)
_SHORT_SCALES = {"k": "1e3", "m": "1e6", "b": "1e9"}
# Figures of these kinds are of no other one, bar money's scale.
_DISTINCT = frozenset({"month", "share", "currency", "scale", "measure"})
_SIGNIFICANT = frozenset({"share", "currency", "scale", "measure"})
# Kinds that a target may not leave out where it keeps the figure.
_NEEDED = ("share", "scale")


@cache
def _token() -> re.Pattern[str]:
    # Persian writes its centimetres in two parts, of which one is a metre.
    return re.compile(rf"(?:سانتی|میلی)\u200cمتری?|[^\W\d_]+|[{re.escape(signs())}]")


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(rf"([{re.escape(signs('currency'))}])\s?\Z")


@lru_cache(maxsize=2048)
def quantities(text: str, language: str) -> Mapping[float, Sequence[frozenset[Unit]]]:
    """Return for each number of a text the units beside it, one set for each time it stands."""
    spans = located(text)
    found: list[set[Unit]] = []
    for index, (start, end, _) in enumerate(spans):
        before = text[spans[index - 1][1] if index else 0 : start]
        after = text[end : spans[index + 1][0] if index + 1 < len(spans) else len(text)]
        sign = _sign().search(before)
        own = _before(before, sign, language) | _after(after, language)
        if sign is not None and language == "en":
            own |= _short_scale(after)
        found.append(own)
    # What a range counts stands behind its end.
    for index in range(len(spans) - 2, -1, -1):
        if not found[index] and _RANGE.fullmatch(text, spans[index][1], spans[index + 1][0]):
            found[index] |= found[index + 1]
    units: dict[float, list[frozenset[Unit]]] = defaultdict(list)
    for (_, _, value), own in zip(spans, found, strict=True):
        units[value].append(frozenset(own))
    return units


def _short_scale(text: str) -> set[Unit]:
    """Read the scale of English money: $5m, £2.5bn."""
    letter = _SHORT_SCALE.match(text)
    return set() if letter is None else {("scale", _SHORT_SCALES[letter[1].lower()])}


def _before(text: str, sign: re.Match[str] | None, language: str) -> set[Unit]:
    if sign is not None:
        unit = unit_of(sign[1], language)
        return set() if unit is None else {unit}
    words = _token().findall(text[-24:])
    unit = unit_of(words[-1], language) if words else None
    return {unit} if unit is not None and unit[0] == "month" else set()


def _after(text: str, language: str) -> set[Unit]:
    suffix = _SUFFIX.match(text)
    text = text[suffix.end() if suffix else 0 :]
    stop = _STOP.search(text)
    words = _token().findall(text[: stop.start() if stop else len(text)])[:_REACH]
    units = [unit_of(word, language) for word in words]
    # Millions of people in 1950 are no 1950 million.
    return {
        unit
        for place, unit in enumerate(units)
        if unit is not None and (unit[0] != "scale" or place == 0)
    }


def misplaced(source: str, target: str, *, language: str) -> tuple[float, ...]:
    """List the numbers that both sides have and that count something else in the target.

    That is: another member of the same kind (euros for dollars, May for June);
    a thousand or million that the source's number has not; another kind of
    thing; or a percentage or a million that the target has nowhere. A lone 1 may
    be an article or a place in a list.
    """
    ours = quantities(source, "en")
    if not any(value > _LONE and value in numbers(target) for value in ours):
        return ()
    theirs = quantities(target, language)
    kinds = {kind for sets in theirs.values() for units in sets for kind, _ in units}
    return tuple(
        sorted(
            value
            for value, wanted in ours.items()
            if value in theirs
            and value > _LONE
            and (_is_lost(wanted, kinds) or _is_other(wanted, theirs[value]))
        )
    )


def _is_other(wanted: Sequence[frozenset[Unit]], found: Sequence[frozenset[Unit]]) -> bool:
    """Tell whether a target's number fits none of the places that the source has it in."""
    return any(all(_differ(one, other) for one in wanted) for other in found)


def _differ(wanted: frozenset[Unit], found: frozenset[Unit]) -> bool:
    ours, theirs = {kind for kind, _ in wanted}, {kind for kind, _ in found}
    for kind in ours & theirs:
        own = {unit for unit in wanted if unit[0] == kind}
        if not own & found:
            return True
    if "scale" in theirs - ours:
        return True
    return bool(ours & _DISTINCT and theirs & _SIGNIFICANT) and not ours & theirs


def _is_lost(wanted: Sequence[frozenset[Unit]], kinds: set[str]) -> bool:
    """Tell whether every place has a percentage or a million, and the target none at all."""
    return any(
        kind not in kinds and all(any(unit[0] == kind for unit in one) for one in wanted)
        for kind in _NEEDED
    )
