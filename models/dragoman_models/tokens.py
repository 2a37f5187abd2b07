"""The checkpoints' own tokenizers, without transformers: text to tokens and back.

A token is the vocabulary's string, not its number, because CTranslate2 takes
strings. What a writer wrote is never taken for a token of another kind: a text
with `>>rus<<`, `</s>` or `<pad>` in it is spelt with ordinary pieces.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import sentencepiece
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers

from dragoman_models.hints import look_up, with_hints
from dragoman_models.moses import normalise_punctuation
from dragoman_models.openings import with_known_opening

__all__ = ["BartTokens", "MarianTokens", "is_target_token"]

_NO_WORDS: Mapping[str, str] = MappingProxyType({})
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
_SPECIAL = frozenset({"<s>", "</s>", "<unk>", "<pad>"})


def is_target_token(token: str) -> bool:
    """Say whether a vocabulary's token names a target language, as `>>hye<<` does."""
    return token.startswith(">>") and token.endswith("<<")


class MarianTokens:
    """Tokenise as transformers' MarianTokenizer does, with `source.spm` and `target.spm`.

    The source goes through Moses' English punctuation normaliser first, as in
    `tokenizer(tokenizer.normalize(text))`: OPUS-MT's models were trained on text
    so normalised, while transformers 5 leaves the call of `normalize` to its
    user. `vocabulary` holds the tokens that the model has weights for; a piece
    outside of it becomes `unknown`. With `small_openings` the first word of an
    English text is small where the vocabulary knows it better so, see `openings`.
    Words of `lexicon` have their usual translation beside them, see `hints`, as far
    as that makes no more than `longest_hinted` tokens of a text.
    """

    def __init__(
        self,
        folder: Path,
        vocabulary: Collection[str],
        *,
        end: str = "</s>",
        unknown: str = "<unk>",
        small_openings: bool = False,
        lexicon: Mapping[str, str] = _NO_WORDS,
        longest_hinted: int = 128,
    ) -> None:
        self._source = _sentencepiece(folder / "source.spm")
        self._target = _sentencepiece(folder / "target.spm")
        self._end = end
        self._unknown = unknown
        self._small_openings = small_openings
        self._lexicon = lexicon
        self._longest_hinted = longest_hinted
        self._hints: dict[str, tuple[str, ...]] = {}
        self._reserved = frozenset(filter(is_target_token, vocabulary)) | _SPECIAL
        self._known = frozenset(vocabulary) - self._reserved

    def encode(self, text: str, *, target_token: str = "") -> tuple[str, ...]:
        """Return the pieces of a source text, `target_token` before and `</s>` behind them."""
        # SentencePiece takes UTF-8, which has no lone surrogates.
        sound = text.encode("utf-8", "replace").decode("utf-8")
        normalised = normalise_punctuation(sound)
        if self._small_openings:
            normalised = with_known_opening(normalised, self._count_pieces)
        pieces = self._source.encode(normalised, out_type=str)
        if not self._known.issuperset(pieces):
            pieces = [token for piece in pieces for token in self._look_up(piece)]
        opened = (target_token,) if target_token else ()
        return (*opened, *self._hinted(pieces, self._longest_hinted - len(opened) - 1), self._end)

    def decode(self, tokens: Sequence[str]) -> str:
        """Join target pieces to a text in NFC; special tokens are left out."""
        text = self._target.decode_pieces([token for token in tokens if token not in _SPECIAL])
        # Pieces that only the source's model knows keep their sign for a space.
        return unicodedata.normalize("NFC", text.replace(_SPACE, " ")).strip()

    def _hinted(self, pieces: list[str], longest: int) -> list[str]:
        """Put in the hints that there is room for."""
        return with_hints(pieces, self._hint, longest=longest) if self._lexicon else pieces

    def _hint(self, key: str) -> tuple[str, ...]:
        word = look_up(self._lexicon, key)
        if word is None:
            return ()
        # Kept by what the lexicon holds, so that no text makes it grow beyond that.
        if word not in self._hints:
            self._hints[word] = tuple(self._target.encode(word, out_type=str))
        return self._hints[word]

    def _count_pieces(self, word: str) -> int:
        return len(self._source.encode(word))

    def _look_up(self, piece: str) -> Iterator[str]:
        # A piece that reads like a target token or `</s>` came out of the text,
        # so it is spelt out.
        for part in piece if piece in self._reserved else (piece,):
            yield part if part in self._known else self._unknown


class BartTokens:
    """Tokenise with the `tokenizers` library, from the first of these files there is.

    `tokenizer.json`; `vocab.json` with `merges.txt` (byte-level BPE, as BART's);
    `vocab.txt` (WordPiece, lower-cased where `tokenizer_config.json` says so).
    `begin` and `end` go around a text unless `tokenizer.json` brings its own rule.
    """

    def __init__(self, folder: Path, *, begin: str, end: str, unknown: str) -> None:
        self._tokenizer = _tokenizer(folder, unknown=unknown)
        # Without these a text would be cut, or filled up, or obeyed ("</s>").
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True
        own_rule = self._tokenizer.post_processor is not None
        self._before = () if own_rule or not begin else (begin,)
        self._after = () if own_rule else (end,)

    def encode(self, text: str) -> tuple[str, ...]:
        """Return the tokens of a source text with those that open and close it."""
        sound = text.encode("utf-8", "replace").decode("utf-8")
        return (*self._before, *self._tokenizer.encode(sound).tokens, *self._after)

    def decode(self, tokens: Sequence[str]) -> str:
        """Join target tokens to a text in NFC; special tokens are left out."""
        numbers = (self._tokenizer.token_to_id(token) for token in tokens)
        text = self._tokenizer.decode([number for number in numbers if number is not None])
        return unicodedata.normalize("NFC", text).strip()


def _sentencepiece(path: Path) -> sentencepiece.SentencePieceProcessor:
    # Its own message for a missing file names no cause.
    return sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())


def _tokenizer(folder: Path, *, unknown: str) -> Tokenizer:
    if (folder / "tokenizer.json").exists():
        return Tokenizer.from_file(str(folder / "tokenizer.json"))
    if (folder / "merges.txt").exists():
        return _byte_level(folder, unknown=unknown)
    return _word_piece(folder, unknown=unknown)


def _byte_level(folder: Path, *, unknown: str) -> Tokenizer:
    vocabulary, merges = str(folder / "vocab.json"), str(folder / "merges.txt")
    tokenizer = Tokenizer(models.BPE.from_file(vocabulary, merges, unk_token=unknown))
    prefix_space = bool(_settings(folder).get("add_prefix_space", False))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix_space)
    tokenizer.decoder = decoders.ByteLevel()
    return _with_special_tokens(tokenizer)


def _word_piece(folder: Path, *, unknown: str) -> Tokenizer:
    vocabulary = str(folder / "vocab.txt")
    tokenizer = Tokenizer(models.WordPiece.from_file(vocabulary, unk_token=unknown))
    lowercase = bool(_settings(folder).get("do_lower_case", True))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    return _with_special_tokens(tokenizer)


def _with_special_tokens(tokenizer: Tokenizer) -> Tokenizer:
    special = ("<s>", "</s>", "<unk>", "<pad>", "[CLS]", "[SEP]", "[UNK]", "[PAD]")
    present = [token for token in special if tokenizer.token_to_id(token) is not None]
    tokenizer.add_special_tokens(present)
    return tokenizer


def _settings(folder: Path) -> dict[str, object]:
    path = folder / "tokenizer_config.json"
    if not path.exists():
        return {}
    settings: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return settings
