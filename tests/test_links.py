"""A link that had words in the source has words in the target."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from benchmarks.growth.cases import TAG_PIECES

from dragoman_models.article import assemble, parse_text
from dragoman_models.kept_text import marked
from dragoman_models.markup import project
from dragoman_models.segmentation import join, segment
from dragoman_models.types import Hypothesis, MimeType, TranslatedSection


@dataclass(frozen=True)
class Answer:
    """Be a segment's translation, aligned word by word or not at all."""

    target: str
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None


def answer(source: str, target: str, pairs: str) -> Answer:
    """Align "target-source" pairs of words between white space."""
    if not pairs:
        return Answer(target)
    aligned = tuple((int(one), int(other)) for one, other in (p.split("-") for p in pairs.split()))
    words = tuple(f"▁{word}" for word in target.split())
    hypothesis = Hypothesis(target, -0.1, tokens=words, alignment=aligned)
    return Answer(target, hypothesis, tuple(f"▁{word}" for word in source.split()))


def translated(source: str, target: str, pairs: str = "", *, kind: MimeType = MimeType.HTML) -> str:
    """Translate a paragraph of one segment; `pairs` are "target-source" words."""
    article = parse_text(source, kind)
    (section,) = article.sections
    segments = segment(section.text, max_tokens=999, count_tokens=len)
    (one,) = segments
    answers = [answer(one.text, target, pairs)]
    offsets = project(section, segments, answers)
    text = join(segments, [target])
    return assemble(article, {0: TranslatedSection(text, offsets)})


@pytest.mark.parametrize(
    ("source", "target", "pairs", "expected"),
    [
        (
            "<b>See the <a href='m'>map</a></b> of it.",
            "Դիտեք դա։",
            "0-0 0-1 1-4",
            "<b><a href='m'>Դիտեք</a></b> դա։",
        ),
        (
            "<a href='1'>Iran</a>, <a href='2'>Iraq</a> and <a href='3'>Oman</a> met.",
            "Иран, Ирак встретились.",
            "0-0 1-1 2-3",
            "<a href='1'>Иран</a>, <a href='2'>Ирак</a> <a href='3'>встретились</a>.",
        ),
        (
            "<a href='1'>Iran</a>, <a href='2'>Iraq</a> and <a href='3'>Oman</a> met.",
            "Иран, Оман и встретились.",
            "0-0 1-3 2-2 3-4",
            "<a href='1'>Иран</a>, <a href='3'>Оман</a> <a href='2'>и</a> встретились.",
        ),
        (
            "<i>New</i> <a href='1'>roads</a>",
            "Yollar",
            "0-0",
            "<i></i><a href='1'>Yollar</a>",
        ),
        (
            "<a href='1'>All of it</a> or <a href='2'>none</a>.",
            "Всё это.",
            "0-0 1-2",
            "<a href='1'>Всё</a> <a href='2'>это</a>.",
        ),
        (
            "Type <a href='1'><code>make</code></a> now.",
            f"Գրեք {marked('make')}։",
            "",
            "Գրեք <a href='1'><code>make</code></a>։",
        ),
    ],
)
def test_a_link_takes_the_nearest_word(source: str, target: str, pairs: str, expected: str) -> None:
    """From nobody, from another element, or from a link that has more than one."""
    assert translated(f"<p>{source}</p>", target, pairs) == f"<p>{expected}</p>"


def test_links_of_markdown_hold_words_too() -> None:
    """Its brackets are a link's tags."""
    source = "**See the [map](m)** of it.\n"
    expected = "**[Դիտեք](m)** դա։\n"
    assert translated(source, "Դիտեք դա։", "0-0 0-1 1-4", kind=MimeType.MARKDOWN) == expected


def test_a_raised_figure_of_markdown_stays_at_its_unit() -> None:
    """The figure of a square kilometre is no word there either; that of a formula is."""
    source = "The field covers 40 km<sup>2</sup> of it.\n"
    target, pairs = "Դաշտը 40 կմ է դա։", "0-1 1-3 2-4 3-2"
    expected = "Դաշտը 40 կմ<sup>2</sup> է դա։\n"
    assert translated(source, target, pairs, kind=MimeType.MARKDOWN) == expected
    water = translated("It is H<sub>2</sub>O here.\n", "Su H2O burada.", kind=MimeType.MARKDOWN)
    assert water == "Su H<sub>2</sub>O burada.\n"


def test_without_enough_words_no_tag_is_lost() -> None:
    """More links than words leave links around nothing."""
    source = "<p><a href='1'>One</a> <a href='2'>two</a> <a href='3'>three</a></p>"
    result = translated(source, "Раз")
    assert result.count("<a ") == result.count("</a>") == 3
    assert "Раз</a>" in result


def test_a_link_without_words_takes_none() -> None:
    """An anchor is around nothing in the target, too."""
    source = "<p>It is <a id='x'></a>over.</p>"
    assert "<a id='x'></a>" in translated(source, "Конец.", "0-2")


@pytest.mark.parametrize("piece", TAG_PIECES)
def test_every_one_of_thousands_of_tags_has_a_place(piece: str) -> None:
    """In one segment, open or closed, with half the words gone."""
    (section,) = parse_text(f"<p>{piece * 4000}", MimeType.HTML).sections
    segments = segment(section.text, max_tokens=10**6, count_tokens=len)
    targets = ["слово " * (2000 // len(segments)) or "слово" for _ in segments]
    offsets = project(section, segments, [Answer(target) for target in targets])
    assert len(offsets) == len(section.tags)
    assert all(0 <= offset <= len(join(segments, targets)) for offset in offsets)
