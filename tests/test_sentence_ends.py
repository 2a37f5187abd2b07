"""A sentence's translation ends as the sentence does."""

from __future__ import annotations

import pytest

from dragoman_models.orthography import finish


@pytest.mark.parametrize(
    ("language", "source", "target", "expected"),
    [
        ("hy", "Stop!", "Կանգնեք", "Կանգնե՜ք։"),
        ("ru", "Stop!", "Стой.", "Стой!"),
        ("fa", "Stop!", "بس کن", "بس کن!"),
        ("az", "Nobody came.", "Heç kim gəlmədi", "Heç kim gəlmədi."),
        ("ru", "What now?!", "Что теперь", "Что теперь?"),
        ("ru", "The firm grew by 20%.", "Фирма выросла на 20%", "Фирма выросла на 20%."),
        ("hy", "He said so and then left.", "Նա ասաց դա,", "Նա ասաց դա։"),
        ("hy", "He said so and then left.", "Նա ասաց դա,։", "Նա ասաց դա։"),
        ("az", "He said so and then left.", "O bunu dedi,.", "O bunu dedi."),
        ("fa", "Did he say so and leave?", "او چنین گفت،؟", "او چنین گفت؟"),
        ("ru", "And so it went on...", "И так далее", "И так далее…"),
    ],
)
def test_a_lost_mark_is_put_back(language: str, source: str, target: str, expected: str) -> None:
    """The mark is the language's own, and a comma at the end is none."""
    assert finish(target, language=language, source=source) == expected


@pytest.mark.parametrize(
    ("language", "source", "target", "expected"),
    [
        ("ru", "(He returned later.)", "(Он вернулся позже)", "(Он вернулся позже.)"),
        ("hy", "(He returned later.)", "(Նա վերադարձավ ուշ)", "(Նա վերադարձավ ուշ։)"),
        ("ru", "“Stop!”", "«Стой»", "«Стой!»"),
        ("ru", "“We will sign this.”", "«Мы подпишем это»", "«Мы подпишем это»."),
        ("hy", "He wrote of a “reform”.", "Նա գրել է «բարեփոխման»", "Նա գրել է «բարեփոխման»։"),
    ],
)
def test_a_mark_stands_inside_or_outside_as_the_press_has_it(
    language: str, source: str, target: str, expected: str
) -> None:
    """Inside a bracket that the whole sentence stands in, behind a quotation's stop."""
    assert finish(target, language=language, source=source) == expected


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("az", "Apple Inc.", "Apple Inc"),
        ("ru", "Parliament votes on budget", "Парламент голосует по бюджету"),
        ("ru", "He met them (after 5 p.m.)", "Он встретил их (после 17)"),
        ("ru", "Who knows?", "Кто знает?"),
    ],
)
def test_no_mark_is_made_up(language: str, source: str, target: str) -> None:
    """Headlines, abbreviations and what has its mark stay."""
    assert finish(target, language=language, source=source) == target
