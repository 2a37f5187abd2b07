"""What holds for every document: nothing is lost, nothing is moved, markup stays well-formed.

The documents are generated, and so are the faults of the model: it shuffles,
drops and doubles words, answers with nothing, and aligns at random.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from documents import (
    html_documents,
    malformed_documents,
    markdown_documents,
    plain_documents,
)
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from model_doubles import WordModel, word_in

from dragoman_models.article import assemble, parse
from dragoman_models.html_tokens import VOID, Kind, Token, tokenize
from dragoman_models.pipeline import Pipeline, run
from dragoman_models.segmentation import join, segment
from dragoman_models.types import (
    Article,
    ArticleTranslation,
    DecodingOptions,
    FurniturePolicy,
    Hypothesis,
    MimeType,
    TranslatedSection,
)

DOCUMENTS = {
    MimeType.PLAIN: plain_documents,
    MimeType.HTML: html_documents,
    MimeType.MARKDOWN: markdown_documents,
}
documents = st.one_of(
    *(st.tuples(strategy, st.just(mime_type)) for mime_type, strategy in DOCUMENTS.items())
)
languages = st.sampled_from(["hy", "az", "fa", "ru"])
seeds = st.integers(0, 2**32)


class CarelessModel(WordModel):
    """Translate word by word and get much of it wrong, the same way for the same words."""

    seed = 0

    def _hypotheses(self, words: Sequence[str], options: DecodingOptions) -> tuple[Hypothesis, ...]:
        chance = random.Random(f"{self.seed} {' '.join(words)} {options.repetition_penalty}")
        return tuple(
            self._hypothesis([word_in(self.language, word) for word in words], chance)
            for _ in range(options.num_hypotheses)
        )

    @staticmethod
    def _hypothesis(words: list[str], chance: random.Random) -> Hypothesis:
        fault = chance.choice(["none", "shuffle", "drop", "double", "nothing", "marks", "swap"])
        if fault == "shuffle":
            chance.shuffle(words)
        elif fault == "drop":
            words = [word for word in words if chance.random() < 0.6]
        elif fault == "double":
            words = [word for word in words for _ in range(chance.choice([1, 1, 3]))]
        elif fault == "nothing":
            words = []
        elif fault == "marks":
            words = [
                chance.choice(["<b>", "&amp;", ">", "«", "⟦3⟧", "</p>", word]) for word in words
            ]
        size = len(words)
        pairs = [(chance.randrange(size + 2), chance.randrange(size + 2)) for _ in range(size)]
        return Hypothesis(" ".join(words), -0.2, tuple(words), tuple(pairs))


def parsed(source: str, mime_type: MimeType) -> Article:
    """Parse a document, nothing dropped."""
    return parse(source, mime_type, furniture=FurniturePolicy.KEEP)


def translated(article: Article, language: str, seed: int) -> ArticleTranslation:
    """Translate with the careless model."""
    model = CarelessModel(language=language, max_source_tokens=12)
    model.seed = seed
    pipeline = Pipeline({"words": model}, {language: "words"})
    return run(pipeline.translate(article, target=language), pipeline.models)


def check_it_comes_back(source: str, mime_type: MimeType) -> None:
    """State that segments spell sections, and sections the source."""
    article = parsed(source, mime_type)
    own: dict[int, TranslatedSection] = {}
    for index, section in enumerate(article.sections):
        segments = segment(section.text, max_tokens=9, count_tokens=lambda text: len(text.split()))
        spelled = join(segments, [one.text for one in segments])
        assert spelled == section.text
        own[index] = TranslatedSection(spelled, tuple(tag.offset for tag in section.tags))
    assert assemble(article, own) == article.source
    spans = [(section.start, section.end) for section in article.sections]
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def check_each_segment_has_one_target(article: Article, result: ArticleTranslation) -> None:
    """State that targets are as many as segments, none empty, each in the place of its source."""
    assert len(result.sections) == len(article.sections)
    end = 0
    for section, done in zip(article.sections, result.sections, strict=True):
        assert (done.source_start, done.source_end) == (section.start, section.end)
        assert done.role is section.role
        place = 0
        for one in done.segments:
            assert section.start <= one.source_start <= one.source_end <= section.end
            assert one.source_start >= end or not one.source_text
            end = max(end, one.source_end)
            assert bool(one.target_text.strip()) == bool(one.source_text.strip())
            found = done.target_text.find(one.target_text, place)
            assert found >= 0
            place = found + len(one.target_text)


def check_what_is_outside_stays(article: Article) -> None:
    """State that the text around sections is the source's, whatever stands in their places."""
    names = [f"\ue001{index}\ue002" for index in range(len(article.sections))]
    own = {
        index: TranslatedSection(names[index], (0,) * len(section.tags))
        for index, section in enumerate(article.sections)
    }
    assembled = assemble(article, own)
    edges = [0, *(edge for one in article.sections for edge in (one.start, one.end))]
    gaps = [article.source[a:b] for a, b in zip(edges[::2], [*edges[1::2], None], strict=True)]
    position = 0
    for gap, name in zip(gaps, names, strict=False):
        assert assembled.startswith(gap, position)
        position = assembled.index(name, position + len(gap)) + len(name)
    assert assembled.endswith(gaps[-1])


def tags_of(source: str) -> list[tuple[Token, str]]:
    """List the tags of a document with their markup."""
    kinds = {Kind.START, Kind.END}
    return [
        (token, source[token.start : token.end])
        for token in tokenize(source)
        if token.kind in kinds
    ]


def family_of(source: str) -> Counter[tuple[str, ...]]:
    """Count the tags of a document, each with the start tags around it, outermost first.

    Raises:
        AssertionError: an end tag closes something else than the innermost start tag.
    """
    around: list[tuple[str, str]] = []
    found: Counter[tuple[str, ...]] = Counter()
    for token, markup in tags_of(source):
        if token.kind is Kind.END:
            assert around, markup
            assert around.pop()[0] == token.name, markup
            continue
        found[*(outer for _, outer in around), markup] += 1
        if token.name not in VOID and not markup.endswith("/>"):
            around.append((token.name, markup))
    assert not around
    return found


def check_markup_is_whole(article: Article, result: ArticleTranslation) -> None:
    """State that each tag is there, untouched, within the tags that it was within."""
    assert family_of(result.text) == family_of(article.source)
    for markup in ("<!-- note -->", "<script>a<b</script>", "<code>if (a &lt; b)</code>"):
        assert result.text.count(markup) == article.source.count(markup)


def check_blocks_are_in_order(article: Article, result: ArticleTranslation) -> None:
    """State that tags which stand alone in the source, blocks above all, open in the same order."""
    inline = {
        markup
        for section in article.sections
        for tag in section.tags
        for _, markup in tags_of(tag.markup)
    }
    ours = [markup for _, markup in tags_of(article.source) if markup not in inline]
    theirs = [markup for _, markup in tags_of(result.text) if markup not in inline]
    assert ours == theirs


def check_all(source: str, mime_type: MimeType, language: str, seed: int) -> None:
    """State all that holds for one document."""
    check_it_comes_back(source, mime_type)
    article = parsed(source, mime_type)
    if mime_type is not MimeType.MARKDOWN:
        check_what_is_outside_stays(article)
    result = translated(article, language, seed)
    check_each_segment_has_one_target(article, result)
    if mime_type is MimeType.HTML:
        check_markup_is_whole(article, result)
        check_blocks_are_in_order(article, result)


# Documents are large: to make a failing one smaller may take minutes, to show it takes none.
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


@settings(max_examples=300, deadline=None, phases=_PHASES)
@given(documents, languages, seeds)
def test_nothing_is_lost_or_moved(document: tuple[str, MimeType], language: str, seed: int) -> None:
    """Any document comes back byte for byte, and translates segment by segment, tags whole."""
    check_all(*document, language, seed)


def check_no_tag_is_lost(source: str, language: str, seed: int) -> None:
    """State that a translation has the tags of its source, however those stand."""
    check_it_comes_back(source, MimeType.HTML)
    article = parsed(source, MimeType.HTML)
    result = translated(article, language, seed)
    check_each_segment_has_one_target(article, result)
    ours = Counter(markup for _, markup in tags_of(article.source))
    assert Counter(markup for _, markup in tags_of(result.text)) == ours


@settings(max_examples=300, deadline=None, phases=_PHASES)
@given(malformed_documents, languages, seeds)
def test_no_tag_of_malformed_markup_is_lost(source: str, language: str, seed: int) -> None:
    """Markup that is wrong stays as wrong as it was, with every tag once."""
    check_no_tag_is_lost(source, language, seed)


@pytest.mark.nightly
@settings(max_examples=4_000, deadline=None, phases=_PHASES)
@given(malformed_documents, languages, seeds)
def test_no_tag_of_malformed_markup_is_lost_in_thousands(
    source: str, language: str, seed: int
) -> None:
    """The same for 4,000 documents."""
    check_no_tag_is_lost(source, language, seed)


@pytest.mark.nightly
@pytest.mark.parametrize("mime_type", DOCUMENTS)
def test_nothing_is_lost_or_moved_in_thousands(mime_type: MimeType) -> None:
    """The same for 4,000 documents of each format."""

    @settings(max_examples=4_000, deadline=None, phases=_PHASES)
    @given(DOCUMENTS[mime_type], languages, seeds)
    def check(source: str, language: str, seed: int) -> None:
        check_all(source, mime_type, language, seed)

    check()
