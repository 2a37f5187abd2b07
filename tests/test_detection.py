"""Which language a text is in."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from dragoman_models.detection import CANDIDATES, detect

SENTENCES = {
    "en": "The road between the two towns was opened again on Monday.",
    "hy": "Երկու քաղաքների միջև ճանապարհը կրկին բացվել է երկուշաբթի օրը։",
    "az": "İki şəhər arasındakı yol bazar ertəsi günü yenidən açılıb.",
    "fa": "جادهٔ میان دو شهر روز دوشنبه دوباره باز شد و کامیون‌ها گذشتند.",
    "ru": "Дорога между двумя городами в понедельник была снова открыта.",
}
NEIGHBOURS = {
    "tr": "İki şehir arasındaki yol pazartesi günü yeniden açıldı.",
    "ar": "أعيد فتح الطريق بين المدينتين يوم الاثنين بعد الظهر.",
    "uk": "Дорогу між двома містами знову відкрили в понеділок, повідомили чиновники.",
}


@pytest.mark.parametrize(("code", "text"), [*SENTENCES.items(), *NEIGHBOURS.items()])
def test_likeliest_language_is_the_texts_own(code: str, text: str) -> None:
    """A sentence is in its language, also where a neighbour shares the script."""
    assert detect(text)[0][0] == code


@pytest.mark.parametrize("text", ["", " \n", "12.5%", "🙂 — 2026"])
def test_text_without_letters_has_no_language(text: str) -> None:
    """Nothing is guessed from figures."""
    assert detect(text) == ()


def test_confidences_are_shares_that_fall() -> None:
    """Confidences lie between 0 and 1, add up to at most 1, and fall."""
    shares = [share for _, share in detect(SENTENCES["az"] + " " + NEIGHBOURS["tr"])]

    assert shares == sorted(shares, reverse=True)
    assert 0 < sum(shares) <= 1.0 + 1e-6


def test_only_candidates_are_named() -> None:
    """An answer is one of the candidates."""
    assert {code for code, _ in detect("Lorem ipsum dolor sit amet")} <= set(CANDIDATES)


def test_long_text_is_decided_by_its_beginning() -> None:
    """A megabyte costs no more than its first 10,000 code points."""
    text = SENTENCES["ru"] * 200 + SENTENCES["en"] * 20_000

    assert detect(text)[0][0] == "ru"


def test_threads_get_the_same_answer() -> None:
    """Calls from several threads do not disturb one another."""
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(detect, [*SENTENCES.values()] * 10))

    assert [answer[0][0] for answer in answers] == [*SENTENCES] * 10


def test_import_does_not_load_the_classifier() -> None:
    """The classifier's memory is paid by the first call, not by the import."""
    code = "import sys, dragoman_models.detection; print('py3langid' in sys.modules)"
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert output.stdout.strip() == "False"
