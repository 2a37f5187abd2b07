"""Datelines are cut off their sentence and written as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_doubles import WordModel

from dragoman_models.article import parse
from dragoman_models.datelines import dateline_end, written
from dragoman_models.pipeline import Pipeline, run
from dragoman_models.segmentation import join, segment
from dragoman_models.summaries import sentences_of
from dragoman_models.terms import Terms
from dragoman_models.types import (
    ArticleTranslation,
    FurniturePolicy,
    MimeType,
    TranslationOptions,
)


def cut(text: str) -> tuple[str, str] | None:
    """Return a dateline and what follows its dash."""
    found = dateline_end(text)
    return None if found is None else (text[: found[0]], text[found[1] :])


@pytest.mark.parametrize(
    ("dateline", "dash"),
    [
        ("YEREVAN", " — "),
        ("TEL AVIV", "—"),
        ("NEW YORK (AP)", " -- "),
        ("ABU DHABI, May 3 (AP)", " — "),
        ("BAKU, Azerbaijan (AP)", " – "),
        ("MOSCOW, Nov. 12, 2026", " - "),
        ("LONDON, 12 November 2026 (Reuters)", " - "),
        ("London (Reuters)", " - "),
    ],
)
def test_a_dateline_is_cut_off_at_its_dash(dateline: str, dash: str) -> None:
    """Place, land, date and agency, each but the place where it is there."""
    assert cut(f"{dateline}{dash}Talks resumed.") == (dateline, "Talks resumed.")


@pytest.mark.parametrize(
    "text",
    [
        "Yerevan — a city of wide streets — is warm.",
        "YEREVAN — TALKS RESUME",
        "NOWHERETON — Talks resumed.",
        "PARIS, Nowhereton — Talks resumed.",
        "London (England) — Talks resumed.",
        "BAKU, Spring 3 — Talks resumed.",
        "IRAN–Iraq trade resumed.",
        "NATO said — again — no.",
        "IRAN — and only Iran — signed.",
        "Talks resumed.",
        "YEREVAN",
        "",
    ],
)
def test_what_is_no_dateline_or_not_known_stays(text: str) -> None:
    """A headline, a parenthesis, a pair of names and an unknown place are cut nowhere."""
    assert cut(text) is None


@pytest.mark.parametrize(
    ("dateline", "language", "expected"),
    [
        ("YEREVAN", "hy", "ԵՐԵՎԱՆ"),
        ("YEREVAN", "az", "İRƏVAN"),
        ("YEREVAN", "fa", "ایروان"),
        ("YEREVAN", "ru", "ЕРЕВАН"),
        ("Yerevan (AP)", "hy", "Երևան (AP)"),
        ("BAKU, Azerbaijan", "az", "BAKI, Azərbaycan"),
        ("BAKU, May 3", "hy", "ԲԱՔՈՒ, մայիսի 3"),
        ("BAKU, 3 May", "az", "BAKI, 3 may"),
        ("BAKU, Sept. 3 (TASS)", "fa", "باکو، 3 سپتامبر (TASS)"),
        ("BAKU, Mar 3, 2026", "hy", "ԲԱՔՈՒ, 2026 թվականի մարտի 3"),
        ("BAKU, March 3, 2026", "ru", "БАКУ, 3 марта 2026 года"),
    ],
)
def test_it_is_written_as_the_language_writes_it(
    dateline: str, language: str, expected: str
) -> None:
    """Capitals by the language's rules, the month in its case, the agency as it is."""
    assert written(dateline, language) == expected


@pytest.mark.parametrize(
    ("dateline", "language"),
    [("NOWHERETON", "ru"), ("YEREVAN — Talks", "ru"), ("YEREVAN", "ka"), ("", "hy")],
)
def test_what_has_no_form_is_left_to_the_model(dateline: str, language: str) -> None:
    """An unknown place, a whole sentence, a language without the table."""
    assert written(dateline, language) is None


@given(st.text('YEREVAN ,3May()—-–.\n"', max_size=40), st.sampled_from(["hy", "az", "fa", "ru"]))
def test_cutting_loses_nothing(text: str, language: str) -> None:
    """The segments spell the source."""
    segments = segment(text, max_tokens=200, count_tokens=len, datelines_in=language)
    assert join(segments, [one.text for one in segments]) == text


def test_what_one_language_has_no_form_for_is_cut_in_the_others_alone() -> None:
    """A lone name in capitals is nothing for a model."""
    text = "HEBRON — Talks resumed."
    assert dateline_end(text, "ru") == (6, 9)
    assert dateline_end(text, "az") is None


def translated(source: str, mime_type: MimeType = MimeType.PLAIN) -> ArticleTranslation:
    """Translate an article with a model that writes some Russian letters for each word."""
    pipeline = Pipeline({"words": WordModel()}, {"ru": "words"})
    article = parse(source, mime_type, furniture=FurniturePolicy.KEEP)
    return run(pipeline.translate(article, target="ru"), pipeline.models)


STORY = "Border road reopens\n\nYEREVAN, May 3 (AP) — The road opened. It is long.\n"


def test_the_model_does_not_see_it() -> None:
    """It is a segment of its own, written by rule, and the dash stays."""
    translation = translated(STORY)
    lines = translation.text.splitlines()
    assert lines[2].startswith("ЕРЕВАН, 3 мая (AP) — ")
    first, *others = translation.sections[1].segments
    assert STORY[first.source_start : first.source_end] == "YEREVAN, May 3 (AP)"
    assert len(others) == 2
    assert not first.flags


@pytest.mark.parametrize(
    "source",
    [
        "<p><strong>YEREVAN</strong> — The road opened.</p>",
        "<p><strong>YEREVAN —</strong> The road opened.</p>",
        "<p><b>YEREVAN — The road</b> opened.</p>",
        "<p>YEREVAN&nbsp;&mdash; The road opened.</p>",
    ],
)
def test_markup_around_it_stays_whole(source: str) -> None:
    """A dateline in bold type is one in the translation, with tags that pair."""
    text = translated(source, MimeType.HTML).text
    assert "ЕРЕВАН" in text
    for tag in ("strong", "b"):
        assert text.count(f"<{tag}>") == source.count(f"<{tag}>") == text.count(f"</{tag}>")


def test_a_house_s_own_term_goes_first() -> None:
    """Who has a glossary entry for the place gets that."""
    pipeline = Pipeline({"words": WordModel()}, {"ru": "words"})
    options = TranslationOptions(glossary={"Yerevan": "Эривань"})
    article = parse(STORY, MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    steps = pipeline.translate(article, target="ru", options=options)
    assert "ЭРИВАНЬ, 3 мая (AP) — " in run(steps, pipeline.models).text


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"AP": "Ассошиэйтед Пресс"}, "ЕРЕВАН (Ассошиэйтед Пресс)"),
        ({"YEREVAN": "Ереван"}, "Ереван (AP)"),
        ({"Yerevan": None}, "YEREVAN (AP)"),
    ],
)
def test_terms_hold_for_every_name_of_it(terms: dict[str, str | None], expected: str) -> None:
    """A term as the story writes it is taken as it stands, one of the place in its case."""
    assert written("YEREVAN (AP)", "ru", terms=Terms(terms)) == expected


def test_a_summary_has_none() -> None:
    """It tells what the story tells; where that was written is the story's."""
    article = parse(STORY, MimeType.PLAIN, furniture=FurniturePolicy.KEEP)
    assert sentences_of(article) == ("The road opened.", "It is long.")
