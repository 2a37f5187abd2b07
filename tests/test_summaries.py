"""Summaries that their article supports."""

from __future__ import annotations

import pytest
from model_doubles import WordModel

from dragoman_models.article import parse
from dragoman_models.pipeline import run
from dragoman_models.summaries import EXTRACTIVE_IDENTITY, MAX_WORDS, Summarizer
from dragoman_models.types import Article, Flag, FurniturePolicy, MimeType, Summary, SummaryLength

TEXT = """Border road reopens after landslide

Armenia and Iran reopened a 47-kilometre road on Monday after six months.

A landslide had closed the road in April. Repairs cost 18 million dollars.

Drivers had taken a longer route. It added six hours to the journey, they said.
"""


def article() -> Article:
    """Parse the sample."""
    return parse(TEXT, MimeType.PLAIN, furniture=FurniturePolicy.KEEP)


class Summarizing(WordModel):
    """Answer every source with the one text that a test chose."""

    def __init__(self, text: str, *, max_source_tokens: int = 200) -> None:
        """Keep the text."""
        super().__init__(name="brief", max_source_tokens=max_source_tokens)
        self.text = text

    def _hypotheses(self, words, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        self.answers = {" ".join(words): [self.text]}
        return super()._hypotheses(words, options)


def summary(model: WordModel | None, length: SummaryLength = SummaryLength.BRIEF) -> Summary:
    """Summarize the sample."""
    models = {} if model is None else {model.name: model}
    return run(Summarizer(model).summarize(article(), length=length), models)


def test_supported_sentences_are_the_models_own() -> None:
    """What the article supports comes back as the model wrote it, without flags."""
    result = summary(Summarizing("Armenia and Iran reopened a road."))

    assert result.text == "Armenia and Iran reopened a road."
    assert result.sentences[0].flags == ()
    assert result.checkpoint.name == "brief"


@pytest.mark.parametrize(
    "invented", ["Turkey and Iran reopened the road on Monday.", "Repairs cost 81 million dollars."]
)
def test_invented_name_or_number_is_replaced_by_a_sentence_of_the_article(invented: str) -> None:
    """A sentence that the article does not support never comes back."""
    result = summary(Summarizing(invented))

    assert result.sentences[0].flags == (Flag.UNSUPPORTED_REPLACED, Flag.EXTRACTIVE)
    assert result.sentences[0].text in TEXT


@pytest.mark.parametrize("length", list(SummaryLength))
def test_extractive_summary_keeps_to_its_words(length: SummaryLength) -> None:
    """Without a checkpoint the sentences are the article's, within the length's words."""
    result = summary(None, length)

    assert result.checkpoint == EXTRACTIVE_IDENTITY
    assert 0 < len(result.text.split()) <= MAX_WORDS[length]
    assert all(sentence.text in TEXT for sentence in result.sentences)
    assert all(sentence.flags == (Flag.EXTRACTIVE,) for sentence in result.sentences)


def test_headline_is_the_articles_own() -> None:
    """An article that has a headline is not given another one."""
    assert summary(None, SummaryLength.HEADLINE).text == "Border road reopens after landslide"


def test_written_summary_stops_before_its_words_run_out() -> None:
    """Sentences over the length's words are left out, whole."""
    sentence = "The road in Armenia and Iran had closed after a landslide. "
    result = summary(Summarizing(sentence * 9 + "Drivers had taken a longer route."))

    assert len(result.text.split()) <= MAX_WORDS[SummaryLength.BRIEF]


def test_same_sentence_is_told_once() -> None:
    """A model that repeats itself is quoted once."""
    result = summary(Summarizing("A landslide closed the road. A landslide closed the road."))

    assert len(result.sentences) == 1


def test_article_over_the_models_budget_is_summarized_from_its_opening() -> None:
    """The model gets as many whole sentences from the top as it can take."""
    model = Summarizing("Armenia and Iran reopened a road.", max_source_tokens=16)

    summary(model)

    ((tokens,), _options) = model.batches[0]
    assert " ".join(tokens[:-1]) == (
        "Armenia and Iran reopened a 47-kilometre road on Monday after six months."
    )


def test_silent_model_gives_way_to_extraction() -> None:
    """A model that writes nothing leaves an extractive summary, named as such."""
    assert summary(Summarizing("")).checkpoint == EXTRACTIVE_IDENTITY


def test_article_without_words_has_an_empty_summary() -> None:
    """Figures alone give nothing to tell, and no error."""
    figures = parse("12\n\n34\n", MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    model = Summarizing("Anything.")

    steps = Summarizer(model).summarize(figures, length=SummaryLength.BRIEF)

    assert run(steps, {"brief": model}).sentences == ()


class Prompted(Summarizing):
    """Answer only a source that opens with the prompt that a test chose."""

    def __init__(self, text: str, prompt: str) -> None:
        """Keep the prompt."""
        super().__init__(text)
        self.prompt = prompt

    def _hypotheses(self, words, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if not " ".join(words).startswith(self.prompt):
            raise ValueError("no prompt")
        return super()._hypotheses(words, options)


def test_a_prompt_says_which_length_is_wanted() -> None:
    """A checkpoint that was trained with prompts gets that of the length before the text."""
    model = Prompted("Armenia and Iran reopened a road.", "brief: Armenia")
    steps = Summarizer(model, prompts={"brief": "brief: "}).summarize(
        article(), length=SummaryLength.BRIEF
    )
    assert run(steps, {model.name: model}).text == "Armenia and Iran reopened a road."


def test_a_length_without_a_prompt_is_extracted() -> None:
    """What a checkpoint was never taught to write it is not asked for."""
    model = Prompted("Never asked.", "brief: ")
    steps = Summarizer(model, prompts={"brief": "brief: "}).summarize(
        article(), length=SummaryLength.PARAGRAPH
    )
    assert run(steps, {model.name: model}).checkpoint == EXTRACTIVE_IDENTITY


def test_a_lower_cased_summary_gets_the_articles_spelling() -> None:
    """Names come back with their capitals, and are then looked up in the article."""
    result = summary(Summarizing("armenia and iran reopened a 47 - kilometre road ."))
    assert result.text == "Armenia and Iran reopened a 47-kilometre road."
    assert result.sentences[0].flags == ()


def test_an_invented_name_in_small_letters_is_found_too() -> None:
    """A lower-cased checkpoint cannot hide a name that the article does not hold."""
    result = summary(Summarizing("armenia and zimbabwe reopened a road ."))
    assert result.sentences[0].flags == (Flag.UNSUPPORTED_REPLACED, Flag.EXTRACTIVE)


class Choosing(WordModel):
    """Answer every source with the hypotheses that a test chose."""

    def __init__(self, texts: list[str]) -> None:
        """Keep the texts."""
        super().__init__(name="brief", max_source_tokens=200)
        self.texts = texts

    def _hypotheses(self, words, options):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        self.answers = {" ".join(words): self.texts}
        return super()._hypotheses(words, options)


def test_the_first_supported_hypothesis_is_taken() -> None:
    """What the best hypothesis invents the second may not, so nothing needs to be replaced."""
    invented, sound = "Turkey reopened a road.", "Iran reopened a road."
    result = summary(Choosing([invented, sound]))
    assert result.text == sound
    assert result.sentences[0].flags == ()


def test_a_replacement_over_the_lengths_words_is_extracted_anew() -> None:
    """A headline of one long sentence of the article would break the promise of its length."""
    long = " ".join(["Repairs of the road took workers"] + ["many days and"] * 8) + " nights."
    text = f"{long}\n\nA short one closed it."
    parsed = parse(text, MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    model = Summarizing("Repairs of the Turkish road took workers days.")
    steps = Summarizer(model).summarize(parsed, length=SummaryLength.HEADLINE)
    result = run(steps, {model.name: model})
    assert len(result.text.split()) <= MAX_WORDS[SummaryLength.HEADLINE]


LONG = (
    "The council of ministers voted late on Monday to close the old bridge, although the mayor and"
    " several members of the opposition had asked for more time."
)


@pytest.mark.parametrize(
    ("sentence", "opening", "ending"),
    [
        (LONG, "The council of ministers voted late on Monday to close the old", " bridge"),
        (" ".join(["word"] * 40) + ".", "word word word word", " word…"),
    ],
)
def test_an_opening_stands_for_a_sentence_that_is_too_long(
    sentence: str, opening: str, ending: str
) -> None:
    """A headline has at most 16 words; where no sentence is so short, its first clause is given."""
    parsed = parse(sentence, MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    result = run(Summarizer(None).summarize(parsed, length=SummaryLength.HEADLINE), {})
    assert result.text.startswith(opening)
    assert result.text.endswith(ending)
    assert len(result.text.split()) <= MAX_WORDS[SummaryLength.HEADLINE]
    assert result.sentences[0].flags == (Flag.EXTRACTIVE, Flag.TRUNCATED)


def test_a_brief_ends_in_a_full_stop_and_a_headline_does_not() -> None:
    """A lower-cased checkpoint learnt from standfirsts, which have none."""
    text = "armenia and iran reopened a road"
    assert summary(Summarizing(text)).text == "Armenia and Iran reopened a road."
    body = TEXT.partition("\n\n")[2]
    parsed = parse(f"{body} It rained.", MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    model = Summarizing(text)
    steps = Summarizer(model).summarize(parsed, length=SummaryLength.HEADLINE)
    assert run(steps, {model.name: model}).text == "Armenia and Iran reopened a road"
