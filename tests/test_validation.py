"""A request is refused with everything that is wrong with it, field by field."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.message import DecodeError

from dragoman.v1 import article_pb2, summarization_pb2, translation_pb2, types_pb2
from dragoman_server import validation
from dragoman_server.errors import InvalidRequestError


def texts(**fields: Any) -> translation_pb2.TranslateTextRequest:
    """Make a good TranslateText request, but for `fields`."""
    return translation_pb2.TranslateTextRequest(
        **{"contents": ["Hello."], "target_language_codes": ["ru"], **fields}
    )


def article(**fields: Any) -> translation_pb2.TranslateArticleRequest:
    """Make a good TranslateArticle request, but for `fields`."""
    return translation_pb2.TranslateArticleRequest(
        **{"content": "Hello.", "target_language_codes": ["ru"], **fields}
    )


def violations(request: Any) -> dict[str, str]:
    """Return what is wrong with a request, by field."""
    check = {
        translation_pb2.TranslateTextRequest: validation.check_texts,
        translation_pb2.TranslateArticleRequest: validation.check_article,
        article_pb2.ProcessArticleRequest: validation.check_article,
        summarization_pb2.SummarizeRequest: validation.check_summary,
        translation_pb2.DetectLanguageRequest: validation.check_detection,
        translation_pb2.ListLanguagesRequest: validation.check_languages,
    }[type(request)]
    try:
        check(request)
    except InvalidRequestError as error:
        return {each.field: each.description for each in error.violations}
    return {}


@pytest.mark.parametrize(
    "request_",
    [
        texts(),
        texts(contents=["Hello.", "", "  ", "123"]),
        texts(contents=["x" * 1_000_000]),
        texts(source_language_code="en", mime_type="text/html"),
        texts(mime_type="text/markdown", digit_policy=types_pb2.DIGIT_POLICY_NATIVE),
        texts(target_language_codes=["hy", "az", "fa", "ru"]),
        texts(decoding=types_pb2.DecodingOptions(num_beams=16, num_hypotheses=16)),
        texts(labels={"desk": "world"} | {str(index): "x" * 63 for index in range(63)}),
        article(furniture_policy=types_pb2.FURNITURE_POLICY_KEEP),
        article_pb2.ProcessArticleRequest(content="Hello.", target_language_codes=["ru"]),
        summarization_pb2.SummarizeRequest(content="Hello."),
        summarization_pb2.SummarizeRequest(content="Hello.", target_language_codes=["en", "fa"]),
        translation_pb2.DetectLanguageRequest(content="Привет"),
        translation_pb2.ListLanguagesRequest(),
        translation_pb2.ListLanguagesRequest(source_language_code="en"),
    ],
)
def test_a_good_request_passes(request_: Any) -> None:
    """Nothing that the contract allows is refused."""
    assert violations(request_) == {}


def test_everything_wrong_is_said_at_once() -> None:
    """Whoever mends a request mends it once."""
    found = violations(
        texts(
            contents=[],
            source_language_code="de",
            target_language_codes=["xx", "ru", "ru"],
            mime_type="text/rtf",
            decoding=types_pb2.DecodingOptions(num_beams=99),
            do_not_translate=[""],
            labels={"": "x"},
        )
    )
    assert set(found) == {
        "contents",
        "source_language_code",
        "target_language_codes[0]",
        "target_language_codes[2]",
        "mime_type",
        "decoding.num_beams",
        "do_not_translate[0]",
        "labels",
    }


def test_an_unknown_target_lists_the_targets() -> None:
    """The message has the code and the choices."""
    found = violations(texts(target_language_codes=["xx"]))
    assert found["target_language_codes[0]"] == (
        "unsupported language code 'xx'; choose from: az, fa, hy, ru"
    )


def test_a_language_is_written_in_lower_case() -> None:
    """`RU` is no code; the choices say how it is spelt."""
    assert (
        "choose from: az, fa, hy, ru"
        in violations(texts(target_language_codes=["RU"]))["target_language_codes[0]"]
    )


def test_an_unknown_source_lists_the_sources() -> None:
    """The message says that the field may be left out."""
    found = violations(texts(source_language_code="de"))
    assert found["source_language_code"] == (
        "unsupported language code 'de'; choose one of: en, or leave it out"
    )


def test_a_target_equal_to_the_source_is_refused() -> None:
    """English into English is no translation, said or implied."""
    for code in ("", "en"):
        found = violations(article(source_language_code=code, target_language_codes=["en"]))
        assert "'en' is the source language" in found["target_language_codes[0]"]


def test_a_target_comes_once() -> None:
    """The second of two is named."""
    found = violations(texts(target_language_codes=["hy", "ru", "hy"]))
    assert list(found) == ["target_language_codes[2]"]


@pytest.mark.parametrize(
    "request_", [texts(target_language_codes=[]), article(target_language_codes=[])]
)
def test_a_translation_needs_a_target(request_: Any) -> None:
    """The message lists the targets."""
    assert "az, fa, hy, ru" in violations(request_)["target_language_codes"]


@pytest.mark.parametrize("content", ["", " ", "\n\t \u00a0\u2003"])
def test_an_article_without_a_character_is_refused(content: str) -> None:
    """White space of every kind counts as nothing."""
    for request in (
        article(content=content),
        summarization_pb2.SummarizeRequest(content=content),
        translation_pb2.DetectLanguageRequest(content=content),
    ):
        assert "empty or only white space" in violations(request)["content"]


def test_texts_over_the_limit_are_counted_together_in_code_points() -> None:
    """Half a million letters of two bytes each, twice, are exactly within it."""
    half = "я" * 500_000
    assert violations(texts(contents=[half, half])) == {}
    found = violations(texts(contents=[half, half, "x"]))
    assert found["contents"] == (
        "1,000,001 code points are more than 1,000,000; send the text in parts"
    )


def test_an_article_over_the_limit_is_refused() -> None:
    """The message has both figures."""
    found = violations(article(content="x" * 1_000_001))
    assert "1,000,001 code points are more than 1,000,000" in found["content"]


def test_more_texts_than_the_limit_are_refused() -> None:
    """Their number is limited as well as their length."""
    assert "1,025 texts" in violations(texts(contents=["x"] * 1_025))["contents"]


def test_an_unknown_format_lists_the_formats() -> None:
    """The message has the three formats."""
    found = violations(texts(mime_type="application/pdf"))
    assert found["mime_type"] == (
        "unsupported format 'application/pdf'; choose from: text/plain, text/html, text/markdown"
    )


@pytest.mark.parametrize(
    ("options", "field", "high"),
    [
        ({"num_beams": 0}, "num_beams", 16),
        ({"num_beams": 17}, "num_beams", 16),
        ({"num_beams": -1}, "num_beams", 16),
        ({"num_hypotheses": 0}, "num_hypotheses", 16),
        ({"num_beams": 4, "num_hypotheses": 5}, "num_hypotheses", 4),
        ({"max_new_tokens": 0}, "max_new_tokens", 512),
        ({"max_new_tokens": 513}, "max_new_tokens", 512),
        ({"max_searches": 0}, "max_searches", 8),
        ({"max_searches": 9}, "max_searches", 8),
    ],
)
def test_options_out_of_range_name_the_range(
    options: dict[str, int], field: str, high: int
) -> None:
    """The message says from where to where."""
    found = violations(texts(decoding=types_pb2.DecodingOptions(**options)))
    assert found[f"decoding.{field}"].endswith(f"give 1 to {high}")


def test_glossary_entries_are_checked_one_by_one() -> None:
    """The index of the wrong entry is in the field."""
    entry = types_pb2.GlossaryEntry
    found = violations(
        texts(
            glossary=[
                entry(source_term="Baku", target_term="Баку"),
                entry(source_term="", target_term="x" * 201),
                entry(source_term="a", target_term="b", target_language_code="de"),
            ]
        )
    )
    assert set(found) == {
        "glossary[1].source_term",
        "glossary[1].target_term",
        "glossary[2].target_language_code",
    }


def test_terms_and_entries_are_limited_in_number() -> None:
    """A thousand of each is enough."""
    entry = types_pb2.GlossaryEntry(source_term="a", target_term="b")
    found = violations(texts(do_not_translate=["a"] * 1_001, glossary=[entry] * 1_001))
    assert set(found) == {"do_not_translate", "glossary"}


@pytest.mark.parametrize(
    "labels", [{"x" * 64: ""}, {"x": "y" * 64}, {str(index): "" for index in range(65)}]
)
def test_labels_are_limited(labels: dict[str, str]) -> None:
    """In number and in length."""
    assert "labels" in violations(texts(labels=labels))


def test_a_summary_length_comes_once() -> None:
    """Brief and unspecified are the same length."""
    found = violations(
        article_pb2.ProcessArticleRequest(
            content="x",
            target_language_codes=["ru"],
            summary_lengths=[
                types_pb2.SUMMARY_LENGTH_BRIEF,
                types_pb2.SUMMARY_LENGTH_HEADLINE,
                types_pb2.SUMMARY_LENGTH_UNSPECIFIED,
            ],
        )
    )
    assert list(found) == ["summary_lengths[2]"]


def test_unknown_enum_values_list_the_names() -> None:
    """A number that a newer contract may know is not taken for the default."""
    found = violations(
        article_pb2.ProcessArticleRequest(
            content="x",
            target_language_codes=["ru"],
            summary_lengths=[9],
            furniture_policy=9,
            digit_policy=9,
        )
    )
    assert "SUMMARY_LENGTH_HEADLINE" in found["summary_lengths[0]"]
    assert "FURNITURE_POLICY_DROP, FURNITURE_POLICY_KEEP" in found["furniture_policy"]
    assert "length" in violations(summarization_pb2.SummarizeRequest(content="x", length=9))
    digits = "DIGIT_POLICY_WESTERN, DIGIT_POLICY_NATIVE, DIGIT_POLICY_KEEP"
    assert found["digit_policy"] == f"unknown value 9; choose from: {digits}"
    for request in (texts(digit_policy=9), article(digit_policy=9)):
        assert set(violations(request)) == {"digit_policy"}


def test_bytes_that_are_no_message_are_refused() -> None:
    """The error says that strings are UTF-8."""
    with pytest.raises(InvalidRequestError, match="UTF-8"):
        validation.check_decodable(validation.Undecodable(DecodeError()))
    validation.check_decodable(texts())
