"""What goes in circles is found, and what languages say twice is not."""

from __future__ import annotations

import pytest

from dragoman_models.repetition import is_repetitive


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("All rights of all citizens must be kept.", "Права всех граждан должны быть быть."),
        ("The bank lent the bank of the north money.", "بانک بانک‌ها را از دست دادند."),
        ("The minister met the other.", "Министр внутренних дел здравоохранения здравоохранения."),
        ("January, May, June, July", "ژانویه فوریه ژوئن ژوئن ژوئن"),
        ("If it rains, we will stay.", "Եթե անձրևը չենք չենք, գնանք։"),
    ],
)
def test_a_word_twice_running_is_found(source: str, target: str) -> None:
    """A word with nothing but a space between it and itself is a slip of the model."""
    assert is_repetitive(source, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("It often happens.", "Bu tez-tez baş verir."),
        ("He waited a little.", "Он подождал чуть-чуть."),
        ("It slowly warmed.", "آرام آرام گرم شد."),
        ("Little by little it grew.", "کم کم بزرگ شد."),
        ("He spoke a lot.", "Նա շատ-շատ խոսեց։"),
        ("It was very, very good.", "Это было очень очень хорошо."),
        ("They came one by one.", "Պատգամավորները եկան մեկ մեկ։"),
        ("He sold it loaf by loaf.", "Он продал его буханка буханка."),
        ("1 000 000 people", "1 000 000 nəfər"),
        ("The bank of Japan. Japan said so.", "بانک ژاپن. ژاپن چنین گفت."),
    ],
)
def test_reduplication_and_the_source_s_own_doubles_are_none(source: str, target: str) -> None:
    """Hyphens, marks, words that a language doubles, and English that doubles, too."""
    assert not is_repetitive(source, target)


def test_a_word_three_times_is_found_whatever_marks_are_between() -> None:
    """A comma makes no sense of a loop."""
    assert is_repetitive("Ten, nine, eight, seven, six.", "Տաս, ինը, յոթ, յոթ՝ յոթ, վեց։")
    assert not is_repetitive("No, no, no!", "Нет, нет, нет!")


def test_a_phrase_said_at_once_again_is_found() -> None:
    """Two words or more, once again."""
    assert is_repetitive("The court spoke.", "Суд постановил, суд постановил.")
    assert not is_repetitive("We won, we won!", "Мы победили, мы победили!")
    assert not is_repetitive("They won 2-1 and 2-1.", "Они выиграли 2-1, 2-1.")


def test_a_loop_of_marks_is_found() -> None:
    """Marks go in circles as words do."""
    assert is_repetitive("He left.", "Он ушёл - - - - - -")


def test_a_stutter_is_found_in_one_word_only() -> None:
    """Letters that come back five times at once."""
    assert is_repetitive("He laughed.", "նա ծիծաղեց հահահահահա")
    assert not is_repetitive("He laughed: hahahahaha.", "նա ծիծաղեց հահահահահա")
    assert not is_repetitive("He left.", "անհամաձայնությունների արդարադատության նախարարություն")
