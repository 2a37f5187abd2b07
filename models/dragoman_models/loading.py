"""From an installed checkpoint's folder to a model that is ready to decode.

A folder holds what CTranslate2 wrote (`model.bin`, `config.json`, and
`shared_vocabulary.json` or a source and a target one), the tokenizer's files,
`checkpoint.json`, for BART `generation_config.json` where the hub had one, and for
MarianMT a `vmap.txt` where it is of use and a `lexicon.tsv.xz` where it was trained with hints.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import ctranslate2

from dragoman_models.bart import BartSummarizer
from dragoman_models.catalog import Golden
from dragoman_models.decoding import Decoder
from dragoman_models.errors import (
    DragomanModelError,
    GoldenSentenceError,
    InvalidInputError,
)
from dragoman_models.hints import read_lexicon
from dragoman_models.languages import LANGUAGES
from dragoman_models.loadable import LoadableModel, LoadableWeights, unloadable
from dragoman_models.manifest import InstalledCheckpoint, read_manifest
from dragoman_models.marian import MarianTranslator
from dragoman_models.shortlist import read_shortlist
from dragoman_models.tokens import BartTokens, MarianTokens, is_target_token
from dragoman_models.types import DecodingOptions, SequenceModel
from dragoman_models.weights import read_shapes

__all__ = ["check_golden", "load", "load_folder"]

_DEVICES: Final = ("cpu", "cuda", "auto")
# Another processor rounds int8 products otherwise and may choose another word;
# damaged weights give another text altogether.
_LEAST_SIMILARITY: Final = 0.6
_SCRIPT_NAMES: Final = {"Armn": "ARMENIAN", "Arab": "ARABIC", "Cyrl": "CYRILLIC", "Latn": "LATIN"}
# The model computes its positions and so has no last one.
_POSITIONS: Final = 1024


def load(
    installed: InstalledCheckpoint,
    *,
    inter_threads: int = 1,
    intra_threads: int = 0,
    compute_type: str = "int8",
    device: str = "cpu",
    lazy: bool = False,
) -> LoadableModel:
    """Load an installed checkpoint.

    `inter_threads` batches are decoded at once, each by `intra_threads` threads
    (0: as many as there are cores, at most 4); all share one copy of the weights.
    `lazy` leaves the weights on the disk until the first `decode`: all else is
    read, and of the weights the list of what there is.

    Raises:
        CheckpointCorruptedError: a file is missing or is not what it should be.
        InvalidInputError: this machine has no such device or compute type.
    """
    _check_device(device, compute_type)
    try:
        weights = LoadableWeights(
            installed.path,
            name=installed.checkpoint.name,
            device=device,
            compute_type=compute_type,
            inter_threads=inter_threads,
            intra_threads=intra_threads,
        )
        model = _assemble(installed, weights)
        if not lazy:
            weights.load()
    except (DragomanModelError, MemoryError):
        raise
    except Exception as exc:  # the tokenizer libraries raise bare Exception for a bad file
        raise unloadable(installed.checkpoint.name, installed.path, exc) from exc
    return model


def load_folder(
    path: Path, *, bundled: bool = False, compute_type: str = "int8", intra_threads: int = 0
) -> LoadableModel:
    """Load the checkpoint in a folder that need not be in a store.

    Raises:
        CheckpointCorruptedError: a file is missing or is not what it should be.
        InvalidInputError: this machine has no such compute type.
    """
    installed = read_manifest(path, bundled=bundled)
    return load(installed, compute_type=compute_type, intra_threads=intra_threads)


def check_golden(model: SequenceModel, golden: Golden) -> None:
    """Have a model answer its golden sentence before it is used.

    A recorded target must be answered with much the same text; without one the
    answer must be complete, in the script of the language, and not the source.

    Raises:
        GoldenSentenceError: the answer is wrong; the message holds it.
    """
    tokens = model.encode(golden.source, target_language=golden.target_language)
    ((best, *_),) = model.decode([tokens], DecodingOptions(num_beams=model.num_beams))
    name = model.identity.name
    fault = _fault(best.text, golden) if best.text else "nothing"
    if golden.target is None and not best.finished:
        fault = "a text without an end"
    if fault:
        raise GoldenSentenceError(
            name,
            f"checkpoint {name!r} answers its golden sentence {golden.source!r} with {fault}: "
            f"{best.text!r}; check its files by `dragoman models verify {name}`",
        )


def _fault(answer: str, golden: Golden) -> str:
    if golden.target is not None:
        similarity = SequenceMatcher(None, answer, golden.target, autojunk=False).ratio()
        return "" if similarity >= _LEAST_SIMILARITY else f"something else than {golden.target!r}"
    if golden.target_language is None:
        return ""
    if answer.casefold() == golden.source.casefold():
        return "its source"
    script = LANGUAGES[golden.target_language].script
    return "" if _is_written_in(script, answer) else f"a text that is not in the script {script}"


def _is_written_in(script: str, text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    own = sum(unicodedata.name(letter, "").startswith(_SCRIPT_NAMES[script]) for letter in letters)
    return 2 * own > len(letters)


def _check_device(device: str, compute_type: str) -> None:
    if device not in _DEVICES:
        raise InvalidInputError(
            "device", f"unknown device {device!r}; choose one of: {', '.join(_DEVICES)}"
        )
    if device == "auto":
        return
    supported = {"default", "auto", *_supported_compute_types(device)}
    if compute_type not in supported:
        listed = ", ".join(sorted(supported))
        raise InvalidInputError(
            "compute_type",
            f"compute type {compute_type!r} cannot be had on {device!r}; choose one of: {listed}",
        )


def _supported_compute_types(device: str) -> set[str]:
    try:
        supported: set[str] = ctranslate2.get_supported_compute_types(device)
    except (RuntimeError, ValueError) as exc:
        raise InvalidInputError("device", f"device {device!r} cannot be used: {exc}") from exc
    return supported


def _assemble(installed: InstalledCheckpoint, weights: LoadableWeights) -> LoadableModel:
    family = installed.checkpoint.family
    return (_marian if family == "marian" else _bart)(installed, weights)


def _marian(installed: InstalledCheckpoint, weights: LoadableWeights) -> MarianTranslator:
    checkpoint, path = installed.checkpoint, installed.path
    config, source, target = _read_model_files(path)
    # A checkpoint with one target may say so by an empty token.
    targets = {language: token for language, token in checkpoint.target_tokens.items() if token}
    missing = set(targets.values()) - set(source)
    if missing:
        raise ValueError(f"its vocabulary has no {', '.join(sorted(missing))}")
    end = str(config["eos_token"])
    longest = min(checkpoint.max_source_tokens, _positions(path, "encoder"))
    tokens = MarianTokens(
        path,
        source,
        end=end,
        unknown=str(config["unk_token"]),
        small_openings=checkpoint.tuning.small_openings,
        lexicon=read_lexicon(path),
        longest_hinted=longest,
    )
    shortlist = read_shortlist(path)
    decoder = Decoder(
        weights,
        tokens.decode,
        end,
        _positions(path, "decoder"),
        appends_end=bool(config.get("add_source_eos")),
        special=frozenset({end, "<pad>", *filter(is_target_token, source)}),
        # CTranslate2 refuses to suppress what is not listed.
        suppressed=_suppressed([each for each in target if not shortlist or each in shortlist]),
        shortlisted=shortlist is not None,
    )
    return MarianTranslator(
        identity=installed.identity,
        decoder=decoder,
        tokens=tokens,
        num_beams=checkpoint.num_beams,
        max_source_tokens=longest,
        target_tokens=targets,
    )


def _bart(installed: InstalledCheckpoint, weights: LoadableWeights) -> BartSummarizer:
    checkpoint, path = installed.checkpoint, installed.path
    config, _, target = _read_model_files(path)
    begin, end = str(config.get("bos_token") or ""), str(config["eos_token"])
    tokens = BartTokens(path, begin=begin, end=end, unknown=str(config["unk_token"]))
    decoder = Decoder(
        weights,
        tokens.decode,
        end,
        _positions(path, "decoder"),
        forced=_forced(path, target),
        special=frozenset({begin, end, "<pad>", "[PAD]", "[CLS]", "[SEP]"}),
        suppressed=_suppressed(target),
    )
    return BartSummarizer(
        identity=installed.identity,
        decoder=decoder,
        tokens=tokens,
        num_beams=checkpoint.num_beams,
        max_source_tokens=min(checkpoint.max_source_tokens, _positions(path, "encoder")),
    )


def _read_model_files(path: Path) -> tuple[Mapping[str, Any], list[str], list[str]]:
    config: Mapping[str, Any] = _read_json(path / "config.json")
    shared = path / "shared_vocabulary.json"
    if shared.exists():
        vocabulary: list[str] = _read_json(shared)
        return config, vocabulary, vocabulary
    source: list[str] = _read_json(path / "source_vocabulary.json")
    target: list[str] = _read_json(path / "target_vocabulary.json")
    return config, source, target


def _suppressed(vocabulary: list[str]) -> tuple[str, ...]:
    """List what transformers bars as well: padding (`bad_words_ids`) and target tokens."""
    barred = ("<pad>", "[PAD]")
    return tuple(token for token in vocabulary if token in barred or is_target_token(token))


def _forced(path: Path, vocabulary: list[str]) -> tuple[str, ...]:
    settings = path / "generation_config.json"
    if not settings.exists():
        return ()
    number = _read_json(settings).get("forced_bos_token_id")
    return () if number is None else (vocabulary[number],)


def _positions(path: Path, side: str) -> int:
    shape = read_shapes(path / "model.bin").get(f"{side}/position_encodings/encodings")
    return shape[0] if shape else _POSITIONS


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
