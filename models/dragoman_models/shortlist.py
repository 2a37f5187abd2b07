"""The pieces that a target can be made of, so that the others are not computed.

A MarianMT checkpoint has one vocabulary for both languages, and about half of it
is for the source: no target that it was trained on holds such a piece, because
targets are cut by the target's own tokenizer. CTranslate2 takes a list of the
pieces to compute in `vmap.txt`. Ours is the same for every source, so an answer
does not depend on what else was in its batch; where the model gives the others
no probability it does not change at all. On the bundled checkpoints it saves a
quarter of a search's time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import sentencepiece

__all__ = ["SHORTLIST_NAME", "read_shortlist", "write_shortlist"]

SHORTLIST_NAME: Final = "vmap.txt"

_VOCABULARY_NAME: Final = "shared_vocabulary.json"
_TOKENIZER_NAME: Final = "target.spm"
# A list that leaves out less saves nothing; one that leaves out more is of a tokenizer
# that is not this model's.
_LARGEST_SHARE: Final = 0.9
_SMALLEST_SHARE: Final = 0.1


def write_shortlist(folder: Path, *, end: str = "</s>", unknown: str = "<unk>") -> int:
    """Write the list for a converted MarianMT checkpoint, and return its length in pieces.

    `end` and `unknown` are no pieces of the tokenizer and belong to it all the
    same. 0 says that there is no list, because the folder has no target tokenizer
    beside a shared vocabulary, or because it would be of no use.

    Raises:
        OSError: a file cannot be read or written.
    """
    path, tokenizer = folder / _VOCABULARY_NAME, folder / _TOKENIZER_NAME
    (folder / SHORTLIST_NAME).unlink(missing_ok=True)
    if not (path.exists() and tokenizer.exists()):
        return 0
    vocabulary: list[str] = json.loads(path.read_text("utf-8"))
    wanted = {*_pieces(tokenizer), end, unknown}
    kept = [token for token in vocabulary if token in wanted]
    # The file separates by white space.
    if any(token.split() != [token] for token in kept):
        return 0
    if not _SMALLEST_SHARE <= len(kept) / len(vocabulary) <= _LARGEST_SHARE:
        return 0
    # An empty source stands for every source.
    text = "\t" + " ".join(kept) + "\n"
    (folder / SHORTLIST_NAME).write_text(text, "utf-8", newline="\n")
    return len(kept)


def read_shortlist(folder: Path) -> frozenset[str] | None:
    """Return the pieces of a checkpoint's list, or None where it has none.

    Raises:
        ValueError: the file is no list that `write_shortlist` wrote.
    """
    path = folder / SHORTLIST_NAME
    if not path.exists():
        return None
    source, tab, pieces = path.read_text("utf-8").rstrip("\n").partition("\t")
    if source or not tab or not pieces:
        raise ValueError(f"{SHORTLIST_NAME} is no list of pieces for every source")
    return frozenset(pieces.split(" "))


def _pieces(tokenizer: Path) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    ids = range(processor.get_piece_size())
    return [
        processor.id_to_piece(number)
        for number in ids
        if not (processor.is_control(number) or processor.is_unknown(number))
    ]
