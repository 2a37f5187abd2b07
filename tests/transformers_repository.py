"""Tiny MarianMT and BART repositories in Transformers format, trained on the spot with torch.

Each learns one pair by heart, which takes seconds; the tests that need
them are marked `torch`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marian_archive import pieces_of, train_pieces
from tokenizers import ByteLevelBPETokenizer

if TYPE_CHECKING:
    import torch

PAIRS = {"The parliament approved the budget on Tuesday.": "Во вторник парламент утвердил бюджет."}
ARTICLE = (
    "The city council voted on Monday to close the old bridge for repairs. The work will take "
    "six months and cost 12 million dollars. Buses will take another route until the spring."
)
SUMMARY = "The old bridge will be closed for six months."
_WIDTH = 32
_STEPS = 200


def marian_repository(folder: Path, *, pickled: bool = False) -> dict[str, bytes]:
    """Make a MarianMT repository that knows `PAIRS` with `>>rus<<` before them.

    `pickled` gives it weights as `pytorch_model.bin`, as older repositories have.
    """
    from transformers import MarianConfig, MarianMTModel

    source, target = train_pieces(list(PAIRS)), train_pieces(list(PAIRS.values()))
    tokens = ["</s>", "<unk>", ">>rus<<", *dict.fromkeys([*pieces_of(source), *pieces_of(target)])]
    numbers = {token: number for number, token in enumerate([*tokens, "<pad>"])}
    config = MarianConfig(
        vocab_size=len(numbers),
        decoder_vocab_size=len(numbers),
        d_model=_WIDTH,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=_WIDTH,
        decoder_ffn_dim=_WIDTH,
        max_position_embeddings=64,
        activation_function="swish",
        scale_embedding=True,
        eos_token_id=0,
        forced_eos_token_id=0,
        pad_token_id=numbers["<pad>"],
        decoder_start_token_id=numbers["<pad>"],
        dropout=0.0,
    )
    model = MarianMTModel(config)
    examples = [
        (
            [numbers[each] for each in (">>rus<<", *_encode(source, english), "</s>")],
            [numbers[each] for each in (*_encode(target, russian), "</s>")],
        )
        for english, russian in PAIRS.items()
    ]
    _learn(model, examples)
    files = _saved(model, folder, pickled=pickled)
    tokenizer = {"source_lang": "en", "target_lang": "ru", "model_max_length": 64}
    return {
        **files,
        "source.spm": source,
        "target.spm": target,
        "vocab.json": json.dumps(numbers).encode(),
        "tokenizer_config.json": json.dumps(tokenizer).encode(),
        "README.md": b"---\nlicense: apache-2.0\n---\n",
    }


def bart_repository(folder: Path, *, old_settings: bool = False) -> dict[str, bytes]:
    """Make a BART repository that knows one summary.

    `old_settings` leaves `generation_config.json` out and puts
    `force_bos_token_to_be_generated` in `config.json`, as older repositories do;
    `normalize_before`, which CTranslate2 asks for, is in neither.
    """
    from transformers import BartConfig, BartForConditionalGeneration

    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer.train_from_iterator([ARTICLE, SUMMARY], 400, 1, False, special)  # noqa: FBT003
    tokenizer.save_model(str(folder))
    vocabulary = tokenizer.get_vocab()
    config = BartConfig(
        vocab_size=len(vocabulary),
        d_model=_WIDTH,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=_WIDTH,
        decoder_ffn_dim=_WIDTH,
        max_position_embeddings=128,
        dropout=0.0,
    )
    model = BartForConditionalGeneration(config)
    wrapped = [[0, *tokenizer.encode(text).ids, 2] for text in (ARTICLE, SUMMARY)]
    _learn(model, [(wrapped[0], wrapped[1])])
    files = _saved(model, folder)
    if old_settings:
        del files["generation_config.json"]
        settings = json.loads(files["config.json"])
        settings["force_bos_token_to_be_generated"] = True
        files["config.json"] = json.dumps(settings).encode()
    names = ("vocab.json", "merges.txt")
    return {**files, **{name: (folder / name).read_bytes() for name in names}}


def _encode(model: bytes, text: str) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    tokens: list[str] = processor.encode(text, out_type=str)
    return tokens


def _learn(model: Any, examples: Sequence[tuple[list[int], list[int]]]) -> None:
    import torch

    torch.manual_seed(20261122)
    # Weights this small lose more to threads than they win.
    torch.set_num_threads(1)
    for parameter in model.parameters():
        if parameter.requires_grad and parameter.dim() > 1:
            torch.nn.init.xavier_uniform_(parameter)
    pairs = [(torch.tensor([source]), torch.tensor([target])) for source, target in examples]
    optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=0.01)
    model.train()
    for _ in range(_STEPS):
        loss: torch.Tensor = sum(model(input_ids=s, labels=t).loss for s, t in pairs)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()


def _saved(model: Any, folder: Path, *, pickled: bool = False) -> dict[str, bytes]:
    import torch

    model.save_pretrained(folder)
    names = ["config.json", "generation_config.json", "model.safetensors"]
    files = {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}
    if pickled:
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
        files["pytorch_model.bin"] = (folder / "pytorch_model.bin").read_bytes()
        del files["model.safetensors"]
    return files


def without(files: Mapping[str, bytes], *names: str) -> dict[str, bytes]:
    """Leave files out of a repository."""
    return {name: content for name, content in files.items() if name not in names}
