"""Between the messages of the contract and the values of `dragoman_models`; pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from dragoman.v1 import translation_pb2, types_pb2
from dragoman_models.languages import SOURCE_LANGUAGE_CODES, Direction, Language
from dragoman_models.types import (
    ArticleTranslation,
    CheckpointIdentity,
    DigitPolicy,
    Flag,
    FurniturePolicy,
    MimeType,
    SectionTranslation,
    SegmentTranslation,
    Span,
    Summary,
    SummaryLength,
    TranslationOptions,
)

__all__ = [
    "article_translation",
    "digit_policy",
    "furniture_policy",
    "identity",
    "language",
    "mime_type",
    "summary",
    "summary_length",
    "text_translation",
    "translation_options",
]


class _OptionFields(Protocol):
    """What the requests that translate have in common."""

    @property
    def decoding(self) -> types_pb2.DecodingOptions:
        """Say how the models search."""
        ...

    @property
    def do_not_translate(self) -> Sequence[str]:
        """List terms to keep."""
        ...

    @property
    def glossary(self) -> Iterable[types_pb2.GlossaryEntry]:
        """List terms and what they must become."""
        ...

    @property
    def digit_policy(self) -> types_pb2.DigitPolicy.ValueType:
        """Say which digits a translation is printed with."""
        ...


def mime_type(text: str) -> MimeType:
    """Read a format; empty means plain text."""
    return MimeType(text or MimeType.PLAIN.value)


def furniture_policy(policy: types_pb2.FurniturePolicy.ValueType) -> FurniturePolicy:
    """Read a furniture policy; unspecified means to drop."""
    keep = policy == types_pb2.FURNITURE_POLICY_KEEP
    return FurniturePolicy.KEEP if keep else FurniturePolicy.DROP


def digit_policy(policy: types_pb2.DigitPolicy.ValueType) -> DigitPolicy:
    """Read a digit policy; unspecified means Western digits."""
    if policy == types_pb2.DIGIT_POLICY_UNSPECIFIED:
        return DigitPolicy.WESTERN
    name = types_pb2.DigitPolicy.Name(policy)
    return DigitPolicy[name.removeprefix("DIGIT_POLICY_")]


def summary_length(length: types_pb2.SummaryLength.ValueType) -> SummaryLength:
    """Read a length; unspecified means brief."""
    if length == types_pb2.SUMMARY_LENGTH_UNSPECIFIED:
        return SummaryLength.BRIEF
    name = types_pb2.SummaryLength.Name(length)
    return SummaryLength[name.removeprefix("SUMMARY_LENGTH_")]


def translation_options(request: _OptionFields, *, target: str) -> TranslationOptions:
    """Read the options for one target language; its own glossary entries go before common ones."""
    decoding = request.decoding
    common, own = {}, {}
    for entry in request.glossary:
        if not entry.target_language_code:
            common[entry.source_term] = entry.target_term
        elif entry.target_language_code == target:
            own[entry.source_term] = entry.target_term
    return TranslationOptions(
        num_beams=decoding.num_beams if decoding.HasField("num_beams") else None,
        num_hypotheses=decoding.num_hypotheses if decoding.HasField("num_hypotheses") else 1,
        max_new_tokens=decoding.max_new_tokens if decoding.HasField("max_new_tokens") else None,
        max_searches=decoding.max_searches if decoding.HasField("max_searches") else None,
        do_not_translate=tuple(request.do_not_translate),
        glossary=common | own,
        digits=digit_policy(request.digit_policy),
    )


def text_translation(
    translation: ArticleTranslation, *, content_index: int
) -> translation_pb2.TextTranslation:
    """Write one text's translation into one language."""
    return translation_pb2.TextTranslation(
        content_index=content_index,
        target_language_code=translation.target_language,
        target_text=translation.text,
        segments=[_segment(each) for part in translation.sections for each in part.segments],
        checkpoint=identity(translation.checkpoint),
        flags=_flags(translation.flags),
    )


def article_translation(translation: ArticleTranslation) -> translation_pb2.ArticleTranslation:
    """Write an article's translation into one language."""
    return translation_pb2.ArticleTranslation(
        target_language_code=translation.target_language,
        target_text=translation.text,
        sections=[_section(each) for each in translation.sections],
        dropped=[_dropped(each) for each in translation.dropped],
        checkpoint=identity(translation.checkpoint),
        flags=_flags(translation.flags),
    )


def summary(
    written: Summary, *, language_code: str, translator: CheckpointIdentity | None = None
) -> types_pb2.Summary:
    """Write a summary; `translator` is None in the article's own language."""
    return types_pb2.Summary(
        language_code=language_code,
        text=written.text,
        sentences=[
            types_pb2.SummarySentence(text=each.text, flags=_flags(each.flags))
            for each in written.sentences
        ],
        length=types_pb2.SummaryLength.Value(f"SUMMARY_LENGTH_{written.length.name}"),
        summarizer=identity(written.checkpoint),
        translator=None if translator is None else identity(translator),
    )


def identity(checkpoint: CheckpointIdentity) -> types_pb2.CheckpointIdentity:
    """Write a checkpoint's identity."""
    return types_pb2.CheckpointIdentity(name=checkpoint.name, revision=checkpoint.revision)


def language(
    target: Language, *, checkpoint: CheckpointIdentity | None, install_command: str
) -> translation_pb2.TargetLanguage:
    """Write a target language with what serves it, or what would."""
    return translation_pb2.TargetLanguage(
        language_code=target.code,
        name=target.name,
        native_name=target.native_name,
        script=target.script,
        right_to_left=target.direction is Direction.RIGHT_TO_LEFT,
        source_language_codes=SOURCE_LANGUAGE_CODES,
        checkpoint=None if checkpoint is None else identity(checkpoint),
        install_command=install_command if checkpoint is None else "",
    )


def _section(section: SectionTranslation) -> types_pb2.Section:
    return types_pb2.Section(
        role=types_pb2.Role.Value(f"ROLE_{section.role.name}"),
        source_span=types_pb2.Span(start=section.source_start, end=section.source_end),
        target_text=section.target_text,
        segments=[_segment(each) for each in section.segments],
    )


def _segment(segment: SegmentTranslation) -> types_pb2.Segment:
    return types_pb2.Segment(
        source_span=types_pb2.Span(start=segment.source_start, end=segment.source_end),
        source_text=segment.source_text,
        target_text=segment.target_text,
        score=segment.score,
        flags=_flags(segment.flags),
        alternatives=[
            types_pb2.Hypothesis(target_text=each.text, score=each.score)
            for each in segment.alternatives
        ],
        left_out=segment.left_out,
    )


def _dropped(span: Span) -> types_pb2.DroppedSpan:
    return types_pb2.DroppedSpan(
        span=types_pb2.Span(start=span.start, end=span.end), reason=span.reason
    )


def _flags(flags: Iterable[Flag]) -> list[types_pb2.Flag.ValueType]:
    return [types_pb2.Flag.Value(f"FLAG_{flag.name}") for flag in flags]
