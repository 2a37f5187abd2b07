"""Drawing windows of pairs; none of it needs torch."""

from __future__ import annotations

from training.augmentation import Augmentation
from training.batches import Mixture
from training.bundle import bundle_folder
from training.cleaning import Pair
from training.tokenizer import Vocabulary

VOCABULARY = Vocabulary(bundle_folder("ru"))
PAIRS = [Pair("news", "Transport ministers met on Monday.", "Министры встретились в понедельник.")]
UNVARIED = Augmentation(
    "ru", capitals=0, opening=0, no_stop=0, joined=0, figures=0, placeholder=0, copied=0
)


def _sources(small_share: float = 0.5) -> list[list[int]]:
    mixture = Mixture(
        PAIRS,
        VOCABULARY,
        UNVARIED,
        window_pairs=200,
        bpe_dropout=0.0,
        short_first=False,
        small_share=small_share,
    )
    return [source for batch in mixture.window(0) for source in batch.sources]


def test_half_of_the_sources_open_in_small_letters() -> None:
    """Both forms are learnt, for other programs show the model sentences as they are."""
    as_written, small = VOCABULARY.encode_source(
        ["Transport ministers met on Monday.", "transport ministers met on Monday."]
    )
    sources = _sources()
    assert 0.35 < sources.count(small) / len(sources) < 0.65
    assert sources.count(small) + sources.count(as_written) == len(sources)


def test_no_source_is_small_where_none_shall_be() -> None:
    """The share is a setting."""
    small = VOCABULARY.encode_source(["transport ministers met on Monday."])[0]
    assert small not in _sources(small_share=0.0)


def test_a_window_is_the_same_each_time() -> None:
    """A run is resumed by the number of its window."""
    assert _sources() == _sources()


def test_every_pair_has_its_turn_before_one_comes_again() -> None:
    """Drawn by chance, a third of a group would be missing after as many draws as it has pairs."""
    numbers = [Pair("news", f"{number} men", f"{number} мужчин") for number in range(100)]
    mixture = Mixture(numbers, VOCABULARY, UNVARIED, window_pairs=30, bpe_dropout=0.0)
    seen = [
        tuple(source) for k in range(10) for batch in mixture.window(k) for source in batch.sources
    ]
    assert len(seen) == 300
    assert all(seen.count(source) == 3 for source in set(seen))
    assert len(set(seen[:90])) == 90


def test_groups_keep_their_shares_in_every_window() -> None:
    """A window of few pairs still has one of the smallest group."""
    pairs = [
        *(Pair("news", f"{number} men", f"{number} мужчин") for number in range(3000)),
        Pair("lexicon", "rain", "дождь"),
    ]
    mixture = Mixture(pairs, VOCABULARY, UNVARIED, window_pairs=50, bpe_dropout=0.0)
    rain = VOCABULARY.encode_source(["rain"])[0]
    for number in range(3):
        sources = [source for batch in mixture.window(number) for source in batch.sources]
        assert (sources.count(rain), len(sources)) == (1, 51)
