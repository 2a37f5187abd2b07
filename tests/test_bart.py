"""BART on CTranslate2: what opens and closes a text, scores, limits."""

from __future__ import annotations

from pathlib import Path

import ctranslate2
import pytest
from tiny_checkpoints import LINES, build_tiny_bart

from dragoman_models.bart import BartSummarizer, summary_limit
from dragoman_models.errors import TextTooLongError
from dragoman_models.loading import load_folder
from dragoman_models.types import DecodingOptions, Hypothesis

ARTICLE = " ".join(LINES[:4])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkpoint with BART's own kind of tokenizer."""
    return build_tiny_bart(tmp_path_factory.mktemp("bart") / "tiny-bart")


@pytest.fixture(scope="module")
def model(folder: Path) -> BartSummarizer:
    """Load it."""
    return _load(folder)


def _load(folder: Path) -> BartSummarizer:
    model = load_folder(folder)
    assert isinstance(model, BartSummarizer)
    return model


def _best(model: BartSummarizer, text: str, options: DecodingOptions | None = None) -> Hypothesis:
    ((best, *_),) = model.decode([model.encode(text)], options or DecodingOptions())
    return best


def test_article_is_opened_and_closed(model: BartSummarizer) -> None:
    """The source begins with `<s>` and ends with `</s>`."""
    tokens = model.encode(ARTICLE, target_language="en")
    assert (tokens[0], tokens[-1]) == ("<s>", "</s>")


@pytest.mark.parametrize("num_beams", [1, 4])
def test_summary_is_the_first_sentence(model: BartSummarizer, num_beams: int) -> None:
    """The tiny model repeats the first sentence, whatever the beams."""
    best = _best(model, ARTICLE, DecodingOptions(num_beams=num_beams))
    assert best.text == LINES[0]
    assert best.finished


@pytest.mark.parametrize("tokenizer", ["json", "wordpiece"])
def test_other_tokenizers_summarize_as_well(tmp_path: Path, tokenizer: str) -> None:
    """tokenizer.json and vocab.txt are understood; WordPiece comes out in lower case."""
    model = _load(build_tiny_bart(tmp_path / "tiny", tokenizer=tokenizer))
    expected = LINES[0].lower() if tokenizer == "wordpiece" else LINES[0]
    assert _best(model, ARTICLE).text == expected


def test_forced_first_token_is_no_part_of_the_summary(model: BartSummarizer) -> None:
    """`<s>`, which BART puts first, is neither among the tokens nor in the text."""
    best = _best(model, ARTICLE)
    assert "<s>" not in best.tokens
    assert "<s>" not in best.text


@pytest.mark.parametrize("length_penalty", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("num_beams", [1, 3])
def test_score_is_the_mean_over_the_tokens_that_were_chosen(
    model: BartSummarizer, folder: Path, length_penalty: float, num_beams: int
) -> None:
    """The forced first token counts neither in the sum nor in the number of tokens."""
    options = DecodingOptions(num_beams=num_beams, length_penalty=length_penalty)
    source = model.encode(ARTICLE)
    ((best,),) = model.decode([source], options)
    scorer = ctranslate2.Translator(str(folder), compute_type="int8")
    (scored,) = scorer.score_batch([list(source)], [["<s>", *best.tokens]], offset=1)
    assert len(scored.log_probs) == len(best.tokens) + 1
    assert best.score == pytest.approx(sum(scored.log_probs) / len(scored.log_probs), abs=0.002)


def test_limits_count_the_summary_alone(model: BartSummarizer) -> None:
    """`max_new_tokens` and `min_new_tokens` do not count the forced first token."""
    cut = _best(model, ARTICLE, DecodingOptions(num_beams=2, max_new_tokens=5))
    assert len(cut.tokens) == 5
    assert not cut.finished
    count = len(_best(model, ARTICLE).tokens)
    longer = _best(model, ARTICLE, DecodingOptions(num_beams=1, min_new_tokens=count + 3))
    assert len(longer.tokens) >= count + 3


def test_alignment_leads_from_the_summary_into_the_article(model: BartSummarizer) -> None:
    """The tiny model copies in order, and `<s>` stands before the article."""
    best = _best(model, ARTICLE, DecodingOptions(num_beams=2, return_alignment=True))
    assert best.alignment == tuple((i, i + 1) for i in range(len(best.tokens)))


def test_too_long_an_article_is_refused_and_never_cut(model: BartSummarizer) -> None:
    """An article over the limit raises instead of losing its end."""
    tokens = model.encode(" ".join(LINES * 3))
    assert len(tokens) > model.max_source_tokens
    with pytest.raises(TextTooLongError, match="limit of 400"):
        model.decode([tokens], DecodingOptions())


def test_batch_keeps_its_order(model: BartSummarizer) -> None:
    """Articles of mixed length come back in the order they went in."""
    articles = [" ".join(LINES[i : i + count]) for i, count in ((0, 2), (3, 5), (6, 1), (8, 3))]
    answers = model.decode([model.encode(each) for each in articles], DecodingOptions())
    assert [best.text for best, *_ in answers] == [LINES[i] for i in (0, 3, 6, 8)]


def test_summary_is_never_allowed_to_be_longer_than_its_article() -> None:
    """The limit follows a short article and stops at 256."""
    assert [summary_limit(n) for n in (0, 1, 40, 5000)] == [1, 1, 40, 256]
