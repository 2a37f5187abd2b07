"""Words of a target are traced to words of their source."""

from __future__ import annotations

from dragoman_models.word_alignment import align_words, stretches, words_of


def spelled(text: str) -> list[str]:
    """Return the words and marks of a text."""
    return [text[start:end] for start, end in words_of(text)]


def test_words_and_marks_are_apart() -> None:
    """Marks are units of their own; a Persian joiner joins."""
    assert spelled("Baku’s U.S. می‌خواهم «Пат-1».") == [
        *("Baku", "’", "s", "U", ".", "S", ".", "می‌خواهم", "«", "Пат", "-", "1", "»."),
    ]


def test_pieces_are_joined_to_words() -> None:
    """A word of several pieces takes the source word that most of them point at."""
    origins = align_words(
        "The deal was signed.",
        "Сделка подписана.",
        source_pieces=("▁The", "▁de", "al", "▁was", "▁signed", ".", "</s>"),
        target_pieces=("▁С", "дел", "ка", "▁подпис", "ана", "."),
        alignment=((0, 0), (1, 1), (2, 2), (3, 4), (4, 4), (5, 5)),
    )
    assert origins == [1, 3, 4]


def test_case_and_protected_terms_do_not_break_the_trace() -> None:
    """The text for the model was in another case and held a mark for an address."""
    origins = align_words(
        "SEE https://a.am/b NOW",
        "Смотри https://a.am/b сейчас",
        source_pieces=("▁See", "▁⟦0⟧", "▁now", "</s>"),
        target_pieces=("▁Смотри", "▁⟦0⟧", "▁сейчас"),
        alignment=((0, 0), (1, 1), (2, 2)),
    )
    words = spelled("SEE https://a.am/b NOW")
    assert origins[0] == 0
    assert origins[-1] is not None
    assert words[origins[-1]] == "NOW"


def test_pieces_without_marks_are_words() -> None:
    """A model that splits at white space is understood as well."""
    origins = align_words(
        "one two",
        "два раз",
        source_pieces=("one", "two", "</s>"),
        target_pieces=("два", "раз"),
        alignment=((0, 1), (1, 0)),
    )
    assert origins == [1, 0]


def test_a_target_token_is_not_a_word() -> None:
    """The first piece of a multi-target source spells nothing."""
    origins = align_words(
        "one",
        "раз",
        source_pieces=(">>rus<<", "▁one", "</s>"),
        target_pieces=("▁раз",),
        alignment=((0, 1),),
    )
    assert origins == [0]


def test_words_that_nothing_speaks_for() -> None:
    """What has no alignment has no origin; stray indices are passed over."""
    origins = align_words(
        "one two",
        "раз два",
        source_pieces=("▁one", "▁two"),
        target_pieces=("▁раз", "▁два"),
        alignment=((0, 0), (9, 9), (1, 7)),
    )
    assert origins == [0, None]


def test_figures_are_one_word() -> None:
    """Marks and spaces within a figure part no words; those behind it do."""
    text = "14 000 и 2,500, 08:30; ۱۲٬۵۰۰ в 2026 100000"
    words = [text[start:end] for start, end in words_of(text)]
    assert words == [
        *("14 000", "и", "2,500", ",", "08:30", ";", "۱۲٬۵۰۰", "в", "2026", "100000"),
    ]


PIECES = ("▁The", "▁de", "al", "▁was", "▁signed", "▁in", "▁Ba", "ku", ".", "</s>")


def test_pieces_that_follow_each_other_are_one_stretch() -> None:
    """A word is told whole, though one of its pieces was chosen; what is not chosen parts."""
    told = stretches("The deal was signed in Baku.", PIECES, (1, 2, 3, 6))
    assert told == ["deal was", "Baku"]


def test_a_stretch_is_told_as_the_source_writes_it() -> None:
    """The model saw it in small letters, and without the second space."""
    assert stretches("THE DEAL  WAS SIGNED IN BAKU.", PIECES, (1, 2, 3)) == ["DEAL  WAS"]


def test_without_chosen_pieces_there_is_no_stretch() -> None:
    """Nor is there one of the piece that closes a source."""
    assert stretches("The deal was signed in Baku.", PIECES, ()) == []
    assert stretches("The deal was signed in Baku.", PIECES, (9,)) == []


def test_hints_are_no_words_of_the_source() -> None:
    """The translation that stands beside a word belongs to no place of the text."""
    origins = align_words(
        "The repairs ended.",
        "Ремонт закончился.",
        source_pieces=("▁The", "▁rep", "airs", "</s>", "▁ремонт", "▁ended", ".", "</s>"),
        target_pieces=("▁Ремонт", "▁закончился", "."),
        alignment=((0, 1), (1, 5), (2, 6)),
    )
    assert origins == [1, 2, 3]
