"""CTranslate2 against transformers and torch, on random models converted in float32."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from tiny_checkpoints import LINES, build_tiny_bart, build_tiny_marian

from dragoman_models.errors import InvalidInputError, TextTooLongError, UnsupportedLanguageError
from dragoman_models.loading import load
from dragoman_models.manifest import read_manifest, write_manifest
from dragoman_models.types import DecodingOptions, Hypothesis, SequenceModel

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

from ctranslate2.converters import TransformersConverter  # noqa: E402  after the skip
from transformers import (  # noqa: E402  after the skip
    BartConfig,
    BartForConditionalGeneration,
    MarianConfig,
    MarianMTModel,
)

from dragoman_models.reference import (  # noqa: E402  after the skip
    ReferenceSummarizer,
    ReferenceTranslator,
)

TARGET_TOKENS = {"fa": ">>fas<<"}
SHAPE = {
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
    "dropout": 0.0,
    # Wide enough that a random model does not repeat one token for ever.
    "init_std": 0.6,
}
OPTIONS = (
    DecodingOptions(num_beams=1, max_new_tokens=20),
    DecodingOptions(num_beams=4, num_hypotheses=4, max_new_tokens=20),
    DecodingOptions(num_beams=3, length_penalty=0.0, max_new_tokens=20),
    DecodingOptions(num_beams=3, length_penalty=2.0, max_new_tokens=20, min_new_tokens=5),
    DecodingOptions(num_beams=2, no_repeat_ngram_size=2, max_new_tokens=20),
    DecodingOptions(num_beams=4, num_hypotheses=4, coverage_penalty=5.0, max_new_tokens=20),
)

Pair = tuple[SequenceModel, SequenceModel]


@pytest.fixture(scope="module")
def marian(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Make a random MarianMT model; load it on torch and, converted, on CTranslate2."""
    folder = tmp_path_factory.mktemp("marian")
    tiny = build_tiny_marian(folder / "tiny", target_language="fa", target_token=">>fas<<")
    hub = folder / "hub"
    hub.mkdir()
    for name in ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json"):
        shutil.copy(tiny / name, hub)
    count = len((tiny / "shared_vocabulary.json").read_text("utf-8").splitlines()) - 2
    config = MarianConfig(
        vocab_size=count + 1,
        max_position_embeddings=128,
        activation_function="swish",
        scale_embedding=True,
        pad_token_id=count,
        eos_token_id=0,
        decoder_start_token_id=count,
        **SHAPE,
    )
    torch.manual_seed(1)
    _save(MarianMTModel(config), hub, end_bias=9.0)
    ours = _convert(tiny, hub, folder / "tiny-converted")
    return ours, ReferenceTranslator(hub, num_beams=2, target_tokens=TARGET_TOKENS)


@pytest.fixture(scope="module")
def bart(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Make a random BART model; load it on torch and, converted, on CTranslate2."""
    folder = tmp_path_factory.mktemp("bart")
    tiny = build_tiny_bart(folder / "tiny", max_source_tokens=100)
    hub = folder / "hub"
    hub.mkdir()
    for name in ("vocab.json", "merges.txt"):
        shutil.copy(tiny / name, hub)
    (hub / "tokenizer_config.json").write_text('{"tokenizer_class": "BartTokenizer"}')
    config = BartConfig(
        vocab_size=len((tiny / "shared_vocabulary.json").read_text("utf-8").splitlines()) - 2,
        max_position_embeddings=128,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_bos_token_id=0,
        # CTranslate2's converter asks for it; the hub's files have it.
        normalize_before=False,
        tie_word_embeddings=False,
        **SHAPE,
    )
    torch.manual_seed(7)
    _save(BartForConditionalGeneration(config), hub, end_bias=9.0)
    ours = _convert(tiny, hub, folder / "tiny-converted")
    return ours, ReferenceSummarizer(hub, num_beams=2)


def _save(model: object, hub: Path, *, end_bias: float) -> None:
    with torch.no_grad():
        for parameter in model.parameters():
            # Zero biases would hide one that is lost in conversion.
            if parameter.dim() == 1:
                parameter.add_(0.2 * torch.randn_like(parameter))
        # So that an end comes before the limit now and then.
        model.final_logits_bias[0, model.config.eos_token_id] = end_bias
    model.save_pretrained(hub)


def _convert(tiny: Path, hub: Path, target: Path) -> SequenceModel:
    TransformersConverter(str(hub)).convert(str(target), quantization="float32")
    for path in (*hub.glob("generation_config.json"), *tiny.iterdir()):
        if not (target / path.name).exists():
            shutil.copy(path, target)
    checkpoint = dataclasses.replace(
        read_manifest(tiny, bundled=False).checkpoint, name=target.name
    )
    write_manifest(target, checkpoint, revision="converted")
    return load(read_manifest(target, bundled=False), compute_type="float32")


def _decode(
    model: SequenceModel, options: DecodingOptions, language: str
) -> list[tuple[Hypothesis, ...]]:
    sources = [model.encode(line, target_language=language) for line in LINES[:8]]
    return model.decode(sources, options)


def _assert_same(pair: Pair, options: DecodingOptions, language: str) -> None:
    ours, theirs = (_decode(model, options, language) for model in pair)
    for our, their in zip(ours, theirs, strict=True):
        assert [each.tokens for each in our] == [each.tokens for each in their]
        assert [each.finished for each in our] == [each.finished for each in their]
        assert [each.text for each in our] == [each.text for each in their]
        assert [e.score for e in our] == pytest.approx([e.score for e in their], abs=1e-3)


@pytest.mark.parametrize("options", OPTIONS)
def test_marian_hypotheses_and_scores_are_those_of_transformers(
    marian: Pair, options: DecodingOptions
) -> None:
    """The same tokens, ends and scores for every line, greedy and with beams."""
    _assert_same(marian, options, "fa")


@pytest.mark.parametrize("options", OPTIONS)
def test_bart_hypotheses_and_scores_are_those_of_transformers(
    bart: Pair, options: DecodingOptions
) -> None:
    """The same tokens, ends and scores for every line, greedy and with beams."""
    _assert_same(bart, options, "en")


def test_random_models_say_something(marian: Pair, bart: Pair) -> None:
    """Parity on one repeated token would prove little: the outputs vary."""
    for model, language in ((marian[0], "fa"), (bart[0], "en")):
        answers = _decode(model, DecodingOptions(num_beams=4, max_new_tokens=20), language)
        assert len({token for best, *_ in answers for token in best.tokens}) >= 10
        assert any(best.finished for best, *_ in answers)


@pytest.mark.parametrize("num_beams", [1, 2, 4])
@pytest.mark.parametrize("family", ["marian", "bart"])
def test_alignments_are_those_of_transformers(
    request: pytest.FixtureRequest, family: str, num_beams: int
) -> None:
    """Both take the last decoder layer's first head, for every token of every source of a batch."""
    pair: Pair = request.getfixturevalue(family)
    options = DecodingOptions(num_beams=num_beams, max_new_tokens=20, return_alignment=True)
    ours, theirs = (_decode(model, options, "fa") for model in pair)
    for (our, *_), (their, *_) in zip(ours, theirs, strict=True):
        assert our.alignment == their.alignment
        assert len(our.alignment) == len(our.tokens)


def test_reference_has_the_same_tokens_and_limits(marian: Pair) -> None:
    """Encoding, target tokens and refusals are those of the CTranslate2 model."""
    ours, theirs = marian
    for line in (*LINES, ">>rus<< a"):
        assert ours.encode(line, target_language="fa") == theirs.encode(line, target_language="fa")
    assert theirs.num_beams == 2
    assert theirs.max_source_tokens == 128
    assert theirs.identity.revision == "transformers"
    with pytest.raises(UnsupportedLanguageError):
        theirs.encode("a", target_language="ru")
    with pytest.raises(TextTooLongError):
        theirs.decode([("▁a",) * 129], DecodingOptions())
    with pytest.raises(InvalidInputError):
        theirs.decode([("▁a",)], DecodingOptions(num_beams=0))
    assert theirs.decode([], DecodingOptions()) == []


def test_reference_summarizer_refuses_what_is_too_long(bart: Pair) -> None:
    """The reference never cuts an article either."""
    with pytest.raises(TextTooLongError):
        bart[1].decode([("a",) * 129], DecodingOptions())
