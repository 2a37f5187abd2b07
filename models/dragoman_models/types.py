"""The values that pass between the modules of this package, all frozen.

Offsets are counted in Unicode code points of the text they point into, never
in bytes, and end offsets are exclusive.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Protocol, TypeAlias, TypeVar

__all__ = [
    "Article",
    "ArticleTranslation",
    "CheckpointIdentity",
    "DecodeRequest",
    "DecodingOptions",
    "DigitPolicy",
    "Flag",
    "FurniturePolicy",
    "Hypothesis",
    "InlineTag",
    "MimeType",
    "Role",
    "Section",
    "SectionTranslation",
    "Segment",
    "SegmentTranslation",
    "SequenceModel",
    "Span",
    "Steps",
    "Summary",
    "SummaryLength",
    "SummarySentence",
    "TranslatedSection",
    "TranslationOptions",
]


@unique
class MimeType(Enum):
    """Name the formats an article may come in."""

    PLAIN = "text/plain"
    HTML = "text/html"
    MARKDOWN = "text/markdown"


@unique
class Role(Enum):
    """Name the parts an article is made of."""

    HEADLINE = "headline"
    LEAD = "lead"
    BODY = "body"
    HEADING = "heading"
    QUOTE = "quote"
    CAPTION = "caption"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    BYLINE = "byline"


@unique
class FurniturePolicy(Enum):
    """Say what happens to adverts, cookie notices and reply boxes."""

    DROP = "drop"
    KEEP = "keep"


@unique
class DigitPolicy(Enum):
    """Say which digits a translation into Persian is printed with; the others have one kind.

    Western ones (`2026`), Persian ones (`۲۰۲۶`), or whichever the model wrote.
    """

    WESTERN = "western"
    NATIVE = "native"
    KEEP = "keep"


@unique
class SummaryLength(Enum):
    """Name the three lengths of a summary."""

    HEADLINE = "headline"
    BRIEF = "brief"
    PARAGRAPH = "paragraph"


@unique
class Flag(Enum):
    """Name what a reader of a result should look at."""

    UNTRANSLATED = "untranslated"
    WRONG_SCRIPT = "wrong_script"
    REPETITION = "repetition"
    LENGTH_RATIO = "length_ratio"
    NUMBER_MISMATCH = "number_mismatch"
    PROTECTED_TERM_MISSING = "protected_term_missing"
    LOW_SCORE = "low_score"
    SPLIT = "split"
    TRUNCATED = "truncated"
    RETRIED = "retried"
    COPIED = "copied"
    CONTROL_CHARACTERS_REMOVED = "control_characters_removed"
    UNSUPPORTED_REPLACED = "unsupported_replaced"
    EXTRACTIVE = "extractive"
    NAME_MISSING = "name_missing"
    UNBALANCED = "unbalanced"
    NAME_AS_WRITTEN = "name_as_written"
    OMISSION = "omission"


@dataclass(frozen=True, slots=True)
class Span:
    """Mark a stretch of a text, in code points, with the reason it is marked."""

    start: int
    end: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TranslatedSection:
    """Hold what takes a section's place: its text, and an offset in it for each of its tags."""

    text: str
    tag_offsets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class InlineTag:
    """Hold one inline tag of a section: what it is and where it stood.

    `offset` counts code points of `Section.text`, before which the tag stands.
    `pair` is the index of the matching tag in `Section.tags`, or None for a tag
    that stands alone (`<br>`, a comment, an unclosed tag).
    """

    offset: int
    markup: str
    pair: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Hold one block of an article: its role, its plain text and its tags.

    `start` and `end` are the block's place in `Article.source`; `text` is what
    a reader sees there (entities decoded, soft line breaks joined).
    `source_offsets` gives, for each code point of `text`, its position in
    `Article.source`; it is empty where `text` is `source[start:end]` itself.
    """

    role: Role
    start: int
    end: int
    text: str
    tags: tuple[InlineTag, ...] = ()
    source_offsets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """Hold a parsed article.

    Everything of `source` outside the sections and the dropped spans comes
    back byte for byte in a translation. `flags` says what holds for the whole.
    """

    source: str
    mime_type: MimeType
    sections: tuple[Section, ...]
    dropped: tuple[Span, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """Hold one unit fed to a model: a span of a section's text.

    `separator` is the text between this segment and the next, so that joining
    `text + separator` over a section's segments gives the section's text back.
    `lead` is the white space before the first segment of a section, else empty.
    `split` says that a sentence was cut at a clause boundary to fit the model.
    """

    start: int
    end: int
    text: str
    separator: str = ""
    lead: str = ""
    split: bool = False


@dataclass(frozen=True, slots=True)
class DecodingOptions:
    """Hold generation settings, in transformers' spelling.

    `max_new_tokens` of None lets the model choose from the source's length.
    `coverage_penalty`, which transformers has not, ranks the hypotheses that are
    asked for by how much of the source they attend to, see `attention`.
    """

    num_beams: int = 4
    num_hypotheses: int = 1
    max_new_tokens: int | None = None
    min_new_tokens: int = 0
    length_penalty: float = 1.0
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0
    coverage_penalty: float = 0.0
    return_alignment: bool = False


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Hold one output of a model.

    `score` is the mean log-probability a token, `alignment` the pairs of
    (target token index, source token index), `finished` false when decoding
    stopped at the token limit and not at the end of the sentence. `left_out` are
    the indexes of source tokens that were hardly attended to
    (`attention.left_out`); a search without a coverage penalty does not ask.
    """

    text: str
    score: float
    tokens: tuple[str, ...] = ()
    alignment: tuple[tuple[int, int], ...] = ()
    finished: bool = True
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DecodeRequest:
    """Ask one checkpoint for hypotheses of one tokenised source."""

    checkpoint: str
    tokens: tuple[str, ...]
    options: DecodingOptions


T = TypeVar("T")

# A pipeline does no inference and no waiting of its own: it is a generator that
# yields decode requests, receives their hypotheses in the same order, and
# returns its result. A driver answers it: in-process by calling the models, in
# the server by submitting to the batchers. So one pipeline serves both.
Steps: TypeAlias = Generator[Sequence[DecodeRequest], Sequence[tuple[Hypothesis, ...]], T]


@dataclass(frozen=True, slots=True)
class CheckpointIdentity:
    """Name the weights that gave a result."""

    name: str
    revision: str


@dataclass(frozen=True, slots=True)
class TranslationOptions:
    """Hold what a caller may ask of a translation, beside the languages.

    `glossary` maps a source term to the target term to use, for one target.
    `max_searches` bounds what one segment may cost; None leaves it to the retry
    ladder.
    """

    num_beams: int | None = None
    num_hypotheses: int = 1
    max_new_tokens: int | None = None
    max_searches: int | None = None
    do_not_translate: tuple[str, ...] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    digits: DigitPolicy = DigitPolicy.WESTERN


@dataclass(frozen=True, slots=True)
class SegmentTranslation:
    """Hold one segment's translation.

    `source_start` and `source_end` point into the article's source; `score` is
    the mean log-probability a target token (0.0 for text that no model saw). The
    texts are without markup and footnote marks; they have raised figures in
    characters (km² for `km<sup>2</sup>`). `left_out` are the stretches of the
    source that the translation hardly speaks of, where OMISSION is raised.
    """

    source_start: int
    source_end: int
    source_text: str
    target_text: str
    score: float
    flags: tuple[Flag, ...] = ()
    alternatives: tuple[Hypothesis, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionTranslation:
    """Hold one section's translation, as plain text and as it stands in `text`."""

    role: Role
    source_start: int
    source_end: int
    target_text: str
    segments: tuple[SegmentTranslation, ...]


@dataclass(frozen=True, slots=True)
class ArticleTranslation:
    """Hold an article in one target language.

    `text` is the whole article in the MIME type it came in.
    """

    target_language: str
    text: str
    sections: tuple[SectionTranslation, ...]
    checkpoint: CheckpointIdentity
    dropped: tuple[Span, ...] = ()
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """Hold one sentence of a summary and what should be looked at in it."""

    text: str
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Hold a summary in the language of the article."""

    length: SummaryLength
    sentences: tuple[SummarySentence, ...]
    checkpoint: CheckpointIdentity

    @property
    def text(self) -> str:
        """Join the sentences into one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


class SequenceModel(Protocol):
    """Turn token sequences into hypotheses with one loaded checkpoint.

    `decode` is thread-safe and releases the interpreter lock while it computes.
    """

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the checkpoint."""
        ...

    @property
    def max_source_tokens(self) -> int:
        """Give the longest source in tokens, target token and `</s>` included."""
        ...

    @property
    def num_beams(self) -> int:
        """Give the number of beams that the checkpoint was measured with."""
        ...

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Tokenise a source text; a target token is put first where one is due."""
        ...

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Return each source's hypotheses, best first, in the order of the batch."""
        ...
