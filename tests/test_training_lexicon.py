"""The lexicon of the hints is counted, not written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from training.alignment import train_aligner
from training.bundle import bundle_folder
from training.cleaning import Pair
from training.lexicon import Counts, count_translations, lexicon, with_written, write_lexicon
from training.tokenizer import Vocabulary

from dragoman_models.hints import LEXICON_NAME, read_lexicon

VOCABULARY = Vocabulary(bundle_folder("ru"))
PAIRS = [
    Pair("news", "Rain fell.", "Дождь шел."),
    Pair("news", "Snow fell.", "Снег шел."),
    Pair("news", "Rain.", "Дождь."),
    Pair("news", "Snow.", "Снег."),
] * 10


@pytest.fixture(scope="module")
def counts() -> Counts:
    """Count with an aligner that these pairs taught."""
    sources = VOCABULARY.encode_source([pair.source for pair in PAIRS])
    targets = VOCABULARY.encode_target([pair.target for pair in PAIRS])
    aligner = train_aligner(
        [line[:-1] for line in sources], [line[:-1] for line in targets], len(VOCABULARY)
    )
    return count_translations(PAIRS, aligner, VOCABULARY)


def test_words_are_counted_with_what_they_became(counts: Counts) -> None:
    """Marks belong to neither side."""
    assert counts["rain"].most_common(1) == [("Дождь", 20)]
    assert counts["snow"].most_common(1) == [("Снег", 20)]


def test_frequent_words_have_no_hint() -> None:
    """A model knows them."""
    counted = {"the": Counter({"этот": 9}), "rain": Counter({"дождь": 3})}
    assert lexicon(counted, "ru", frequent=1) == {"rain": "дождь"}


def test_forms_of_one_word_count_together() -> None:
    """The commonest of them is shown."""
    counted = {"rain": Counter({"снег": 3, "дождя": 2, "дождь": 2, "дождем": 1})}
    assert lexicon(counted, "ru", frequent=0) == {"rain": "дождя"}


@pytest.mark.parametrize("forms", [{"дождь": 1}, {"дождь": 2, "снег": 2, "град": 2, "ветер": 2}])
def test_what_no_translation_stands_out_of_has_no_hint(forms: dict[str, int]) -> None:
    """A link that was seen once is mostly chance."""
    assert lexicon({"rain": Counter(forms)}, "ru", frequent=0) == {}


def test_a_lexicon_comes_back_as_written(tmp_path: Path) -> None:
    """It is a table of two columns, by word."""
    entries = {"snow": "снег", "rain": "дождь"}
    write_lexicon(tmp_path / LEXICON_NAME, entries)
    assert read_lexicon(tmp_path) == entries
    assert list(read_lexicon(tmp_path)) == ["rain", "snow"]


def test_a_regular_form_of_a_listed_word_is_not_listed() -> None:
    """It is looked up by its stem."""
    counted = {
        "repair": Counter({"ремонт": 4}),
        "repairs": Counter({"ремонта": 4}),
        "heads": Counter({"руководители": 3}),
        "head": Counter({"голова": 3}),
    }
    assert set(lexicon(counted, "ru", frequent=0)) == {"repair", "heads", "head"}


def test_the_commoner_words_are_kept_where_not_all_can_be() -> None:
    """A lexicon has its price in bytes."""
    counted = {word: Counter({word: count}) for word, count in (("a", 9), ("b", 7), ("c", 8))}
    assert set(lexicon(counted, "ru", frequent=1, limit=1)) == {"c"}


def test_forms_are_alike_by_the_rules_of_their_language() -> None:
    """A capital `İ` and a small `i` begin one word in Azerbaijani."""
    counted = {"business": Counter({"başqa": 3, "İşgüzar": 2, "işgüzar": 2})}
    assert lexicon(counted, "az", frequent=0)["business"] in {"İşgüzar", "işgüzar"}


def test_a_word_that_only_looks_like_a_form_of_another_has_an_empty_hint() -> None:
    """Of all words the commonest would be misread most often: `said`, by a person called Sai."""
    counted = {
        "said": Counter({"сказал": 9}),
        "sai": Counter({"Сай": 2}),
        "heads": Counter({"голов": 1}),
        "head": Counter({"голова": 3}),
    }
    assert lexicon(counted, "ru", frequent=1) == {"sai": "Сай", "head": "голова", "said": ""}


def test_a_word_that_is_mostly_no_form_of_its_stem_has_an_empty_hint() -> None:
    """`customs` are a border's, and only now and then more than one custom."""
    counted = {
        "customs": Counter({"таможня": 4, "таможни": 2, "обычаи": 3}),
        "custom": Counter({"обычай": 3}),
        "rains": Counter({"дожди": 5, "ливни": 4}),
        "rain": Counter({"дождь": 3}),
    }
    assert lexicon(counted, "ru", frequent=2) == {
        "custom": "обычай",
        "rain": "дождь",
        "customs": "",
    }


def test_two_links_for_one_do_not_tell_what_a_word_is() -> None:
    """Of eight links as few as three can be chance."""
    counted = {
        "the": Counter({"это": 50}),
        "harbour": Counter({"гавань": 9}),
        "harbours": Counter(
            {"гавани": 1, "порты": 2, "берег": 1, "море": 1, "суда": 1, "он": 1, "а": 1}
        ),
    }
    assert "harbours" not in lexicon(counted, "ru", frequent=1, least_share=0.5)


def test_a_word_without_a_counted_hint_has_the_written_one() -> None:
    """Most rare words of a language are in no training sentence."""
    written = [Pair("words", "hail", "град"), Pair("words", "rain", "ливень")]
    assert with_written({"rain": "дождь"}, written) == {"rain": "дождь", "hail": "град"}


def test_a_written_hint_goes_before_none() -> None:
    """What is no form of another word may have a translation of its own."""
    assert with_written({"win": "победа", "wind": ""}, [Pair("words", "wind", "ветер")]) == {
        "win": "победа",
        "wind": "ветер",
    }


def test_a_form_of_a_counted_word_needs_no_written_hint() -> None:
    """It has that of its stem, and a lexicon its price in bytes."""
    assert with_written({"rain": "дождь"}, [Pair("words", "rains", "дожди")]) == {"rain": "дождь"}
