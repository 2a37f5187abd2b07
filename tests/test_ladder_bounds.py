"""What holds of the ladder whatever a model answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_doubles import WordModel, word_in

from dragoman_models.ladder import MOST_SEARCHES, Candidate, SegmentTranslator
from dragoman_models.pipeline import run
from dragoman_models.types import (
    CheckpointIdentity,
    DecodingOptions,
    Flag,
    Hypothesis,
    Segment,
    TranslationOptions,
)

ENGLISH = "These allowed tags are for the people that have been there with them."
LANGUAGES = ("hy", "az", "fa", "ru")
SENTENCES = (
    "The minister said on Monday that 25 people were hurt near Yerevan, police confirmed.",
    "Nikol Pashinyan met Vladimir Putin in Moscow, and the two agreed on 3.5 billion dollars.",
    "Rain fell.",
    "Why?",
    "BORDER ROAD REOPENS",
    "Write to desk@example.org, or call +374 10 123 456, before 15 November.",
    '"We are ready," she said, "but the road is closed and the snow is deep in the mountains."',
)
ANSWERS = {
    "nothing": lambda source, language: "",
    "spaces": lambda source, language: " \u200b\u00a0 ",
    "marks": lambda source, language: "... — !",
    "copy": lambda source, language: source,
    "English": lambda source, language: ENGLISH,
    "loop": lambda source, language: f"{word_in(language, 'again')} " * 40,
    "stutter": lambda source, language: word_in(language, "ha") * 50,
    "another script": lambda source, language: word_in("ru" if language == "hy" else "hy", source),
    "marks of its own": lambda source, language: "⟦7⟧ ⟦ 3 ⟧⟧ >>rus<< \ue000",
    "one word": lambda source, language: word_in(language, "word"),
    "right": lambda source, language: " ".join(word_in(language, w) for w in source.split()),
}


@dataclass
class HostileModel:
    """Answer in the ways of `moods`, one after the other; count the sources that it was given."""

    language: str
    moods: Sequence[str]
    name: str = "hostile"
    num_beams: int = 2
    max_source_tokens: int = 64
    searches: int = 0
    asked: int = field(default=0, repr=False)

    @property
    def identity(self) -> CheckpointIdentity:
        """Name the double."""
        return CheckpointIdentity(self.name, "test")

    def encode(self, text: str, *, target_language: str | None = None) -> tuple[str, ...]:
        """Split at white space and close the sentence."""
        return (*text.split(), "</s>")

    def decode(
        self, batch: Sequence[Sequence[str]], options: DecodingOptions
    ) -> list[tuple[Hypothesis, ...]]:
        """Answer every source with as many hypotheses as it pleases."""
        self.searches += len(batch)
        return [
            tuple(self._hypothesis(" ".join(tokens[:-1])) for _ in range(options.num_hypotheses))
            for tokens in batch
        ]

    def _hypothesis(self, source: str) -> Hypothesis:
        mood = self.moods[self.asked % len(self.moods)]
        self.asked += 1
        text = ANSWERS[mood](source, self.language)
        return Hypothesis(text, -1.0, tuple(text.split()), finished=self.asked % 3 > 0)


def translated(
    texts: Sequence[str],
    *models: HostileModel | WordModel,
    options: TranslationOptions | None = None,
) -> list[Candidate]:
    """Run the ladder with the first model, and the others behind it."""
    first, *others = models
    translator = SegmentTranslator(
        first, first.language, options or TranslationOptions(), others=tuple(others)
    )
    segments = [Segment(0, len(text), text) for text in texts]
    return run(translator.translate(segments), {model.name: model for model in models})


@settings(max_examples=150, deadline=None)
@given(
    language=st.sampled_from(LANGUAGES),
    texts=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3, unique=True),
    moods=st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=5),
)
def test_no_target_is_empty_or_silently_english(
    language: str, texts: list[str], moods: list[str]
) -> None:
    """Whatever a model answers, each segment has a target, and English is flagged as such."""
    candidates = translated(texts, HostileModel(language, moods))

    assert len(candidates) == len(texts)
    for text, candidate in zip(texts, candidates, strict=True):
        assert any(map(str.isalnum, candidate.target))
        if candidate.target in {text, ENGLISH} or text in candidate.target:
            assert {Flag.UNTRANSLATED, Flag.COPIED} & set(candidate.flags)


@pytest.mark.parametrize("mood", ["nothing", "copy", "loop", "English", "another script", "marks"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_segment_costs_a_bounded_number_of_searches(language: str, mood: str) -> None:
    """A model that always fails is asked no more often than the bound says."""
    models = [HostileModel(language, [mood], name=f"hostile-{index}") for index in range(4)]

    for text in SENTENCES:
        before = sum(model.searches for model in models)
        translated([text], *models)
        searches = sum(model.searches for model in models) - before
        assert searches <= MOST_SEARCHES


@pytest.mark.parametrize("most", range(1, MOST_SEARCHES + 1))
@pytest.mark.parametrize("text", SENTENCES)
def test_a_segment_costs_no_more_searches_than_the_options_allow(text: str, most: int) -> None:
    """A model that always fails stays within the caller's own bound, and is flagged."""
    models = [HostileModel("ru", ["copy"], name=f"hostile-{index}") for index in range(4)]

    (candidate,) = translated([text], *models, options=TranslationOptions(max_searches=most))

    assert 1 <= sum(model.searches for model in models) <= most
    assert Flag.UNTRANSLATED in candidate.flags


def test_one_search_still_chooses_among_its_hypotheses() -> None:
    """The first rung costs nothing, so a single search climbs it, too."""
    text = SENTENCES[2]
    model = WordModel(answers={text: [text, "Шёл дождь."]}, language="ru")

    (candidate,) = translated([text], model, options=TranslationOptions(max_searches=1))

    assert candidate.target == "Шёл дождь."
    assert len(model.batches) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_anything_in_the_language_is_better_than_english(language: str) -> None:
    """A hypothesis with a wrong figure and no names is taken before one that copies the source."""
    text = SENTENCES[1]

    (candidate,) = translated([text], HostileModel(language, ["copy", "one word"]))

    assert Flag.UNTRANSLATED not in candidate.flags


def test_another_checkpoint_stands_in_where_one_fails() -> None:
    """The last rung asks the other checkpoint, for the failing segment only."""
    failing = HostileModel("ru", ["loop"], name="first")
    other = WordModel(name="other", language="ru", answers={SENTENCES[2]: ["Шёл дождь."]})

    (candidate,) = translated([SENTENCES[2]], failing, other)

    assert candidate.target == "Шёл дождь."
    assert Flag.RETRIED in candidate.flags
    assert candidate.tokens == (*SENTENCES[2].split(), "</s>")


def test_another_checkpoint_is_not_asked_without_need() -> None:
    """A segment whose first hypothesis passes costs the other checkpoint nothing."""
    other = WordModel(name="other", language="ru")

    translated([SENTENCES[2]], HostileModel("ru", ["right"], name="first"), other)

    assert other.batches == []


def test_another_checkpoint_that_cannot_take_the_source_is_passed_over() -> None:
    """A source over the other checkpoint's limit is not sent to it."""
    other = WordModel(name="other", language="ru", max_source_tokens=2)

    (candidate,) = translated([SENTENCES[2]], HostileModel("ru", ["copy"], name="first"), other)

    assert other.batches == []
    assert Flag.UNTRANSLATED in candidate.flags


def test_other_checkpoints_are_asked_in_their_order() -> None:
    """The second is asked only where the first of them fails as well."""
    text = SENTENCES[2]
    good = WordModel(name="good", language="ru", answers={text: ["Шёл дождь."]})
    spare = WordModel(name="spare", language="ru")

    (candidate,) = translated([text], HostileModel("ru", ["copy"], name="first"), good, spare)

    assert candidate.target == "Шёл дождь."
    assert spare.batches == []
