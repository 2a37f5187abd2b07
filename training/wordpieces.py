"""Cut a WordPiece vocabulary down to the pieces that news needs.

Every single character stays, so every word can still be spelt; the rest are the pieces that a
sample of news uses most. The pieces keep their order, so the embeddings of the encoder that they
came with are taken over row by row.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

__all__ = ["SPECIAL", "WordPieces", "choose_pieces", "read_pieces", "save_pieces"]

PAD, UNKNOWN, BEGIN, END = SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def read_pieces(path: Path) -> list[str]:
    """Read a `vocab.txt`, one piece a line."""
    return path.read_text(encoding="utf-8").splitlines()


def _is_plain_character(piece: str) -> bool:
    bare = piece.removeprefix("##")
    return len(bare) == 1 and (bare.isascii() or not bare.isalpha())


def choose_pieces(pieces: Sequence[str], texts: Iterable[str], *, size: int) -> list[str]:
    """Return `size` of `pieces` in their order: special ones, characters, and the most used."""
    tokenizer = _tokenizer(pieces)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(text).tokens)
    kept = {*SPECIAL, *filter(_is_plain_character, pieces)}
    for piece, _ in counts.most_common():
        if len(kept) >= size:
            break
        kept.add(piece)
    rest = [piece for piece in pieces if piece in kept and piece not in SPECIAL]
    return [*SPECIAL, *rest]


def save_pieces(pieces: Sequence[str], folder: Path) -> None:
    """Write `vocab.txt` and the settings with which transformers loads it as BertTokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("".join(f"{piece}\n" for piece in pieces), encoding="utf-8")
    special = {"pad_token": PAD, "unk_token": UNKNOWN, "cls_token": BEGIN, "sep_token": END}
    special |= {"bos_token": BEGIN, "eos_token": END}
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, **special}
    for name, content in (
        ("special_tokens_map.json", special),
        ("tokenizer_config.json", settings),
    ):
        (folder / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _tokenizer(pieces: Sequence[str]) -> Tokenizer:
    ids = {piece: i for i, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


class WordPieces:
    """Turn English text into ids of the pieces in a folder's `vocab.txt`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pieces = read_pieces(folder / "vocab.txt")
        self._tokenizer = _tokenizer(self.pieces)
        self.pad_id, self.unknown_id, self.begin_id, self.end_id = map(self.pieces.index, SPECIAL)

    def __len__(self) -> int:
        """Count the pieces."""
        return len(self.pieces)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text, without those that open and close it."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
