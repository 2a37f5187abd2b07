"""Drawing windows of pairs; none of it needs torch."""

from __future__ import annotations

from training.augmentation import Augmentation
from training.batches import Mixture
from training.bundle import bundle_folder
from training.cleaning import Pair
from training.tokenizer import Vocabulary

VOCABULARY = Vocabulary(bundle_folder("ru"))
PAIRS = [Pair("news", "Transport ministers met on Monday.", "Министры встретились в понедельник.")]
UNVARIED = Augmentation("ru", capitals=0, opening=0, no_stop=0, joined=0, placeholder=0, copied=0)


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
