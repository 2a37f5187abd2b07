"""Articles through the pipeline, on models without weights."""

from __future__ import annotations

import pytest
from model_doubles import WordModel, word_in

from dragoman_models.article import parse
from dragoman_models.errors import CheckpointMissingError, UnsupportedLanguageError
from dragoman_models.pipeline import Pipeline, run
from dragoman_models.types import (
    Article,
    ArticleTranslation,
    CheckpointIdentity,
    DecodeRequest,
    DecodingOptions,
    DigitPolicy,
    Flag,
    FurniturePolicy,
    MimeType,
    Summary,
    SummaryLength,
    SummarySentence,
    TranslationOptions,
)

TEXT = """Border road reopens

The road opened in spring. About 25 trucks passed.

"It is good news," the minister said.
"""
HTML = (
    "<h1>Border road reopens</h1>\n<p class='x'>The <b>road</b> opened on "
    "<a href='/m?a=1&amp;b=2'>spring</a>.</p><script>var a = '<p>no</p>';</script>"
)


def pipeline_of(*languages: str) -> Pipeline:
    """Make a pipeline with a word model for each language."""
    models = {f"words-{code}": WordModel(f"words-{code}", code) for code in languages}
    return Pipeline(models, {code: f"words-{code}" for code in languages})


def parsed(source: str, mime_type: MimeType = MimeType.PLAIN) -> Article:
    """Parse a source and keep its furniture."""
    return parse(source, mime_type, furniture=FurniturePolicy.KEEP)


def translated(
    source: str, target: str = "ru", mime_type: MimeType = MimeType.PLAIN
) -> ArticleTranslation:
    """Translate a source into one language."""
    pipeline = pipeline_of(target)
    return run(pipeline.translate(parsed(source, mime_type), target=target), pipeline.models)


@pytest.mark.parametrize("target", ["hy", "az", "fa", "ru"])
def test_every_paragraph_has_its_translation(target: str) -> None:
    """Paragraphs come back in number and order, separated as they were."""
    result = translated(TEXT, target)

    assert [len(block.split()) for block in result.text.strip().split("\n\n")] == [3, 9, 7]


def test_segments_point_into_the_source() -> None:
    """A segment's span is where its text stands in the article."""
    article = parsed(TEXT)
    result = translated(TEXT)

    for section in result.sections:
        for segment in section.segments:
            spanned = article.source[segment.source_start : segment.source_end]
            assert spanned == segment.source_text


@pytest.mark.parametrize(
    ("source", "mime_type", "shown"),
    [
        ("<p>On 40 km<sup>2</sup> of it.<sup>[3]</sup></p>", MimeType.HTML, "On 40 km² of it."),
        ("<p>It has 10<sup>6</sup> <b>cells</b>.</p>", MimeType.HTML, "It has 10⁶ cells."),
        ("<p>Run <code>make it</code> now.</p>", MimeType.HTML, "Run make it now."),
        ("Run `make it` now.", MimeType.MARKDOWN, "Run now."),
    ],
)
def test_segments_are_without_markup_as_the_contract_says(
    source: str, mime_type: MimeType, shown: str
) -> None:
    """What they leave out is in the translation of the whole text; raised figures they have."""
    result = translated(source, mime_type=mime_type)
    ((segment,),) = (section.segments for section in result.sections)
    assert " ".join(segment.source_text.split()) == shown
    for figure in "²⁶":
        assert segment.target_text.count(figure) == shown.count(figure)
    assert not set(segment.target_text) & set("<>`")
    for kept in ("<sup>2</sup>", "<sup>6</sup>", "<sup>[3]</sup>", "make it"):
        assert result.text.count(kept) == source.count(kept)


def test_markup_comes_back_around_the_translation() -> None:
    """Tags, attributes and scripts are those of the source, each once."""
    result = translated(HTML, mime_type=MimeType.HTML)

    for markup in (
        "<h1>",
        "<p class='x'>",
        "<b>",
        "</b>",
        "<a href='/m?a=1&amp;b=2'>",
        "</a>",
        "<script>var a = '<p>no</p>';</script>",
    ):
        assert result.text.count(markup) == 1
    assert f"<b>{word_in('ru', 'road')}</b>" in result.text


def test_html_segments_point_into_the_source() -> None:
    """Spans count the source with its tags."""
    result = translated(HTML, mime_type=MimeType.HTML)
    segment = result.sections[1].segments[0]

    assert HTML[segment.source_start :].startswith("The <b>")
    assert HTML[: segment.source_end].endswith("</a>.")


def test_sentence_over_the_budget_is_split_and_flagged() -> None:
    """A sentence that the checkpoint cannot take whole comes back whole, with a flag."""
    text = "The minister said so, " * 40 + "and left."
    result = translated(text)

    segments = result.sections[0].segments
    assert len(segments) > 1
    assert all(Flag.SPLIT in segment.flags for segment in segments)
    assert len(result.text.split()) == len(text.split())


@pytest.mark.parametrize("mime_type", [MimeType.PLAIN, MimeType.HTML])
def test_sentences_that_run_into_each_other_get_their_space(mime_type: MimeType) -> None:
    """A layout has lost it; a reader of the translation is not to miss it."""
    source = "The fire is out.Nobody was hurt."
    answer = translated(source, mime_type=mime_type)
    words = [word_in("ru", word) for word in source.replace(".N", ". N").split()]
    assert answer.text.lower() == " ".join(words).lower()
    first, second = answer.sections[0].segments
    assert (first.source_text, second.source_text) == ("The fire is out.", "Nobody was hurt.")


def test_unknown_language_lists_the_choices() -> None:
    """A language that is not ours is refused with the list of ours."""
    pipeline = pipeline_of("ru")

    with pytest.raises(UnsupportedLanguageError, match="az, fa, hy, ru"):
        run(pipeline.translate(parsed(TEXT), target="xx"), pipeline.models)


def test_missing_checkpoint_names_the_command() -> None:
    """A language without a checkpoint is refused with the command that installs one."""
    models = {"words-ru": WordModel("words-ru", "ru")}
    commands = {"hy": "dragoman models pull opus-hy"}
    pipeline = Pipeline(models, {"ru": "words-ru"}, install_commands=commands)

    with pytest.raises(CheckpointMissingError, match="dragoman models pull opus-hy"):
        run(pipeline.translate(parsed(TEXT), target="hy"), models)


def test_result_names_its_checkpoint() -> None:
    """The weights that gave a translation stand in it."""
    assert translated(TEXT).checkpoint == CheckpointIdentity("words-ru", "test")


def test_summary_is_translated_sentence_by_sentence() -> None:
    """Each sentence of a summary has its translation and keeps its flags."""
    pipeline = pipeline_of("hy")
    sentences = (
        SummarySentence("Rain fell on roads.", (Flag.EXTRACTIVE,)),
        SummarySentence("Roads closed."),
    )
    summary = Summary(SummaryLength.BRIEF, sentences, CheckpointIdentity("a", "b"))

    result = run(pipeline.translate_summary(summary, target="hy"), pipeline.models)

    assert [len(sentence.text.split()) for sentence in result.sentences] == [4, 2]
    assert result.sentences[0].flags == (Flag.EXTRACTIVE,)


def test_run_answers_requests_in_their_order() -> None:
    """Requests of several options in one yield are batched apart and answered in place."""
    model = WordModel()
    wide, narrow = DecodingOptions(num_beams=4), DecodingOptions(num_beams=1)
    requests = [
        DecodeRequest("words", (word, "</s>"), options)
        for word, options in [("One", wide), ("Two", narrow), ("Three", wide)]
    ]

    def steps():  # type: ignore[no-untyped-def]  # noqa: ANN202 -- a test's generator
        answers = yield requests
        return [hypotheses[0].text for hypotheses in answers]

    assert run(steps(), {"words": model}) == [word_in("ru", w) for w in ("One", "Two", "Three")]
    assert [len(batch) for batch, _ in model.batches] == [2, 1]


def test_an_article_tells_how_its_headline_is_spelt() -> None:
    """A word in capitals is no name where the text below writes it in small letters."""
    text = "AZNAVOUR MEETS ZORBLE\n\nThe small zorble met Aznavour in spring in Yerevan.\n"
    model = WordModel()
    parsed = parse(text, MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    pipeline = Pipeline({model.name: model}, {"ru": model.name})
    run(pipeline.translate(parsed, target="ru"), pipeline.models)
    sources = [" ".join(tokens) for batch, _ in model.batches for tokens in batch]
    assert any(source.startswith("Aznavour meets zorble") for source in sources)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [(DigitPolicy.NATIVE, "۱٬۲۰۴"), (DigitPolicy.WESTERN, "1,204"), (DigitPolicy.KEEP, "1,204")],
)
def test_a_figure_alone_has_the_digits_that_were_asked_for(
    digits: DigitPolicy, expected: str
) -> None:
    """No model sees a cell of a table that holds a figure only; its digits follow the policy."""
    parsed = parse("1,204", MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    pipeline = pipeline_of("fa")
    steps = pipeline.translate(parsed, target="fa", options=TranslationOptions(digits=digits))
    assert run(steps, pipeline.models).text == expected
