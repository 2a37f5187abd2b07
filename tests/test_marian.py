"""MarianMT on CTranslate2: scores, ends, alignments, order, options, limits."""

from __future__ import annotations

import dataclasses
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import pytest
from tiny_checkpoints import GOLDEN, LINES, build_tiny_marian, respell

from dragoman_models.errors import InvalidInputError, TextTooLongError, UnsupportedLanguageError
from dragoman_models.loading import load_folder
from dragoman_models.marian import MarianTranslator, target_limit
from dragoman_models.types import DecodingOptions, Hypothesis, SequenceModel

GREEDY = DecodingOptions(num_beams=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a checkpoint with one target."""
    return build_tiny_marian(tmp_path_factory.mktemp("marian") / "tiny-en-ru", target_language="ru")


@pytest.fixture(scope="module")
def model(folder: Path) -> MarianTranslator:
    """Load it."""
    return _load(folder)


@pytest.fixture(scope="module")
def armenian(tmp_path_factory: pytest.TempPathFactory) -> MarianTranslator:
    """Load a checkpoint that needs a target token."""
    folder = tmp_path_factory.mktemp("marian") / "tiny-multi"
    return _load(build_tiny_marian(folder, target_language="hy", target_token=">>hye<<"))


def _load(folder: Path) -> MarianTranslator:
    model = load_folder(folder)
    assert isinstance(model, MarianTranslator)
    return model


def _best(model: SequenceModel, text: str, options: DecodingOptions = GREEDY) -> Hypothesis:
    ((best, *_),) = model.decode([model.encode(text, target_language="hy")], options)
    return best


@pytest.mark.parametrize("language", ["hy", "az", "fa", "ru"])
@pytest.mark.parametrize("num_beams", [1, 4])
def test_each_line_is_respelt_whole(tmp_path: Path, language: str, num_beams: int) -> None:
    """Every line comes out in the target's letters, in NFC, whatever the beams."""
    model = _load(build_tiny_marian(tmp_path / "tiny", target_language=language))
    for line in LINES:
        best = _best(model, line, DecodingOptions(num_beams=num_beams))
        assert best.text == respell(line, language)
        assert unicodedata.is_normalized("NFC", best.text)
        assert best.finished


def test_target_token_is_needed_where_there_are_several_targets(
    armenian: MarianTranslator,
) -> None:
    """A language without a token is refused with the list of those that have one."""
    assert armenian.encode("a", target_language="hy")[0] == ">>hye<<"
    with pytest.raises(UnsupportedLanguageError, match="choose one of: hy"):
        armenian.encode("a", target_language="ru")
    with pytest.raises(UnsupportedLanguageError):
        armenian.encode("a")


def test_checkpoint_with_one_target_takes_any_language(model: MarianTranslator) -> None:
    """Without target tokens the language changes nothing."""
    assert model.encode("a", target_language="fa") == model.encode("a")


def test_text_that_begins_with_a_target_token_is_translated_as_text(
    armenian: MarianTranslator,
) -> None:
    """A writer's `>>rus<<` neither chooses the language nor disappears."""
    assert _best(armenian, ">>rus<< won").text == respell(">>rus<< won", "hy")


def test_target_tokens_never_come_out(armenian: MarianTranslator) -> None:
    """No hypothesis holds a target token, however many are asked for."""
    (hypotheses,) = armenian.decode(
        [armenian.encode("a", target_language="hy")], DecodingOptions(num_hypotheses=30)
    )
    assert len(hypotheses) == 30
    assert not any(">>hye<<" in each.tokens or "<unk>" in each.tokens for each in hypotheses)


@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0, 2.0])
@pytest.mark.parametrize("num_beams", [1, 3])
def test_score_is_the_mean_log_probability_of_a_token(
    model: MarianTranslator, folder: Path, length_penalty: float, num_beams: int
) -> None:
    """Forced decoding of the hypothesis gives the same mean, for any length penalty."""
    options = DecodingOptions(num_beams=num_beams, length_penalty=length_penalty)
    source = model.encode(GOLDEN)
    ((best,),) = model.decode([source], options)
    scorer = ctranslate2.Translator(str(folder), compute_type="int8")
    (scored,) = scorer.score_batch([list(source)], [list(best.tokens)])
    assert len(scored.log_probs) == len(best.tokens) + 1
    assert best.score == pytest.approx(sum(scored.log_probs) / len(scored.log_probs), abs=0.002)
    assert best.score < 0


def test_score_does_not_depend_on_the_length_penalty(model: MarianTranslator) -> None:
    """The same hypothesis has the same score under any length penalty."""
    scores = {
        round(_best(model, GOLDEN, DecodingOptions(length_penalty=penalty)).score, 5)
        for penalty in (0.0, 0.5, 1.0, 3.0)
    }
    assert len(scores) == 1


def test_limit_cuts_a_hypothesis_that_then_is_not_finished(model: MarianTranslator) -> None:
    """`max_new_tokens` counts `</s>`: one less than is needed leaves the end off."""
    whole = _best(model, GOLDEN)
    exactly = len(whole.tokens) + 1
    assert _best(model, GOLDEN, DecodingOptions(num_beams=1, max_new_tokens=exactly)) == whole
    for num_beams in (1, 2):
        options = DecodingOptions(num_beams=num_beams, max_new_tokens=exactly - 1)
        cut = _best(model, GOLDEN, options)
        assert not cut.finished
        assert cut.tokens == whole.tokens
        short = dataclasses.replace(options, max_new_tokens=3)
        assert _best(model, GOLDEN, short).tokens == whole.tokens[:3]


def test_min_new_tokens_puts_the_end_off(model: MarianTranslator) -> None:
    """No hypothesis ends before `min_new_tokens`."""
    options = DecodingOptions(num_beams=2, min_new_tokens=30, max_new_tokens=40)
    assert len(_best(model, "The court", options).tokens) >= 30


def test_no_repeat_ngram_size_is_kept_to(model: MarianTranslator) -> None:
    """With a size of one no token comes twice."""
    text = "no no no no no no"
    repeating = _best(model, text).tokens
    assert len(set(repeating)) < len(repeating)
    changed = _best(model, text, DecodingOptions(num_beams=1, no_repeat_ngram_size=1)).tokens
    assert len(set(changed)) == len(changed)


def test_repetition_penalty_changes_a_loop(model: MarianTranslator) -> None:
    """A strong penalty keeps a repeated word from coming out as often."""
    text = "no no no no no no"
    penalised = _best(model, text, DecodingOptions(num_beams=1, repetition_penalty=5.0))
    assert penalised.tokens != _best(model, text).tokens


def test_hypotheses_come_best_first_and_differ(model: MarianTranslator) -> None:
    """As many hypotheses as asked for, sorted by score, all different."""
    options = DecodingOptions(num_beams=2, num_hypotheses=4)
    (found,) = model.decode([model.encode(GOLDEN)], options)
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert len({each.tokens for each in found}) == 4
    assert found[0].text == respell(GOLDEN, "ru")


def test_batch_keeps_its_order(model: MarianTranslator) -> None:
    """Sources of mixed length come back in the order they went in."""
    texts = [*LINES, "a", GOLDEN, LINES[3][:20]]
    answers = model.decode([model.encode(text) for text in texts], DecodingOptions())
    assert [best.text for best, *_ in answers] == [respell(text, "ru") for text in texts]


def test_batch_changes_no_answer(model: MarianTranslator) -> None:
    """A source has the same tokens alone and among others."""
    texts = [*LINES]
    together = model.decode([model.encode(text) for text in texts], DecodingOptions())
    for text, (best, *_) in zip(texts, together, strict=True):
        assert _best(model, text, DecodingOptions()).tokens == best.tokens


def test_alignment_pairs_each_target_token_with_its_source_token(
    armenian: MarianTranslator,
) -> None:
    """The tiny model copies in order, so target i meets source i after the target token."""
    options = DecodingOptions(num_beams=2, return_alignment=True)
    for line in LINES:
        best = _best(armenian, line, options)
        count = len(best.tokens)
        assert best.alignment == tuple((i, i + 1) for i in range(count))


def test_alignment_is_empty_unless_asked_for(model: MarianTranslator) -> None:
    """Attention is not computed in vain."""
    assert _best(model, GOLDEN).alignment == ()


def test_alignment_stays_in_range_when_the_search_is_cut(model: MarianTranslator) -> None:
    """Every pair points to a token of the hypothesis and to one of the text."""
    source = model.encode(GOLDEN)
    options = DecodingOptions(num_hypotheses=4, max_new_tokens=5, return_alignment=True)
    (found,) = model.decode([source], options)
    for each in found:
        assert [target for target, _ in each.alignment] == list(range(len(each.tokens)))
        assert all(0 <= column < len(source) - 1 for _, column in each.alignment)


def test_empty_text_and_empty_batch_are_answered(model: MarianTranslator) -> None:
    """No sources give no answers; a text without letters gives a hypothesis."""
    assert model.decode([], GREEDY) == []
    assert model.encode("") == ("</s>",)
    ((best,),) = model.decode([model.encode("")], DecodingOptions(return_alignment=True))
    assert best.alignment == ()
    assert model.decode([()], GREEDY) == [(Hypothesis("", 0.0),)]


def test_too_long_a_source_is_refused_and_never_cut(model: MarianTranslator) -> None:
    """One token over the limit raises, and the limit itself comes out whole."""
    just = ("▁a",) * (model.max_source_tokens - 1) + ("</s>",)
    ((best,),) = model.decode([just], GREEDY)
    assert len(best.tokens) == len(just) - 1
    with pytest.raises(TextTooLongError, match=r"129 tokens .* limit of 128") as caught:
        model.decode([model.encode("a"), ("▁a", *just)], GREEDY)
    assert caught.value.field == "contents"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("num_beams", 0),
        ("num_hypotheses", 0),
        ("max_new_tokens", 0),
        ("min_new_tokens", -1),
        ("repetition_penalty", 0.0),
        ("coverage_penalty", -0.1),
    ],
)
def test_options_out_of_range_are_refused_by_name(
    model: MarianTranslator, field: str, value: float
) -> None:
    """The error names the option that is wrong."""
    options = dataclasses.replace(DecodingOptions(), **{field: value})
    with pytest.raises(InvalidInputError, match=field) as caught:
        model.decode([model.encode("a")], options)
    assert caught.value.field == field


def test_limits_that_contradict_each_other_are_refused(model: MarianTranslator) -> None:
    """A minimum over the maximum is no setting that a search can follow."""
    options = DecodingOptions(min_new_tokens=9, max_new_tokens=5)
    with pytest.raises(InvalidInputError, match="min_new_tokens"):
        model.decode([model.encode("a")], options)


def test_limit_leaves_room_for_every_language() -> None:
    """The bound is over what FLORES-200 needs at most, 2 n + 6, for any length."""
    assert all(target_limit(n) > 2 * n + 6 for n in range(1, 512))


def test_limit_never_passes_the_last_position(model: MarianTranslator) -> None:
    """A search asked for more tokens than the model has places for ends at the last place."""
    best = _best(
        model, "The court", DecodingOptions(num_beams=1, min_new_tokens=510, max_new_tokens=9999)
    )
    assert 510 <= len(best.tokens) <= 512


def test_model_that_closes_sources_itself_gives_the_same(
    tmp_path: Path, model: MarianTranslator
) -> None:
    """A checkpoint of Marian's own format takes the same tokens and answers alike."""
    folder = build_tiny_marian(tmp_path / "tiny", target_language="ru", appends_end=True)
    own = _load(folder)
    options = DecodingOptions(return_alignment=True)
    assert own.encode(GOLDEN) == model.encode(GOLDEN)
    best, other = _best(own, GOLDEN, options), _best(model, GOLDEN, options)
    assert (best.text, best.alignment) == (other.text, other.alignment)


def test_threads_may_share_a_model(model: MarianTranslator) -> None:
    """Several threads at once get each their own right answers."""
    lines = LINES[:6] * 5
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda line: _best(model, line).text, lines))
    assert answers == [respell(line, "ru") for line in lines]
