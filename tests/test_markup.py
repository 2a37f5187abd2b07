"""Inline tags end up at the right words, well-formed, and none is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman_models.article import assemble, parse_text
from dragoman_models.markup import project
from dragoman_models.segmentation import join, segment
from dragoman_models.types import Hypothesis, MimeType, TranslatedSection


@dataclass(frozen=True)
class Answer:
    """Be a segment's translation, aligned word by word or not at all."""

    target: str
    hypothesis: Hypothesis | None = None
    tokens: tuple[str, ...] | None = None


def answer(source: str, target: str, alignment: str = "") -> Answer:
    """Make a translation; `alignment` lists target-source pairs of white-space words: "0-1 1-0"."""
    if not alignment:
        return Answer(target)
    pairs = tuple(
        (int(left), int(right)) for left, right in (pair.split("-") for pair in alignment.split())
    )
    words = tuple(f"▁{word}" for word in target.split())
    hypothesis = Hypothesis(target, -0.1, tokens=words, alignment=pairs)
    return Answer(target, hypothesis, tuple(f"▁{word}" for word in source.split()))


def translated(markup: str, *targets: tuple[str, str]) -> str:
    """Translate one paragraph, segment by segment, and return its inner HTML."""
    article = parse_text(f"<p>{markup}</p>", MimeType.HTML)
    (section,) = article.sections
    segments = segment(section.text, max_tokens=99, count_tokens=len)
    assert len(segments) == len(targets), [one.text for one in segments]
    answers = [
        answer(one.text, target, alignment)
        for one, (target, alignment) in zip(segments, targets, strict=True)
    ]
    offsets = project(section, segments, answers)
    text = join(segments, [one.target for one in answers])
    assembled = assemble(article, {0: TranslatedSection(text, offsets)})
    return assembled.removeprefix("<p>").removesuffix("</p>")


ALIGNED = [
    (
        "The <b>deal</b> was signed on <i>Monday</i>.",
        ("В понедельник подписали сделку.", "0-4 1-5 2-3 3-1"),
        "В <i>понедельник</i> подписали <b>сделку</b>.",
    ),
    (
        "<a href='x'>Iran and <b>Armenia</b></a> agreed.",
        ("Հայաստանն ու Իրանը համաձայնեցին։", "0-2 1-1 2-0 3-3"),
        "<a href='x'><b>Հայաստանն</b> ու Իրանը</a> համաձայնեցին։",
    ),
    (
        "<a>Iran</a> and <b>Armenia</b> agreed.",
        ("Հայաստանն ու Իրանը համաձայնեցին։", "0-2 1-1 2-0 3-3"),
        "<b>Հայաստանն</b> ու <a>Իրանը</a> համաձայնեցին։",
    ),
    (
        "He read <i>“War”</i> twice.",
        ("O “Savaş”ı iki dəfə oxudu.", "0-0 1-2 2-3 3-3 4-1"),
        "O <i>“Savaş”ı</i> iki dəfə oxudu.",
    ),
    (
        "See <img src=a> Baku now.",
        ("Сейчас смотри Баку.", "0-2 1-0 2-1"),
        "Сейчас смотри <img src=a> Баку.",
    ),
    (
        "<b>All of it is bold.</b>",
        ("Всё это жирное.", "0-0 1-1 2-3"),
        "<b>Всё это жирное.</b>",
    ),
]


@pytest.mark.parametrize(("markup", "target", "expected"), ALIGNED)
def test_tags_follow_their_words(markup: str, target: tuple[str, str], expected: str) -> None:
    """By alignment a tag goes where its words went, and not around the full stop."""
    assert translated(markup, target) == expected


@pytest.mark.parametrize(
    ("markup", "target", "expected"),
    [
        ("One <b>two</b> three", "раз два три", "раз <b>два</b> три"),
        ("<b>One</b> two three", "раз два три", "<b>раз</b> два три"),
        ("One two <b>three</b>", "раз два три", "раз два <b>три</b>"),
        ("One <b>two <i>three</i></b>", "раз два три", "раз <b>два <i>три</i></b>"),
        ("<b><i>One</i></b>", "раз", "<b><i>раз</i></b>"),
    ],
)
def test_without_alignment_the_place_decides(markup: str, target: str, expected: str) -> None:
    """Tags go to the same share of the text, never into a word."""
    assert translated(markup, (target, "")) == expected


def test_tags_around_sentences() -> None:
    """A pair over two segments begins and ends where they do."""
    assert (
        translated("<b>One here. Two there.</b>", ("Раз тут.", ""), ("Два там.", ""))
        == "<b>Раз тут. Два там.</b>"
    )
    assert (
        translated("One here. <b>Two there.</b>", ("Раз тут.", ""), ("Два там.", ""))
        == "Раз тут. <b>Два там.</b>"
    )
    assert (
        translated("One <b>here. Two</b> there.", ("Раз тут.", "0-0 1-1"), ("Два там.", "0-0 1-1"))
        == "Раз <b>тут. Два</b> там."
    )


def test_line_breaks_stay_between_their_lines() -> None:
    """A break is at the end of its line in every language."""
    source = "Baku, Monday<br>Rain fell"
    assert translated(source, ("Баку, понедельник", ""), ("Шел дождь", "")) == (
        "Баку, понедельник<br>Шел дождь"
    )


def test_an_untranslated_segment_keeps_its_tags_in_place() -> None:
    """A copy has each tag exactly where it was."""
    assert translated("Jane <b>D</b>oe", ("Jane Doe", "")) == "Jane <b>D</b>oe"


def test_a_footnote_mark_stays_at_its_sentence() -> None:
    """A number after a full stop is kept as it is, behind the translated one."""
    assert translated("He left.<sup>1</sup>", ("Он ушел.", "0-0 1-1")) == "Он ушел.<sup>1</sup>"


def is_well_formed(markup: str) -> bool:
    """Tell whether end tags close the innermost start tag."""
    names: list[str] = []
    for close, name, void in re.findall(r"<(/?)([abi]|br|img)(/?)>", markup):
        if name in {"br", "img"} or void:
            continue
        if not close:
            names.append(name)
        elif not names or names.pop() != name:
            return False
    return not names


INLINE = st.recursive(
    st.sampled_from(["one", " two ", "Three. ", "<br>", "<img>", ", ", " Four", "U.S. "]),
    lambda inner: st.tuples(st.sampled_from("abi"), st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.lists(INLINE, max_size=6).map("".join), st.data())
def test_whatever_the_alignment_no_tag_is_lost(markup: str, data: st.DataObject) -> None:
    """Any targets and any alignments give well-formed markup with every tag."""
    article = parse_text(f"<p>{markup}</p>", MimeType.HTML)
    translations: dict[int, TranslatedSection] = {}
    for index, section in enumerate(article.sections):
        segments = segment(section.text, max_tokens=9, count_tokens=lambda t: len(t.split()))
        answers = []
        for one in segments:
            size = data.draw(st.integers(0, 4))
            pairs = data.draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6))
            alignment = " ".join(f"{left}-{right}" for left, right in pairs)
            answers.append(
                answer(one.text, " ".join(["слово,", "да", "нет.", "«а»"][:size]), alignment)
            )
        offsets = project(section, segments, answers)
        text = join(segments, [one.target for one in answers])
        assert all(0 <= offset <= len(text) for offset in offsets)
        translations[index] = TranslatedSection(text, offsets)
    assembled = assemble(article, translations)
    assert is_well_formed(assembled)
    assert sorted(re.findall("<[^>]*>", assembled)) == sorted(re.findall("<[^>]*>", article.source))


@pytest.mark.parametrize(
    ("markup", "target", "expected"),
    [
        (
            "A bus costs <b>14,000 drams</b> now.",
            ("Автобус стоит 14 000 драмов, сейчас.", "0-1 1-2 2-3 3-3 4-4 5-5"),
            "Автобус стоит <b>14 000 драмов</b>, сейчас.",
        ),
        (
            "Buy <a>a ticket</a>.",
            ("Գնեք տոմս։", "0-0 1-2"),
            "Գնեք <a>տոմս</a>։",
        ),
        (
            "Boat “<a>Arpi</a>” left.",
            ("Ушло “Арпи” судно.", "0-2 1-1 2-0"),
            "Ушло “<a>Арпи</a>” судно.",
        ),
        (
            "He read <i>War</i> twice.",
            ("Он читал « дважды.", "0-0 1-1 2-2 3-3"),
            "Он читал <i>«</i> дважды.",
        ),
    ],
)
def test_pairs_are_tight_around_whole_words(
    markup: str, target: tuple[str, str], expected: str
) -> None:
    """A figure is one word; no space and no mark of the sentence slips into a pair."""
    assert translated(markup, target) == expected
