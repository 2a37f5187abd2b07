"""The bundled checkpoints are measured with the search that the service begins with."""

from __future__ import annotations

from training.bundle import (
    BundledTranslator,
    bundle_folder,
    opens_small,
    read_description,
    tuned_search,
)

from dragoman_models.types import DecodingOptions


def test_the_search_is_the_tuned_one() -> None:
    """Every hypothesis of the beam is ranked, as in the first search of the ladder."""
    search = tuned_search(
        {
            "num_beams": 3,
            "tuning": {
                "repetition_penalties": {"hy": 1.1},
                "coverage_penalties": {"hy": 0.05},
            },
        },
        "hy",
    )
    assert search == DecodingOptions(
        num_beams=3, num_hypotheses=3, repetition_penalty=1.1, coverage_penalty=0.05
    )


def test_what_nobody_tuned_is_searched_plainly() -> None:
    """A checkpoint just exported has no tuning, and one of another language says nothing."""
    plain = DecodingOptions(num_beams=4, num_hypotheses=4)
    assert tuned_search({"num_beams": 4}, "hy") == plain
    other = {"num_beams": 4, "tuning": {"coverage_penalties": {"az": 0.05}}}
    assert tuned_search(other, "hy") == plain


def test_openings_are_small_where_the_description_says_so() -> None:
    """A checkpoint that was exported before says nothing of it."""
    assert opens_small({"tuning": {"small_openings": True}})
    assert not opens_small({"tuning": {}})
    assert not opens_small({})


def test_small_openings_reach_the_model() -> None:
    """What is translated is the text in the letters that the checkpoint knows."""
    folder = bundle_folder("az")
    small = BundledTranslator(folder, small_openings=True)
    assert small.translate(["Transport ministers met."]) == (
        BundledTranslator(folder).translate(["transport ministers met."])
    )


def test_targets_come_in_the_order_of_their_sources() -> None:
    """Batches are cut by length, and their answers put back."""
    translator = BundledTranslator(bundle_folder("ru"))
    texts = [
        "The president said on Monday that the talks would continue next week.",
        "",
        "Rain.",
        "The minister met farmers in the village on Friday.",
    ] * 10
    search = tuned_search(read_description(bundle_folder("ru")), "ru")
    targets = translator.translate(texts, search=search)
    assert targets == targets[:4] * 10
    assert "Президент" in targets[0]
    assert "министр" in targets[3].casefold()
