"""An OPUS-MT archive made on the spot: Marian weights in .npz, without torch or Marian.

The weights know one sentence: what the decoder says depends only on its position,
because all layers but the last are zero and the output layer holds, for each
position's encoding, the token to say there. It does so in every second number: where a
processor has no VNNI, the products of two large neighbours overflow their 16 bits in int8.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sentencepiece
import yaml

_WIDTH = 32
_LAYERS = 2
_STRENGTH = 12.0
_ENGLISH = (
    "The parliament approved the budget on Tuesday.",
    "The court in Yerevan postponed the hearing until Monday.",
    "Prices rose in October, the bank said.",
)
_ARMENIAN = (
    "Խորհրդարանը երեքշաբթի օրը հաստատեց բյուջեն։",
    "Երևանի դատարանը հետաձգեց նիստը մինչև երկուշաբթի։",
    "Գները հոկտեմբերին աճել են, հայտնեց բանկը։",
)


def marian_archive(
    *,
    says: str = _ARMENIAN[0],
    target_token: str = ">>hye<<",
    ballast: int = 0,
    without: Sequence[str] = (),
    folder: str = "",
) -> bytes:
    """Make a zip archive as OPUS-MT publishes them.

    `says` is the model's only sentence, `ballast` how many bytes a log file in it
    has that no conversion needs, `without` leaves members out, `folder` puts all
    members into one.
    """
    source, target = train_pieces(_ENGLISH), train_pieces([*_ARMENIAN, says])
    vocabulary = [
        "</s>",
        "<unk>",
        *dict.fromkeys([*pieces_of(source), *pieces_of(target)]),
        target_token,
    ]
    saying = sentencepiece.SentencePieceProcessor(model_proto=target).encode(says, out_type=str)
    members = {
        "README.md": b"# opus-tiny\n",
        "train.log": np.random.default_rng(7).bytes(ballast),
        "source.spm": source,
        "target.spm": target,
        "opus.spm4k-spm4k.vocab.yml": _vocabulary(vocabulary),
        "opus.spm4k-spm4k.npz": _weights([vocabulary.index(piece) for piece in saying], vocabulary),
        "decoder.yml": _decoder(),
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if name not in without:
                archive.writestr(folder + name, data)
    return content.getvalue()


def write_members(path: Path, members: dict[str, bytes]) -> Path:
    """Write any zip archive, for tests of bad ones."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _decoder() -> bytes:
    vocabulary = "opus.spm4k-spm4k.vocab.yml"
    settings = {
        "relative-paths": True,
        "models": ["opus.spm4k-spm4k.npz"],
        "vocabs": [vocabulary, vocabulary],
        "beam-size": 6,
    }
    return yaml.safe_dump(settings).encode()


def _vocabulary(tokens: Sequence[str]) -> bytes:
    lines = (f'"{token}": {number}\n' for number, token in enumerate(tokens))
    return "".join(lines).encode()


def train_pieces(lines: Sequence[str]) -> bytes:
    """Train a SentencePiece model on a few lines."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        model_type="bpe",
        vocab_size=120,
        hard_vocab_limit=False,
        character_coverage=1.0,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        num_threads=1,
        minloglevel=2,
    )
    return model.getvalue()


def pieces_of(model: bytes) -> list[str]:
    """List the pieces of a SentencePiece model, the special ones aside."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(number) for number in range(2, processor.vocab_size())]


def _weights(saying: Sequence[int], vocabulary: Sequence[str]) -> bytes:
    arrays: dict[str, np.ndarray] = {"Wemb": np.full((len(vocabulary), _WIDTH), 1e-4, np.float32)}
    for side in ("encoder", "decoder"):
        for layer in range(1, _LAYERS + 1):
            scope = f"{side}_l{layer}"
            _add_attention(arrays, f"{scope}_self")
            if side == "decoder":
                _add_attention(arrays, f"{scope}_context")
            _add_ffn(arrays, f"{scope}_ffn")
    output = np.zeros((_WIDTH, len(vocabulary)), np.float32)
    for position, token in enumerate([*saying, 0]):
        output[::2, token] = _STRENGTH * _normed(_position(position))[::2]
    arrays["decoder_ff_logit_out_W"] = output
    arrays["decoder_ff_logit_out_b"] = np.zeros((1, len(vocabulary)), np.float32)
    arrays["special:model.yml"] = np.frombuffer(_settings() + b"\0", np.int8)
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


def _settings() -> bytes:
    settings = {
        "type": "transformer",
        "enc-depth": _LAYERS,
        "dec-depth": _LAYERS,
        "transformer-heads": 2,
        "transformer-decoder-autoreg": "self-attention",
        "transformer-no-projection": False,
        "transformer-ffn-activation": "swish",
        "transformer-preprocess": "",
        "transformer-postprocess": "dan",
        "transformer-postprocess-emb": "d",
        "transformer-guided-alignment-layer": "last",
    }
    return yaml.safe_dump(settings).encode()


def _add_attention(arrays: dict[str, np.ndarray], scope: str) -> None:
    for letter in "qkvo":
        arrays[f"{scope}_W{letter}"] = np.zeros((_WIDTH, _WIDTH), np.float32)
        arrays[f"{scope}_b{letter}"] = np.zeros((1, _WIDTH), np.float32)
    _add_norm(arrays, f"{scope}_Wo")


def _add_ffn(arrays: dict[str, np.ndarray], scope: str) -> None:
    for number in "12":
        arrays[f"{scope}_W{number}"] = np.zeros((_WIDTH, _WIDTH), np.float32)
        arrays[f"{scope}_b{number}"] = np.zeros((1, _WIDTH), np.float32)
    _add_norm(arrays, f"{scope}_ffn")


def _add_norm(arrays: dict[str, np.ndarray], scope: str) -> None:
    arrays[f"{scope}_ln_scale"] = np.ones((1, _WIDTH), np.float32)
    arrays[f"{scope}_ln_bias"] = np.zeros((1, _WIDTH), np.float32)


def _position(place: int) -> np.ndarray:
    """Give Marian's sinusoidal encoding: sines in the first half, cosines in the second."""
    half = _WIDTH // 2
    angles = place / np.power(10000, 2 * np.arange(half) / _WIDTH)
    return np.concatenate([np.sin(angles), np.cos(angles)]).astype(np.float32)


def _normed(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()
