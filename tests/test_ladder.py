"""The retry ladder, on a model whose answers the tests choose."""

from __future__ import annotations

import pytest
from model_doubles import WordModel, word_in

from dragoman_models.ladder import Candidate, SegmentTranslator
from dragoman_models.pipeline import run
from dragoman_models.tuning import Tuning
from dragoman_models.types import Flag, Segment, TranslationOptions

SOURCE = "The minister said that 25 people were hurt."
GOOD = "Министр сообщил, что пострадали 25 человек."
LOOP = "министр министр министр министр министр министр министр министр"


def translated(
    model: WordModel, *texts: str, options: TranslationOptions | None = None
) -> list[Candidate]:
    """Run the ladder over texts, each a segment of its own."""
    segments = [Segment(0, len(text), text) for text in texts]
    translator = SegmentTranslator(model, model.language, options or TranslationOptions())
    return run(translator.translate(segments), {model.name: model})


def test_good_first_hypothesis_is_taken_without_flags() -> None:
    """A hypothesis that passes every check is the answer, after one decoding."""
    model = WordModel(answers={SOURCE: [GOOD]})

    (candidate,) = translated(model, SOURCE)

    assert (candidate.target, candidate.flags) == (GOOD, ())
    assert len(model.batches) == 1


def test_next_hypothesis_stands_in_for_a_failed_first() -> None:
    """The first rung takes the next hypothesis of the same search, and says so."""
    model = WordModel(answers={SOURCE: [LOOP, GOOD]})

    (candidate,) = translated(model, SOURCE)

    assert candidate.target == GOOD
    assert candidate.flags == (Flag.RETRIED,)
    assert len(model.batches) == 1


def test_failing_segment_is_decoded_again_without_repetition() -> None:
    """The second rung searches again with repetition forbidden, for the failing segment only."""
    source = "The minister said that people were hurt."
    model = WordModel(answers={source: [LOOP]})

    translated(model, source, "Rain fell.")

    first, second, *_ = model.batches
    assert len(first[0]) == 2
    assert second[0] == [first[0][0]]
    assert second[1].no_repeat_ngram_size == 3


def test_failing_long_segment_is_translated_in_parts() -> None:
    """The third rung cuts the segment, and the parts' targets are joined."""
    text = (
        "The minister said on Monday that the road was closed, "
        "and the police asked all drivers to wait in the town."
    )
    model = WordModel(answers={text: [LOOP]})

    (candidate,) = translated(model, text)

    assert "министр" not in candidate.target
    assert len(candidate.target.split()) == len(text.split())
    assert {Flag.RETRIED, Flag.SPLIT} <= set(candidate.flags)


def test_best_failing_hypothesis_is_returned_with_its_flags() -> None:
    """When every rung fails, the best that was seen comes back and says what is wrong."""
    model = WordModel(answers={"He left 25 men": ["Он ушёл"], "He left ⟦0⟧ men": ["Он ушёл"]})

    (candidate,) = translated(model, "He left 25 men")

    assert candidate.target == "Он ушёл"
    assert Flag.NUMBER_MISMATCH in candidate.flags


def test_a_damaged_figure_is_hidden_from_the_second_search() -> None:
    """What the model breaks up when it sees it, it copies when it stands behind a mark."""
    damaged = ["Он оставил людей", "Он взял людей"]
    model = WordModel(answers={"He left 25 men": damaged})

    (candidate,) = translated(model, "He left 25 men")

    assert "25" in candidate.target.split()
    assert Flag.NUMBER_MISMATCH not in candidate.flags
    assert len(model.batches) == 2


def test_hypothesis_that_keeps_the_name_is_preferred() -> None:
    """Of hypotheses that fail nothing, the first with all names is taken."""
    source = "He met Pashinyan in the capital."
    model = WordModel(answers={source: ["Он встретил Аронова в столице.", "Он видел Пашиняна."]})

    (candidate,) = translated(model, source)

    assert candidate.target == "Он видел Пашиняна."
    assert candidate.flags == (Flag.RETRIED,)


@pytest.mark.parametrize(
    ("source", "answer", "target", "flags"),
    [
        (
            "He met Pashinyan in the capital.",
            "Он встретил Аронова в столице.",
            "Он встретил Пашинян в столице.",
            (Flag.RETRIED,),
        ),
        (
            "He met Wetherington in the capital.",
            "Он встретил Аронова в столице.",
            "Он встретил Wetherington в столице.",
            (Flag.NAME_AS_WRITTEN, Flag.RETRIED),
        ),
    ],
)
def test_a_lost_name_is_put_over_what_came_of_it(
    source: str, answer: str, target: str, flags: tuple[Flag, ...]
) -> None:
    """One that the press has a form for stands in it, another as English writes it, flagged."""
    model = WordModel(answers={source: [answer]})

    (candidate,) = translated(model, source)

    assert candidate.target == target
    assert set(candidate.flags) == set(flags)
    assert len(model.batches) == 2


def test_only_a_lost_name_leaves_the_search_as_it_was() -> None:
    """The words were right: it is for the attention that they are searched for again."""
    source = "He met Wetherington in the capital."
    model = WordModel(answers={source: ["Он встретил Аронова в столице."]})

    translated(model, source)

    (_, first), (_, second) = model.batches
    assert second.return_alignment
    assert second.no_repeat_ngram_size == first.no_repeat_ngram_size
    assert second.repetition_penalty == first.repetition_penalty


def test_a_name_that_nothing_came_of_is_put_in_brackets() -> None:
    """There is no place for it, and it is not lost."""
    source = "He met Wetherington."
    model = WordModel(answers={source: ["Он"]})

    (candidate,) = translated(model, source)

    assert "Wetherington" in candidate.target
    assert Flag.NAME_AS_WRITTEN in candidate.flags
    assert Flag.PROTECTED_TERM_MISSING not in candidate.flags


def test_a_latin_alphabet_takes_a_name_as_it_is() -> None:
    """Azerbaijani readers look for nothing there."""
    source = "He met Wetherington today."
    model = WordModel(language="az", answers={source: ["O Vergini qarşıladı bu."]})

    (candidate,) = translated(model, source)

    assert "Wetherington" in candidate.target
    assert Flag.NAME_AS_WRITTEN not in candidate.flags


def test_a_checkpoint_without_the_marks_keeps_its_own_spelling() -> None:
    """The check may not know its form: what it misses is flagged, and not overwritten."""
    source = "He met Wetherington in the capital."
    model = WordModel(answers={source: ["Он встретил Аронова в столице."]})
    translator = SegmentTranslator(model, "ru", placeholders=False)

    (candidate,) = run(translator.translate([Segment(0, len(source), source)]), {model.name: model})

    assert candidate.target == "Он встретил Аронова в столице."
    assert candidate.flags == (Flag.NAME_MISSING,)


def test_a_term_of_the_caller_goes_before_the_form_of_a_name() -> None:
    """What a house calls someone is not the table's business."""
    source = "He met Pashinyan in the capital."
    model = WordModel(answers={source: ["Он встретил Аронова в столице."]})
    options = TranslationOptions(glossary={"Pashinyan": "премьер"})

    (candidate,) = translated(model, source, options=options)

    assert "Пашинян" not in candidate.target


def test_lowest_score_is_the_checkpoints_own() -> None:
    """A score that is usual for the checkpoint is not flagged."""
    model = WordModel(answers={"Rain fell": ["Шёл дождь"]})
    segment = Segment(0, 9, "Rain fell")
    for lowest, flags in ((-0.5, ()), (-0.05, (Flag.LOW_SCORE,))):
        translator = SegmentTranslator(model, "ru", tunings={model.name: Tuning({"ru": lowest})})
        (candidate,) = run(translator.translate([segment]), {model.name: model})
        assert candidate.flags == flags


def test_empty_output_becomes_the_flagged_source() -> None:
    """A model that answers nothing leaves the source in place, never an empty target."""
    model = WordModel(answers={"Rain fell": [""]})

    (candidate,) = translated(model, "Rain fell")

    assert candidate.target == "Rain fell"
    assert Flag.UNTRANSLATED in candidate.flags


@pytest.mark.parametrize("text", ["", "12.5", "— 25% —", "🙂", "***"])
def test_text_without_letters_is_copied(text: str) -> None:
    """What holds nothing to translate is copied, flagged, and costs no decoding."""
    model = WordModel()

    (candidate,) = translated(model, text)

    assert (candidate.target, candidate.flags) == (text, (Flag.COPIED,))
    assert model.batches == []


def test_alternatives_are_as_many_as_asked_less_one() -> None:
    """The other hypotheses come back beside the best, finished as it is."""
    others = ["Министр сказал, что 25 ранены.", "25 человек ранены."]
    model = WordModel(answers={SOURCE: [GOOD, *others]}, num_beams=4)

    (candidate,) = translated(model, SOURCE, options=TranslationOptions(num_hypotheses=2))

    assert [other.text for other in candidate.alternatives] == others[:1]


def test_order_survives_copied_segments() -> None:
    """Copied and translated segments come back in the order they were sent."""
    model = WordModel()

    candidates = translated(model, "rain", "12", "snow", "")

    assert [one.target for one in candidates] == [
        word_in("ru", "rain"),
        "12",
        word_in("ru", "snow"),
        "",
    ]


def test_leading_target_token_is_text() -> None:
    """A source that opens with `>>rus<<` never reaches the model as a target token."""
    model = WordModel()

    translated(model, ">>rus<< Rain fell")

    assert model.batches[0][0][0][0] != ">>rus<<"


def test_user_beams_override_the_checkpoint() -> None:
    """The caller's number of beams is the one that is searched with."""
    model = WordModel(num_beams=2)

    translated(model, "Rain fell", options=TranslationOptions(num_beams=5))

    assert model.batches[0][1].num_beams == 5


def test_protected_terms_alone_are_not_decoded() -> None:
    """A segment that is all glossary term is its target term, without asking the model."""
    model = WordModel()
    options = TranslationOptions(glossary={"Rain": "Ливень"})

    (candidate,) = translated(model, "Rain", options=options)

    assert (candidate.target, candidate.flags) == ("Ливень", ())
    assert model.batches == []


def test_checkpoint_without_placeholders_gets_the_text_itself() -> None:
    """Marks that a checkpoint never saw are not put into its sources."""
    model = WordModel()
    text = "Write to desk@example.org today"
    translator = SegmentTranslator(model, "ru", placeholders=False)

    run(translator.translate([Segment(0, len(text), text)]), {model.name: model})

    assert "desk@example.org" in model.batches[0][0][0]


def test_lost_term_is_flagged_and_kept_in_brackets() -> None:
    """A protected stretch that the model drops comes back at the end, with a flag."""
    text = "Write to desk@example.org today"
    model = WordModel(answers={"Write to ⟦0⟧ today": ["Напишите сегодня"]})

    (candidate,) = translated(model, text)

    assert "desk@example.org" in candidate.target
    assert Flag.PROTECTED_TERM_MISSING in candidate.flags
