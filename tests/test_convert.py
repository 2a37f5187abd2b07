"""Messages and values carry the same in both directions."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Any

import pytest
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from dragoman.v1 import article_pb2, summarization_pb2, translation_pb2, types_pb2
from dragoman_models.languages import LANGUAGES
from dragoman_models.types import (
    ArticleTranslation,
    CheckpointIdentity,
    DigitPolicy,
    Flag,
    FurniturePolicy,
    Hypothesis,
    MimeType,
    Role,
    SectionTranslation,
    SegmentTranslation,
    Span,
    Summary,
    SummaryLength,
    SummarySentence,
    TranslationOptions,
)
from dragoman_server import convert

IDENTITY = CheckpointIdentity("dragoman-compact-ru", "2026.11")
SEGMENT = SegmentTranslation(
    source_start=3,
    source_end=25,
    source_text="The border was closed.",
    target_text="Граница была закрыта.",
    score=-0.25,
    flags=(Flag.RETRIED, Flag.LOW_SCORE),
    alternatives=(Hypothesis("Границу закрыли.", -0.5),),
    left_out=("on Monday",),
)
TRANSLATION = ArticleTranslation(
    target_language="ru",
    text="<p>Граница была закрыта.</p>",
    sections=(SectionTranslation(Role.LEAD, 3, 25, "Граница была закрыта.", (SEGMENT,)),),
    checkpoint=IDENTITY,
    dropped=(Span(40, 60, "a cookie notice"),),
    flags=(Flag.CONTROL_CHARACTERS_REMOVED,),
)


@pytest.mark.parametrize(
    ("ours", "theirs", "prefix"),
    [
        (Flag, types_pb2.Flag, "FLAG"),
        (Role, types_pb2.Role, "ROLE"),
        (SummaryLength, types_pb2.SummaryLength, "SUMMARY_LENGTH"),
        (FurniturePolicy, types_pb2.FurniturePolicy, "FURNITURE_POLICY"),
        (DigitPolicy, types_pb2.DigitPolicy, "DIGIT_POLICY"),
    ],
)
def test_every_value_has_its_name_in_the_contract(
    ours: type[Enum], theirs: EnumTypeWrapper, prefix: str
) -> None:
    """A value that is added on one side only fails here."""
    assert [f"{prefix}_UNSPECIFIED"] == theirs.keys()[:1]
    assert {f"{prefix}_{one.name}" for one in ours} == set(theirs.keys()[1:])


@pytest.mark.parametrize("flag", Flag)
def test_every_flag_reaches_the_segment_the_text_and_the_summary(flag: Flag) -> None:
    """No flag is lost or renamed on the way out."""
    segment = replace(SEGMENT, flags=(flag,))
    section = replace(TRANSLATION.sections[0], segments=(segment,))
    message = convert.article_translation(replace(TRANSLATION, sections=(section,), flags=(flag,)))
    written = Summary(SummaryLength.BRIEF, (SummarySentence("Մեկ։", (flag,)),), IDENTITY)
    (sentence,) = convert.summary(written, language_code="hy").sentences
    for flags in (message.flags, message.sections[0].segments[0].flags, sentence.flags):
        assert [types_pb2.Flag.Name(one) for one in flags] == [f"FLAG_{flag.name}"]


def test_an_article_s_translation_is_written_whole() -> None:
    """Sections, segments, spans, flags, alternatives, dropped spans and the checkpoint."""
    message = convert.article_translation(TRANSLATION)
    assert message.target_language_code == "ru"
    assert message.target_text == "<p>Граница была закрыта.</p>"
    assert message.checkpoint.revision == "2026.11"
    assert list(message.flags) == [types_pb2.FLAG_CONTROL_CHARACTERS_REMOVED]
    (dropped,) = message.dropped
    assert (dropped.span.start, dropped.span.end, dropped.reason) == (40, 60, "a cookie notice")
    (section,) = message.sections
    assert section.role == types_pb2.ROLE_LEAD
    assert (section.source_span.start, section.source_span.end) == (3, 25)
    (segment,) = section.segments
    assert segment.source_text == "The border was closed."
    assert segment.target_text == "Граница была закрыта."
    assert segment.score == -0.25
    assert list(segment.flags) == [types_pb2.FLAG_RETRIED, types_pb2.FLAG_LOW_SCORE]
    (alternative,) = segment.alternatives
    assert (alternative.target_text, alternative.score) == ("Границу закрыли.", -0.5)
    assert list(segment.left_out) == ["on Monday"]


def test_a_text_s_translation_lists_its_segments_without_sections() -> None:
    """The index of the text comes with it."""
    message = convert.text_translation(TRANSLATION, content_index=7)
    assert message.content_index == 7
    assert [segment.target_text for segment in message.segments] == ["Граница была закрыта."]
    assert message.checkpoint.name == "dragoman-compact-ru"
    assert list(message.flags) == [types_pb2.FLAG_CONTROL_CHARACTERS_REMOVED]


def test_a_summary_is_written_with_who_wrote_and_who_translated_it() -> None:
    """In the article's own language nobody translated it."""
    written = Summary(
        SummaryLength.BRIEF,
        (SummarySentence("Սահմանը փակ է։", (Flag.EXTRACTIVE,)), SummarySentence("Երկրորդ։")),
        CheckpointIdentity("extractive", "1"),
    )
    message = convert.summary(written, language_code="hy", translator=IDENTITY)
    assert message.text == "Սահմանը փակ է։ Երկրորդ։"
    assert [list(each.flags) for each in message.sentences] == [[types_pb2.FLAG_EXTRACTIVE], []]
    assert message.length == types_pb2.SUMMARY_LENGTH_BRIEF
    assert (message.summarizer.name, message.translator.name) == ("extractive", IDENTITY.name)
    assert not convert.summary(written, language_code="en").HasField("translator")


def test_options_that_are_not_given_stay_open() -> None:
    """The checkpoint's own setting holds, which is not the same as zero."""
    request = translation_pb2.TranslateTextRequest()
    assert convert.translation_options(request, target="ru") == TranslationOptions()


def test_options_that_are_given_are_read() -> None:
    """Beams, hypotheses, tokens and terms."""
    request = translation_pb2.TranslateTextRequest(
        decoding=types_pb2.DecodingOptions(num_beams=5, num_hypotheses=2, max_new_tokens=99),
        do_not_translate=["Dragoman"],
        digit_policy=types_pb2.DIGIT_POLICY_NATIVE,
    )
    assert convert.translation_options(request, target="fa") == TranslationOptions(
        num_beams=5,
        num_hypotheses=2,
        max_new_tokens=99,
        do_not_translate=("Dragoman",),
        digits=DigitPolicy.NATIVE,
    )


@pytest.mark.parametrize(
    "request_",
    [
        translation_pb2.TranslateTextRequest,
        translation_pb2.TranslateArticleRequest,
        summarization_pb2.SummarizeRequest,
        article_pb2.ProcessArticleRequest,
    ],
)
@pytest.mark.parametrize("policy", DigitPolicy)
def test_the_digits_are_read_from_every_request_that_translates(
    request_: type[Any], policy: DigitPolicy
) -> None:
    """Each of the four has the field."""
    number = types_pb2.DigitPolicy.Value(f"DIGIT_POLICY_{policy.name}")
    options = convert.translation_options(request_(digit_policy=number), target="fa")
    assert options.digits is policy


def test_a_glossary_is_read_for_one_target() -> None:
    """An entry for the language goes before one for all, whatever their order."""
    entry = types_pb2.GlossaryEntry
    request = translation_pb2.TranslateTextRequest(
        glossary=[
            entry(source_term="Baku", target_language_code="fa", target_term="باکو"),
            entry(source_term="Baku", target_term="Baku"),
            entry(source_term="Tehran", target_language_code="ru", target_term="Тегеран"),
        ]
    )
    glossaries = {
        code: convert.translation_options(request, target=code).glossary for code in ("fa", "ru")
    }
    assert glossaries == {"fa": {"Baku": "باکو"}, "ru": {"Baku": "Baku", "Tehran": "Тегеран"}}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", MimeType.PLAIN),
        ("text/plain", MimeType.PLAIN),
        ("text/html", MimeType.HTML),
        ("text/markdown", MimeType.MARKDOWN),
    ],
)
def test_formats_are_read(text: str, kind: MimeType) -> None:
    """Empty means plain text."""
    assert convert.mime_type(text) is kind


def test_unspecified_values_mean_what_the_contract_says() -> None:
    """Furniture is dropped, digits are Western, a summary is brief."""
    assert convert.digit_policy(types_pb2.DIGIT_POLICY_UNSPECIFIED) is DigitPolicy.WESTERN
    assert convert.furniture_policy(types_pb2.FURNITURE_POLICY_UNSPECIFIED) is FurniturePolicy.DROP
    assert convert.furniture_policy(types_pb2.FURNITURE_POLICY_KEEP) is FurniturePolicy.KEEP
    assert convert.summary_length(types_pb2.SUMMARY_LENGTH_UNSPECIFIED) is SummaryLength.BRIEF
    for length in SummaryLength:
        number = types_pb2.SummaryLength.Value(f"SUMMARY_LENGTH_{length.name}")
        assert convert.summary_length(number) is length


def test_a_language_is_written_with_what_serves_it_or_what_would() -> None:
    """Persian runs from right to left; a command stands only where no checkpoint does."""
    served = convert.language(LANGUAGES["fa"], checkpoint=IDENTITY, install_command="x")
    assert served.right_to_left
    assert served.native_name == "فارسی"
    assert list(served.source_language_codes) == ["en"]
    assert served.install_command == ""
    waiting = convert.language(LANGUAGES["hy"], checkpoint=None, install_command="pull it")
    assert not waiting.HasField("checkpoint")
    assert waiting.install_command == "pull it"
