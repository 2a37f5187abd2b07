"""Words of kept elements are shown to the model, come back, and give way to their markup."""

from __future__ import annotations

import pytest
from model_doubles import WordModel

from dragoman_models.article import assemble, parse_text
from dragoman_models.kept_text import (
    kept_places,
    kept_spans,
    marked,
    span_around,
    without_marks,
)
from dragoman_models.pipeline import Pipeline, run
from dragoman_models.sentences import sentence_spans
from dragoman_models.types import ArticleTranslation, InlineTag, MimeType, TranslatedSection
from dragoman_models.verbatim import verbatim_matches


def translated(source: str, **answers: list[str]) -> ArticleTranslation:
    """Translate HTML into Russian; `answers` gives what the model makes of every source."""
    model = WordModel(answers=answers)
    pipeline = Pipeline({"words": model}, {"ru": "words"})
    article = parse_text(source, MimeType.HTML)
    return run(pipeline.translate(article, target="ru"), pipeline.models)


def test_marks_go_around_words_and_off_again() -> None:
    """White space is collapsed, and marks of the words' own are left out."""
    assert without_marks(marked(" a \n b\ufffb ")) == "a b"
    assert kept_spans(f"x {marked('a b')} y") == ((2, 7),)
    assert kept_spans("none") == ()


def test_same_words_are_told_apart_by_their_order() -> None:
    """Two elements with one wording get two places; one that is lost gets none."""
    a, b = marked("a"), marked("b")
    source = f"{a} {b} {a}"
    tags = (InlineTag(0, "<i/>"), InlineTag(4, "<j/>"), InlineTag(8, "<k/>"))
    assert kept_places(source, tags, f"{b} {a} {a}") == {1: (0, 3), 0: (4, 7), 2: (8, 11)}
    assert kept_places(source, tags, a) == {0: (0, 3)}


def test_kept_words_are_protected() -> None:
    """They are a stretch that no translation may change, whatever they hold."""
    text = f"Type {marked('go. Then stop, please')} now"
    assert list(verbatim_matches(text)) == list(kept_spans(text))


def test_no_sentence_ends_within_kept_words() -> None:
    """The stops of a kept element are its own."""
    text = f"Type {marked('One. Two. Three.')} now. It works."
    assert len(list(sentence_spans(text))) == 2


@pytest.mark.parametrize(
    "kept",
    ["<code>a &lt; b. C</code>", "<span translate=no>Sevan<b>Go</b></span>", "<kbd>Ctrl + C</kbd>"],
)
def test_an_element_comes_back_once_and_byte_for_byte(kept: str) -> None:
    """It stands in the translated sentence, and its words stand nowhere else."""
    result = translated(f"<p>Type {kept} in <b>the window</b> now.</p>")
    assert result.text.count(kept) == 1
    assert "\ufff9" not in result.text
    words = without_marks(marked(kept.replace("&lt;", "<").replace("<b>", "").replace("</b>", "")))
    core = words[words.index(">") + 1 : words.rindex("<")]
    assert result.text.replace(kept, "").count(core) == 0
    (segment,) = result.sections[0].segments
    assert core in segment.source_text
    assert core in segment.target_text


def test_an_element_within_a_pair_stays_within() -> None:
    """A link around code is around that code in the translation, whatever the order."""
    source = "<p>Run <a href=x>the <code>make</code> tool</a> now.</p>"
    result = translated(source)
    start, end = result.text.index("<a href=x>"), result.text.index("</a>")
    assert start < result.text.index("<code>make</code>") < end


def test_an_element_that_the_model_lost_is_still_there() -> None:
    """Its markup is kept even where its words are not."""
    text = f"Run {marked('make')} now."
    lost = {text: ["Беги сейчас."]}
    result = translated("<p>Run <code>make</code> now.</p>", **lost)
    assert result.text.count("<code>make</code>") == 1


def test_thousands_of_elements_keep_their_places() -> None:
    """In one paragraph, and with the same words again and again."""
    source = f"<p>{'Type <code>make.</code> <b>now <kbd>F5</kbd></b>. ' * 2_000}</p>"
    article = parse_text(source, MimeType.HTML)
    (section,) = article.sections
    assert len(list(sentence_spans(section.text))) == 2_000
    found = kept_places(section.text, section.tags, section.text)
    assert len(found) == 4_000
    offsets = tuple(tag.offset for tag in section.tags)
    text = f"{section.text} "
    assert assemble(article, {0: TranslatedSection(text, offsets)}).count("<kbd>F5</kbd>") == 2_000


def test_a_place_is_within_a_span_or_at_its_edge() -> None:
    """The edges of a span are outside of it."""
    spans = ((2, 5), (5, 8))
    assert [span_around(spans, place) for place in (0, 2, 3, 5, 6, 8)] == [
        *(None, None, (2, 5), None, (5, 8), None),
    ]
