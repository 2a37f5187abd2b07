"""Learn the SentencePiece models and lay them out as MarianTokenizer loads them.

One English model serves every language, and its pieces keep the same ids in every vocabulary, so
that a child model takes over its parent's English embeddings row by row. The layout is OPUS-MT's:
`source.spm`, `target.spm`, and a `vocab.json` holding the union of both sets of pieces.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

import sentencepiece

from dragoman_models.hints import with_hints
from dragoman_models.moses import normalise_punctuation
from training.prepare import read_pairs
from training.sources import LANGUAGES, headlines_and_documents

__all__ = [
    "PLACEHOLDERS",
    "TOKENIZER_FILES",
    "Hints",
    "Vocabulary",
    "learn_pieces",
    "save_vocabulary",
]

Hints = Callable[[str], Sequence[str]]
EOS, UNK, PAD = "</s>", "<unk>", "<pad>"
PLACEHOLDERS = tuple(f"⟦{i}⟧" for i in range(10))
"""Single pieces, copied to the target; the runtime may put them in place of protected text."""
TOKENIZER_FILES = (
    "source.spm",
    "target.spm",
    "vocab.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
)
_COPIED_CHARACTERS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    ".,:;!?'\"()[]{}/\\-–—_@#&%+=*$€£₽₼֏°^~<>|«»“”’"
)


def learn_pieces(lines: Iterable[str], prefix: Path, *, size: int, normalisation: str) -> None:
    """Learn a BPE model of `size` pieces from `lines` and write it to `prefix`.model."""
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(prefix),
        model_type="bpe",
        vocab_size=size,
        character_coverage=0.9998,
        normalization_rule_name=normalisation,
        required_chars=_COPIED_CHARACTERS,
        user_defined_symbols=list(PLACEHOLDERS),
        split_digits=True,
        bos_id=-1,
        eos_id=0,
        unk_id=1,
        hard_vocab_limit=False,
        num_threads=2,
        minloglevel=1,
    )


def _pieces(model: Path) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
    return [processor.id_to_piece(i) for i in range(processor.vocab_size())]


def save_vocabulary(source: Path, target: Path, folder: Path, language: str) -> None:
    """Write the MarianTokenizer files of one language pair to `folder`.

    The order is `</s>`, `<unk>`, the source pieces, the target pieces that are new, `<pad>`; the
    last place of `<pad>` is what CTranslate2's converter relies on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ordered = dict.fromkeys([EOS, UNK, *_pieces(source), *_pieces(target)])
    vocabulary = {piece: i for i, piece in enumerate([*ordered, PAD])}
    shutil.copyfile(source, folder / "source.spm")
    shutil.copyfile(target, folder / "target.spm")
    _write_json(folder / "vocab.json", vocabulary)
    special = {"eos_token": EOS, "unk_token": UNK, "pad_token": PAD}
    _write_json(folder / "special_tokens_map.json", special)
    settings = {"tokenizer_class": "MarianTokenizer", "source_lang": "en", "target_lang": language}
    _write_json(folder / "tokenizer_config.json", {**settings, **special, "model_max_length": 256})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _ids(folder: Path) -> dict[str, int]:
    """Read the numbers of the pieces, or count them as CTranslate2 lists them, without `<pad>`."""
    if (folder / "vocab.json").exists():
        ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        return ids
    pieces = json.loads((folder / "shared_vocabulary.json").read_text(encoding="utf-8"))
    return {piece: number for number, piece in enumerate([*pieces, PAD])}


class Vocabulary:
    """The two SentencePiece models and the joint ids of one language pair."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source_model = sentencepiece.SentencePieceProcessor(
            model_file=str(folder / "source.spm")
        )
        self.target_model = sentencepiece.SentencePieceProcessor(
            model_file=str(folder / "target.spm")
        )
        self.ids = _ids(folder)
        self.eos_id, self.unk_id, self.pad_id = self.ids[EOS], self.ids[UNK], self.ids[PAD]

    def __len__(self) -> int:
        """Count the ids, `<pad>` included."""
        return len(self.ids)

    @cached_property
    def target_ids(self) -> list[int]:
        """The rising ids that a translation may contain: `</s>` and the target's pieces."""
        pieces = _pieces(self.folder / "target.spm")
        return sorted({self.ids[piece] for piece in pieces if piece != UNK})

    def encode_source(
        self, texts: Sequence[str], *, bpe_dropout: float = 0.0, hints: Hints | None = None
    ) -> list[list[int]]:
        """Return the ids of English `texts`, each closed by `</s>`.

        Args:
            texts: punctuation-normalised English lines.
            bpe_dropout: share of merges left out at random (Provilkov et al. 2020).
            hints: gives the target pieces to show behind a word, see `dragoman_models.hints`.
        """
        if bpe_dropout:
            pieces = [
                self.source_model.encode(
                    text, out_type=str, enable_sampling=True, alpha=bpe_dropout
                )
                for text in texts
            ]
        else:
            pieces = self.source_model.encode(list(texts), out_type=str)
        if hints is not None:
            pieces = [with_hints(line, hints) for line in pieces]
        return [self._with_eos(line) for line in pieces]

    def count_source_pieces(self, word: str) -> int:
        """Count the pieces of an English word."""
        return len(self.source_model.encode(word))

    def hint_pieces(self, hint: str) -> list[str]:
        """Return the target pieces of a hint."""
        pieces: list[str] = self.target_model.encode(hint, out_type=str)
        return pieces

    def encode_target(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of target-language `texts`, each closed by `</s>`."""
        return [
            self._with_eos(line) for line in self.target_model.encode(list(texts), out_type=str)
        ]

    def _with_eos(self, pieces: Sequence[str]) -> list[int]:
        return [*(self.ids.get(piece, self.unk_id) for piece in pieces), self.eos_id]


def _english_lines(data: Path, corpus: Path, languages: Sequence[str], limit: int) -> list[str]:
    lines = []
    for language in languages:
        pairs = read_pairs(data / f"{language}.tsv", without=frozenset({"wmt", "interface"}))
        random.Random(language).shuffle(pairs)  # noqa: S311 (no secret)
        lines += [pair.source for pair in pairs if pair.group != "documentation"][:25_000]
        lines += [pair.source for pair in pairs if pair.group == "documentation"][:5_000]
    return [normalise_punctuation(line) for line in lines + headlines_and_documents(corpus, limit)]


def _target_lines(data: Path, language: str) -> list[str]:
    pairs = read_pairs(data / f"{language}.tsv", without=frozenset({"wmt"}))
    random.Random(language).shuffle(pairs)  # noqa: S311 (no secret)
    news = [pair.target for pair in pairs if pair.group == "news"]
    return 4 * news + [pair.target for pair in pairs if pair.group != "news"][:25_000]


def main(arguments: list[str] | None = None) -> None:
    """Learn the English model and one target model a language from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--data", type=Path, default=Path("training/runs/data"))
    parser.add_argument("--output", type=Path, default=Path("training/runs/tokenizers"))
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--source-size", type=int, default=5000)
    parser.add_argument("--target-size", type=int, default=4000)
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    english = _english_lines(options.data, options.corpus, options.languages, 60_000)
    learn_pieces(english, options.output / "en", size=options.source_size, normalisation="nmt_nfkc")
    for language in options.languages:
        lines = _target_lines(options.data, language)
        prefix = options.output / language
        learn_pieces(lines, prefix, size=options.target_size, normalisation="identity")
        source, target = options.output / "en.model", prefix.with_suffix(".model")
        save_vocabulary(source, target, options.output / f"en-{language}", language)


if __name__ == "__main__":
    main()
