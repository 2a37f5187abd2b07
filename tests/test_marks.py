"""Each mark of a target stands for one protected stretch, whatever number the model wrote."""

from __future__ import annotations

import pytest

from dragoman_models.marks import MARKS, Work, holds_marks, knows_placeholders, slots_of
from dragoman_models.types import Hypothesis


def meant(target: str, *given: str, work: Work | None = None) -> list[str]:
    """Return what each mark of the target stands for."""
    return [slot.mark for slot in slots_of(target, given, work=work)]


def attending(source: str, target: str, *pairs: tuple[int, int]) -> Work:
    """Let the decoder of a word model look at these words."""
    words = tuple(target.split())
    return Work(tuple(source.split()), Hypothesis(target, -0.1, words, tuple(pairs)))


def test_numbers_hold_where_nothing_else_is_known() -> None:
    """Each mark stands for itself, in the target's own order."""
    assert meant("Ա ⟦1⟧ և ⟦0⟧", "⟦0⟧", "⟦1⟧") == ["⟦1⟧", "⟦0⟧"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("⟦0⟧ և ⟦5⟧", ["⟦0⟧", "⟦1⟧"]),
        ("⟦0⟧ և ⟦0⟧", ["⟦0⟧", "⟦1⟧"]),
        ("⟦7⟧ և ⟦8⟧", ["⟦0⟧", "⟦1⟧"]),
        ("⟦0⟧ ⟦1⟧ ⟦1⟧", ["⟦0⟧", "⟦1⟧", ""]),
        ("⟦۱⟧ و ⟦۰⟧", ["⟦1⟧", "⟦0⟧"]),
        ("⟦0 ⟧, ⟧ 1⟧", ["⟦0⟧", "", "⟦1⟧"]),
    ],
)
def test_a_wrong_number_stands_for_what_has_none(target: str, expected: list[str]) -> None:
    """Strays and second ones stand for the next that is lost; damaged ones are read."""
    assert meant(target, "⟦0⟧", "⟦1⟧") == expected


def test_the_attention_decides_what_a_mark_stands_for() -> None:
    """Two marks whose numbers the model mixed up stand for what it looked at."""
    source, target = "From ⟦0⟧ to ⟦1⟧ today", "Сегодня в ⟦0⟧ из ⟦1⟧"
    work = attending(source, target, (0, 4), (1, 2), (2, 3), (3, 0), (4, 1))
    assert meant(target, "⟦0⟧", "⟦1⟧", work=work) == ["⟦1⟧", "⟦0⟧"]


def test_where_the_attention_is_blind_the_numbers_hold() -> None:
    """Marks that looked at the same place are told apart by their numbers."""
    source, target = "From ⟦0⟧ to ⟦1⟧", "из ⟦1⟧ в ⟦0⟧"
    work = attending(source, target, (1, 2), (3, 2))
    assert meant(target, "⟦0⟧", "⟦1⟧", work=work) == ["⟦1⟧", "⟦0⟧"]


def test_a_mark_spelled_in_pieces_leaves_the_attention_out() -> None:
    """Where pieces and marks do not match, only the numbers speak."""
    work = attending("⟦0⟧ ⟦1⟧", "⟦0⟧ ⟦ 1 ⟧", (0, 1), (1, 0))
    assert meant("⟦0⟧ ⟦ 1 ⟧", "⟦0⟧", "⟦1⟧", work=work) == ["⟦0⟧", "⟦1⟧"]


def test_tokenizer_with_the_marks_knows_them() -> None:
    """A vocabulary that holds the marks gives one piece for one."""
    assert knows_placeholders(lambda text: ("\u2581" + text, "</s>"))


def test_tokenizer_that_spells_the_marks_does_not_know_them() -> None:
    """A hub checkpoint spells a mark with pieces, or with `<unk>`."""
    assert not knows_placeholders(lambda _: ("\u2581", "<unk>", "0", "<unk>", "</s>"))


def test_brackets_of_the_kind_are_seen() -> None:
    """Half a mark is one too."""
    assert holds_marks("a ⟧")
    assert not holds_marks("a [0]")
    assert len(MARKS) == 10
