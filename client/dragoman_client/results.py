"""What the command has for one input once the server has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from dragoman.v1 import types_pb2
from dragoman.v1.article_pb2 import ProcessArticleResponse
from dragoman.v1.translation_pb2 import ArticleTranslation
from dragoman.v1.types_pb2 import Flag, Role, Segment, Summary, SummaryLength
from dragoman_client.inputs import Source

__all__ = [
    "Finding",
    "Result",
    "described",
    "dropped",
    "enum_name",
    "excerpt",
    "findings",
    "gather",
    "notes",
    "segment_notes",
]

# What a reader should look at. The other flags tell how a segment came to be,
# and are in the JSON format only.
NOTABLE: Mapping[Flag.ValueType, str] = MappingProxyType(
    {
        types_pb2.FLAG_UNTRANSLATED: "not translated",
        types_pb2.FLAG_WRONG_SCRIPT: "letters of another script",
        types_pb2.FLAG_REPETITION: "says the same words over and over",
        types_pb2.FLAG_OMISSION: "words of the source may be left out",
        types_pb2.FLAG_LENGTH_RATIO: "much longer or shorter than the source",
        types_pb2.FLAG_NUMBER_MISMATCH: "a number differs from the source",
        types_pb2.FLAG_NAME_MISSING: "a name or a day is missing",
        types_pb2.FLAG_NAME_AS_WRITTEN: "a name stands in Latin letters",
        types_pb2.FLAG_PROTECTED_TERM_MISSING: "a protected term is missing",
        types_pb2.FLAG_UNBALANCED: "quotation marks or brackets do not match or are lost",
        types_pb2.FLAG_LOW_SCORE: "the model is unsure",
        types_pb2.FLAG_TRUNCATED: "stops before the sentence ends",
        types_pb2.FLAG_CONTROL_CHARACTERS_REMOVED: "control characters were left out",
        types_pb2.FLAG_UNSUPPORTED_REPLACED: "an unsupported sentence was replaced",
    }
)
EXCERPT_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Result:
    """Hold one input's translations and summaries, in the order asked for."""

    source: Source
    translations: tuple[ArticleTranslation, ...] = ()
    summaries: tuple[Summary, ...] = ()

    def languages(self) -> tuple[str, ...]:
        """Give the language codes that there is something in."""
        translated = [each.target_language_code for each in self.translations]
        summarized = [each.language_code for each in self.summaries]
        return tuple(dict.fromkeys([*translated, *summarized]))

    def only(self, language: str) -> Result:
        """Give the part of the result that is in one language."""
        return replace(
            self,
            translations=tuple(
                each for each in self.translations if each.target_language_code == language
            ),
            summaries=tuple(each for each in self.summaries if each.language_code == language),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one thing to look at: in which language, where, and what."""

    language: str
    where: str
    what: str


def gather(
    source: Source, parts: Sequence[ProcessArticleResponse], *, languages: Sequence[str]
) -> Result:
    """Put the parts of an answer into the order of the languages asked for."""
    rank = {language: position for position, language in enumerate(languages)}
    translations = [part.translation for part in parts if part.HasField("translation")]
    summaries = [part.summary for part in parts if part.HasField("summary")]
    return Result(
        source,
        tuple(sorted(translations, key=lambda each: rank.get(each.target_language_code, -1))),
        tuple(sorted(summaries, key=lambda each: (rank.get(each.language_code, -1), each.length))),
    )


def findings(result: Result) -> Iterator[Finding]:
    """Yield what a reader of a result should look at, in reading order."""
    for translation in result.translations:
        language = translation.target_language_code
        for number, section in enumerate(translation.sections, start=1):
            for segment in section.segments:
                where = f"section {number}, “{excerpt(segment.source_text)}”"
                yield from described(language, where, segment_notes(segment))
    for summary in result.summaries:
        name = enum_name(SummaryLength, summary.length)
        for sentence in summary.sentences:
            where = f"{name} summary, “{excerpt(sentence.text)}”"
            yield from described(summary.language_code, where, notes(sentence.flags))


def dropped(result: Result) -> Mapping[str, int]:
    """Count what was left out of an input by reason; it is the same in every language."""
    spans = result.translations[0].dropped if result.translations else ()
    return Counter(span.reason for span in spans)


def described(language: str, where: str, noted: Iterable[str]) -> Iterator[Finding]:
    """Yield one finding for a place that there is something to know of."""
    what = "; ".join(noted)
    if what:
        yield Finding(language, where, what)


def notes(flags: Iterable[Flag.ValueType]) -> list[str]:
    """Say in words what a reader should know of; the other flags are left out."""
    return [NOTABLE[flag] for flag in flags if flag in NOTABLE]


def segment_notes(segment: Segment) -> list[str]:
    """Say in words what a reader should know of a segment, and which words it may lack."""
    omission = NOTABLE[types_pb2.FLAG_OMISSION]
    words = ", ".join(f"“{excerpt(stretch)}”" for stretch in segment.left_out)
    return [
        f"{note}: {words}" if note == omission and words else note for note in notes(segment.flags)
    ]


def excerpt(text: str) -> str:
    """Give the first words of a text, on one line."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT_CHARACTERS:
        return line
    return line[:EXCERPT_CHARACTERS].rsplit(" ", 1)[0] + "…"


def enum_name(kind: type[Role | Flag | SummaryLength], value: int) -> str:
    """Give an enum value's name as readers have it: ROLE_LIST_ITEM is list_item.

    A value that this version does not know goes by its number.
    """
    values = kind.DESCRIPTOR.values_by_number
    if value not in values:
        return str(value)
    prefix = values[0].name.removesuffix("UNSPECIFIED")
    return values[value].name.removeprefix(prefix).lower()
