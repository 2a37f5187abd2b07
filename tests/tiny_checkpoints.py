"""Tiny Marian and BART checkpoints, built on the spot with predictable weights and without torch.

The Marian one respells its source in the letters of the target language
(`respell` says what comes out), the BART one repeats the first sentence. Both
are ordinary transformers: positions meet positions in the cross-attention, the
source token found there is put out through a table, and all else is zero.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import sentencepiece
from tokenizers import ByteLevelBPETokenizer, Tokenizer, decoders, models, pre_tokenizers, trainers
from tokenizers.implementations import BertWordPieceTokenizer

from dragoman_models.catalog import Checkpoint, Golden
from dragoman_models.manifest import write_manifest

LINES = (
    "The parliament adopted the budget for 2026 after a long debate on Monday.",
    "Inflation slowed to 4.5 percent in October, the central bank said.",
    '"We will not leave," the mayor told reporters outside the city hall.',
    "Armenia and Azerbaijan agreed to open the border crossing near Yeraskh.",
    "Iran's foreign minister arrived in Baku for talks on the railway.",
    "Russia's state company will build two reactors by 2030, officials said.",
    "At least 12 people were killed when a bus fell into a river in the north.",
    "The court in Yerevan postponed the hearing until next week.",
    "Prices of bread, milk and fuel rose again, according to the statistics office.",
    "The team won the final 3-1 and will play in the European cup.",
    "Scientists found that the lake had lost a third of its water in ten years.",
    "The minister's visit (his first since 2019) ended without a statement.",
    "Turkey, Georgia and Kazakhstan signed an agreement on the transit of goods.",
    "The company's shares fell by 7% on the stock exchange in New York.",
    "Read more at https://news.example.org/politics/2026?page=2 or write to desk@example.org.",
    "Thousands of people gathered in the centre of the capital to protest.",
    "The president thanked the doctors; the opposition asked for an inquiry.",
    "What happened to the 1,200 workers? Nobody in the ministry could say!",
)
# The letters that stand for a to z; "ու" is the one that takes two.
LETTERS = {
    "hy": (
        "ա բ ց դ ե ֆ գ հ ի ջ կ լ մ ն օ պ ք ր ս տ ու վ վ խ յ զ",
        "Ա Բ Ց Դ Ե Ֆ Գ Հ Ի Ջ Կ Լ Մ Ն Օ Պ Ք Ր Ս Տ Ու Վ Վ Խ Յ Զ",
    ),
    "az": (
        "a b c d ə f q h i y k l m n ö p g r ş t ü v v x y z",
        "A B C D Ə F Q H İ Y K L M N Ö P G R Ş T Ü V V X Y Z",
    ),
    "fa": (
        "ا ب ک د ه ف گ ح ی ج ک ل م ن و پ ق ر س ت و و و خ ی ز",
        "ا ب ک د ه ف گ ح ی ج ک ل م ن و پ ق ر س ت و و و خ ی ز",
    ),
    "ru": (
        "а б к д е ф г х и ж к л м н о п к р с т у в в х й з",
        "А Б К Д Е Ф Г Х И Ж К Л М Н О П К Р С Т У В В Х Й З",
    ),
}
PLACEHOLDERS = tuple(f"⟦{i}⟧" for i in range(10))
GOLDEN = "The court in Yerevan postponed the hearing until Monday."
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_CHARACTERS = (
    f"{ALPHABET}{ALPHABET.upper()}0123456789.,:;!?'\"()[]{{}}/\\-–—_@#&%+=*$€<>|«»“”’"
    + "".join(lower + upper for lower, upper in LETTERS.values()).replace(" ", "")
    + "ձճշչռծթղևժրեէիիըıçğşžчшщъыьэюяёثذصضطظعغژآئ"
)
_EOS, _UNK, _PAD = "</s>", "<unk>", "<pad>"
_TOKEN_WIDTH, _POSITION_WIDTH, _END_FLAG = 95, 64, 159
_WIDTH = _END_FLAG + 1
_POSITIONS = 512
_SEED = 20261122


def respell(text: str, language: str) -> str:
    """Say what the tiny Marian checkpoint for a language makes of a text."""
    lower, upper = LETTERS[language]
    letters = [*lower.split(), *upper.split()]
    return text.translate(dict(zip(map(ord, ALPHABET + ALPHABET.upper()), letters, strict=True)))


def build_tiny_marian(
    path: Path,
    *,
    target_language: str,
    target_token: str = "",
    appends_end: bool = False,
    num_beams: int = 2,
    max_source_tokens: int = 128,
) -> Path:
    """Build a MarianMT checkpoint in a folder, whose name becomes the checkpoint's.

    `target_token` makes it one that needs `>>hye<<` or the like in front;
    `appends_end` makes it one of those converted from Marian's own format.
    """
    path.mkdir(parents=True)
    pieces = _train_sentencepiece(path / "source.spm", LINES)
    _train_sentencepiece(path / "target.spm", [respell(line, target_language) for line in LINES])
    respelt = {piece: respell(piece, target_language) for piece in pieces}
    tokens = [_EOS, _UNK, *dict.fromkeys([*pieces, *respelt.values()])]
    tokens += [target_token] if target_token else []
    target_of = {_EOS: _EOS, _UNK: "▁", **respelt}
    config = {"add_source_eos": appends_end, "decoder_start_token": _EOS}
    weights = _Weights(tokens, target_of, shift=1 if target_token else 0)
    _save(path, weights, config, bart=False)
    _write_json(path / "vocab.json", {token: i for i, token in enumerate([*tokens, _PAD])})
    special = {"eos_token": _EOS, "unk_token": _UNK, "pad_token": _PAD}
    settings = {"source_lang": "en", "target_lang": target_language, **special}
    _write_json(path / "tokenizer_config.json", settings)
    checkpoint = Checkpoint(
        name=path.name,
        task="translation",
        family="marian",
        format="transformers",
        source_language="en",
        target_languages=(target_language,),
        licence="CC0-1.0",
        num_beams=num_beams,
        max_source_tokens=max_source_tokens,
        golden=Golden(GOLDEN, respell(GOLDEN, target_language), target_language),
        target_tokens={target_language: target_token} if target_token else {},
        repo_id="dragoman-tests/tiny-marian",
    )
    write_manifest(path, checkpoint, revision="tiny-1")
    return path


def build_tiny_bart(path: Path, *, tokenizer: str = "bpe", max_source_tokens: int = 400) -> Path:
    """Build a BART checkpoint in a folder, whose name becomes the checkpoint's.

    `tokenizer` is "bpe" (vocab.json and merges.txt, as BART's own), "json" (the
    same as tokenizer.json) or "wordpiece" (vocab.txt, lower-cased).
    """
    path.mkdir(parents=True)
    lowers = tokenizer == "wordpiece"
    if lowers:
        begin, end, unknown = "[CLS]", "[SEP]", "[UNK]"
        tokens = _train_word_piece(path)
    else:
        begin, end, unknown = "<s>", _EOS, _UNK
        tokens = _train_byte_level(path, as_json=tokenizer == "json")
        _write_json(path / "generation_config.json", {"forced_bos_token_id": 0})
    config = {
        "bos_token": begin,
        "eos_token": end,
        "unk_token": unknown,
        "decoder_start_token": end,
    }
    ends = [token for token in tokens if token.endswith(".")]
    shift = 1 if lowers else 0
    weights = _Weights(tokens, {token: token for token in tokens}, shift=shift, end=end, ends=ends)
    _save(path, weights, config, bart=True)
    checkpoint = Checkpoint(
        name=path.name,
        task="summarization",
        family="bart",
        format="transformers",
        source_language="en",
        target_languages=("en",),
        licence="CC0-1.0",
        num_beams=2,
        max_source_tokens=max_source_tokens,
        golden=Golden(f"{LINES[0]} {LINES[1]}", LINES[0].lower() if lowers else LINES[0]),
        repo_id="dragoman-tests/tiny-bart",
    )
    write_manifest(path, checkpoint, revision="tiny-1")
    return path


@dataclass(frozen=True)
class _Weights:
    """What a copying model needs: its tokens, and which token each source token becomes."""

    tokens: Sequence[str]
    target_of: dict[str, str]
    shift: int
    end: str = _EOS
    ends: Sequence[str] = ()

    def source_embeddings(self) -> np.ndarray:
        """Give each source token the code of the token it becomes."""
        codes = dict(zip(self.tokens, self._codes(), strict=True))
        found = [codes[self.target_of.get(token, token)] for token in self.tokens]
        return _padded(np.array(found), before=0)

    def target_embeddings(self) -> np.ndarray:
        """Mark the tokens after which the sequence ends; all others say nothing."""
        embeddings = np.zeros((len(self.tokens), _WIDTH), np.float32)
        for token in self.ends:
            embeddings[self.tokens.index(token), _END_FLAG] = 8.0
        return embeddings

    def projection(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the output layer's weights and biases; tokens nobody becomes are barred."""
        weights = _padded(self._codes() * 12.0 / _TOKEN_WIDTH, before=0)
        weights[self.tokens.index(self.end), _END_FLAG] = 4.0
        wanted = set(self.target_of.values())
        biases = [0.0 if token in wanted else -100.0 for token in self.tokens]
        return weights, np.array(biases, np.float32)

    def positions(self, shift: int = 0) -> np.ndarray:
        """Give a table of positions that begins `shift` rows later."""
        signs = np.random.default_rng(_SEED).integers(0, 2, (_POSITIONS + 1, _POSITION_WIDTH))
        return _padded(2.0 * signs[shift : shift + _POSITIONS] - 1.0, before=_TOKEN_WIDTH)

    def _codes(self) -> np.ndarray:
        signs = np.random.default_rng(_SEED + 1).integers(0, 2, (len(self.tokens), _TOKEN_WIDTH))
        return 2.0 * signs - 1.0


def _padded(values: np.ndarray, *, before: int) -> np.ndarray:
    table = np.zeros((len(values), _WIDTH), np.float32)
    table[:, before : before + values.shape[1]] = values
    return table


def _save(path: Path, weights: _Weights, config: dict[str, object], *, bart: bool) -> None:
    activation = ctranslate2.specs.common_spec.Activation
    spec = ctranslate2.specs.TransformerSpec.from_config(
        (1, 1),
        1,
        pre_norm=False,
        activation=activation.GELU if bart else activation.SWISH,
        layernorm_embedding=bart,
    )
    _fill_side(spec.encoder, spec.encoder.embeddings[0], weights.source_embeddings())
    _fill_side(spec.decoder, spec.decoder.embeddings, weights.target_embeddings())
    spec.encoder.position_encodings.encodings = weights.positions()
    spec.decoder.position_encodings.encodings = weights.positions(weights.shift)
    spec.decoder.start_from_zero_embedding = not bart
    spec.decoder.projection.weight, spec.decoder.projection.bias = weights.projection()
    _fill_cross_attention(spec.decoder.layer[0].attention)
    spec.register_source_vocabulary(list(weights.tokens))
    spec.register_target_vocabulary(list(weights.tokens))
    for name, value in config.items():
        setattr(spec.config, name, value)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(path))


def _fill_side(side: Any, embeddings: Any, table: np.ndarray) -> None:
    embeddings.weight = table
    side.scale_embeddings = 1.0
    layer = side.layer[0]
    zero = np.zeros((_WIDTH, _WIDTH), np.float32)
    layer.self_attention.linear[0].weight = np.zeros((3 * _WIDTH, _WIDTH), np.float32)
    layer.self_attention.linear[1].weight = zero
    layer.ffn.linear_0.weight, layer.ffn.linear_1.weight = zero, zero
    norms = [layer.self_attention.layer_norm, layer.ffn.layer_norm]
    norms += [side.layernorm_embedding] if hasattr(side, "layernorm_embedding") else []
    for norm in norms:
        _fill_norm(norm)


def _fill_cross_attention(attention: Any) -> None:
    places = np.zeros(_WIDTH, np.float32)
    places[_TOKEN_WIDTH:_END_FLAG] = 1.0
    content = np.zeros(_WIDTH, np.float32)
    content[:_TOKEN_WIDTH] = 1.0
    attention.linear[0].weight = np.diag(8.0 * places)
    attention.linear[1].weight = np.concatenate([np.diag(places), np.diag(content)])
    attention.linear[2].weight = np.diag(content)
    _fill_norm(attention.layer_norm)


def _fill_norm(norm: Any) -> None:
    norm.gamma, norm.beta = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)


def _train_sentencepiece(path: Path, lines: Sequence[str]) -> list[str]:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        model_type="bpe",
        vocab_size=700,
        hard_vocab_limit=False,
        required_chars=_CHARACTERS,
        user_defined_symbols=list(PLACEHOLDERS),
        split_digits=True,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        num_threads=1,
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.id_to_piece(i) for i in range(2, processor.vocab_size())]


def _train_byte_level(path: Path, *, as_json: bool) -> list[str]:
    special = ["<s>", _PAD, _EOS, _UNK]
    if as_json:
        tokenizer = Tokenizer(models.BPE(unk_token=_UNK))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(
            vocab_size=700, special_tokens=special, initial_alphabet=alphabet, show_progress=False
        )
        tokenizer.train_from_iterator(LINES, trainer)
        tokenizer.save(str(path / "tokenizer.json"))
    else:
        tokenizer = ByteLevelBPETokenizer()
        tokenizer.train_from_iterator(LINES, 700, special_tokens=special, show_progress=False)
        tokenizer.save_model(str(path))
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


def _train_word_piece(path: Path) -> list[str]:
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator(LINES, 700, show_progress=False)
    tokenizer.save_model(str(path))
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
