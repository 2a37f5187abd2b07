"""Word alignment by expectation maximisation, and batches cut by padded size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from training.alignment import Aligner, diagonal_prior, hinted_posteriors, train_aligner
from training.batches import cut_batches, group_shares
from training.cleaning import Pair
from training.phrases import consistent_spans, corpus_phrases
from training.schedule import Schedule, parse_budget
from training.tokenizer import Vocabulary, learn_pieces, save_vocabulary


def _shuffled_corpus() -> tuple[list[list[int]], list[list[int]]]:
    generator = np.random.default_rng(5)
    sources = [list(map(int, generator.integers(0, 20, 6))) for _ in range(300)]
    return sources, [[20 + int(i) for i in generator.permutation(source)] for source in sources]


def test_the_prior_prefers_the_diagonal() -> None:
    """Each row is a distribution whose mode is the same relative position."""
    prior = diagonal_prior(8, 4)
    assert prior.sum(axis=1) == pytest.approx(np.ones(8), abs=1e-5)
    assert list(prior.argmax(axis=1)) == [0, 0, 1, 1, 2, 2, 3, 3]


def test_words_are_found_against_the_prior() -> None:
    """With shuffled sentences, what occurs together wins over what stands at the same place."""
    sources, targets = _shuffled_corpus()
    aligner = train_aligner(sources, targets, 40)
    posteriors = aligner.posteriors([1, 2, 3, 4, 5, 6], [26, 25, 24, 23, 22, 21])
    assert list(posteriors.argmax(axis=1)) == [5, 4, 3, 2, 1, 0]


def test_a_hint_gets_half_of_what_its_word_gets() -> None:
    """The bar before it gets nothing, and the other words keep what is theirs."""
    sources, targets = _shuffled_corpus()
    aligner = train_aligner(sources, targets, 40)
    pieces = [f"▁{number}" for number in range(40)] + ["</s>"]
    plain = aligner.posteriors([1, 2, 3], [23, 22, 21])
    hinted = hinted_posteriors(aligner, [1, 2, 40, 22, 3], [23, 22, 21], pieces)
    assert hinted[:, [0, 4]] == pytest.approx(plain[:, [0, 2]])
    assert hinted[:, 1] == pytest.approx(plain[:, 1] / 2)
    assert hinted[:, 3] == pytest.approx(plain[:, 1] / 2)
    assert not hinted[:, 2].any()


def test_translations_and_origins_are_distributions() -> None:
    """Bayes' rule turns t(target | source) round; ids never seen have no share in either."""
    sources, targets = _shuffled_corpus()
    aligner = train_aligner(sources, targets, 50)
    english, foreign = np.arange(20), np.arange(20, 50)
    translations = aligner.translations(english, foreign)
    assert translations.sum(axis=1) == pytest.approx(np.ones(20), abs=1e-4)
    assert list(translations.argmax(axis=1)) == list(range(20))
    origins = aligner.origins(english, foreign)
    assert origins[:, :20].sum(axis=0) == pytest.approx(np.ones(20), abs=1e-4)
    assert not origins[:, 20:].any()


def test_an_aligner_comes_back_as_saved(tmp_path: Path) -> None:
    """The table and both numberings survive the file."""
    sources, targets = _shuffled_corpus()
    aligner = train_aligner(sources, targets, 50, rounds=2)
    aligner.save(tmp_path / "aligner.npz")
    again = Aligner.load(tmp_path / "aligner.npz")
    unseen = again.posteriors([1, 45], [21, 45])
    assert unseen == pytest.approx(aligner.posteriors([1, 45], [21, 45]))


def test_spans_are_consistent_with_links() -> None:
    """A crossing pair of words is cut out whole, and no link leaves a span."""
    links = {(0, 0), (1, 2), (2, 1)}
    spans = list(consistent_spans(links, 3))
    assert (0, 1, 0, 1) in spans
    assert (1, 3, 1, 3) in spans
    assert (0, 2, 0, 3) not in spans
    assert (0, 3, 0, 3) in spans


def test_spans_start_and_end_at_linked_words() -> None:
    """An unlinked word is taken in between two linked ones, and never at an edge."""
    spans = set(consistent_spans({(0, 0), (2, 1)}, 4))
    assert spans == {(0, 1, 0, 1), (2, 3, 1, 2), (0, 3, 0, 2)}


def _phrases_of(lines: list[tuple[str, str]], folder: Path) -> set[tuple[str, str]]:
    vocabulary = _toy_vocabulary(folder, lines)
    sources = vocabulary.encode_source([source for source, _ in lines])
    targets = vocabulary.encode_target([target for _, target in lines])
    aligner = train_aligner(sources, targets, len(vocabulary))
    pairs = [Pair("news", source, target) for source, target in lines]
    return {(p.source, p.target) for p in corpus_phrases(pairs, aligner, vocabulary)}


def test_phrases_are_cut_at_words(tmp_path: Path) -> None:
    """Known words are cut out together with their translations, without the edges' marks."""
    lines = [("rain and snow", "дождь и снег"), ("snow and wind", "снег и ветер")] * 20
    found = _phrases_of(lines, tmp_path)
    assert ("rain", "дождь") in found
    assert ("snow and", "снег и") in found
    assert ("rain and snow", "дождь и снег") not in found


def test_no_phrase_holds_half_of_a_figure(tmp_path: Path) -> None:
    """A space within a figure is none between words, so that 58,000 never becomes 000."""
    lines = [
        ("58,000 seas and snow", "58 000 морей и снег"),
        ("snow and 58 seas", "снег и 58 морей"),
    ]
    found = _phrases_of(lines * 20, tmp_path)
    assert ("snow", "снег") in found
    assert not {target for source, target in found if "58" in source and "58" not in target}
    assert not {target for source, target in found if "," in source and "58 000" not in target}


def _toy_vocabulary(folder: Path, lines: list[tuple[str, str]]) -> Vocabulary:
    for name, side in (("en", 0), ("ru", 1)):
        text = [line[side] for line in lines]
        learn_pieces(text, folder / name, size=210, normalisation="identity")
    save_vocabulary(folder / "en.model", folder / "ru.model", folder, "ru")
    return Vocabulary(folder)


def test_batches_hold_the_budget_and_everything() -> None:
    """Count times longest stays within the budget, unless one item alone exceeds it."""
    lengths = [1, 2, 2, 5, 9, 9, 30, 70]
    runs = list(cut_batches(lengths, 40))
    assert [i for run in runs for i in run] == list(range(len(lengths)))
    assert all(len(run) * lengths[run[-1]] <= 40 or len(run) == 1 for run in runs)


def test_small_groups_are_drawn_less() -> None:
    """A group of 30 rows is not repeated as often as its share would ask."""
    pairs = [Pair("news", "a", "b")] * 6000 + [Pair("prose", "a", "b")] * 30
    shares = group_shares(pairs)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["prose"] < 0.01


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("30m", 1800), ("1.5h", 5400)])
def test_budgets_are_read(text: str, seconds: float) -> None:
    """Seconds, minutes and hours, also with a fraction."""
    assert parse_budget(text) == seconds


def test_an_unreadable_budget_is_refused() -> None:
    """The message says what a budget looks like."""
    with pytest.raises(ValueError, match="followed by s, m or h"):
        parse_budget("soon")


def test_the_rate_rises_by_steps_and_falls_by_time() -> None:
    """Warm-up counts steps; the fall counts the share of the budget, and ends at the floor."""
    schedule = Schedule(peak=1.0, warmup_steps=10, decay_from=0.5, floor=0.1)
    assert schedule.rate(0, 0.0) == pytest.approx(0.1)
    assert schedule.rate(100, 0.4) == pytest.approx(1.0)
    assert schedule.rate(100, 0.75) == pytest.approx(0.55)
    assert schedule.rate(100, 1.0) == pytest.approx(0.1)
    assert schedule.alignment_weight(0.0) == 1.0
    assert schedule.alignment_weight(0.9) == pytest.approx(0.3)
