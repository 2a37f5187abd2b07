"""Write Armenian as its press does: `։ ՝ ՞ ՜ «»`, the ligature `և`, no `?` or `!` at the end.

The mark of a question stands over the stressed vowel of the word that is asked
for. Where that word is known (a question word, or what stands before the
auxiliary of a question for yes or no) the mark is put there; where it is not
known, the `?` that the model wrote stays and is not taken for something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from dragoman_models.casing import lower

__all__ = ["armenian", "with_question_mark"]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_SMALL = "\u0561-\u0588"
_LARGE = "\u0531-\u0556"
_LETTERS = f"{_LARGE}{_SMALL}"
_LIGATURES = re.compile("[\ufb13-\ufb17]")
# `ու` is one vowel of two letters, marked between them.
_LATE_MARK = re.compile("([Ոո])ւ([՛՜՞])")

_STOP = re.compile(rf"[.:](?=[»”]?(?P<last>\s*\Z)?)(?=[»”]?(?:\s*\Z|\s+[{_LARGE}]))")
# What may stand before a full stop. Before a point that is no letter alone or in
# twos, which is an initial or an abbreviation, but for the shortest verbs.
_BEFORE_COLON = re.compile(rf"[{_LETTERS}\d»”)%]\Z")
_BEFORE_POINT = re.compile(rf"(?:[{_SMALL}]{{3}}|[\d»”)%]| է| ե[մնքս]| էր)\Z")
_INNER_COLON = re.compile(rf"(?<=[{_LETTERS}»”)]):(?=\s+[«{_LETTERS}\d])")
_BEHIND_STOP = " \"'”’)»"
_SOURCE_INNER_STOP = re.compile(r"[.!?][\"”’)]*\s+[\"“‘(]*[A-Z0-9]")

_SENTENCE = re.compile(r"[^։?]*\?")
_QUESTIONED = re.compile(r"\?(?P<quote>[»”])?(?P<after>\s*\Z|,)?")
_WORD = re.compile(rf"[{_LETTERS}]+")
_FIRST_STRESSED = frozenset(("միթե",))
_APART = re.compile(rf"[{_LETTERS}] \Z")
_VOWEL = re.compile(r"[ոՈ]ւ|[աեէիոօԱԵԷԻՈՕև]")
_QUESTION_WORDS = _words(
    "ով ովքեր ում ումից ումով ինչ ինչը ինչն ինչի ինչից ինչով ինչեր ինչու ինչպես ինչպիսի ինչքան"
    " ինչքանով որտեղ որտեղից ուր երբ երբվանից քանի քանիսը քանիսն քանիսի քանիերորդ որքան որքանով"
)
# In a sentence of more words nobody knows which one is called out.
_LONGEST_EXCLAMATION = 8
# Not that of a brand: Yahoo!-ի.
_EXCLAMATION = re.compile(
    r"(?P<sentence>[^։?!\s][^։?!]*)(?<![A-Za-z])!+(?P<quote>[»”])?(?:։|(?P<comma>,)|(?=\s|\Z))"
)
# These ask by themselves, for yes or no.
_ASKING = frozenset(("արդյոք", "միթե"))
# These ask only where they open the sentence; elsewhere they join clauses.
_OPENING_QUESTION_WORDS = _words("որ որը որն որի որից որով որոնք որոնց որում")
_AUXILIARIES = _words("եմ ես է ենք եք են էի էիր էր էինք էիք էին")
_ASKED_VERBS = re.compile(
    "(?:չ?ունե(?:մ|ս|նք|ք|ն|ի|իր|ր|ինք|իք|ին)|չ?կա|չ?կան|չ?կար|չ?կային|արժե|գիտե(?:մ|ս|նք|ք|ն)"
    "|կ(?!ներեք)[ա-և]{2,}(?:եմ|ես|ենք|եք|են|եիք|եին))"
)
# A particle asks with the word before it; what joins clauses is not asked for.
_PARTICLES = frozenset(("էլ", "էլի"))
_PRONOUNS = _words("ես դու նա մենք դուք նրանք սա դա այս այդ այն և բայց")
_JOINING = _words("որ թե և ու բայց իսկ եթե")
_ENGLISH_QUESTION = re.compile(r"[^.!?:\"“”«»]*\?")
_ASKS_YES_OR_NO = re.compile(
    r"\W*(?:and |but |so |or )?(?:do|does|did|is|are|was|were|can|could|will|would|should|has|have"
    r"|had|may|must|am|\w+n['’]t)\b",
    re.IGNORECASE,
)


def armenian(text: str, source: str) -> str:
    """Return `text` with Armenian marks and letters; the English `source` says what they mean.

    A point within the text ends a sentence only where the source has more
    sentences than one; otherwise it announces, and so does a colon where the
    source has one.
    """
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = text.replace("եւ", "և").replace("`", "՝")
    if "ւ՞" in text or "ւ՛" in text or "ւ՜" in text:
        text = _LATE_MARK.sub(r"\1\2ւ", text)
    if "?" in source or "?" in text:
        text = _questioned(text, source)
    if "!" in source or "!" in text:
        text = _exclaimed(text, source)
    text = _STOP.sub(_full_stop(source), text)
    if ": " in source and not _SOURCE_INNER_STOP.search(source):
        text = _INNER_COLON.sub(".", text)
    return text


def _full_stop(source: str) -> Callable[[re.Match[str]], str]:
    """Return what decides whether a point or colon ends a sentence of the target."""
    sentences = _SOURCE_INNER_STOP.search(source) is not None
    states = source.rstrip(_BEHIND_STOP).endswith(".")

    def decide(match: re.Match[str]) -> str:
        mark = match[0]
        if mark == ":" and match["last"] is not None and states:
            # Nothing is announced here: it is the full stop, also behind an address.
            return "։"
        before = match.string[max(0, match.start() - 3) : match.start()]
        pattern = _BEFORE_COLON if mark == ":" else _BEFORE_POINT
        ends = match["last"] is not None or sentences or (mark == ":" and ": " not in source)
        return "։" if ends and pattern.search(before) else mark

    return decide


def _questioned(text: str, source: str) -> str:
    """Put the mark of each question over the word that is asked for, and end it by a stop."""
    if "?" not in text:
        return _asked(text, source)
    questions = _ENGLISH_QUESTION.findall(source)
    pieces: list[str] = []
    position = 0
    for index, match in enumerate(_SENTENCE.finditer(text)):
        pieces.append(text[position : match.start()])
        question = questions[index] if index < len(questions) else ""
        pieces.append(_marked(match[0][:-1], question))
        position = match.end() - 1 if pieces[-1].endswith("?") else match.end()
        if not pieces[-1].endswith("?"):
            stop = _QUESTIONED.match(text, match.end() - 1)
            ending, position = _ending(stop, match.end())
            pieces.append(ending)
        else:
            position = match.end()
    return "".join((*pieces, text[position:]))


def _ending(stop: re.Match[str] | None, position: int) -> tuple[str, int]:
    """Return what takes the place of a `?` and of what goes with it, and where the text goes on."""
    if stop is None or stop["after"] is None:
        return "։", position
    quote = stop["quote"] or ""
    return (f"{quote}," if stop["after"] == "," else f"{quote}։"), stop.end()


def _asked(text: str, source: str) -> str:
    """Put the mark that the model left out, where source and target are one question each."""
    alone = source.rstrip(' "”’»').endswith("?") and not _SOURCE_INNER_STOP.search(source)
    if not alone or "՞" in text:
        return text
    marked = with_question_mark(text, source)
    return text if marked is None else marked


def _marked(sentence: str, question: str) -> str:
    """Return a sentence with its mark, or with its `?` where no rule knows the word."""
    if "՞" in sentence:
        return sentence.rstrip()
    marked = with_question_mark(sentence, question)
    return f"{sentence}?" if marked is None else marked.rstrip()


def with_question_mark(sentence: str, question: str) -> str | None:
    """Put `՞` over the word that the English `question` asks for, or return None.

    The place is the last vowel (never the article's `ը`): of the question word;
    for yes or no, of the word before the first auxiliary, which is where Armenian
    puts the word in focus, or of a verb that needs none. Of 195 questions of the
    corpora and dev lines with one mark, 157 have it there, 8 elsewhere; for 30 no
    word is found.
    """
    words = list(_WORD.finditer(sentence))
    small = [lower(match[0], "hy") for match in words]
    index: int | None
    if small and small[0] in _ASKING:
        index = 0
    elif _ASKS_YES_OR_NO.match(question):
        index = _focus(small, [_APART.search(sentence, 0, m.start()) is not None for m in words])
    else:
        index = _question_word(small)
    return None if index is None else _over_vowel(sentence, words[index], "՞")


def _over_vowel(sentence: str, word: re.Match[str], mark: str) -> str | None:
    """Put a mark over the stressed vowel of a word, or return None where it has none.

    `և` has none of its own, and so `Եվ` at the start of a sentence has none either.
    """
    vowels = list(_VOWEL.finditer(word[0]))
    if not vowels or lower(word[0], "hy") == "եվ":
        return None
    vowel = vowels[0] if lower(word[0], "hy") in _FIRST_STRESSED else vowels[-1]
    place = word.start() + vowel.start() + 1
    return f"{sentence[:place]}{mark}{sentence[place:]}"


def _exclaimed(text: str, source: str) -> str:
    """Put `՜` where the model wrote `!`, or where source and target are one exclamation each."""
    if "!" in text:
        return _EXCLAMATION.sub(_with_exclamation_mark, text)
    alone = source.rstrip(' "”’»').endswith("!") and not _SOURCE_INNER_STOP.search(source)
    short = len(_WORD.findall(text)) <= _LONGEST_EXCLAMATION
    if not (alone and short) or any(mark in text for mark in "՜՛՞?"):
        return text
    return _exclaiming(text)


def _with_exclamation_mark(match: re.Match[str]) -> str:
    sentence = match["sentence"]
    marked = sentence if any(mark in sentence for mark in "՜՛՞") else _exclaiming(sentence)
    return f"{marked}{match['quote'] or ''}{match['comma'] or '։'}"


def _exclaiming(sentence: str) -> str:
    """Put `՜` over the word before the first auxiliary, else over the first that is no pronoun.

    That is the interjection or the imperative of a short exclamation.
    """
    words = list(_WORD.finditer(sentence))
    if not words:
        return sentence
    small = [lower(match[0], "hy") for match in words]
    index = 0
    if small[0] not in _QUESTION_WORDS | _OPENING_QUESTION_WORDS:
        apart = [_APART.search(sentence, 0, match.start()) is not None for match in words]
        focus = _focus(small, apart)
        first = next((place for place, word in enumerate(small) if word not in _PRONOUNS), 0)
        index = first if focus is None else focus
    return _over_vowel(sentence, words[index], "՜") or sentence


def _question_word(words: list[str]) -> int | None:
    if words and words[0] in _OPENING_QUESTION_WORDS:
        return 0
    return next((index for index, word in enumerate(words) if word in _QUESTION_WORDS), None)


def _focus(words: list[str], apart: list[bool]) -> int | None:
    """Find the word before the first auxiliary of a clause, or a verb that needs none.

    `apart` says of each word that only a space is before it, no comma.
    """
    for index, word in enumerate(words):
        if _ASKED_VERBS.fullmatch(word):
            return index
        if word in _AUXILIARIES and index and apart[index] and words[index - 1] not in _JOINING:
            particle = words[index - 1] in _PARTICLES and index > 1
            return index - 2 if particle else index - 1
    return None
